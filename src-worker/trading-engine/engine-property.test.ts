import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { barColumns } from '#shared/bars/columns.ts';
import { DEFAULT_EXECUTION } from '#shared/model/backtest.ts';
import { toMicros } from '#shared/model/money.ts';
import type { OrderRequest } from '#shared/model/order-request.ts';
import { defineStrategy, type BarContext } from '#shared/strategies/strategy.ts';
import type { EngineJob, EngineResult } from './job.ts';
import { jobOf, randomBars, resultOf, symbolOf } from './testing/test-jobs.ts';

const numRuns = process.env['TRADEWIND_COUNTS'] === 'full' ? 2_000 : 40;

interface Wish {
  readonly bar: number;
  readonly symbol: number;
  readonly isBuy: boolean;
  readonly terms: (close: number, side: number) => Omit<OrderRequest, 'quantity'>;
  readonly quantity: number;
  readonly cancels: number;
}

const near = fc.integer({ min: -60, max: 60 }).map((thousandths) => 1 + thousandths / 1_000);
const anyTerms: fc.Arbitrary<Wish['terms']> = fc.oneof(
  near.map((at) => (close: number) => ({
    type: 'LMT' as const,
    limitPrice: close * at,
    tif: 'GTC' as const,
  })),
  near.map((at) => (close: number) => ({ type: 'STP' as const, stopPrice: close * at, tif: 'GTC' as const })),
  near.map((at) => (close: number) => ({ type: 'LIT' as const, stopPrice: close * at, limitPrice: close })),
  fc.constant(() => ({ type: 'TRAIL' as const, trailPercent: 3, tif: 'GTC' as const })),
  fc.constant(() => ({ type: 'MOC' as const })),
  fc.constant((close: number, side: number) => ({
    exits: [
      { type: 'LMT' as const, limitPrice: close * (1 + side * 0.02) },
      { type: 'STP' as const, stopPrice: close * (1 - side * 0.02) },
    ],
  })),
  fc.constant(() => ({ ocaGroup: 'together' })),
);

const anyWish: fc.Arbitrary<Wish> = fc.record({
  bar: fc.nat(70),
  symbol: fc.nat(1),
  isBuy: fc.boolean(),
  terms: anyTerms,
  quantity: fc.integer({ min: 1, max: 900 }),
  cancels: fc.nat(40),
});

/** Does what was drawn, bar by bar, whatever becomes of it. */
function wishful(wishes: readonly Wish[]) {
  const seen = [0, 0];
  const onBar = (context: BarContext) => {
    const bar = seen[context.symbol]!++;
    for (const { bar: at, symbol, isBuy, terms, quantity, cancels } of wishes) {
      if (at !== bar || symbol !== context.symbol) continue;
      context.cancel(cancels);
      const order = { quantity, ...terms(context.close, isBuy ? 1 : -1) };
      if (isBuy) context.buy(order);
      else context.sell(order);
    }
  };
  return defineStrategy({
    id: 'wishful',
    title: 'Wishful',
    description: 'Orders what was drawn.',
    parameters: z.strictObject({}),
    create: () => ({ onBar }),
  });
}

const anyRun = fc.record({
  wishes: fc.array(anyWish, { maxLength: 60 }),
  seed: fc.nat(),
  account: fc.constantFrom('cash' as const, 'margin' as const),
  participation: fc.constantFrom(null, 5),
  borrow: fc.constantFrom(0, 7),
  latencyBars: fc.nat(2),
  limitFill: fc.constantFrom('through' as const, 'touch' as const),
  commission: fc.constantFrom<EngineJob['commission']>(
    { kind: 'basis-points', basisPoints: 3 },
    { kind: 'per-unit', amount: 0.005, minimum: 1 },
    { kind: 'ib-tiered' },
  ),
});

