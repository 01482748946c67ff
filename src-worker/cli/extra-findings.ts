import { isoDateOf } from '#shared/model/iso-date.ts';
import type { BacktestSpec } from '#shared/model/backtest.ts';
import type { SeriesSummary } from '#shared/model/series.ts';
import { monteCarlo, QUANTILES, type MonteCarlo } from '#shared/statistics/monte-carlo.ts';
import {
  checkLookAhead,
  checkWarmup,
  type LookAheadCheck,
  type WarmupCheck,
} from '../orchestrator/studies/honesty-checks.ts';
import { loadJob } from '../orchestrator/studies/load-job.ts';
import { formatFigure } from '../reports/format.ts';
import type { EngineResult } from '../trading-engine/job.ts';
import type { BacktestArguments } from './arguments.ts';
import type { Session } from './session.ts';

/** What is found out beside a run when the user asks for it; what was not asked for is absent. */
export interface ExtraFindings {
  readonly lookAhead?: LookAheadCheck;
  readonly warmup?: WarmupCheck;
  /** Null: the run has no closed trades. */
  readonly monteCarlo?: MonteCarlo | null;
}

/** Rejects with CheckFailed when a check's run fails, with the signal's reason when cancelled. */
export async function findMore(
  args: BacktestArguments,
  { services }: Session,
  spec: BacktestSpec,
  series: readonly SeriesSummary[],
  result: EngineResult,
  signal: AbortSignal,
): Promise<ExtraFindings> {
  const found: { -readonly [K in keyof ExtraFindings]: ExtraFindings[K] } = {};
  if (args.monteCarlo !== undefined) {
    const closed = result.trades.slice(0, result.trades.length - result.openTradeCount);
    const profits = closed.map(({ pnl }) => pnl);
    found.monteCarlo = monteCarlo(profits, spec.cash, args.monteCarlo.paths, args.monteCarlo.seed);
  }
  if (args.checks.length === 0) return found;
  const loaded = await loadJob(services.library, spec, series);
  if (!loaded.ok) throw new Error(loaded.error);
  const { job } = loaded.value;
  if (args.checks.includes('look-ahead'))
    found.lookAhead = await checkLookAhead(job, services.executor, signal);
  if (args.checks.includes('warm-up')) found.warmup = await checkWarmup(job, services.executor, signal);
  return found;
}

/** The same for people: sentences. */
export function findingLines({ lookAhead, warmup, monteCarlo: paths }: ExtraFindings): string[] {
  const lines: string[] = [];
  if (lookAhead?.firstDifference === null)
    lines.push(
      `Look-ahead: none; it did the same with its future cut off at ${lookAhead.cutTimes.length} points.`,
    );
  else if (lookAhead !== undefined) {
    const { cutTime, time, what } = lookAhead.firstDifference;
    lines.push(
      `LOOK-AHEAD: with the bars from ${isoDateOf(cutTime)} on cut off, the ${what} of ${isoDateOf(time)} is another. What this run shows cannot be traded.`,
    );
  }
  if (warmup !== undefined) {
    lines.push(
      `Warm-up: traded from ${isoDateOf(warmup.tradedFrom)} on it does the same with ${warmup.enough === null ? 'all of its history only' : `${warmup.enough} bars of history before`}.`,
    );
  }
  if (paths === null) lines.push('Monte Carlo: there are no closed trades to draw from.');
  else if (paths !== undefined) {
    const cells = (values: readonly number[], unit: 'money' | 'fraction') =>
      values.map((value) => formatFigure(value, unit).padStart(14)).join('');
    lines.push(
      `Monte Carlo: ${paths.pathCount} orders of the same trades, seed ${paths.seed}`,
      `  ${''.padEnd(14)}${QUANTILES.map((share) => `${share * 100} %`.padStart(14)).join('')}`,
      `  ${'Final equity'.padEnd(14)}${cells(paths.finalEquity, 'money')}`,
      `  ${'Drawdown'.padEnd(14)}${cells(paths.maxDrawdown, 'fraction')}`,
      `  ${formatFigure(paths.lossShare, 'fraction')} end with a loss, ${formatFigure(paths.ruinShare, 'fraction')} lose everything at some point`,
    );
  }
  return lines;
}
