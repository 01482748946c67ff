/**
 * How well the run time is predicted: plans and runs single runs, sweeps, walk-forwards and studies of symbols, of several
 * strategies, sizes of data and numbers of workers, on seeded random walks in a library of its own. The first ones are what is
 * learned from. `npm run bench -- prediction [--runs 100] [--learn 40] [--seed 1] [--mix listed|drawn] [--json]`; target: nine
 * of ten within 20 %. `listed` takes runs of a list in a drawn order; `drawn` draws strategy, parameters, symbols, dates, what
 * is swept and how far: nothing of it is known to whoever wrote the model.
 * What other programs had of the processors while a run was planned and done is told with it, and the runs with less than a
 * tenth of them are summed up by themselves: a machine that got slower after the calibration is nobody's mistake.
 * `--cpu` takes the processor time of the process for the time, with one worker only: for a machine that is busy.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { barColumns } from '#shared/bars/columns.ts';
import { noiseUniform, streamKey } from '#shared/kernel/rng.ts';
import { MS_PER_DAY, MS_PER_MINUTE } from '#shared/kernel/time.ts';
import { backtestSpecSchema, DEFAULT_EXECUTION, type BacktestSpec } from '#shared/model/backtest.ts';
import {
  RUN_KINDS,
  type ExecutionPlan,
  type PlanRequest,
  type PredictionRecord,
} from '#shared/model/plan.ts';
import type { SeriesSummary } from '#shared/model/series.ts';
import type { ParameterSpace } from '#shared/model/study.ts';
import { csvOf, DAILY, MINUTES, PLAIN } from '../src-worker/bar-library/testing/scratch-library.ts';
import { openSession, type Session } from '../src-worker/cli/session.ts';
import { strategies as shipped } from '#shared/strategies/library.ts';
import { runPerSymbol } from '../src-worker/orchestrator/studies/per-symbol.ts';
import { prepareSweep, runSweep } from '../src-worker/orchestrator/studies/sweep.ts';
import { runWalkForward } from '../src-worker/orchestrator/studies/walk-forward.ts';
import { randomWalk } from './random-walk.ts';

const BUILT = join(import.meta.dirname, '../../out/main');
const DAILY_SYMBOLS = 40;
const MINUTE_BARS = [100_000, 250_000, 500_000, 1_000_000];
const NEAR = 0.2;
/** Of all processors: a run beside which others had less was by itself. */
const QUIET = 0.1;

/** With the values that a sweep tries of it. */
const STRATEGIES: Readonly<Record<string, ParameterSpace>> = {
  'sma-cross': { fast: { from: 5, to: 40, step: 5 }, slow: { from: 50, to: 200, step: 10 } },
  'ema-cross': { fast: { from: 5, to: 40, step: 5 }, slow: { from: 50, to: 200, step: 10 } },
  'rsi-mean-reversion': { period: { from: 5, to: 30, step: 1 }, entry: { from: 20, to: 35, step: 5 } },
  'macd-momentum': { fast: { from: 6, to: 20, step: 2 }, slow: { from: 24, to: 60, step: 4 } },
  'donchian-trend': { entry: { from: 20, to: 80, step: 5 }, exit: { from: 5, to: 15, step: 2 } },
  'bollinger-reversion': { period: { from: 10, to: 60, step: 5 } },
};

interface Planned {
  readonly name: string;
  readonly workers: number;
  readonly request: PlanRequest;
}

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100' },
    learn: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    mix: { type: 'string', default: 'listed' },
    json: { type: 'boolean', default: false },
    cpu: { type: 'boolean', default: false },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'tradewind-bench-'));
