import { expect, test } from 'vitest';
import { USD } from '#shared/model/currency.ts';
import { toMicros } from '#shared/model/money.ts';
import { newRecord } from '#shared/orders/order-record.ts';
import {
  CLIENT_ID,
  CONTRACT,
  fill,
  ORDER_ID,
  PERM_ID,
  ref,
  REF,
  T0,
  ticket,
} from '#shared/orders/testing/samples.ts';
import { LIVE } from '#shared/risk/pre-trade/testing/sample.ts';
import { Ledger } from '../portfolio/ledger.ts';
import { DamagedRows } from './damaged-rows.ts';
import { createOrderJournal } from './order-journal.ts';
import { createRiskSettingsStore } from './risk-settings-store.ts';
import { createPortfolioStore } from './portfolio-store.ts';
import { createStoredExecutions } from './stored-executions.ts';
import { scratchDatabase } from './testing/scratch-database.ts';

const database = scratchDatabase();

test('what was accepted is news again once it is damaged otherwise, and each profile has its own', () => {
  const rows = new DamagedRows(database.db);
  const bad = { key: 'a', body: '{' };
  const read = ({ body }: { body: string }) => JSON.parse(body) as unknown;
  expect(rows.readable('one', 'order', [{ key: 'b', body: '1' }, bad], read)).toEqual([1]);
  expect([rows.count('one'), rows.count('two')]).toEqual([1, 0]);
  expect(rows.accept('one')).toMatchObject({ ok: true });
  rows.readable('one', 'order', [bad], read);
  expect(rows.count('one'), 'the same damage').toBe(0);
  expect(new DamagedRows(database.db).count('one'), 'over a restart').toBe(0);
  rows.readable('one', 'order', [{ ...bad, body: '[' }], read);
  expect(rows.open('one')).toMatchObject({ count: 1, rows: [{ source: 'order', key: 'a' }] });
  expect(new DamagedRows(database.db).open('one')).toMatchObject({ count: 1, rows: [{ key: 'a' }] });
});

test('on a full disk it is told all the same, and accepting says that it failed', () => {
  const rows = new DamagedRows(database.db);
  rows.count('one');
  database.db.pragma('query_only = ON');
  rows.note('one', 'order', { key: 'a', body: '{' }, new Error('broken'));
  expect(rows.open('one')).toMatchObject({ count: 1, rows: [{ reason: 'broken' }] });
  expect(rows.accept('one')).toMatchObject({ ok: false });
  database.db.pragma('query_only = OFF');
  expect(rows.count('one')).toBe(1);
});

test('executions and what was taken over: a page of bad rows is not the end, a bad row not the end of the book', () => {
  const journal = createOrderJournal(database.db);
  const executions = [fill('a.1.01', 1), fill('b.1.01', 2), fill('c.1.01', 3)];
  journal.commit('one', { executions: executions.map((execution) => ({ ref: null, execution })) });
  database.db.prepare("UPDATE execution SET execution = '{}' WHERE exec_id < 'c'").run();
  const stored = createStoredExecutions(database.db);
  const page = stored.page('one', null, 2);
  expect(page.map(({ execution }) => execution.execId)).toEqual(['c.1.01']);
  expect(stored.page('one', page[0]!.execution, 2)).toEqual([]);
  const store = createPortfolioStore(database.db);
  const adjustment = { account: 'DU1', at: 1, reason: 'accepted' as const };
  store.save('one', {
    positions: ['x', 'y'].map((id) => ({ ...adjustment, id, contract: CONTRACT, quantity: 1, cost: 2n })),
    cash: [{ ...adjustment, currency: 'USD', amount: 3n }],
  });
  database.db.prepare("UPDATE position_adjustment SET contract = '{}' WHERE id = 'x'").run();
  expect(store.load('one')).toMatchObject({ positions: [{ id: 'y' }], cash: [{ amount: 3n }] });
  expect(journal.damaged('one').rows.map(({ source, key }) => `${source} ${key}`)).toEqual([
    ...['execution a.1.01', 'execution b.1.01', 'position taken over x'],
  ]);
  // Told again by the broker, an execution is whole again.
  journal.commit('one', { executions: [{ ref: null, execution: executions[0]! }] });
  expect(stored.page('one', null, 9).map(({ execution }) => execution.execId)).toEqual(['a.1.01', 'c.1.01']);
});

