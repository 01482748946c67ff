import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { barColumns } from '#shared/bars/columns.ts';
import { MS_PER_DAY } from '#shared/kernel/time.ts';
import { roundHalfEven } from '#shared/kernel/round.ts';
import { DEFAULT_EXECUTION } from '#shared/model/backtest.ts';
import { currencySchema, USD, type Currency } from '#shared/model/currency.ts';
import { toMicros } from '#shared/model/money.ts';
import { askedLimits } from '#shared/risk/backtest-limits.ts';
import { defineStrategy, type BarContext } from '#shared/strategies/strategy.ts';
import type { EngineCurrencies, EngineJob, EngineResult } from './job.ts';
import { barsOfCloses, jobOf, randomBars, resultOf, symbolOf } from './testing/test-jobs.ts';

const numRuns = process.env['TRADEWIND_COUNTS'] === 'full' ? 1_000 : 25;
const EUR = currencySchema.parse('EUR');
const JPY = currencySchema.parse('JPY');

type Rates = readonly (readonly [from: number, rate: number])[];

function currenciesOf(rates: Readonly<Record<string, Rates>>, interest = 0, base = USD): EngineCurrencies {
  const others = Object.entries(rates).map(([currency, entries]) => {
    const columns = new SharedArrayBuffer(entries.length * 16);
    new Float64Array(columns, 0, entries.length).set(entries.map(([from]) => from));
    new Float64Array(columns, entries.length * 8).set(entries.map(([, rate]) => rate));
    return { currency: currency as Currency, count: entries.length, columns };
  });
  return { base, interest, others };
}

function scripted(script: (bar: number, context: BarContext) => unknown) {
  return defineStrategy({
    ...{ id: 'scripted', title: 'Scripted', description: 'For tests.', parameters: z.strictObject({}) },
    create: () => {
      const bars: number[] = [];
      return {
        onBar(context) {
          const bar = (bars[context.symbol] = (bars[context.symbol] ?? -1) + 1);
          script(bar, context);
        },
      };
    },
  });
}

const margin = { ...DEFAULT_EXECUTION, account: 'margin' as const };
const day = (index: number) => Date.UTC(2024, 0, 1) + index * MS_PER_DAY;

test('a fill settles in its own currency; what is borrowed, held and won is told in that of the account', () => {
  const symbol = symbolOf(barsOfCloses([100, 100, 110, 110, 120, 120]), { symbol: 'SAP', currency: EUR });
  const job = jobOf([symbol], {
    ...{ strategyId: 'scripted', parameters: {}, execution: margin, cash: toMicros(10_000) },
    commission: { kind: 'per-order', amount: 2 },
    // 1.00 on the day of the purchase, 1.10 when it is sold, 1.20 at the end.
    currencies: currenciesOf({ EUR: [[day(0), 1], [day(2), 1.05], [day(3), 1.1], [day(5), 1.2]] }),
  }); // prettier-ignore
  const result = resultOf(job, [
    scripted((bar, context) => {
      if (bar === 0) context.buy(10);
      if (bar === 2) context.exit();
    }),
  ]);
  // Bought at 100 for 1,000 EUR and 2; sold at 110 for 1,100 EUR less 2: 96 EUR are left.
  expect(Array.from(result.equityMicros, (micros) => micros / 1e6)).toEqual([
    10_000,
    10_000 - 2,
    10_000 + (-1_002 + 1_100) * 1.05,
    ...[10_000 + 96 * 1.1, 10_000 + 96 * 1.1, 10_000 + 96 * 1.2],
  ]);
  const [trade] = result.trades;
  expect(trade).toMatchObject({
    pnl: 105.6,
    commission: 4.4,
    entryPrice: 100,
    exitPrice: 110,
    entryRate: 1,
  });
  expect(trade!.returnOnEntry).toBeCloseTo(0.096, 9);
  expect(result.symbolOutcomes[0]!.pnl).toBeCloseTo(105.6, 9);
  expect(result.statistics).toMatchObject({ totalCommission: 2 + 2.2, finalEquity: 10_115.2 });
  expect(result.statistics.currencies).toEqual([
    { currency: 'USD', firstRate: 1, lastRate: 1, cash: 10_000, positions: 0, worth: 10_000, tradingPnl: 0, translation: 0, interest: 0 },
    { currency: 'EUR', firstRate: 1, lastRate: 1.2, cash: 96, positions: 0, worth: 115.2, tradingPnl: 105.6, translation: 9.6, interest: 0 },
  ]); // prettier-ignore
  expect(result.statistics.buyAndHoldReturn).toBeCloseTo((120 * 1.2) / 100 - 1, 9);
});

