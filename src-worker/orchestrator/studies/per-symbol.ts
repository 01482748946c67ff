import { createHash } from 'node:crypto';
import type { ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { BacktestSpec } from '#shared/model/backtest.ts';
import type { SeriesSummary } from '#shared/model/series.ts';
import type { TrialSummary } from '#shared/model/study.ts';
import type { Trial } from '../../trading-engine/trials.ts';
import { checkFit } from '../check-fit.ts';
import { checkStrategy } from '../check-run.ts';
import { accountGroups } from '../planning/account-groups.ts';
import { expecting } from '../planning/expecting.ts';
import type { TrialRunTimes } from './busy-times.ts';
import { loadJob } from './load-job.ts';
import { CANCELLED } from '../cancelled.ts';
import type { StudyServices, StudyWatch } from './study-services.ts';
import { runTrialUnits } from './trial-run.ts';
import type { TrialUnit } from './unit-queue.ts';
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
  /** Account after account in the order of the series, each with its variants in their order. */
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

/**
 * An account for each symbol; for a strategy that needs several symbols, one for each group of symbols that move together. One
 * that cannot be loaded or whose strategy fails is a failed trial with its reason. Codes: `cancelled`.
 */
export async function runPerSymbol(
  spec: PerSymbolSpec,
  services: StudyServices,
  watch: StudyWatch,
): Promise<Result<PerSymbolResult, ServiceFailure>> {
  const { base, series, variants } = spec;
  const accounts = await accountsOf(spec, services);
  const run = (inFlight: number | undefined) => runAccounts(spec, accounts, inFlight, services, watch);
  const [only] = variants;
  // What is planned is one strategy over the symbols; several side by side are not.
  if (only === undefined || variants.length > 1 || series.length === 0) return run(undefined);
  const seriesIds = series.map(({ seriesId }) => seriesId);
  const request = { kind: 'per-symbol', spec: { ...base, ...only, seriesIds } } as const;
  return expecting(services.planner, request, watch.signal, async (plan) => {
    const startedAt = services.now();
    const value = await run(plan?.memory.inFlight);
    const isWhole = value.ok && value.value.trials.every(({ figures }) => figures !== null);
    if (!isWhole) return { value, actual: null };
    const ms = services.now() - startedAt;
    return { value, actual: { ms, serialMs: value.value.times.serialMs, runId: null } };
  });
}

/** In the order of their first symbols. Several strategies side by side get each symbol by itself. */
async function accountsOf(
  { series, variants }: PerSymbolSpec,
  { library, strategies }: Pick<StudyServices, 'library' | 'strategies'>,
): Promise<readonly (readonly SeriesSummary[])[]> {
  const [only] = variants;
  const checked = only === undefined || variants.length > 1 ? null : checkStrategy(only, strategies);
  // Without such a strategy every trial will say so.
  if (checked === null || !checked.ok) return series.map((one) => [one]);
  const accounts = await accountGroups(checked.value.definition, checked.value, series, library);
  const place = new Map(series.map((one, index) => [one, index]));
  return accounts.toSorted((a, b) => place.get(a[0]!)! - place.get(b[0]!)!);
}

async function runAccounts(
  { base, series, variants }: PerSymbolSpec,
  accounts: readonly (readonly SeriesSummary[])[],
  inFlight: number | undefined,
  { library, executor, workers, now, strategies }: StudyServices,
  { signal, onTrial }: StudyWatch,
): Promise<Result<PerSymbolResult, ServiceFailure>> {
  const run = ++startedCount;
  const trials = accounts.flatMap((_, account) =>
    variants.map((variant, i) => ({ ...variant, index: account * variants.length + i })),
  );
  const namesOf = ({ index }: { readonly index: number }) =>
    accounts[Math.floor(index / variants.length)]!.map(({ symbol }) => symbol);
  const units = accounts.map((group, account): TrialUnit => {
    const spec = { ...base, seriesIds: group.map(({ seriesId }) => seriesId) };
    return {
      bars: `per symbol ${run} ${account}`,
      weight: group.reduce((sum, { barCount }) => sum + barCount, 0),
      trials: trials.slice(account * variants.length, (account + 1) * variants.length),
      load: async () => {
        const misfit = misfitOf(variants, spec, group, strategies);
        if (misfit !== null) return err(misfit);
        const loaded = await loadJob(library, spec, group);
        return loaded.ok ? ok(loaded.value.job) : loaded;
      },
    };
  });
  let doneCount = 0;
  const { outcomes, isCancelled, times } = await runTrialUnits(units, {
    executor,
    workers,
    inFlight: inFlight === undefined ? undefined : Math.min(inFlight, workers),
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
  const isOneCurrency =
    base.currencies !== undefined || series.every(({ currency }) => currency === series[0]?.currency);
  return ok({
    trials: summaries,
    totals: isOneCurrency ? totalsOf(summaries, base.cash) : null,
    hash: createHash('sha256')
      .update(summaries.map(({ hash }) => hash ?? 'failed').join('\n'))
      .digest('hex'),
    times,
  });
}

/** A group that is too small, a cash account that should sell short: why, before anything is loaded. */
function misfitOf(
  variants: PerSymbolSpec['variants'],
  spec: BacktestSpec,
  group: readonly SeriesSummary[],
  strategies: StudyServices['strategies'],
): string | null {
  for (const { strategyId } of variants) {
    const definition = strategies.find(({ id }) => id === strategyId);
    const fits = definition === undefined ? ok(null) : checkFit(definition, spec, group);
    if (!fits.ok) return fits.error.message;
  }
  return null;
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
