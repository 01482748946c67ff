import { setImmediate as nextTurn } from 'node:timers/promises';
import { thinnedIndices } from '#shared/bars/thin.ts';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { RunDetail, RunId, Trade } from '#shared/model/backtest.ts';
import type { TrialSummary } from '#shared/model/study.ts';
import type { OutcomeOf, StudyOutcome, StudySpec, StudyTrial } from '#shared/model/study-run.ts';
import { histogramOf } from '#shared/statistics/histogram.ts';
import { MonteCarloPaths, QUANTILES } from '#shared/statistics/monte-carlo.ts';
import { checkSeries } from '../plan-run.ts';
import { checkLookAhead, checkWarmup } from './honesty-checks.ts';
import { loadJob } from './load-job.ts';
import { stabilityOf } from './stability.ts';
import { CANCELLED, type StudyServices } from './study-services.ts';
import { prepareSweep, runSweep } from './sweep.ts';
import { runWalkForward, type WalkForwardResult } from './walk-forward.ts';

/** What its caller hears of a study while it is worked on. */
export interface StudyWorkWatch {
  readonly signal: AbortSignal;
  readonly onProgress: (doneCount: number, totalCount: number) => void;
  readonly onTrial: (trial: StudyTrial) => void;
}

/** What came of a study: its outcome, its trials as they are in the end, and one sentence. */
export interface StudyResult {
  readonly outcome: StudyOutcome;
  readonly trials: readonly StudyTrial[];
  readonly finding: string;
}

/** Does what a study asks for. Rejects with the reason of the signal, or an error in words, when it cannot. */
export function workOn(
  spec: StudySpec,
  services: StudyServices,
  watch: StudyWorkWatch,
): Promise<Result<StudyResult, ServiceFailure>> {
  switch (spec.kind) {
    case 'sweep':
      return sweep(spec, services, watch);
    case 'walk-forward':
      return walkForward(spec, services, watch);
    case 'monte-carlo':
      return monteCarlo(spec, services, watch);
    case 'checks':
      return checks(spec, services, watch);
  }
}

function studyTrial({ index, parameters, figures, fillCount, hash, reason }: TrialSummary): StudyTrial {
  return { index, parameters, figures, fillCount, hash, reason };
}

async function sweep(
  { sweep: spec }: Extract<StudySpec, { kind: 'sweep' }>,
  services: StudyServices,
  { signal, onProgress, onTrial }: StudyWorkWatch,
): Promise<Result<StudyResult, ServiceFailure>> {
  const prepared = await prepareSweep(spec, services);
  if (!prepared.ok) return prepared;
  onProgress(0, prepared.value.trials.length);
  const result = await runSweep(prepared.value, services, {
    signal,
    onTrial: (trial, done, total) => {
      onTrial(studyTrial(trial));
      onProgress(done, total);
    },
  });
  if (!result.ok) return result;
  const { refusedCount, deflation, dataHashes } = result.value;
  const trials = result.value.trials.map(studyTrial);
  const stability = stabilityOf(trials, spec);
  const failedCount = trials.filter(({ figures }) => figures === null).length;
  const best = stability === null ? undefined : trials[stability.bestIndex];
  const deflated = best?.figures?.deflatedSharpe ?? null;
  return ok({
    outcome: { kind: 'sweep', refusedCount, deflation, stability, dataHashes: [...dataHashes] },
    trials,
    finding:
      best === undefined
        ? `None of ${trials.length} trials has the figure that ranks them.`
        : `Best of ${trials.length}${failedCount === 0 ? '' : ` (${failedCount} failed)`}: ${parameterWords(best.parameters)}${deflated === null ? '' : `; deflated Sharpe ${(deflated * 100).toFixed(1)} %`}`,
  });
}