test('borrowed cash costs its interest by the midnight, in its own currency', () => {
  const symbol = symbolOf(barsOfCloses([100, 100, 100, 100]), { symbol: 'SAP', currency: EUR });
  const result = resultOf(
    jobOf([symbol], {
      ...{ strategyId: 'scripted', parameters: {}, execution: margin, cash: toMicros(10_000) },
      currencies: currenciesOf({ EUR: [[-Infinity, 2]] }, 3.65),
    }),
    [scripted((bar, context) => bar === 0 && context.buy(10))],
  );
  // 1,000 EUR are borrowed from the second bar on; two midnights at a ten-thousandth, the second on the first's too.
  expect(result.statistics.currencies[1]).toMatchObject({ cash: -1_000.20001, interest: 0.40002 });
  expect(result.statistics.finalEquity).toBe(10_000 - 0.40002);
});

test('sizes, cash and limits count the account’s money', () => {
  const symbol = symbolOf(barsOfCloses([100, 100, 100]), { symbol: 'SAP', currency: EUR });
  const run = (changes: Partial<EngineJob>) =>
    resultOf(
      jobOf([symbol], {
        ...{ strategyId: 'scripted', parameters: {}, cash: toMicros(10_000) },
        currencies: currenciesOf({ EUR: [[-Infinity, 2]] }),
        ...changes,
      }),
      [scripted((bar, context) => bar === 0 && context.enterLong())],
    );
  expect(run({ sizing: { kind: 'percent-of-equity', percent: 50 } }).fills.quantity[0]).toBe(25e6);
  expect(run({ sizing: { kind: 'cash', cash: 1_000 } }).fills.quantity[0]).toBe(5e6);
  const denied = run({ sizing: { kind: 'quantity', quantity: 51 } });
  expect(denied.notes[0]).toContain('are worth 10,200.00');
  expect(denied.fills.time).toHaveLength(0);
  expect(run({ sizing: { kind: 'quantity', quantity: 50 } }).fills.time).toHaveLength(1);
  // Regulation T: half of 200 × 100 × 2 is more than there is.
  expect(run({ sizing: { kind: 'quantity', quantity: 101 }, execution: margin }).fills.time).toHaveLength(0);
  expect(run({ sizing: { kind: 'quantity', quantity: 100 }, execution: margin }).fills.time).toHaveLength(1);
});

test('the limits of trading count in the account’s currency', () => {
  const symbol = symbolOf(barsOfCloses([100, 100, 100]), { symbol: 'SAP', currency: EUR });
  const rules = { 'order-value': { isOn: true, params: { max: 2_500 } } };
  const run = (units: number) =>
    resultOf(
      jobOf([symbol], {
        ...{ strategyId: 'scripted', parameters: {}, cash: toMicros(100_000) },
        currencies: currenciesOf({ EUR: [[-Infinity, 2]] }),
        preTrade: askedLimits({ profile: 'neutral', rules }, USD),
      }),
      [scripted((bar, context) => bar === 0 && context.buy(units))],
    );
  expect(run(12).fills.time).toHaveLength(1);
  expect(run(13)).toMatchObject({ symbolOutcomes: [{ deniedOrderCount: 1, fillCount: 0 }] });
});

test('a symbol whose currency has no rate ends the run with a sentence', () => {
  const symbol = symbolOf(barsOfCloses([100, 100]), { symbol: 'SAP', currency: EUR });
  const run = (rates: Readonly<Record<string, Rates>>) => () =>
    resultOf(jobOf([symbol], { currencies: currenciesOf(rates) }));
  expect(run({})).toThrow('SAP is in EUR, and the run has no rate of it in USD');
  expect(run({ EUR: [[day(1), 1.1]] })).toThrow('there is no rate of EUR in USD at 2024-01-01');
});

const anyRun = fc.record({
  seed: fc.nat(10_000),
  orders: fc.array(fc.record({ bar: fc.nat(70), symbol: fc.nat(2), units: fc.integer({ min: -300, max: 300 }) }), { maxLength: 40 }),
  account: fc.constantFrom('cash' as const, 'margin' as const),
  borrow: fc.constantFrom(0, 5),
  commission: fc.constantFrom<EngineJob['commission']>({ kind: 'basis-points', basisPoints: 3 }, { kind: 'per-unit', amount: 0.005, minimum: 1 }),
  rates: fc.array(fc.tuple(fc.nat(80), fc.integer({ min: 100, max: 20_000 })), { maxLength: 30 }),
}); // prettier-ignore
type Drawn = typeof anyRun extends fc.Arbitrary<infer T> ? T : never;

