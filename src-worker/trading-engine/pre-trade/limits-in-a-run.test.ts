import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { PreTradeLimits } from '#shared/model/backtest.ts';
import { DEFAULT_EXECUTION } from '#shared/model/backtest.ts';
import { MS_PER_MINUTE } from '#shared/kernel/time.ts';
import { currencySchema } from '#shared/model/currency.ts';
import { askedLimits } from '#shared/risk/backtest-limits.ts';
import { strategies as shipped } from '#shared/strategies/library.ts';
import { symbolsMisfit } from '#shared/strategies/symbol-roles.ts';
import { defineStrategy, type BarContext } from '#shared/strategies/strategy.ts';
import { barsOfCloses, jobOf, randomBars, resultOf, symbolOf } from '../testing/test-jobs.ts';

const numRuns = process.env['TRADEWIND_COUNTS'] === 'full' ? 500 : 12;

const asked = (limits: PreTradeLimits) => askedLimits(limits, currencySchema.parse('USD'));
const neutral = (rules: PreTradeLimits['rules']) => asked({ profile: 'neutral', rules });

/** Wide open: every rule that can be asked is on, and no figure can be reached. */
const NEVER_BINDS = asked({
  profile: 'live',
  rules: {
    'broker-collar': { params: { stocks: 1, options: 1 } },
    'broker-active-orders': { params: { max: 1_000 } },
    'daily-loss': { params: { max: 1 } },
    drawdown: { params: { max: 1 } },
    'loss-streak': { params: { losses: 4_096, windowMs: 1, pauseMs: 1 } },
    'submit-rate': { params: { max: 4_096, windowMs: 1 } },
    'modify-rate': { params: { max: 4_096, windowMs: 1 } },
    'duplicate-order': { params: { max: 256, windowMs: 1 } },
    'repeated-execution': { params: { max: 256, windowMs: 1 } },
    'active-orders': { params: { max: 10_000 } },
    'price-collar': { params: { max: 10 } },
    'order-quantity': { params: { max: 1e9 } },
    'order-value': { params: { max: 1e12 } },
    'position-quantity': { params: { max: 1e9 } },
    'position-value': { params: { max: 1e12 } },
    concentration: { params: { max: 100 } },
    'gross-exposure': { params: { max: 100 } },
    'net-exposure': { params: { max: 100 } },
    'buying-power': { isOn: false },
  },
});

interface Wish {
  readonly bar: number;
  readonly isBuy: boolean;
  readonly quantity: number;
  readonly limit: number | null;
}

/** Does what was drawn, and writes down what it was allowed. */
function wishful(wishes: readonly Wish[], log: { bar: number; isAllowed: boolean; order: Seen }[]) {
  let bar = 0;
  const onBar = (context: BarContext) => {
    for (const { bar: at, isBuy, quantity, limit } of wishes) {
      if (at !== bar) continue;
      const limitPrice = limit === null ? null : Math.round(context.close * limit * 100) / 100;
      const order = limitPrice === null ? { quantity } : { quantity, type: 'LMT' as const, limitPrice };
      const seen = { isBuy, quantity, limitPrice, close: context.close, held: context.position };
      const open = context.workingOrders().map((one) => ({ ...one }));
      const id = isBuy ? context.buy(order) : context.sell(order);
      log.push({ bar, isAllowed: id !== 0, order: { ...seen, open } });
    }
    bar++;
  };
  return defineStrategy({
    id: 'wishful',
    title: 'Wishful',
    description: 'Orders what was drawn.',
    parameters: z.strictObject({}),
    create: () => ({ onBar }),
  });
}

interface Seen {
  readonly isBuy: boolean;
  readonly quantity: number;
  readonly limitPrice: number | null;
  readonly close: number;
  readonly held: number;
  readonly open: readonly {
    readonly side: 'buy' | 'sell';
    readonly quantity: number;
    readonly filled: number;
  }[];
}

