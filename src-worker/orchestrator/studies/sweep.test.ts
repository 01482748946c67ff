import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { barColumns, columnsByteLength } from '#shared/bars/columns.ts';
import { failure } from '#shared/ipc/errors.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { backtestSpecSchema } from '#shared/model/backtest.ts';
import { currencySchema } from '#shared/model/currency.ts';
import { seriesIdSchema, type SeriesId, type SeriesSummary } from '#shared/model/series.ts';
import type { SweepSpec } from '#shared/model/study.ts';
import { strategies as shipped } from '#shared/strategies/library.ts';
import type { StrategyDefinition } from '#shared/strategies/strategy.ts';
import type { LibraryCalls } from '../../bar-library/library-api.ts';
import { ThreadPoolExecutor } from '../../executors/thread-pool.ts';
import { runEngine } from '../../trading-engine/engine.ts';
import { spxBars } from '../../trading-engine/testing/test-jobs.ts';
import type { StudyServices } from './study-services.ts';
import { prepareSweep, runSweep } from './sweep.ts';

// Real threads run what the build made of the sources; `npm run check` builds before it tests.
const BUILT = join(import.meta.dirname, '../../../out/main');
const FAULTS = join(import.meta.dirname, '../testing/faulty-strategies.mjs');
const isCampaign = process.env.TRADEWIND_COUNTS === 'full';

const SERIES: SeriesSummary = {
  seriesId: seriesIdSchema.parse(1),
  symbol: 'SPX',
  source: 'test',
  barSize: '1 day',
  currency: currencySchema.parse('USD'),
  tick: 0.01,
  multiplier: 1,
  lot: 1,
  timeZone: 'America/New_York',
  adjustment: 'raw',
  barCount: 2_000,
  firstTime: 0,
  lastTime: 0,
  updatedAt: 0,
};

const library = {
  listSeries: () => Promise.resolve([SERIES]),
  loadBars: (id: SeriesId) =>
    Promise.resolve(
      id === SERIES.seriesId
        ? ok({ summary: SERIES, columns: columns(), barCount: SERIES.barCount, dataHash: 'of SPX' })
        : err(failure('series-not-found', 'gone')),
    ),
} as unknown as LibraryCalls;

function columns(): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(columnsByteLength(SERIES.barCount));
  const bars = barColumns(SERIES.barCount, buffer);
  for (const [i, bar] of spxBars().slice(0, SERIES.barCount).entries()) {
    bars.time[i] = bar.time;
    bars.open[i] = bar.open;
    bars.close[i] = bar.close;
    bars.high[i] = Math.max(bar.open, bar.close);
    bars.low[i] = Math.min(bar.open, bar.close);
  }
  return buffer;
}

let strategies: readonly StrategyDefinition[];
const executors = new Map<number, ThreadPoolExecutor>();

beforeAll(async () => {
  const faulty = (await import(FAULTS)) as { default: StrategyDefinition[] };
  strategies = [...shipped, ...faulty.default];
});
afterAll(() => Promise.all([...executors.values()].map((executor) => executor.close())));

function servicesOf(workers: number): StudyServices {
  let executor = executors.get(workers);
  if (executor === undefined) {
    executor = new ThreadPoolExecutor({
      entry: join(BUILT, 'trading-engine.js'),
      threadCount: workers,
      strategyModules: [pathToFileURL(FAULTS).href],
      stallMsMax: 15_000, // a thread that starts on a busy machine has not hung
      oldGenerationMbMax: 64,
    });
    executors.set(workers, executor);
  }
  return { library, executor, strategies, workers, now: () => performance.now() };
}

const spec = (over: object = {}, base: object = {}): SweepSpec => ({
  base: backtestSpecSchema.parse({
    strategyId: 'sma-cross',
    parameters: {},
    seriesIds: [1],
    from: '2001-01-02',
    cash: 100_000,
    sizing: { kind: 'quantity', quantity: 1 },
    commission: { kind: 'basis-points', basisPoints: 2 },
    slippage: { kind: 'none' },
    ...base,
  }),
  space: { fast: { from: 2, to: 20, step: 6 }, slow: { values: [15, 50] } },
  objective: 'sharpe',
  ...over,
});

