import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { barColumns } from '#shared/bars/columns.ts';
import { fromMicros } from '#shared/model/money.ts';
import type { EngineJob, EngineResult, EngineSymbol } from './job.ts';
import { jobOf, randomBars, resultOf, spxBars, symbolOf, tradedBetween } from './testing/test-jobs.ts';

/*
 * The rules of a back-test written a second time, apart from the engine: plain floats and objects, one pass per day, no
 * code in common. What the two must agree on is every fill and the account's worth of every day.
 */

interface NaiveFill {
  symbol: number;
  time: number;
  side: number;
  quantity: number;
  price: number;
  commission: number;
}

/** What a strategy wants after each close of one symbol: 1 in, -1 out, 0 nothing. */
type Signals = (closes: number[]) => number[];

function naiveRun(job: EngineJob, signalsOf: Signals) {
  const books = job.symbols.map((symbol) => {
    const { time, open, close } = barColumns(symbol.barCount, symbol.columns);
    const days = new Map<number, { open: number; close: number; signal: number }>();
    const signals = signalsOf([...close]);
    for (let i = symbol.firstTraded; i < symbol.barCount; i++) {
      days.set(time[i]!, { open: open[i]!, close: close[i]!, signal: signals[i]! });
    }
    return { symbol, days, held: 0, last: 0, order: 0, reserved: 0 };
  });
  let cash = fromMicros(job.cash);
  let denied = 0;
  const fills: NaiveFill[] = [];
  const equity: number[] = [];
  const times = [...new Set(books.flatMap((book) => [...book.days.keys()]))].sort((a, b) => a - b);
  for (const time of times) {
    books.forEach((book, symbol) => {
      const day = book.days.get(time);
      if (day === undefined || book.order === 0) return;
      const side = Math.sign(book.order);
      const quantity = Math.abs(book.order);
      const price = slipped(job, book.symbol, side, day.open);
      const commission = commissionOf(job, quantity, quantity * price * book.symbol.multiplier);
      cash -= book.order * price * book.symbol.multiplier + commission;
      book.held += book.order;
      book.order = 0;
      book.reserved = 0;
      fills.push({ symbol, time, side, quantity, price, commission });
    });
    for (const book of books) book.last = book.days.get(time)?.close ?? book.last;
    const worth = cash + books.reduce((sum, book) => sum + book.held * book.last * book.symbol.multiplier, 0);
    equity.push(worth);
    for (const book of books) {
      const day = book.days.get(time);
      if (day === undefined) continue;
      if (day.signal < 0 && book.held > 0) book.order = -book.held;
      if (day.signal <= 0 || book.held > 0) continue;
      const quantity = sized(job, book.symbol, day.close, worth);
      if (quantity === 0) continue;
      const value = quantity * day.close * book.symbol.multiplier;
      const cost = value + commissionOf(job, quantity, value);
      const free = cash - books.reduce((sum, other) => sum + other.reserved, 0);
      if (cost > free + 1e-7) {
        denied++;
        continue;
      }
      book.order = quantity;
      book.reserved = cost;
    }
  }
  return { fills, equity, denied, times };
}

function slipped(job: EngineJob, symbol: EngineSymbol, side: number, open: number): number {
  if (job.slippage.kind === 'ticks') return open + side * (job.slippage.ticks * symbol.tick);
  if (job.slippage.kind === 'basis-points') return open + side * ((open * job.slippage.basisPoints) / 10_000);
  return open;
}

function commissionOf(job: EngineJob, quantity: number, value: number): number {
  if (job.commission.kind === 'per-order') return job.commission.amount;
  if (job.commission.kind === 'per-unit')
    return Math.max(job.commission.minimum, quantity * job.commission.amount);
  if (job.commission.kind === 'basis-points') return (value * job.commission.basisPoints) / 10_000;
  return 0;
}

function sized(job: EngineJob, symbol: EngineSymbol, close: number, worth: number): number {
  if (job.sizing.kind === 'quantity') return wholeLots(job.sizing.quantity, symbol.lot);
  const budget = job.sizing.kind === 'cash' ? job.sizing.cash : (worth * job.sizing.percent) / 100;
  return wholeLots(budget / (close * symbol.multiplier), symbol.lot);
}

function wholeLots(units: number, lot: number): number {
  return Math.max(0, Math.floor(units / lot + 1e-9)) * lot;
}