const anyWish = fc.record({
  bar: fc.nat(40),
  isBuy: fc.boolean(),
  quantity: fc.integer({ min: 1, max: 400 }),
  limit: fc.constantFrom(null, 0.97, 0.99, 1.01, 1.03),
});
const anyRun = fc.record({ wishes: fc.array(anyWish, { maxLength: 40 }), seed: fc.nat() });
const margin = { ...DEFAULT_EXECUTION, account: 'margin' } as const;
const plenty = 1e15 as ReturnType<typeof jobOf>['cash'];

test('limits that never bind change no hash, whatever is ordered', () => {
  fc.assert(
    fc.property(anyRun, fc.constantFrom(DEFAULT_EXECUTION, margin), ({ wishes, seed }, execution) => {
      const run = (preTrade: typeof NEVER_BINDS | undefined) =>
        resultOf(
          jobOf([symbolOf(randomBars(seed, 60))], {
            ...{ strategyId: 'wishful', parameters: {}, execution },
            ...(preTrade === undefined ? {} : { preTrade }),
          }),
          [wishful(wishes, [])],
        );
      const [plain, limited] = [run(undefined), run(NEVER_BINDS)];
      expect(limited.hash).toBe(plain.hash);
      expect(limited.fills).toEqual(plain.fills);
    }),
    { numRuns },
  );
});

test('limits that never bind change no hash of a shipped strategy, which takes the short way without them', () => {
  for (const definition of shipped.filter((one) => symbolsMisfit(one, 1) === null)) {
    const job = jobOf([symbolOf(randomBars(5, 400))], {
      ...{ strategyId: definition.id, parameters: {}, sizing: { kind: 'percent-of-equity', percent: 90 } },
    });
    const plain = resultOf(job);
    expect(resultOf({ ...job, preTrade: neutral({}) }).hash).toBe(plain.hash);
    expect(resultOf({ ...job, preTrade: NEVER_BINDS }).hash, definition.id).toBe(plain.hash);
  }
});

test('denies exactly what a plain reading of the limits denies', () => {
  const most = { units: 150, worth: 9_000, held: 500 };
  const preTrade = neutral({
    'order-quantity': { params: { max: most.units } },
    'order-value': { params: { max: most.worth } },
    'position-quantity': { params: { max: most.held } },
  });
  fc.assert(
    fc.property(anyRun, ({ wishes, seed }) => {
      const log: Parameters<typeof wishful>[1] = [];
      const job = jobOf([symbolOf(randomBars(seed, 60))], {
        ...{ strategyId: 'wishful', parameters: {}, execution: margin, cash: plenty, preTrade },
      });
      const result = resultOf(job, [wishful(wishes, log)]);
      for (const { isAllowed, order } of log) expect(isAllowed, JSON.stringify(order)).toBe(mayGive(order));
      const deniedCount = log.filter(({ isAllowed }) => !isAllowed).length;
      expect(result.symbolOutcomes[0]!.deniedOrderCount).toBe(deniedCount);
    }),
    { numRuns },
  );

  function mayGive({ isBuy, quantity, limitPrice, close, held, open }: Seen): boolean {
    const side = isBuy ? 1 : -1;
    const waiting = open
      .filter((one) => (one.side === 'buy') === isBuy)
      .reduce((sum, one) => sum + one.quantity - one.filled, 0);
    if (held * side < 0 && quantity + waiting <= Math.abs(held)) return true;
    const price = limitPrice === null ? close : isBuy ? limitPrice : Math.max(limitPrice, close);
    if (quantity > most.units || quantity * price > most.worth) return false;
    return side * held + waiting + quantity <= most.held;
  }
});

const buyEveryBar = wishful(
  Array.from({ length: 10 }, (_, bar) => ({ bar, isBuy: true, quantity: 10, limit: null })),
  [],
);

