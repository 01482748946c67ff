import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unixMillis } from '#shared/kernel/time.ts';
import { orderRefSchema } from '#shared/model/order-ticket.ts';
import { newRecord } from '#shared/orders/order-record.ts';
import { ticket } from '#shared/orders/testing/samples.ts';
import { KnownRefs } from './known-refs.ts';
import { createOrderJournal } from './order-journal.ts';
import { openTradingDatabase } from './trading-database.ts';

const record = (ref: string, at: number) => newRecord({ ...ticket(), ref: orderRefSchema.parse(ref) }, unixMillis(at), null); // prettier-ignore

test('whatever was written, before it began or after, and however little fits: a name is known exactly when an order had it', () => {
  const name = fc.tuple(fc.constantFrom('one', 'two'), fc.integer({ min: 0, max: 9 }).map((id) => `r-${id}`)); // prettier-ignore
  const names = fc.array(name, { maxLength: 12 });
  fc.assert(
    fc.property(names, names, fc.integer({ min: 1, max: 12 }), (before, after, max) => {
      const folder = mkdtempSync(join(tmpdir(), 'known-refs-'));
      const opened = openTradingDatabase(join(folder, 'trading.db'));
      if (!opened.ok) throw new Error(opened.error.message);
      try {
        const journal = createOrderJournal(opened.value.db);
        const known = new KnownRefs(opened.value.db, max);
        const write = ([bookId, ref]: readonly [string, string], at: number) => {
          journal.commit(bookId, { orders: [record(ref, at)] });
          known.add(bookId, [ref]);
        };
        before.forEach(write);
        known.begin('one');
        after.forEach(write);
        const used = new Set([...before, ...after].map(([bookId, ref]) => `${bookId} ${ref}`));
        for (const bookId of ['one', 'two'])
          for (let id = 0; id <= 9; id++)
            expect(known.has(bookId, `r-${id}`)).toBe(used.has(`${bookId} r-${id}`));
      } finally {
        opened.value.close();
        rmSync(folder, { recursive: true });
      }
    }),
    { numRuns: process.env['TRADEWIND_COUNTS'] === 'full' ? 500 : 8 },
  );
});

test('the journal knows a name from the moment its order is durable in short, and over a restart', () => {
  const folder = mkdtempSync(join(tmpdir(), 'known-refs-'));
  const open = () => {
    const opened = openTradingDatabase(join(folder, 'trading.db'));
    if (!opened.ok) throw new Error(opened.error.message);
    return opened.value;
  };
  const first = open();
  const journal = createOrderJournal(first.db);
  journal.load('one', 1);
  const order = record('r-1', 1);
  expect(journal.has('one', order.ref)).toBe(false);
  journal.commitOrders('one', { orders: [order] }, []);
  expect([journal.has('one', order.ref), journal.has('two', order.ref)]).toEqual([true, false]);
  first.close();
  const second = open();
  const again = createOrderJournal(second.db);
  again.load('one', 2);
  expect(again.has('one', order.ref)).toBe(true);
  second.close();
  rmSync(folder, { recursive: true });
});
