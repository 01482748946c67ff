import { beforeEach, describe, expect, test } from 'vitest';
import { failure } from '#shared/ipc/errors.ts';
import { err } from '#shared/kernel/result.ts';
import { MS_PER_DAY } from '#shared/kernel/time.ts';
import type { Contract } from '#shared/model/contract.ts';
import { commissionReportSchema } from '#shared/model/execution.ts';
import { isoDateSchema } from '#shared/model/iso-date.ts';
import { micros } from '#shared/model/money.ts';
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

describe('a contract whose last day is over', () => {
  const [yesterday, today] = [T0 - MS_PER_DAY, T0].map((at) => isoDateSchema.parse(tradingDayAt(at).name));
  const option: Contract = { ...CONTRACT, securityType: 'OPT', multiplier: 100, expiry: yesterday! };
  const bought = (contract: Contract, quantity = 2) =>
    ledger.execution({ ...fill('a.1.01.01', quantity, { price: price(5) }), contract });
  const cash = (value: number) =>
    picture!.figures.take(
      { account: 'DU1', key: 'TotalCashBalance', value: String(value), currency: 'USD' },
      T0,
    );
  const cashKeys = () => compare().filter(({ about }) => about === 'cash');

  beforeEach(() => {
    cash(10_000);
    comparison.takeOverFirstSeen('DU1');
  });

  test('is out of the book once the broker holds none, with the cash it was settled in, and nothing is told', async () => {
    bought(option);
    cash(9_000 + 300);
    expect(comparison.takeOverExpired('DU1')).toEqual([
      expect.stringContaining('2 are taken out of the book'),
    ]);
    // The broker counts the premium as lost, in a trade that no execution tells.
    const line = { contract: option, account: 'DU1', quantity: units(0), averageCost: null };
    picture!.takePosition(line);
    picture!.takeLine(
      { ...line, marketPrice: null, marketValue: null, unrealizedPnl: null, realizedPnl: micros(-1e9) },
      T0,
    );
    expect([ours()!.quantity, compare()]).toEqual([0, []]);
    expect(comparison.takeOverExpired('DU1')).toEqual([]);
    // It is no money that somebody has paid in.
    expect(ledger.acceptedCash('DU1', 'USD')).toBe(0n);
    const again = new Ledger('one', { executions: disk, store: disk, log, breathe: () => Promise.resolve() });
    await again.load(T0);
    expect(again.book.cash('DU1').get('USD')).toBe(ledger.book.cash('DU1').get('USD')! + 1_000_000_000n);
  });

  test('stays in it on its last day, while the broker holds some, and while nobody knows what that holds', () => {
    bought({ ...option, expiry: today! });
    expect(comparison.takeOverExpired('DU1')).toEqual([]);
    bought(option);
    picture!.takePosition({ account: 'DU1', contract: option, quantity: units(1), averageCost: null });
    expect(comparison.takeOverExpired('DU1')).toEqual([]);
    picture = undefined;
    expect(comparison.takeOverExpired('DU1')).toEqual([]);
    [picture, isThere] = [new BrokerAccountPicture(), false];
    expect(comparison.takeOverExpired('DU1')).toEqual([]);
    isThere = true;
    expect(comparison.takeOverExpired('DU2')).toEqual([]);
  });

  test('takes no cash with it that differed before, and is tried again when it could not be stored', () => {
    cash(10_070);
    expect(cashKeys()).toHaveLength(1);
    bought(option);
    disk.isFull = true;
    expect(comparison.takeOverExpired('DU1')).toEqual([]);
    disk.isFull = false;
    expect(comparison.takeOverExpired('DU1')).toHaveLength(1);
    expect(cashKeys()).toMatchObject([{ about: 'cash', ours: 9_000, brokers: 10_070 }]);
  });
});