function smaSignals(fast: number, slow: number): Signals {
  return (closes) => {
    const average = (period: number) => {
      let sum = 0;
      return closes.map((close, i) => {
        sum = i < period ? sum + close : sum + close - closes[i - period]!;
        return i < period - 1 ? undefined : sum * (1 / period);
      });
    };
    const quick = average(fast);
    const calm = average(slow);
    return closes.map((_, i) => (calm[i] === undefined ? 0 : Math.sign(quick[i]! - calm[i])));
  };
}

function rsiSignals(period: number, entry: number, exit: number): Signals {
  return (closes) => {
    let up = 0;
    let down = 0;
    return closes.map((close, i) => {
      if (i === 0) return 0;
      const gain = Math.max(close - closes[i - 1]!, 0);
      const loss = Math.max(closes[i - 1]! - close, 0);
      up = i <= period ? up + gain / period : (up * (period - 1) + gain) / period;
      down = i <= period ? down + loss / period : (down * (period - 1) + loss) / period;
      if (i < period) return 0;
      const rsi = down === 0 ? 100 : 100 - 100 / (1 + up / down);
      return rsi < entry ? 1 : rsi > exit ? -1 : 0;
    });
  };
}

function expectSame(result: EngineResult, naive: ReturnType<typeof naiveRun>): void {
  const { fills } = result;
  expect(fills.symbol.length).toBe(naive.fills.length);
  naive.fills.forEach((fill, i) => {
    expect([fills.symbol[i], fills.time[i], fills.side[i], fills.price[i]]).toEqual([
      fill.symbol,
      fill.time,
      fill.side,
      fill.price,
    ]);
    expect(fills.quantity[i]! / 1e6).toBeCloseTo(fill.quantity, 6);
    expect(fills.commission[i]! / 1e6).toBeCloseTo(fill.commission, 5);
  });
  expect([...result.equityTime]).toEqual(naive.times);
  const furthest = naive.equity.reduce(
    (most, worth, i) => Math.max(most, Math.abs(worth - result.equityMicros[i]! / 1e6)),
    0,
  );
  expect(furthest).toBeLessThan(1e-3);
  expect(result.symbolOutcomes.reduce((sum, one) => sum + one.deniedOrderCount, 0)).toBe(naive.denied);
}

const SPX = spxBars();
const numRuns = process.env['TRADEWIND_COUNTS'] === 'full' ? 3_000 : 60;

test('SMA 10/30 on the S&P 500, 2000 to 2019: 173 fills, 86 closed trades, 1 open, 100,935.68', () => {
  const job = jobOf([tradedBetween(SPX, '2000-01-03', '2019-12-31')]);
  const result = resultOf(job);
  expect(result.fills.symbol.length).toBe(173);
  expect(result.statistics.tradeCount).toBe(86);
  expect(result.openTradeCount).toBe(1);
  expect(result.trades.length).toBe(87);
  expect(result.statistics.finalEquity).toBeCloseTo(100_935.68, 2);
  expectSame(result, naiveRun(job, smaSignals(10, 30)));
});

const anyCosts = {
  sizing: fc.oneof(
    fc.record({ kind: fc.constant('quantity' as const), quantity: fc.integer({ min: 1, max: 60 }) }),
    fc.record({ kind: fc.constant('cash' as const), cash: fc.integer({ min: 100, max: 90_000 }) }),
    fc.record({ kind: fc.constant('percent-of-equity' as const), percent: fc.integer({ min: 1, max: 100 }) }),
  ),
  commission: fc.oneof(
    fc.constant({ kind: 'none' as const }),
    fc.record({
      kind: fc.constant('per-order' as const),
      amount: fc.integer({ min: 0, max: 2_000 }).map(cents),
    }),
    fc.record({
      kind: fc.constant('per-unit' as const),
      amount: fc.integer({ min: 0, max: 200 }).map(cents),
      minimum: fc.integer({ min: 0, max: 500 }).map(cents),
    }),
    fc.record({ kind: fc.constant('basis-points' as const), basisPoints: fc.integer({ min: 0, max: 50 }) }),
  ),
  slippage: fc.oneof(
    fc.constant({ kind: 'none' as const }),
    fc.record({ kind: fc.constant('ticks' as const), ticks: fc.integer({ min: 0, max: 20 }) }),
    fc.record({ kind: fc.constant('basis-points' as const), basisPoints: fc.integer({ min: 0, max: 50 }) }),
  ),
};