function run(
  { wishes, seed, commission, ...execution }: typeof anyRun extends fc.Arbitrary<infer T> ? T : never,
  count = 80,
) {
  const symbols = [0, 1].map((n) => {
    const symbol = symbolOf(randomBars(seed + n, 80).slice(0, count), { symbol: `S${n}`, multiplier: 1 + n });
    const { open, close, high, low } = barColumns(symbol.barCount, symbol.columns);
    high.forEach((_, i) => {
      high[i] = Math.max(open[i]!, close[i]!) * 1.01;
      low[i] = Math.min(open[i]!, close[i]!) * 0.99;
    });
    return symbol;
  });
  const job = jobOf(symbols, {
    ...{ strategyId: 'wishful', parameters: {}, cash: toMicros(50_000), commission },
    execution: { ...DEFAULT_EXECUTION, ...execution },
  });
  return { job, result: resultOf(job, [wishful(wishes)]) };
}

/** Cash and positions from the fills alone, in whole micros; borrow fees come on top. */
function fromFills({ symbols, cash }: EngineJob, { fills }: EngineResult) {
  let money: number = cash;
  const positions = symbols.map(() => 0);
  for (let i = 0; i < fills.time.length; i++) {
    const symbol = fills.symbol[i]!;
    const value = Math.round(fills.quantity[i]! * fills.price[i]! * symbols[symbol]!.multiplier);
    money -= fills.side[i]! * value + fills.commission[i]!;
    positions[symbol]! += fills.side[i]! * fills.quantity[i]!;
  }
  return { money, positions };
}

test('cash and positions balance to the last micro, whatever is ordered', () => {
  fc.assert(
    fc.property(anyRun, (drawn) => {
      const { job, result } = run(drawn);
      const { money, positions } = fromFills(job, result);
      const closes = job.symbols.map(({ barCount, columns }) => barColumns(barCount, columns).close.at(-1)!);
      const marked = positions.reduce(
        (sum, held, s) => sum + Math.round(held * closes[s]! * job.symbols[s]!.multiplier),
        0,
      );
      const fees = money + marked - result.equityMicros.at(-1)!;
      if (drawn.borrow === 0 || drawn.account === 'cash') expect(fees).toBe(0);
      else expect(fees).toBeGreaterThanOrEqual(0);
      const pnl = result.symbolOutcomes.reduce((sum, one) => sum + Math.round(one.pnl * 1e6), 0);
      expect(pnl).toBe(result.equityMicros.at(-1)! - job.cash);
      if (drawn.account === 'cash') for (const held of positions) expect(held).toBeGreaterThanOrEqual(0);
    }),
    { numRuns },
  );
});

test('no fill is outside its bar or beyond its share of the volume', () => {
  fc.assert(
    fc.property(anyRun, (drawn) => {
      const { job, result } = run(drawn);
      const { fills } = result;
      const filled = new Map<string, number>();
      for (let i = 0; i < fills.time.length; i++) {
        const symbol = job.symbols[fills.symbol[i]!]!;
        const bars = barColumns(symbol.barCount, symbol.columns);
        const bar = bars.time.indexOf(fills.time[i]!);
        expect(fills.price[i]).toBeGreaterThanOrEqual(bars.low[bar]!);
        expect(fills.price[i]).toBeLessThanOrEqual(bars.high[bar]!);
        const key = `${symbol.symbol} ${bar}`;
        filled.set(key, (filled.get(key) ?? 0) + fills.quantity[i]!);
        if (drawn.participation !== null) expect(filled.get(key)).toBeLessThanOrEqual(50e6);
      }
    }),
    { numRuns },
  );
});

test('what comes later changes nothing that was before', () => {
  fc.assert(
    fc.property(anyRun, fc.integer({ min: 5, max: 60 }), (drawn, count) => {
      const { result: whole } = run(drawn);
      const { job, result: cut } = run(drawn, count);
      // The symbols miss different days: compared is the time that both still have.
      const until = Math.min(
        ...job.symbols.map(({ barCount, columns }) => barColumns(barCount, columns).time.at(-1)!),
      );
      const steps = cut.equityTime.filter((time) => time <= until).length;
      expect(cut.equityMicros.slice(0, steps)).toEqual(whole.equityMicros.slice(0, steps));
    }),
    { numRuns },
  );
});