mkdirSync(join(folder, 'data'));
try {
  await main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function main(): Promise<void> {
  const [runs, learn, seed] = [Number(values.runs), Number(values.learn), Number(values.seed)];
  const series = await inSession(1, async (session) => {
    await importAll(session);
    return session.library.listSeries();
  });
  const workerCounts = values.cpu ? [1] : [1, 2];
  const all =
    values.mix === 'drawn'
      ? drawnRuns(runs, seed, series, workerCounts)
      : listedRuns(runs, seed, series, workerCounts);
  const records: Judged[] = [];
  // A worker count is a session: learning first on each of them, then what is judged.
  for (const part of [all.slice(0, learn), all.slice(learn)]) {
    for (const workers of [...new Set(part.map((run) => run.workers))].sort((a, b) => a - b)) {
      await inSession(workers, async (session) => {
        for (const run of part.filter((one) => one.workers === workers)) {
          const others = sinceNow();
          const done = await planAndRun(session, run, series);
          if (done === null) continue;
          const othersShare = others();
          records.push({ record: done.record, othersShare, isLearnedFrom: part[0] === all[0] });
          tell(
            `${String(records.length).padStart(3)}  ${run.name.padEnd(46)} ${describe(done.record, done.plan)}, others ${Math.round(100 * othersShare)} %`,
          );
        }
      });
    }
  }
  const judged = records.filter(({ isLearnedFrom }) => !isLearnedFrom);
  const quiet = judged.filter(({ othersShare }) => othersShare < QUIET);
  const answer = {
    runs: judged.length,
    learnedFrom: records.length - judged.length,
    ...summary(judged.map(({ record }) => record)),
    calibrationAlone: summary(
      judged.map(({ record }) => ({
        ...record,
        predicted: { ...record.predicted, ms: record.predicted.calibratedMs },
      })),
    ),
    byKind: Object.fromEntries(
      RUN_KINDS.map((kind) => [
        kind,
        summary(judged.map(({ record }) => record).filter((record) => record.kind === kind)),
      ]),
    ),
    quiet: summary(quiet.map(({ record }) => record)),
    shortestMs: Math.round(Math.min(...judged.map(({ record }) => record.actualMs))),
    longestMs: Math.round(Math.max(...judged.map(({ record }) => record.actualMs))),
    withinTheirRange: share(judged, ({ record: { actualMs, predicted } }) => {
      return actualMs >= predicted.lowMs && actualMs <= predicted.highMs;
    }),
    clock: values.cpu ? 'cpu' : 'wall',
    cores: availableParallelism(),
    loadAverage: loadavg().map((one) => Number(one.toFixed(2))),
  };
  process.stdout.write(values.json ? `${JSON.stringify(answer)}\n` : `${JSON.stringify(answer, null, 2)}\n`);
}

interface Judged {
  readonly record: PredictionRecord;
  /** Of all processors, what other programs had while it was planned and done. */
  readonly othersShare: number;
  readonly isLearnedFrom: boolean;
}

/** Begins to measure what others have of the processors; the answer tells. Fixed steps of 10 ms: nothing for very short runs. */
function sinceNow(): () => number {
  const total = () =>
    cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0);
  const [startedAt, before, own] = [performance.now(), total(), cpuMs()];
  return () => {
    const passed = (performance.now() - startedAt) * cpus().length;
    return Math.max(0, (total() - before - (cpuMs() - own)) / passed);
  };
}

function summary(records: readonly PredictionRecord[]) {
  const errors = records.map(({ actualMs, predicted }) => predicted.ms / actualMs - 1);
  const sizes = errors.map(Math.abs).sort((a, b) => a - b);
  return {
    count: records.length,
    shareWithin20: share(sizes, (size) => size <= NEAR),
    medianError: round(sizes[sizes.length >> 1] ?? 0),
    worstError: round(sizes.at(-1) ?? 0),
  };
}

function share<T>(all: readonly T[], is: (one: T) => boolean): number {
  return all.length === 0 ? 1 : round(all.filter(is).length / all.length);
}

function round(value: number): number {
  return Number(value.toFixed(3));
}

function describe(
  { predicted, actualMs, actualSerialMs }: PredictionRecord,
  { parallel }: ExecutionPlan,
): string {
  const error = predicted.ms / actualMs - 1;
  return `predicted ${predicted.ms.toFixed(0).padStart(6)} ms, took ${actualMs.toFixed(0).padStart(6)} ms, ${error < 0 ? '-' : '+'}${Math.abs(100 * error).toFixed(0)} % (calibration ${predicted.calibratedMs.toFixed(0)} ms, ${predicted.learnedFrom} earlier; serial ${(parallel.serialMs / predicted.correction).toFixed(0)} by calibration, was ${actualSerialMs.toFixed(0)})`;
}

