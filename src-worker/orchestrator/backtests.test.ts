import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { barColumns } from '#shared/bars/columns.ts';
import { unixMillis } from '#shared/kernel/time.ts';
import { ok } from '#shared/kernel/result.ts';
import { backtestSpecSchema, runIdSchema, type RunProgress } from '#shared/model/backtest.ts';
import { importSpecSchema, type CsvDialect } from '#shared/model/import.ts';
import { currencySchema } from '#shared/model/currency.ts';
import type { SeriesSummary } from '#shared/model/series.ts';
import { strategies as shippedStrategies } from '#shared/strategies/library.ts';
import type { StrategyDefinition } from '#shared/strategies/strategy.ts';
import type { LibraryCalls } from '../bar-library/library-api.ts';
import { openBarLibrary, type BarLibraryHandle } from '../bar-library/library-client.ts';
import { ThreadPoolExecutor } from '../executors/thread-pool.ts';
import { loadTables } from '../reports/load-tables.ts';
import { Backtests, type BacktestsOptions, type RunOutcome } from './backtests.ts';

// Real threads run what the build made of the sources; `npm run check` builds before it tests.
const BUILT = join(import.meta.dirname, '../../out/main');
const FAULTS = join(import.meta.dirname, 'testing/faulty-strategies.mjs');
const STALL_MS = 3_000;
const DAYS: CsvDialect = {
  ...{ delimiter: ',', decimal: '.', hasHeader: true, dateFormat: 'YYYY-MM-DD' },
  columns: { date: 0, time: -1, open: 1, high: 2, low: 3, close: 4, volume: 5 },
};

let directory: string;
let library: BarLibraryHandle;
let executor: ThreadPoolExecutor;
let options: BacktestsOptions;
let backtests: Backtests;
let seriesId: number;
const progressSeen: RunProgress[] = [];
const faultsTold: unknown[] = [];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tradewind-backtests-'));
  const opened = await openBarLibrary({
    entry: join(BUILT, 'bar-library.js'),
    dataDirectory: directory,
    seedCsvPath: join(BUILT, 'resources/sp500-2000.csv'),
    program: 'test',
    events: {
      importProgress: () => undefined,
      libraryChanged: () => undefined,
      runsChanged: () => undefined,
      noticed: () => undefined,
    },
  });
  if (!opened.ok) throw new Error(opened.error.message);
  library = opened.value;
  executor = new ThreadPoolExecutor({
    entry: join(BUILT, 'trading-engine.js'),
    threadCount: 2,
    strategyModules: [pathToFileURL(FAULTS).href],
    stallMsMax: STALL_MS,
    oldGenerationMbMax: 64,
  });
  const faulty = (await import(FAULTS)) as { default: StrategyDefinition[] };
  options = {
    library: library.api,
    executor,
    strategies: [...shippedStrategies, ...faulty.default],
    concurrency: 2,
    clock: { now: () => unixMillis(Date.now()) },
    newRunId: () => runIdSchema.parse(randomUUID()),
    codeVersion: 'test',
    onProgress: (progress) => progressSeen.push(progress),
    onFault: (_, error) => faultsTold.push(error),
  };
  backtests = new Backtests(options);
  seriesId = (await library.api.listSeries())[0]!.seriesId;
});

afterAll(async () => {
  await backtests.close();
  await executor.close();
  await library.close();
  rmSync(directory, { recursive: true });
});

const spec = (strategyId: string, over: object = {}) =>
  backtestSpecSchema.parse({
    strategyId,
    parameters: {},
    seriesIds: [seriesId],
    cash: 100_000,
    sizing: { kind: 'quantity', quantity: 1 },
    commission: { kind: 'none' },
    slippage: { kind: 'none' },
    ...over,
  });

async function start(strategyId: string, over: object = {}) {
  const started = await backtests.start(spec(strategyId, over));
  if (!started.ok) throw new Error(started.error.message);
  return started.value;
}

async function stored(runId: Awaited<ReturnType<typeof start>>['runId']) {
  const detail = await library.api.getRun(runId);
  if (!detail.ok) throw new Error(detail.error.message);
  return detail.value;
}

async function expectGoodRun(): Promise<string> {
  const { finished } = await start('sma-cross', {
    parameters: { fast: 10, slow: 30 },
    from: '2000-01-03',
    to: '2019-12-31',
  });
  const outcome = await finished;
  expect(outcome).toMatchObject({ status: 'done', result: { openTradeCount: 1 } });
  return outcome.status === 'done' ? outcome.result.hash : '';
}

let goodHash = '';

