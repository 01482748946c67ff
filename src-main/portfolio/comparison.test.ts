import { beforeEach, expect, test } from 'vitest';
import { failure } from '#shared/ipc/errors.ts';
import { err } from '#shared/kernel/result.ts';
import { commissionReportSchema } from '#shared/model/execution.ts';
import { emptyQuote } from '#shared/model/quote.ts';
import { CONTRACT, fill, price, T0, units } from '#shared/orders/testing/samples.ts';
import { BrokerAccountPicture } from './broker-picture.ts';
import type { BrokerSide } from './broker-side.ts';
import { Comparison } from './comparison.ts';
import { Ledger } from './ledger.ts';
import { MemoryStore } from './testing/memory-store.ts';
import { tradingDayAt } from './trading-day.ts';
import type { Sides } from './view.ts';

const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

class Disk extends MemoryStore {
  isFull = false;

  override save(...all: Parameters<MemoryStore['save']>) {
    return this.isFull ? (err(failure('storage', 'The disk is full.', '')) as never) : super.save(...all);
  }
}

let disk: Disk;
let ledger: Ledger;
/** undefined: the broker has said nothing yet. */
let picture: BrokerAccountPicture | undefined;
let isThere: boolean;
let rates: string[];
let comparison: Comparison;

beforeEach(() => {
  disk = new Disk();
  ledger = new Ledger('one', { executions: disk, store: disk, log, breathe: () => Promise.resolve() });
  picture = new BrokerAccountPicture();
  isThere = true;
  rates = [];
  const quotes: Sides['quotes'] = {
    readInto: (_, out) => Boolean(Object.assign(out, emptyQuote())) && false,
  };
  comparison = new Comparison({
    broker: {
      holding: (_: string, contractId: typeof CONTRACT.contractId) => picture?.holdings.get(contractId),
    } as BrokerSide,
    sides: (account) =>
      isThere ? { ledger, account, picture, quotes, day: tradingDayAt(T0), now: T0 } : null,
    rate(_, currency) {
      rates.push(currency);
      return NaN;
    },
    log,
  });
});

const held = (quantity: number, averageCost: number | null = null) =>
  picture!.takePosition({
    account: 'DU1',
    contract: CONTRACT,
    quantity: units(quantity),
    averageCost,
  });
const compare = () => {
  comparison.see(['DU1'], T0, true);
  return comparison.told;
};
const ours = () => ledger.book.contract('DU1', CONTRACT.contractId)?.state;

test('an account that cannot be stored is not taken over, and is taken over once it can be', () => {
  held(10);
  disk.isFull = true;
  comparison.takeOverFirstSeen('DU1');
  expect([ledger.accounts.has('DU1'), ours()]).toEqual([false, undefined]);
  disk.isFull = false;
  comparison.takeOverFirstSeen('DU1');
  expect(ledger.accounts.has('DU1')).toBe(true);
  // Nobody has told what it cost.
  expect(ours()).toMatchObject({ quantity: units(10), cost: 0n });
});

test('what a person accepts is gone by then, or its account is: nothing is taken over', () => {
  held(10);
  const [difference] = compare();
  isThere = false;
  expect(comparison.accept(difference!.key)).toBe(false);
  isThere = true;
  ledger.execution(fill('a.1.01.01', 10));
  expect(comparison.accept(difference!.key)).toBe(false);
  expect(disk.rows).toEqual([]);
});

test('a position that the broker does not list is accepted as none', () => {
  ledger.execution(fill('a.1.01.01', 10));
  const [difference] = compare();
  expect(difference).toMatchObject({ about: 'quantity', ours: 10, brokers: 0 });
  expect(comparison.accept(difference!.key)).toBe(true);
  expect(ours()!.quantity).toBe(0);
  expect(compare()).toEqual([]);
});

test('no account and no word of the broker: all that is ours is told, and an account that is gone is not', () => {
  ledger.execution(fill('a.1.01.01', 10));
  picture = undefined;
  expect(compare()).toMatchObject([{ about: 'quantity', ours: 10, brokers: 0 }]);
  isThere = false;
  expect(compare()).toEqual([]);
});

test('commissions in a currency whose rate nobody knows: the cost is not compared', () => {
  ledger.execution(fill('a.1.01.01', 10, { price: price(20) }));
  const [execId, commission, currency] = ['a.1.01.01', 1e6, 'EUR'];
  ledger.commission(commissionReportSchema.parse({ execId, commission, currency, realizedPnl: null }));
  held(10, price(90));
  expect(compare()).toEqual([]);
  expect(rates).toContain('EUR');
});