test('a loss of the day on daily bars is measured from the close before, and ends with the day', () => {
  // Buys 10 a bar from the first close on; the fourth day falls by a tenth, the fifth is quiet again.
  const bars = barsOfCloses([100, 100, 100, 90, 90, 90, 90, 90, 90, 90, 90]);
  const log: Parameters<typeof wishful>[1] = [];
  const wishes = Array.from({ length: 8 }, (_, bar) => ({ bar, isBuy: true, quantity: 10, limit: null }));
  const job = jobOf([symbolOf(bars)], {
    ...{ strategyId: 'wishful', parameters: {}, cash: 10_000_000_000 as typeof plenty },
    preTrade: neutral({ 'daily-loss': { params: { max: 0.02 } } }),
  });
  const result = resultOf(job, [wishful(wishes, log)]);
  expect(log.map(({ isAllowed }) => isAllowed)).toEqual([true, true, true, false, true, true, true, true]);
  expect(result.notes.join('\n')).toContain('denied by the limit daily-loss');
});

test('orders of one day are counted in the time zone of bars shorter than a day', () => {
  const start = Date.UTC(2024, 0, 3, 4, 56); // four minutes before midnight in New York
  const bars = Array.from({ length: 10 }, (_, i) => ({
    time: start + i * MS_PER_MINUTE,
    open: 100,
    close: 100,
  }));
  const result = resultOf(
    jobOf([symbolOf(bars, { barSize: '1 min' })], {
      ...{ strategyId: 'wishful', parameters: {} },
      preTrade: neutral({ 'daily-orders': { params: { max: 3, maxPerContract: 3 } } }),
    }),
    [buyEveryBar],
  );
  // Of four before midnight one is denied, of six after it three.
  expect(result.symbolOutcomes[0]!.deniedOrderCount).toBe(4);
  expect(
    result.notes.filter((note) => note.startsWith('4 orders were denied by the limit daily-orders')),
  ).toHaveLength(1);
});

test('what only closes passes every limit, and a bracket is given whole or not at all', () => {
  const inAndOut = defineStrategy({
    id: 'in-and-out',
    title: 'In and out',
    description: 'Buys with exits, later leaves.',
    parameters: z.strictObject({}),
    create: () => {
      let bar = 0;
      return {
        onBar: (context) => {
          bar++;
          const exits = [
            { type: 'STP' as const, stopPrice: 50 },
            { type: 'LMT' as const, limitPrice: 70 },
          ];
          if (bar === 1) context.buy({ quantity: 5, exits: [exits[0]!] });
          if (bar === 3) expect(context.position).toBe(5);
          if (bar === 3) context.exit();
          // A sale at 70 is more than a tenth below the market: the broker would refuse that exit.
          if (bar === 5) expect(context.buy({ quantity: 5, exits })).toBe(0);
        },
      };
    },
  });
  const job = jobOf([symbolOf(barsOfCloses(Array.from({ length: 10 }, () => 100)))], {
    ...{ strategyId: 'in-and-out', parameters: {} },
    preTrade: neutral({
      'broker-collar': { isOn: true },
      'daily-orders': { params: { max: 3, maxPerContract: 2 } },
    }),
  });
  const result = resultOf(job, [inAndOut]);
  expect([...result.fills.side]).toEqual([1, -1]);
});

test.each([
  [neutral({ 'no-such-rule': {} }), 'there is no rule'],
  [neutral({ 'stale-quote': { params: { maxAgeMs: 1 } } }), 'means nothing in a backtest'],
  [neutral({ 'order-value': { params: { max: -1 } } }), 'order-value.params.max'],
  [neutral({ 'order-value': { params: { most: 1 } } }), 'order-value'],
])('limits that are none end the run with what is wrong: %j', (preTrade, message) => {
  const job = jobOf([symbolOf(barsOfCloses([1, 2, 3]))], { preTrade });
  expect(() => resultOf(job)).toThrow(message);
});