function run({ seed, orders, account, borrow, commission, rates }: Drawn, isOne = false) {
  const moving = (start: number, scale: number): Rates => {
    const byDay = new Map([[-1, start], ...rates.map(([at, rate]) => [at, rate / scale] as const)]);
    return [...byDay].sort(([a], [b]) => a - b).map(([at, rate]) => [day(at), isOne ? 1 : rate]);
  };
  const currencies = currenciesOf({ EUR: moving(1.1, 10_000), JPY: moving(0.007, 1_000_000) });
  const symbols = [EUR, JPY, USD].map((currency, n) =>
    symbolOf(randomBars(seed + n, 80), { symbol: `S${n}`, currency, multiplier: 1 + (n % 2) }),
  );
  const strategy = scripted((bar, context) => {
    for (const { bar: at, symbol, units } of orders) {
      if (at !== bar || symbol !== context.symbol || units === 0) continue;
      if (units > 0) context.buy(units);
      else context.sell(-units);
    }
  });
  const job = jobOf(symbols, {
    ...{ strategyId: 'scripted', parameters: {}, commission, cash: toMicros(50_000) },
    execution: { ...DEFAULT_EXECUTION, account, borrow },
  });
  const several = { ...job, currencies };
  return { job, currencies, strategy, result: resultOf(several, [strategy]) };
}

test('the account’s worth is cash and positions of each currency at its rate, to the last unit', () => {
  fc.assert(
    fc.property(anyRun, (drawn) => {
      const { job, currencies, result } = run({ ...drawn, borrow: 0 });
      const { fills, equityTime, equityMicros } = result;
      equityTime.forEach((time, step) => {
        const cash = new Map<Currency, number>([[USD, job.cash]]);
        const held = job.symbols.map(() => 0);
        for (let i = 0; i < fills.time.length && fills.time[i]! <= time; i++) {
          const symbol = fills.symbol[i]!;
          const { multiplier, currency } = job.symbols[symbol]!;
          const value = roundHalfEven(fills.quantity[i]! * fills.price[i]! * multiplier);
          cash.set(currency!, (cash.get(currency!) ?? 0) - fills.side[i]! * value - fills.commission[i]!);
          held[symbol]! += fills.side[i]! * fills.quantity[i]!;
        }
        let worth = 0;
        for (const [currency, amount] of cash)
          worth += roundHalfEven(amount * rateAt(currencies, currency, time));
        held.forEach((units, symbol) => {
          const { barCount, columns, multiplier, currency } = job.symbols[symbol]!;
          const { time: times, close } = barColumns(barCount, columns);
          const last = times.findLastIndex((at) => at <= time);
          if (units === 0) return;
          const local = roundHalfEven(units * close[last]! * multiplier);
          worth += roundHalfEven(local * rateAt(currencies, currency!, time));
        });
        expect(equityMicros[step]).toBe(worth);
      });
    }),
    { numRuns },
  );
});

function rateAt({ others }: EngineCurrencies, currency: Currency, time: number): number {
  const found = others.find((one) => one.currency === currency);
  if (found === undefined) return 1;
  const from = new Float64Array(found.columns, 0, found.count);
  return new Float64Array(found.columns, found.count * 8)[from.findLastIndex((at) => at <= time)]!;
}

test('trading, translation and interest of the currencies add up to what the run brought', () => {
  fc.assert(
    fc.property(anyRun, (drawn) => {
      const { job, result } = run(drawn);
      const micros = (value: number) => Math.round(value * 1e6);
      const { currencies } = result.statistics;
      const sum = (of: (one: (typeof currencies)[number]) => number) =>
        currencies.reduce((total, one) => total + micros(of(one)), 0);
      const last = result.equityMicros.at(-1)!;
      expect(sum(({ worth }) => worth)).toBe(last);
      expect(sum(({ tradingPnl, translation, interest }) => tradingPnl + translation - interest)).toBe(
        last - job.cash,
      );
      expect(sum(({ tradingPnl }) => tradingPnl)).toBe(
        result.symbolOutcomes.reduce((total, { pnl }) => total + micros(pnl), 0),
      );
    }),
    { numRuns },
  );
});

test('where every rate is 1 the run is that of an account with one currency, to the hash', () => {
  fc.assert(
    fc.property(anyRun, (drawn) => {
      const { job, strategy, result } = run(drawn, true);
      const one: EngineResult = resultOf(job, [strategy]);
      expect(result.hash).toBe(one.hash);
      expect(result.trades.map((trade) => ({ ...trade, entryRate: null }))).toEqual(one.trades);
      expect(result.symbolOutcomes).toEqual(one.symbolOutcomes);
      const { turnover, ...figures } = result.statistics;
      // A sum of floats, and of rounded values.
      expect(turnover).toBeCloseTo(one.statistics.turnover, 6);
      expect({ ...figures, turnover: one.statistics.turnover, currencies: [] }).toEqual(one.statistics);
    }),
    { numRuns },
  );
});
