import { createHash } from 'node:crypto';
import type { ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { BacktestSpec } from '#shared/model/backtest.ts';
import type { SeriesSummary } from '#shared/model/series.ts';
import type { TrialSummary } from '#shared/model/study.ts';
import type { Trial } from '../../trading-engine/trials.ts';
import type { TrialRunTimes } from './busy-times.ts';
import { loadJob } from './load-job.ts';
import { CANCELLED, type StudyServices, type StudyWatch } from './study-services.ts';
import { runTrialUnits, type TrialUnit } from './trial-run.ts';
import { trialSummary } from './trial-summary.ts';

/** One account per symbol and strategy: none knows of the others. */
export interface PerSymbolSpec {
  /** Its parameters and strategy are replaced by those of `variants`. */
  readonly base: Omit<BacktestSpec, 'seriesIds'>;
  readonly series: readonly SeriesSummary[];
  /** What is run on each symbol; usually one. */
  readonly variants: readonly Pick<Trial, 'strategyId' | 'parameters'>[];
}

export interface PerSymbolResult {
  /** Symbol after symbol in the order of the series, each with its variants in their order. */
  readonly trials: readonly TrialSummary[];
  /** Null where the accounts have no currency in common, or none was done. */
  readonly totals: PerSymbolTotals | null;
  /** SHA-256, hex, over the hashes of all trials in their order: the same when all did the same. */
  readonly hash: string;
  readonly times: TrialRunTimes;
}

/** All accounts put together, in the order of the trials. Money in their currency. */
export interface PerSymbolTotals {
  readonly accountCount: number;
  readonly startEquity: number;
  readonly finalEquity: number;
  readonly totalReturn: number;
  readonly tradeCount: number;
  /** Share of the accounts that gained. */
  readonly gainedShare: number;
  /** Of the returns of the accounts. */
  readonly medianReturn: number;
}

let startedCount = 0;

/** A symbol that cannot be loaded or whose strategy fails is a failed trial with its reason. Codes: `cancelled`. */
export async function runPerSymbol(
  { base, series, variants }: PerSymbolSpec,
  { library, executor, workers, now }: StudyServices,
  { signal, onTrial }: StudyWatch,
): Promise<Result<PerSymbolResult, ServiceFailure>> {
  const run = ++startedCount;
  const trials = series.flatMap((_, symbol) =>
    variants.map((variant, i) => ({ ...variant, index: symbol * variants.length + i })),
  );
  const namesOf = ({ index }: { readonly index: number }) => [
    series[Math.floor(index / variants.length)]!.symbol,
  ];
  const units = series.map((one, symbol): TrialUnit => {
    const spec = { ...base, seriesIds: [one.seriesId] };
    return {
      bars: `per symbol ${run} ${symbol}`,
      weight: one.barCount,
      trials: trials.slice(symbol * variants.length, (symbol + 1) * variants.length),
      load: async () => {
        const loaded = await loadJob(library, spec, [one]);
        return loaded.ok ? ok(loaded.value.job) : loaded;
      },
    };
  });
  let doneCount = 0;
  const { outcomes, isCancelled, times } = await runTrialUnits(units, {
    executor,
    workers,
    signal,
    now,
    onTrial: (outcome) => {
      const summary = trialSummary(trials[outcome.index]!, namesOf(outcome), outcome, null);
      onTrial?.(summary, ++doneCount, trials.length);
    },
  });
  if (isCancelled) return err(CANCELLED);
  const summaries = outcomes.map((outcome) =>
    trialSummary(trials[outcome.index]!, namesOf(outcome), outcome, null),
  );
  const isOneCurrency = series.every(({ currency }) => currency === series[0]?.currency);
  return ok({
    trials: summaries,
    totals: isOneCurrency ? totalsOf(summaries, base.cash) : null,
    hash: createHash('sha256')
      .update(summaries.map(({ hash }) => hash ?? 'failed').join('\n'))
      .digest('hex'),
    times,
  });
}

function totalsOf(trials: readonly TrialSummary[], cash: number): PerSymbolTotals | null {
  const done = trials.flatMap(({ figures }) => (figures === null ? [] : [figures]));
  if (done.length === 0) return null;
  const returns = done.map(({ totalReturn }) => totalReturn).sort((a, b) => a - b);
  const middle = returns.length >> 1;
  const startEquity = done.length * cash;
  const finalEquity = done.reduce((sum, one) => sum + one.finalEquity, 0);
  return {
    accountCount: done.length,
    startEquity,
    finalEquity,
    totalReturn: finalEquity / startEquity - 1,
    tradeCount: done.reduce((sum, one) => sum + one.tradeCount, 0),
    gainedShare: done.filter(({ totalReturn }) => totalReturn > 0).length / done.length,
    medianReturn: returns.length % 2 === 1 ? returns[middle]! : (returns[middle - 1]! + returns[middle]!) / 2,
  };
}