/** Every run is another one; which of them is first is drawn. */
function listedRuns(
  count: number,
  seed: number,
  series: readonly SeriesSummary[],
  workerCounts: readonly number[],
): Planned[] {
  const key = streamKey(seed, 'prediction');
  const daily = series.filter(({ barSize }) => barSize === '1 day');
  const minutes = series.filter(({ barSize }) => barSize === '1 min');
  const all = Object.entries(STRATEGIES).flatMap(([strategyId, space]) => {
    const base = (chosen: readonly SeriesSummary[]): BacktestSpec =>
      backtestSpecSchema.parse({
        strategyId,
        parameters: {},
        seriesIds: chosen.map(({ seriesId }) => seriesId),
        cash: 1_000_000,
        sizing: { kind: 'percent-of-equity', percent: 2 },
        commission: { kind: 'basis-points', basisPoints: 2 },
        slippage: { kind: 'none' },
      });
    const named = (name: string, request: PlanRequest) =>
      workerCounts.map((workers) => ({ name: `${strategyId} ${name}, ${workers} w`, workers, request }));
    const singles = [...minutes.slice(1).map((one) => [one]), daily, daily.slice(0, 15)].flatMap((chosen) =>
      named(`single ${nameOf(chosen)}`, { kind: 'single', spec: base(chosen) }),
    );
    const studies = [daily, daily.slice(10), minutes.slice(0, 2)].flatMap((chosen) =>
      named(`per symbol ${nameOf(chosen)}`, { kind: 'per-symbol', spec: base(chosen) }),
    );
    const sweeps = [[minutes[0]!], daily.slice(0, 5), [daily[20]!]].flatMap((chosen) =>
      named(`sweep ${nameOf(chosen)}`, {
        kind: 'sweep',
        spec: { base: base(chosen), space, objective: 'sharpe' },
      }),
    );
    const windows = { inSampleBars: 1_500, outOfSampleBars: 500, isAnchored: false };
    const walks = [[minutes[0]!], [daily[30]!]].flatMap((chosen, i) =>
      named(`walk-forward ${nameOf(chosen)}`, {
        kind: 'walk-forward',
        spec: { base: base(chosen), space, objective: 'sharpe', random: { count: 12, seed } },
        windows: i === 0 ? { ...windows, inSampleBars: 15_000, outOfSampleBars: 5_000 } : windows,
      }),
    );
    return [...singles, ...studies, ...sweeps, ...walks];
  });
  return all
    .map((run, i) => ({ run, place: noiseUniform(key, i, 0) }))
    .sort((a, b) => a.place - b.place)
    .slice(0, count)
    .map(({ run }) => run);
}

/** Nothing of it is fixed but the data: a run that is refused is left out. */
function drawnRuns(
  count: number,
  seed: number,
  series: readonly SeriesSummary[],
  workerCounts: readonly number[],
): Planned[] {
  const key = streamKey(seed, 'drawn runs');
  const daily = series.filter(({ barSize }) => barSize === '1 day');
  const minutes = series.filter(({ barSize }) => barSize === '1 min');
  return Array.from({ length: count }, (_, run): Planned => {
    let lane = 0;
    const uniform = () => noiseUniform(key, run, lane++);
    const oneOf = <T>(all: readonly T[]): T => all[Math.floor(uniform() * all.length)]!;
    const some = <T>(all: readonly T[], most: number) => {
      const rest = [...all];
      const length = Math.ceil(Math.exp(uniform() * Math.log(Math.min(most, all.length))));
      return Array.from({ length }, () => rest.splice(Math.floor(uniform() * rest.length), 1)[0]!);
    };
    const definition = oneOf(shipped);
    const kind = oneOf(RUN_KINDS);
    const numbers = Object.entries(definition.parameters.parse({})).filter(
      (entry): entry is [string, number] => typeof entry[1] === 'number',
    );
    const around = (value: number) => {
      const drawn = value * Math.exp(Math.log(2) * (2 * uniform() - 1));
      return Number.isInteger(value) ? Math.max(2, Math.round(drawn)) : Number(drawn.toPrecision(3));
    };
    const isDaily = uniform() < 0.6;
    const needs = definition.roles?.fewest ?? 1;
    const most = kind === 'single' ? 40 : kind === 'per-symbol' ? 40 : 4;
    const drawn = some(isDaily ? daily : minutes, isDaily ? most : kind === 'per-symbol' ? 4 : needs);
    const chosen = drawn.length < needs ? (isDaily ? daily : minutes).slice(0, needs) : drawn;
    const swept = some(numbers, 2);
    const base = backtestSpecSchema.parse({
      strategyId: definition.id,
      parameters:
        kind === 'single' || kind === 'per-symbol'
          ? Object.fromEntries(some(numbers, 2).map(([name, value]) => [name, around(value)]))
          : {},
      seriesIds: chosen.map(({ seriesId }) => seriesId),
      cash: 1_000_000,
      sizing: { kind: 'percent-of-equity', percent: oneOf([1, 2, 5]) },
      commission: oneOf([{ kind: 'none' }, { kind: 'basis-points', basisPoints: 2 }]),
      slippage: { kind: 'none' },
      ...(definition.sellsShort === true && {
        execution: { ...DEFAULT_EXECUTION, account: 'margin' },
      }),
      ...(uniform() < 0.3 && { from: '2015-03-01' }),
      ...(uniform() < 0.2 && isDaily && { to: '2019-06-30' }),
    });
    const space: ParameterSpace = Object.fromEntries(
      swept.map(([name, value]) => [
        name,
        { values: [...new Set(Array.from({ length: 3 + Math.floor(uniform() * 10) }, () => around(value)))] },
      ]),
    );
    const spec = { base, space, objective: 'sharpe' as const };
    const longest = Math.max(...chosen.map(({ barCount }) => barCount));
    const inSampleBars = Math.ceil(longest * (0.1 + 0.3 * uniform()));
    const windows = {
      inSampleBars,
      outOfSampleBars: Math.ceil(inSampleBars * (0.2 + 0.3 * uniform())),
      isAnchored: uniform() < 0.3,
    };
    const request: PlanRequest =
      kind === 'single' || kind === 'per-symbol'
        ? { kind, spec: base }
        : kind === 'sweep'
          ? { kind, spec }
          : { kind, spec, windows };
    const workers = oneOf(workerCounts);
    const bars = chosen.reduce((sum, { barCount }) => sum + barCount, 0);
    return {
      name: `${definition.id} ${kind} ${chosen.length}: ${bars} bars, ${workers} w`,
      workers,
      request,
    };
  });
}