async function walkForward(
  { sweep: spec, windows }: Extract<StudySpec, { kind: 'walk-forward' }>,
  services: StudyServices,
  { signal, onProgress }: StudyWorkWatch,
): Promise<Result<StudyResult, ServiceFailure>> {
  const prepared = await prepareSweep(spec, services);
  if (!prepared.ok) return prepared;
  const result = await runWalkForward(prepared.value, windows, services, {
    signal,
    onTrial: (_, done, total) => {
      onProgress(done, total);
    },
  });
  if (!result.ok) return result;
  const { outOfSampleReturn, outOfSampleSharpe, probabilisticSharpe, deflatedSharpe } = result.value;
  const { meanSharpe, trialCount, distinctChosenCount } = result.value;
  const percent = `${(outOfSampleReturn * 100).toFixed(2)} %`;
  return ok({
    outcome: {
      kind: 'walk-forward',
      windows: result.value.windows.map(
        ({ inSample, outOfSample: after, chosen, result: traded, reason }) => ({
          inSample: [...inSample],
          outOfSample: [...after],
          parameters: chosen?.parameters ?? null,
          inSampleFigures: chosen?.figures ?? null,
          outOfSampleReturn: traded?.statistics.totalReturn ?? null,
          outOfSampleSharpe: traded?.statistics.sharpe ?? null,
          outOfSampleDrawdown: traded?.statistics.maxDrawdown ?? null,
          outOfSampleTrades: traded?.statistics.tradeCount ?? null,
          hash: traded?.hash ?? null,
          reason,
        }),
      ),
      outOfSampleReturn,
      outOfSampleSharpe,
      probabilisticSharpe,
      deflatedSharpe,
      meanSharpe,
      trialCount,
      distinctChosenCount,
      curve: curveOf(result.value, prepared.value.job.cash),
      dataHashes: [...prepared.value.dataHashes],
    },
    trials: [],
    finding: `${result.value.windows.length} windows, ${percent} out of sample; ${distinctChosenCount} different sets were chosen`,
  });
}

async function monteCarlo(
  { runId, pathCount, seed }: Extract<StudySpec, { kind: 'monte-carlo' }>,
  { library }: StudyServices,
  { signal, onProgress }: StudyWorkWatch,
): Promise<Result<StudyResult, ServiceFailure>> {
  const run = await finishedRun(library, runId);
  if (!run.ok) return run;
  const profits = await closedProfits(library, runId);
  if (!profits.ok) return profits;
  if (profits.value.length === 0)
    return err(failure('no-trades', 'That run closed no trade: there is nothing to draw from.'));
  if (profits.value.length * pathCount > DRAWS_MAX) {
    const most = Math.max(1, Math.floor(DRAWS_MAX / profits.value.length));
    return err(
      failure(
        'too-many-draws',
        `${pathCount} paths of ${profits.value.length} trades are more than are computed here.`,
        `Take ${most} paths at most.`,
      ),
    );
  }
  const { spec, statistics } = run.value;
  const paths = new MonteCarloPaths(profits.value, spec.cash, pathCount, seed);
  const atOnce = Math.max(1, Math.floor(DRAWS_PER_TURN / profits.value.length));
  while (paths.doneCount < pathCount) {
    paths.advance(atOnce);
    onProgress(paths.doneCount, pathCount);
    await nextTurn(); // the window is answered in between
    if (signal.aborted) return err(CANCELLED);
  }
  const summary = paths.summary();
  const { finalEquity, maxDrawdown, lossShare, ruinShare } = summary;
  return ok({
    outcome: {
      kind: 'monte-carlo',
      pathCount,
      seed,
      tradeCount: profits.value.length,
      startEquity: spec.cash,
      runEquity: statistics.finalEquity,
      runDrawdown: statistics.maxDrawdown,
      quantiles: [...QUANTILES],
      finalEquity: [...finalEquity],
      maxDrawdown: [...maxDrawdown],
      lossShare,
      ruinShare,
      equityBars: histogramOf(paths.finals),
      drawdownBars: histogramOf(paths.falls),
    },
    trials: [],
    finding: `Half of ${words(pathCount)} paths end above ${words(Math.round(finalEquity[2]!))}; ${(lossShare * 100).toFixed(1)} % lose money`,
  });
}

/** In one study: a few seconds' work. */
const DRAWS_MAX = 500_000_000;
/** Some milliseconds of them. */
const DRAWS_PER_TURN = 200_000;
const TRADES_PER_PAGE = 50_000;

async function closedProfits(
  library: StudyServices['library'],
  runId: RunId,
): Promise<Result<readonly number[], ServiceFailure>> {
  const trades: Trade[] = [];
  for (;;) {
    const page = await library.listTrades(runId, trades.length, TRADES_PER_PAGE);
    if (!page.ok) return page;
    trades.push(...page.value.trades);
    if (page.value.trades.length === 0 || trades.length >= page.value.total) break;
  }
  return ok(trades.filter(({ exitTime }) => exitTime !== null).map(({ pnl }) => pnl));
}

