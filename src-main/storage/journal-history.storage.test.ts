import { expect, test } from 'vitest';
import { unixMillis } from '#shared/kernel/time.ts';
import { applyOrderEvent } from '#shared/orders/order-machine.ts';
import { newRecord } from '#shared/orders/order-record.ts';
import { fill, ref, T0, ticket } from '#shared/orders/testing/samples.ts';
import { ownDenial } from '../orders/own-denials.ts';
import type { Page, TimePlace } from '../ports/order-journal.ts';
import { createOrderJournal } from './order-journal.ts';
import { scratchDatabase } from './testing/scratch-database.ts';

const database = scratchDatabase();

const COUNT = 23;
/** Instants with one row, with several, and with more than a page. */
const timeOf = (index: number) => unixMillis(T0 + (index < 9 ? 0 : index < 12 ? 1 : index));

function everyPage<T, Place>(
  read: (page: Page<Place>) => readonly T[],
  place: (row: T) => Place,
  limit: number,
) {
  const found: T[] = [];
  for (;;) {
    const last = found.at(-1);
    const page = read({ limit, before: last === undefined ? undefined : place(last) });
    found.push(...page);
    if (page.length < limit) return found;
  }
}

test('every row of every list is in one page, whatever the size of pages, also of one instant and past damage', () => {
  const journal = createOrderJournal(database.db);
  const denial = ownDenial('ticket', 'Nothing is known.', 'Look again.');
  for (let index = 0; index < COUNT; index++) {
    const at = timeOf(index);
    const made = newRecord(ticket({ ref: ref(`order-${index}`) }), at, null);
    const { record } = applyOrderEvent(made, { kind: 'denied', at, reason: 'no' });
    const committed = journal.commit('p', {
      orders: [record],
      executions: [{ ref: record.ref, execution: fill(`a.${index}.01`, 1, { at }) }],
      denied: [{ at, correlationId: 'c', action: 'place', ref: record.ref, ticket: null, denial }],
      audit: [{ at, kind: 'denied', by: 'window', correlationId: null, account: null, ref: null, text: '', facts: {} }], // prettier-ignore
    });
    expect(committed.ok).toBe(true);
  }
  const lists = (limit: number) => ({
    orders: everyPage<ReturnType<typeof journal.ended>[number], TimePlace>(
      (page) => journal.ended('p', page),
      ({ createdAt, ref: id }) => ({ at: createdAt, id }),
      limit,
    ).map((one) => one.ref),
    executions: everyPage<ReturnType<typeof journal.executions>[number], TimePlace>(
      (page) => journal.executions('p', page),
      ({ execution: { at, execId } }) => ({ at, id: execId }),
      limit,
    ).map(({ execution }) => execution.execId),
    denied: everyPage(
      (page: Page) => journal.denied('p', page),
      ({ id }) => id,
      limit,
    ).map(({ id }) => id),
    audit: everyPage(
      (page: Page) => journal.audit(page),
      ({ id }) => id,
      limit,
    ).map(({ id }) => id),
  });
  const all = lists(1_000);
  for (const rows of Object.values(all)) expect(new Set<unknown>(rows).size).toBe(COUNT);
  for (const limit of [1, 2, 3, 4, 7, COUNT]) expect(lists(limit), `pages of ${limit}`).toEqual(all);

  database.db.exec(`
    UPDATE orders SET record = '{}' WHERE ref IN ('${all.orders[2]}', '${all.orders[3]}');
    UPDATE execution SET execution = '{}' WHERE exec_id = '${all.executions[5]}';
    UPDATE denied_order SET denied = '{}' WHERE id = ${all.denied[0]};
    UPDATE audit_log SET kind = 'nonsense' WHERE id = ${all.audit.at(-1)};`);
  const sound = {
    orders: all.orders.filter((_, index) => index !== 2 && index !== 3),
    executions: all.executions.filter((_, index) => index !== 5),
    denied: all.denied.slice(1),
    audit: all.audit.slice(0, -1),
  };
  for (const limit of [1, 2, 3, COUNT]) expect(lists(limit), `damaged, pages of ${limit}`).toEqual(sound);
});