function nameOf(chosen: readonly SeriesSummary[]): string {
  return chosen.length === 1 ? `${chosen[0]!.barCount} bars` : `${chosen.length} x ${chosen[0]!.barSize}`;
}

async function planAndRun(
  session: Session,
  { request, name }: Planned,
  series: readonly SeriesSummary[],
): Promise<{ readonly record: PredictionRecord; readonly plan: ExecutionPlan } | null> {
  const { signal } = new AbortController();
  const planned = await session.planner.plan(request, signal);
  if (!planned.ok || planned.value.prediction === null) {
    const why = planned.ok ? planned.value.notes.join(' ') : planned.error.message;
    if (values.mix !== 'drawn') throw new Error(`${name}: ${why}`);
    tell(`     ${name}: ${why}`);
    return null;
  }
  const [last] = await session.library.listPredictions(1);
  switch (request.kind) {
    case 'single': {
      const started = await session.backtests.start(request.spec);
      if (!started.ok) throw new Error(started.error.message);
      const outcome = await started.value.finished;
      if (outcome.status !== 'done') throw new Error(outcome.reason);
      break;
    }
    case 'per-symbol': {
      const { seriesIds, strategyId, parameters, ...rest } = request.spec;
      const chosen = seriesIds.map((id) => series.find(({ seriesId }) => seriesId === id)!);
      const variants = [{ strategyId, parameters }];
      const spec = { base: { ...rest, strategyId, parameters }, series: chosen, variants };
      const done = await runPerSymbol(spec, session.services, { signal });
      if (!done.ok) throw new Error(done.error.message);
      break;
    }
    case 'sweep': {
      const prepared = await prepareSweep(request.spec, session.services);
      if (!prepared.ok) throw new Error(prepared.error.message);
      const done = await runSweep(prepared.value, session.services, { signal });
      if (!done.ok) throw new Error(done.error.message);
      break;
    }
    case 'walk-forward': {
      const prepared = await prepareSweep(request.spec, session.services);
      if (!prepared.ok) throw new Error(prepared.error.message);
      const done = await runWalkForward(prepared.value, request.windows, session.services, { signal });
      if (!done.ok) throw new Error(done.error.message);
      break;
    }
  }
  const [record] = await session.library.listPredictions(1);
  if (record === undefined || JSON.stringify(record) === JSON.stringify(last)) {
    tell(`     ${name} kept no times: not all of it came to its end`);
    return null;
  }
  return { record, plan: planned.value };
}

async function inSession<T>(workers: number, use: (session: Session) => Promise<T>): Promise<T> {
  const opened = await openSession({
    dataDirectory: join(folder, 'data'),
    seedCsvPath: undefined,
    entryDirectory: BUILT,
    codeVersion: 'bench',
    workers,
    ...(values.cpu && { now: cpuMs }),
  });
  if (!opened.ok) throw new Error(opened.error.message);
  try {
    return await use(opened.value);
  } finally {
    await opened.value.close();
  }
}

async function importAll({ library }: Session): Promise<void> {
  const path = join(folder, 'bars.csv');
  const add = async (
    facts: typeof DAILY,
    length: number,
    seed: number,
    volatility: number,
    stepMs: number,
  ) => {
    const bars = barColumns(length, randomWalk(length, seed, volatility, stepMs));
    const isDaily = facts.barSize === '1 day';
    writeFileSync(
      path,
      csvOf(bars, (ms) => (isDaily ? new Date(ms).toISOString().slice(0, 10) : new Date(ms).toISOString())),
    );
    const spec = { facts, dialect: PLAIN, existing: 'refuse', allOrNothing: true } as const;
    const cancel = new SharedArrayBuffer(4);
    const done = await library.importFile({ importId: randomUUID(), path, spec, cancel });
    if (!done.ok) throw new Error(done.error.message);
  };
  for (let i = 0; i < DAILY_SYMBOLS; i++)
    await add({ ...DAILY, symbol: `D${i}` }, 1_500 + 200 * i, 1_000 + i, 0.015, MS_PER_DAY);
  for (const length of MINUTE_BARS)
    await add({ ...MINUTES, symbol: `M${length}` }, length, length, 0.0005, MS_PER_MINUTE);
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function tell(line: string): void {
  if (!values.json) process.stderr.write(`${line}\n`);
}
