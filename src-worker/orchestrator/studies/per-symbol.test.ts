import { expect, test } from 'vitest';
import { err, ok } from '#shared/kernel/result.ts';
import { failure } from '#shared/ipc/errors.ts';
import { backtestSpecSchema } from '#shared/model/backtest.ts';
import { seriesIdSchema, type SeriesId } from '#shared/model/series.ts';
import { strategies } from '#shared/strategies/library.ts';
import type { LibraryCalls } from '../../bar-library/library-api.ts';
import { planJob, planSymbol } from '../plan-run.ts';
import { runEngine } from '../../trading-engine/engine.ts';
import { InlineExecutor, inMemorySeries } from '../testing/in-memory.ts';
import { runPerSymbol } from './per-symbol.ts';

const all = [inMemorySeries(1, 'AAA', 400), inMemorySeries(2, 'BBB', 90), inMemorySeries(3, 'CCC', 800)];
const library = {
  loadBars: (id: SeriesId) => {
    const found = all.find(({ summary }) => summary.seriesId === id && summary.symbol !== 'BBB');
    return Promise.resolve(found === undefined ? err(failure('damaged', 'BBB cannot be read')) : ok(found));
  },
} as unknown as LibraryCalls;

const { seriesIds, ...base } = backtestSpecSchema.parse({
  strategyId: 'sma-cross',
  parameters: {},
  seriesIds: [seriesIdSchema.parse(1)],
  cash: 10_000,
  sizing: { kind: 'percent-of-equity', percent: 50 },
  commission: { kind: 'none' },
  slippage: { kind: 'none' },
});
const variants = [
  { strategyId: 'sma-cross', parameters: { fast: 5, slow: 20 } },
  { strategyId: 'buy-and-hold', parameters: {} },
];

function run(workers: number) {
  let now = 0;
  return runPerSymbol(
    { base, series: all.map(({ summary }) => summary), variants },
    { library, executor: new InlineExecutor(), strategies, workers, now: () => ++now },
    { signal: new AbortController().signal },
  );
}

test('each symbol has the account it would have by itself, and one that cannot be read has a reason', async () => {
  const result = await run(2);
  if (!result.ok) throw new Error(result.error.message);
  const { trials, totals } = result.value;
  expect(seriesIds).toHaveLength(1);
  expect(trials.map(({ symbols, strategyId }) => `${symbols[0]!} ${strategyId}`)).toEqual([
    ...['AAA sma-cross', 'AAA buy-and-hold', 'BBB sma-cross'],
    ...['BBB buy-and-hold', 'CCC sma-cross', 'CCC buy-and-hold'],
  ]);
  for (const [index, { symbols, hash, reason }] of trials.entries()) {
    const bars = all.find(({ summary }) => summary.symbol === symbols[0])!;
    if (symbols[0] === 'BBB') {
      expect([hash, reason]).toEqual([null, 'BBB cannot be read']);
      continue;
    }
    const spec = { ...base, ...variants[index % 2]!, seriesIds: [bars.summary.seriesId] };
    const symbol = planSymbol(spec, bars);
    if (!symbol.ok) throw new Error(symbol.error.message);
    expect(runEngine(planJob(spec, [symbol.value]))).toMatchObject({ kind: 'done', hash });
  }
  expect(totals).toMatchObject({ accountCount: 4, startEquity: 40_000 });
  const final = trials.reduce((sum, { figures }) => sum + (figures?.finalEquity ?? 0), 0);
  expect(totals!.finalEquity).toBe(final);
});

test('the number of workers changes nothing but the time', async () => {
  const [one, four] = await Promise.all([run(1), run(4)]);
  if (!one.ok || !four.ok) throw new Error('both must be done');
  expect({ ...four.value, times: null }).toEqual({ ...one.value, times: null });
});