test('a run is stored whole, its progress told, and its hash the same each time', async () => {
  progressSeen.length = 0;
  const hash = await expectGoodRun();
  goodHash = hash;
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(progressSeen.at(-1)).toMatchObject({ status: 'done', barsDone: 5031, barsTotal: 5031 });
  const hashes = await Promise.all([expectGoodRun(), expectGoodRun(), expectGoodRun()]);
  expect(new Set([hash, ...hashes]).size).toBe(1);

  const detail = await stored(progressSeen[0]!.runId);
  expect(detail).toMatchObject({
    summary: { status: 'done', hash, tradeCount: 86, finalEquity: 100_935.679685 },
    fillCount: 173,
    series: [{ symbol: 'SPX', dataHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string }],
  });
});

test('a run over two currencies keeps the series of its rates, and comes to the same hash when it is run again', async () => {
  const imported = async (symbol: string, currency: string, scale: number) => {
    const [spx] = await library.api.listSeries();
    const bars = await library.api.loadBars(spx!.seriesId);
    if (!bars.ok) throw new Error(bars.error.message);
    const { time, close } = barColumns(bars.value.barCount, bars.value.columns);
    const rows = Array.from(time, (at, i) => {
      const price = (scale * close[i]!).toFixed(6);
      return `${new Date(at).toISOString().slice(0, 10)},${price},${price},${price},${price},1`;
    });
    const file = join(directory, `${symbol}.csv`);
    writeFileSync(file, `date,open,high,low,close,volume\n${rows.join('\n')}\n`);
    const { adjustment, barSize, lot, multiplier, tick, timeZone } = spx!;
    const facts = { ...{ adjustment, barSize, lot, multiplier, tick, timeZone }, symbol, source: 'test' };
    const request = importSpecSchema.parse({
      facts: { ...facts, currency },
      dialect: DAYS,
      existing: 'refuse',
      allOrNothing: true,
    });
    const cancel = new SharedArrayBuffer(4);
    const report = await library.api.importFile({
      importId: randomUUID(),
      path: file,
      spec: request,
      cancel,
    });
    if (!report.ok || report.value.series === null) throw new Error(JSON.stringify(report));
    return report.value.series.seriesId;
  };
  const dax = await imported('DAX', 'EUR', 3);
  await imported('EURUSD', 'USD', 0.001);
  const both = { seriesIds: [seriesId, dax], currencies: { base: 'USD' } };
  const refused = await backtests.start(spec('sma-cross', { ...both, currencies: undefined }));
  expect(refused).toMatchObject({ ok: false, error: { code: 'currencies-differ' } });
  const { runId, finished } = await start('sma-cross', both);
  const outcome = await finished;
  if (outcome.status !== 'done') throw new Error(outcome.reason);
  const detail = await stored(runId);
  expect(detail).toMatchObject({ currency: 'USD', summary: { symbols: ['SPX', 'DAX'] } });
  expect(detail.series.map(({ symbol }) => symbol)).toEqual(['SPX', 'DAX', 'EURUSD']);
  expect(detail.series[2]!.dataHash).toMatch(/^[0-9a-f]{64}$/);
  expect(detail.spec.currencies!.rates).toMatchObject([
    { kind: 'series', currency: 'EUR', legs: [{ isInverse: false }] },
  ]);
  expect(detail.statistics!.currencies.map(({ currency }) => currency)).toEqual(['USD', 'EUR']);
  const again = await backtests.start(detail.spec);
  if (!again.ok) throw new Error(again.error.message);
  expect(await again.value.finished).toMatchObject({ status: 'done', result: { hash: outcome.result.hash } });
  const tables = await loadTables(library.api, runId);
  if (!tables.ok) throw new Error(tables.error.message);
  const growth = tables.value.tables.find(({ id }) => id === 'growth')!;
  const holding = growth.columns.findIndex(({ title }) => title === 'Holding');
  expect(growth.rows.at(-1)![holding]).toBeCloseTo((1 + detail.statistics!.buyAndHoldReturn) * 100, 6);
  expect(tables.value.tables.find(({ id }) => id === 'currencies')!.rows).toHaveLength(2);
});

describe('a strategy that goes wrong ends its own run as failed, with the reason', () => {
  test.each([
    ['throws', /the strategy has a bug/],
    ['hangs', /finished no bar for 3 s/],
    ['exits', /ended before it was done/],
    ['runs-out-of-memory', /ended before it was done.*memory/i],
  ])('%s', async (fault, reason) => {
    const { runId, finished } = await start(fault);
    expect(await finished).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(reason) as string,
    });
    const { summary } = await stored(runId);
    expect(summary.status).toBe('failed');
    expect(summary.reason).toMatch(reason);
    expect(await expectGoodRun(), 'the same hash as before').toBe(goodHash);
  });
});