async function checks(
  spec: Extract<StudySpec, { kind: 'checks' }>,
  { library, executor }: StudyServices,
  { signal, onProgress }: StudyWorkWatch,
): Promise<Result<StudyResult, ServiceFailure>> {
  const run = await finishedRun(library, spec.runId);
  if (!run.ok) return run;
  const series = checkSeries(run.value.spec, await library.listSeries());
  if (!series.ok) return series;
  const loaded = await loadJob(library, run.value.spec, series.value);
  if (!loaded.ok) return err(failure('bars-not-loaded', loaded.error));
  const { job, dataHashes } = loaded.value;
  const wants = (check: (typeof spec.checks)[number]) => spec.checks.includes(check);
  const longest = Math.max(...job.symbols.map(({ barCount }) => barCount));
  const total = (wants('look-ahead') ? LOOK_AHEAD_RUNS : 0) + (wants('warm-up') ? warmupRuns(longest) : 0);
  let done = 0;
  const counting = {
    ...bound(executor),
    run: async (...args: Parameters<typeof executor.run>) => {
      const outcome = await executor.run(...args);
      onProgress(++done, Math.max(total, done));
      return outcome;
    },
  };
  onProgress(0, total);
  const lookAhead = wants('look-ahead') ? await checkLookAhead(job, counting, signal) : null;
  const warmup = wants('warm-up') ? await checkWarmup(job, counting, signal) : null;
  onProgress(done, done);
  const found: string[] = [];
  if (lookAhead !== null)
    found.push(lookAhead.firstDifference === null ? 'no look-ahead' : 'LOOKS AHEAD: this cannot be traded');
  if (warmup !== null)
    found.push(
      warmup.enough === null ? 'needs its whole history' : `${warmup.enough} bars of history are enough`,
    );
  return ok({
    outcome: {
      kind: 'checks',
      isSameData: run.value.series.every(({ dataHash }, i) => dataHash === dataHashes[i]),
      lookAhead:
        lookAhead === null
          ? null
          : { cutTimes: [...lookAhead.cutTimes], firstDifference: lookAhead.firstDifference },
      warmup: warmup === null ? null : { ...warmup, histories: warmup.histories.map((one) => ({ ...one })) },
    },
    trials: [],
    finding: found.join('; ').replace(/^./, (first) => first.toUpperCase()),
  });
}

/** The whole run and one for each cut; a guess for the bar of progress, as the next is. */
const LOOK_AHEAD_RUNS = 8;
const warmupRuns = (bars: number) => 3 + Math.floor(Math.log2(Math.max(1, bars / 2)));

/** An executor whose methods can be taken off it. */
function bound(executor: StudyServices['executor']): StudyServices['executor'] {
  return {
    run: (job, signal) => executor.run(job, signal),
    runTrials: (set, signal) => executor.runTrials(set, signal),
    close: () => executor.close(),
  };
}

async function finishedRun(
  library: StudyServices['library'],
  runId: RunId,
): Promise<
  Result<RunDetail & { readonly statistics: NonNullable<RunDetail['statistics']> }, ServiceFailure>
> {
  const run = await library.getRun(runId);
  if (!run.ok) return run;
  const { statistics } = run.value;
  if (statistics === null)
    return err(failure('run-not-done', 'That run has no result.', 'Choose a finished run.'));
  return ok({ ...run.value, statistics });
}

const CURVE_POINTS_MAX = 2_000;

/** Growth of 1 over the out-of-sample parts, each on what the last one left. @param cash micros that each began with */
function curveOf({ windows }: WalkForwardResult, cash: number): OutcomeOf<'walk-forward'>['curve'] {
  const times: number[] = [];
  const growth: number[] = [];
  let before = 1;
  for (const { result } of windows) {
    if (result === null) continue;
    result.equityTime.forEach((time, i) => {
      times.push(time);
      growth.push((before * result.equityMicros[i]!) / cash);
    });
    before = growth.at(-1) ?? before;
  }
  return Array.from(thinnedIndices(Float64Array.from(growth), CURVE_POINTS_MAX), (i) => [
    times[i]!,
    growth[i]!,
  ]);
}

function words(figure: number): string {
  return figure.toLocaleString('en-US');
}

function parameterWords(parameters: Readonly<Record<string, unknown>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
}