const anyStrategy = fc.oneof(
  fc
    .record({ fast: fc.integer({ min: 1, max: 60 }), more: fc.integer({ min: 1, max: 120 }) })
    .map(({ fast, more }) => ({
      strategyId: 'sma-cross',
      parameters: { fast, slow: fast + more },
      signals: smaSignals(fast, fast + more),
    })),
  fc
    .record({
      period: fc.integer({ min: 1, max: 40 }),
      entry: fc.integer({ min: 5, max: 60 }),
      above: fc.integer({ min: 0, max: 39 }),
    })
    .map(({ period, entry, above }) => ({
      strategyId: 'rsi-mean-reversion',
      parameters: { period, entry, exit: entry + above },
      signals: rsiSignals(period, entry, entry + above),
    })),
);

test('agrees with the plain loop, fill by fill, on the S&P 500 for any parameters, dates, sizes and costs', () => {
  fc.assert(
    fc.property(
      anyStrategy,
      fc.record(anyCosts),
      fc.nat(SPX.length - 1),
      fc.nat(SPX.length - 1),
      ({ signals, ...strategy }, costs, one, other) => {
        const first = Math.min(one, other);
        const symbol = symbolOf(SPX.slice(0, Math.max(one, other) + 1), { firstTraded: first });
        const job = jobOf([symbol], { ...strategy, ...costs });
        expectSame(resultOf(job), naiveRun(job, signals));
      },
    ),
    { numRuns },
  );
});

test('agrees with the plain loop for several symbols of differing calendars, lots and multipliers on one account', () => {
  const anySymbol = fc.record({
    seed: fc.nat(),
    count: fc.integer({ min: 2, max: 250 }),
    warmup: fc.nat(80),
    lot: fc.constantFrom(1, 10, 0.1),
    multiplier: fc.constantFrom(1, 5),
    tick: fc.constantFrom(0.01, 0.25),
  });
  fc.assert(
    fc.property(
      anyStrategy,
      fc.record(anyCosts),
      fc.array(anySymbol, { minLength: 1, maxLength: 8 }),
      ({ signals, ...strategy }, costs, shapes) => {
        const symbols = shapes.map(({ seed, count, warmup, ...contract }) => {
          const bars = randomBars(seed, count);
          return symbolOf(bars, { ...contract, firstTraded: Math.min(warmup, bars.length) });
        });
        fc.pre(symbols.some((symbol) => symbol.firstTraded < symbol.barCount));
        const job = jobOf(symbols, { ...strategy, ...costs });
        expectSame(resultOf(job), naiveRun(job, signals));
      },
    ),
    { numRuns: numRuns * 2 },
  );
});

function cents(amount: number): number {
  return amount / 100;
}

/** Reference data that lies beside the checkout; where it does not, there is nothing to compare with. */
const spy = new URL('../../../shared/data/daily/SPY.csv', import.meta.url);

/** The dividend factor by which LEAN multiplies SPY's prices of these days. */
const FACTOR = 0.8646266;

if (existsSync(spy)) {
  test("LEAN's BasicTemplateDaily on SPY ends at 104,486.22", () => {
    const rows = readFileSync(spy, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','))
      .filter(([date]) => date! >= '2013-10-08' && date! <= '2013-10-17')
      .map(([date, ...figures]) => [Date.parse(`${date}T00:00:00Z`), ...figures.map(Number)]);
    const symbol = symbolOf(
      rows.map(([time, open, , , close]) => ({ time: time!, open: open! * FACTOR, close: close! * FACTOR })),
      { symbol: 'SPY' },
    );
    const { high, low } = barColumns(symbol.barCount, symbol.columns);
    rows.forEach(([, , h, l], i) => {
      high[i] = h! * FACTOR;
      low[i] = l! * FACTOR;
    });
    const result = resultOf(
      jobOf([symbol], {
        strategyId: 'buy-and-hold',
        parameters: {},
        // All of it, less the 0.25 % that LEAN keeps free.
        sizing: { kind: 'percent-of-equity', percent: 99.75 },
        commission: { kind: 'per-unit', amount: 0.005, minimum: 0 },
      }),
    );
    expect([...result.fills.quantity]).toEqual([697e6]);
    expect([...result.fills.time]).toEqual([Date.UTC(2013, 9, 9)]);
    expect(result.fills.price[0]).toBe(rows[1]![1]! * FACTOR);
    expect(result.statistics.totalCommission).toBeCloseTo(3.485, 6);
    expect(result.statistics.finalEquity).toBeCloseTo(104_486.22, 2);
  });
}