test('cancelling stops a running strategy within 200 ms and a waiting one at once', async () => {
  const running = [await start('slow'), await start('slow')];
  const waiting = await start('slow');
  await expect
    .poll(() => progressSeen.filter((one) => one.runId === running[1]!.runId).length)
    .toBeGreaterThan(0);

  await backtests.cancel(waiting.runId);
  expect((await stored(waiting.runId)).summary.status).toBe('cancelled');
  for (const run of running) await backtests.cancel(run.runId);
  const outcomes = await Promise.all([...running, waiting].map((run) => run.finished));
  expect(outcomes).toEqual(
    Array<RunOutcome>(3).fill({ status: 'cancelled', reason: 'Cancelled by the user.' }),
  );
  for (const run of running) expect((await stored(run.runId)).summary.status).toBe('cancelled');
  await expectGoodRun();
});

test('a strategy that ignores the request to stop has its thread taken away', async () => {
  const { runId, finished } = await start('hangs');
  await expect.poll(() => progressSeen.some((one) => one.runId === runId)).toBe(true);
  await backtests.cancel(runId);
  expect(await finished).toMatchObject({ status: 'cancelled' });
  await expectGoodRun();
});

test.each([
  [{ strategyId: 'nonsense' }, 'unknown-strategy'],
  [{ parameters: { fast: 30, slow: 10 } }, 'invalid-parameters'],
  [{ parameters: { speed: 1 } }, 'invalid-parameters'],
  [{ parameters: { fast: 2.5 } }, 'invalid-parameters'],
  [{ seriesIds: [999] }, 'series-not-found'],
])('refuses %o before anything is stored', async (over, code) => {
  const before = (await library.api.listRuns()).length;
  expect(await backtests.start(spec('sma-cross', over))).toMatchObject({ ok: false, error: { code } });
  expect(await library.api.listRuns()).toHaveLength(before);
});

test('a run that the disk has no room for is an answer in words', async () => {
  const full = new Error('The disk that holds research.db is full.');
  const noRoom = new Backtests({
    ...options,
    library: { ...library.api, createRun: () => Promise.reject(full) },
    onFault: () => undefined,
  });
  expect(await noRoom.start(spec('sma-cross'))).toEqual({
    ok: false,
    error: {
      kind: 'failed',
      code: 'run-not-stored',
      message: `The run was not started, because it could not be stored: ${full.message}`,
    },
  });
});

test('a run without bars in its dates fails with the range there is', async () => {
  const { runId, finished } = await start('sma-cross', { from: '2030-01-01' });
  expect(await finished).toMatchObject({
    status: 'failed',
    reason: expect.stringContaining('it has 5105 bars from 2000-01-03') as string,
  });
  expect((await stored(runId)).series[0]!.dataHash).toMatch(/^[0-9a-f]{64}$/);
});

describe('a series that changed while the run waited for its turn', () => {
  async function runOn(changed: Partial<SeriesSummary>) {
    const loadBars: LibraryCalls['loadBars'] = async (id) => {
      const bars = await library.api.loadBars(id);
      return bars.ok ? ok({ ...bars.value, summary: { ...bars.value.summary, ...changed } }) : bars;
    };
    const changedMeanwhile = new Backtests({ ...options, library: { ...library.api, loadBars } });
    const started = await changedMeanwhile.start(spec('sma-cross'));
    if (!started.ok) throw new Error(started.error.message);
    const outcome = await started.value.finished;
    return { outcome, detail: await stored(started.value.runId) };
  }

  test('is stored as it was read', async () => {
    const { outcome, detail } = await runOn({ tick: 0.25, timeZone: 'Asia/Tokyo' });
    expect(outcome.status).toBe('done');
    expect(detail.series).toMatchObject([
      { symbol: 'SPX', tick: 0.25, timeZone: 'Asia/Tokyo', dataHash: expect.any(String) as string },
    ]);
  });

  test('fails the run when the currency is another, and says what was read', async () => {
    const { outcome, detail } = await runOn({ currency: currencySchema.parse('JPY') });
    const reason = expect.stringMatching(/^SPX .* was in USD .* is in JPY now/) as string;
    expect(outcome).toEqual({ status: 'failed', reason });
    expect(detail).toMatchObject({
      summary: { status: 'failed', reason },
      currency: 'USD',
      series: [{ currency: 'JPY', dataHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string }],
    });
  });
});

test('a run that is over cannot be cancelled', async () => {
  const { runId, finished } = await start('sma-cross');
  await finished;
  expect(await backtests.cancel(runId)).toMatchObject({ ok: false, error: { code: 'run-not-active' } });
  expect(faultsTold).toEqual([]);
});
