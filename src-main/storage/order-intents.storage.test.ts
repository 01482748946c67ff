import { readdirSync, readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { unixMillis } from '#shared/kernel/time.ts';
import { orderRefSchema } from '#shared/model/order-ticket.ts';
import { newRecord } from '#shared/orders/order-record.ts';
import { ticket } from '#shared/orders/testing/samples.ts';
import { createOrderJournal } from './order-journal.ts';
import { scratchDatabase } from './testing/scratch-database.ts';

const database = scratchDatabase();

const AT = unixMillis(1_000);
const record = newRecord(ticket(), AT, null);
const event = { kind: 'queued', at: AT, clientId: 7, orderId: 41 } as const;
const step = {
  ...{ orders: [record], events: [{ ref: record.ref, event }], nextOrderId: 42 },
  audit: [
    {
      ...{ at: AT, kind: 'placed' as const, by: 'test', correlationId: 'c', account: record.account },
      ...{ ref: record.ref, text: 'Let through.', facts: {} },
    },
  ],
};
const count = (table: string) => database.db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();

test('what is about to be sent is one row; a restart after a crash takes it into the tables before anything is read', () => {
  const journal = createOrderJournal(database.db);
  expect(journal.commitOrders('one', step, ['order'])).toMatchObject({ ok: true, value: { committed: ['order'] } }); // prettier-ignore
  expect([count('order_intent'), count('orders'), count('audit_log')]).toEqual([1, 0, 0]);

  database.reopen();
  const again = createOrderJournal(database.db);
  expect([count('order_intent'), count('order_event')]).toEqual([0, 1]);
  expect(again.load('one', AT)).toMatchObject({ orders: [record], nextOrderId: 42 });
  expect(again.audit({ limit: 9 })).toMatchObject([{ text: 'Let through.' }]);
  expect(again.load('other', AT)).toMatchObject({ orders: [], nextOrderId: 1 });
});

test('a rehearsal leaves nothing: no row, no name, no byte in the log, and no file once the journal is closed', () => {
  const journal = createOrderJournal(database.db);
  journal.load('one', AT);
  const log = () => statSync(`${database.path}-wal`).size;
  const before = log();
  const rehearsal = journal.rehearsal(({ message }) => {
    throw new Error(message);
  });
  for (let round = 0; round < 3; round++)
    expect(rehearsal.commitOrders('one', step, ['order'])).toMatchObject({
      ok: true,
      value: { committed: [] },
    });
  expect(log()).toBe(before);
  expect([count('order_intent'), count('orders')]).toEqual([0, 0]);
  expect(journal.has('one', record.ref)).toBe(false);
  expect(journal.commit('one', {}).ok).toBe(true);
  expect(count('orders')).toBe(0);
  expect(readdirSync(database.folder).filter((name) => name.includes('rehearsal'))).not.toEqual([]);
  journal.close();
  expect(readdirSync(database.folder).filter((name) => name.includes('rehearsal'))).toEqual([]);
});

test('the next commit takes it over before its own rows, and a reader that comes sooner finds it', () => {
  const journal = createOrderJournal(database.db);
  journal.commitOrders('one', step, []);
  expect(journal.find('one', record.ref)).toEqual(record);
  journal.commitOrders('one', { ...step, orders: [{ ...record, orderId: 41 }] }, []);
  const later = { ...record, orderId: 41, permId: 5 };
  journal.commit('one', { orders: [later] });
  expect(count('order_intent')).toBe(0);
  expect(journal.find('one', record.ref)).toEqual(later);
});

test('an order is never the first in a new log: tidying begins it, with nothing in it, and what is not settled stays', () => {
  const journal = createOrderJournal(database.db);
  const other = newRecord(ticket({ ref: orderRefSchema.parse('other') }), AT, null);
  const head = () => readFileSync(`${database.path}-wal`).subarray(0, 32).toString('hex');
  journal.commitOrders('one', step, []);
  const first = head();
  expect(journal.tidy().ok).toBe(true);
  const second = head();
  expect(second).not.toBe(first);
  expect(count('order_intent')).toBe(1);
  expect(journal.commitOrders('one', { orders: [other] }, []).ok).toBe(true);
  expect(head()).toBe(second);
  expect([journal.find('one', record.ref), journal.find('one', other.ref)]).toEqual([record, other]);
  expect([count('order_intent'), count('orders'), journal.damaged('').count]).toEqual([0, 2, 0]);
});

test('a step with numbers to be given is written whole at once, and tidying loses nothing', () => {
  const journal = createOrderJournal(database.db);
  const denial = { code: 'x', message: 'm', help: 'h', value: null, limit: null };
  const denied = { at: AT, correlationId: 'c', action: 'place', ref: record.ref, ticket: null, denial };
  const written = journal.commitOrders('one', { ...step, denied: [denied as never] }, []);
  expect(written).toMatchObject({ ok: true, value: { denied: [1] } });
  expect(count('order_intent')).toBe(0);
  expect([journal.tidy().ok, journal.tidy().ok]).toEqual([true, true]);
  expect(journal.find('one', record.ref)).toEqual(record);
});