async function sweep(wanted: SweepSpec, workers: number, signal = new AbortController().signal) {
  const services = servicesOf(workers);
  const prepared = await prepareSweep(wanted, services);
  if (!prepared.ok) throw new Error(prepared.error.message);
  return { prepared: prepared.value, result: await runSweep(prepared.value, services, { signal }) };
}

async function done(wanted: SweepSpec, workers = 2) {
  const { prepared, result } = await sweep(wanted, workers);
  if (!result.ok) throw new Error(result.error.message);
  return { prepared, result: result.value };
}

test('every trial has the hash of the same single run, whatever the number of workers, and in the same order', async () => {
  const { prepared, result } = await done(spec(), 1);
  expect(result.trials).toHaveLength(7);
  expect(result.refusedCount).toBe(1);
  for (const [index, { parameters, hash }] of result.trials.entries()) {
    const alone = runEngine({ ...prepared.job, parameters: prepared.trials[index]!.parameters });
    expect(alone).toMatchObject({ kind: 'done', hash });
    expect(parameters).toEqual(prepared.trials[index]!.parameters);
  }
  for (const workers of [2, 4]) {
    const { result: other } = await done(spec(), workers);
    expect({ ...other, times: null }).toEqual({ ...result, times: null });
  }
});

test('the best is the best by the figure asked for, and deflated by the trials there were', async () => {
  const { result } = await done(spec({ objective: 'maxDrawdown' }));
  const drawdowns = result.ranking.map((index) => result.trials[index]!.figures!.maxDrawdown);
  expect(drawdowns).toEqual(drawdowns.toSorted((a, b) => a - b));
  expect(result.deflation).toMatchObject({ trialCount: 7 });
  for (const { figures } of result.trials)
    expect(figures!.deflatedSharpe!).toBeLessThan(figures!.probabilisticSharpe!);
});

describe('strategies that go wrong', () => {
  test.each([
    ['throws', /the strategy has a bug/],
    ['exits', /ended before it was done/],
  ])('%s: each trial fails with the reason', async (strategyId, reason) => {
    const { result } = await done(spec({ space: { size: { values: [1, 2] } } }, { strategyId }));
    expect(result.trials.map((trial) => trial.reason)).toEqual([
      ...Array<unknown>(2).fill(expect.stringMatching(reason)),
    ]);
    expect(result.deflation).toBeNull();
  });

  test('a trial that ends its thread takes no other with it', async () => {
    const over = { space: { size: { from: 1, to: 6 } } };
    const { result } = await done(spec(over, { strategyId: 'exits-for-three' }));
    expect(result.trials.map(({ figures }) => figures !== null)).toEqual([
      true,
      true,
      false,
      true,
      true,
      true,
    ]);
  });
});

test('after a killed worker every trial has the hash it has without, on any number of workers', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-killed-'));
  try {
    const hashesOf = async (marker: string, workers: number) => {
      const parameters = { marker: join(folder, marker) };
      const wanted = spec({ space: { size: { from: 1, to: 6 } } }, { strategyId: 'exits-once', parameters });
      const { result } = await done(wanted, workers);
      return result.trials.map(({ hash, fillCount }) => [hash, fillCount]);
    };
    writeFileSync(join(folder, 'never'), '');
    const undisturbed = await hashesOf('never', 1);
    expect(new Set(undisturbed.map(([hash]) => hash)).size).toBe(6);
    for (const workers of [1, 2, 4]) {
      expect(await hashesOf(`killed on ${workers}`, workers)).toEqual(undisturbed);
      expect(existsSync(join(folder, `killed on ${workers}`)), 'a worker was killed').toBe(true);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test(`a cancelled sweep stops, again and again, and the next one is whole`, async () => {
  for (let round = 0; round < (isCampaign ? 200 : 2); round++) {
    const abort = new AbortController();
    const strategyId = round % 2 === 0 ? 'slow' : 'hangs';
    const cancelled = sweep(spec({ space: { size: { from: 1, to: 50 } } }, { strategyId }), 2, abort.signal);
    setTimeout(() => {
      abort.abort();
    }, round % 40);
    expect((await cancelled).result).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  }
  expect((await done(spec())).result.trials).toHaveLength(7);
});
