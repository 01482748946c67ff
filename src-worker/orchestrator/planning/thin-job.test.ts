import fc from 'fast-check';
import { expect, test } from 'vitest';
import { barColumns } from '#shared/bars/columns.ts';
import { backtestSpecSchema } from '#shared/model/backtest.ts';
import { planJob, planSymbol } from '../plan-run.ts';
import { inMemorySeries } from '../testing/in-memory.ts';
import { barsOf, ThinnedJob } from './thin-job.ts';

const spec = backtestSpecSchema.parse({
  strategyId: 'sma-cross',
  parameters: {},
  seriesIds: [1, 2],
  from: '2016-01-01',
  cash: 10_000,
  sizing: { kind: 'percent-of-equity', percent: 50 },
  commission: { kind: 'none' },
  slippage: { kind: 'none' },
});
const job = planJob(
  spec,
  [inMemorySeries(1, 'AAA', 9_000), inMemorySeries(2, 'BBB', 3_000)].map((loaded) => {
    const symbol = planSymbol(spec, loaded);
    if (!symbol.ok) throw new Error(symbol.error.message);
    return { ...symbol.value, dividends: [{ bar: 2_000, amount: 1 }] };
  }),
);
const timesOf = ({ barCount, columns }: (typeof job.symbols)[number]) => barColumns(barCount, columns).time;

test('a part has about its share of each symbol, warm-up and traded bars alike', () => {
  const part = new ThinnedJob(job).ofShare(0.25);
  for (const [i, { barCount, firstTraded }] of part.symbols.entries()) {
    const whole = job.symbols[i]!;
    // Two stretches or three of a symbol's: 0.25 give or take one of them.
    expect(barCount / whole.barCount).toBeGreaterThan(0.1);
    expect(barCount / whole.barCount).toBeLessThan(0.4);
    expect(firstTraded / whole.firstTraded).toBeCloseTo(0.25, 1);
  }
});

test('it reaches from the first years to the last, and the same part is made once', () => {
  const thinned = new ThinnedJob(job);
  const part = thinned.ofBars(3_000);
  const times = timesOf(part.symbols[0]!);
  const whole = timesOf(job.symbols[0]!);
  expect(times.at(-1)).toBeGreaterThan(whole[7_000]!);
  expect(times[part.symbols[0]!.firstTraded]).toBe(whole[job.symbols[0]!.firstTraded]);
  expect(thinned.ofBars(3_000)).toBe(part);
  expect(thinned.ofBars(50_000)).toBe(job);
});

test('bars stay as they are and in order, and a dividend stays on its bar', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 1, noNaN: true }), (share) => {
      const part = new ThinnedJob(job).ofShare(share);
      expect(barsOf(part)).toBeGreaterThan(0);
      for (const [i, symbol] of part.symbols.entries()) {
        const [times, whole] = [timesOf(symbol), timesOf(job.symbols[i]!)];
        expect(times.every((time, at) => at === 0 || time > times[at - 1]!)).toBe(true);
        for (const { bar } of symbol.dividends ?? []) expect(times[bar]).toBe(whole[2_000]);
      }
    }),
    { numRuns: 20 },
  );
});