test('what is taken over beside a row that cannot be read is stored beside it', async () => {
  const quiet = () => undefined;
  const executions = createStoredExecutions(database.db);
  const store = createPortfolioStore(database.db);
  const opened = async () => {
    const ledger = new Ledger('one', {
      executions,
      store,
      log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      breathe: () => Promise.resolve(),
    });
    await ledger.load(T0);
    return ledger;
  };
  const take = (ledger: Ledger, quantity: number) =>
    ledger.takeOver('DU1', T0, 'accepted', [{ contract: CONTRACT, quantity, averageCost: 1 }], new Map());
  const first = await opened();
  expect([take(first, 1), take(first, 2), take(first, 3)]).toEqual([true, true, true]);
  for (const damaged of [1, 0]) {
    database.db.prepare("UPDATE position_adjustment SET contract = '{}' WHERE id = (SELECT id FROM position_adjustment ORDER BY id LIMIT 1 OFFSET ?)").run(damaged); // prettier-ignore
    expect(take(await opened(), 10 + damaged)).toBe(true);
  }
  expect(database.db.prepare('SELECT count(*) AS count FROM position_adjustment').get()).toEqual({
    count: 5,
  });
});

test('an order is found in the tables by permId, by number and by name, the newest of a number last', () => {
  const journal = createOrderJournal(database.db);
  const record = newRecord(ticket(), T0, null);
  const named = { ...record, permId: PERM_ID, clientId: CLIENT_ID, orderId: ORDER_ID };
  const reused = { ...named, ref: ref('older'), permId: 5, createdAt: (T0 - 1) as typeof T0 };
  journal.commit('one', { orders: [named, reused] });
  const find = (names: object) =>
    journal
      .candidates('one', { permId: 0, clientId: CLIENT_ID, orderId: 0, orderRef: '', ...names })
      .map((one) => one.ref);
  expect(find({ permId: PERM_ID })).toEqual([REF]);
  expect(find({ orderId: ORDER_ID })).toEqual(['older', REF]);
  expect(find({ orderRef: 'older' })).toEqual(['older']);
  expect(find({ permId: 8, orderId: 9, orderRef: 'nobody' })).toEqual([]);
  expect(journal.candidates('two', { permId: PERM_ID, clientId: 0, orderId: 0, orderRef: '' })).toEqual([]);
});

test('a commission says nothing new when it is kept word for word with its fill', () => {
  const journal = createOrderJournal(database.db);
  const report = { execId: 'a.1.01', commission: toMicros(1), currency: USD, realizedPnl: null };
  journal.commit('one', { commissions: [report] });
  expect(journal.hasCommission('one', report), 'its fill is still to come').toBe(false);
  journal.commit('one', { executions: [{ ref: null, execution: fill('a.1.01', 1) }] });
  expect(journal.hasCommission('one', report)).toBe(true);
  expect(journal.hasCommission('one', { ...report, realizedPnl: toMicros(2) })).toBe(false);
});

test('limits that cannot be read are told: those of the profile may let more through', () => {
  const store = createRiskSettingsStore(database.db);
  store.save('one', LIVE);
  expect(store.load('one')).toEqual(LIVE);
  const journal = createOrderJournal(database.db);
  expect(journal.damagedCount('one')).toBe(0);
  store.save('one', { ...LIVE, profile: 'lively' });
  expect(store.load('one')).toBeNull();
  expect(journal.damaged('one').rows).toMatchObject([{ source: 'risk limits', key: 'one' }]);
  expect(store.load('two')).toBeNull();
  expect(journal.damagedCount('two')).toBe(0);
});
