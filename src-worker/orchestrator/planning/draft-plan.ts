import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { BacktestSpec } from '#shared/model/backtest.ts';
import type {
  Complexity,
  ExecutionPlan,
  MemoryPlan,
  PlanRequest,
  Prediction,
  RunKind,
} from '#shared/model/plan.ts';
import type { SeriesSummary } from '#shared/model/series.ts';
import type { WalkForwardWindows } from '#shared/model/study-run.ts';
import type { StrategyDefinition } from '#shared/strategies/strategy.ts';
import type { LibraryCalls } from '../../bar-library/library-api.ts';
import type { Trial } from '../../trading-engine/trials.ts';
import { checkFit } from '../check-fit.ts';
import { checkStrategy } from '../check-run.ts';
import { checkSeries } from '../plan-run.ts';
import { combinationsOf } from '../studies/combinations.ts';
import { accountGroups } from './account-groups.ts';
import { parallelPlan } from './amdahl.ts';
import { describeStrategy, type StrategyDescription } from './describe-strategy.ts';
import { groupTrials, groupWork } from './group-work.ts';
import { costOf } from './cost-line.ts';
import type { MeasuredWork } from './measured-work.ts';
import { FILLS_PER_BAR_UNKNOWN, planMemory, type MemoryFacts } from './memory.ts';

/** What is known of a run before anything is computed. */
export interface PlanDraft {
  readonly kind: RunKind;
  readonly base: BacktestSpec;
  readonly definition: StrategyDefinition;
  readonly description: StrategyDescription | null;
  /** Symbols that share an account; a study of symbols has several such groups, the heaviest first. */
  readonly accounts: readonly (readonly SeriesSummary[])[];
  readonly trials: readonly Trial[];
  /** Of a walk-forward. */
  readonly windows: WalkForwardWindows | null;
  /** Bars of all symbols; and of what one trial goes through, on average. */
  readonly allBars: number;
  readonly trialBars: number;
  readonly trialCount: number;
  readonly workers: number;
  readonly memory: MemoryPlan;
  readonly memoryFacts: MemoryFacts;
  readonly notes: readonly string[];
}

interface DraftServices {
  readonly library: LibraryCalls;
  readonly strategies: readonly StrategyDefinition[];
  readonly workers: number;
  readonly cores: number;
  readonly memoryBudget: () => number;
}

/** Checks the request as the run would, and describes it. Codes: those of a run that is refused. */
export async function draftPlan(
  request: PlanRequest,
  { library, strategies, workers, memoryBudget }: DraftServices,
): Promise<Result<PlanDraft, ServiceFailure>> {
  const asked = baseOf(request);
  const found = trialsOf(request, strategies);
  if (!found.ok) return found;
  const { trials, definition } = found.value;
  const series = await seriesOf(request.kind, asked, library);
  if (!series.ok) return series;
  const [first] = trials;
  if (first === undefined) return err(failure('no-trial', 'There is no combination to try.'));
  const base = { ...asked, parameters: first.parameters };
  const together =
    request.kind === 'per-symbol'
      ? await accountGroups(definition, base, series.value, library)
      : [series.value];
  const [heaviest] = together;
  const fits = heaviest === undefined ? ok(null) : checkFit(definition, base, heaviest);
  if (!fits.ok) return fits;
  const barsIn = (group: readonly SeriesSummary[]) => group.reduce((sum, one) => sum + one.barCount, 0);
  const accounts = together.toSorted((a, b) => barsIn(b) - barsIn(a));
  const allBars = barsIn(series.value);
  const symbolCount = accounts[0]?.length ?? 0;
  const description = describeStrategy(definition, base.parameters, Math.max(1, symbolCount));
  const trialCount = trials.length * accounts.length;
  const memoryFacts: MemoryFacts = {
    kind: request.kind,
    trialBars: allBars / accounts.length,
    allBars,
    unitBars: barsIn(accounts[0] ?? []),
    unitCount: accounts.length,
    trialCount,
    columnCount: description?.columnCount ?? 0,
    symbolCount: Math.max(1, symbolCount),
    fillsPerBar: FILLS_PER_BAR_UNKNOWN,
    isCut: base.to !== undefined,
    workers: request.kind === 'single' ? 1 : workers,
  };
  const memory = planMemory(memoryFacts, memoryBudget());
  const notes =
    description === null
      ? [`${definition.title} could not be set up with ${symbolCount} symbols: the run will say why.`]
      : [];
  return ok({
    kind: request.kind,
    base,
    definition,
    description,
    accounts,
    trials,
    windows: request.kind === 'walk-forward' ? request.windows : null,
    allBars,
    trialBars: allBars / accounts.length,
    trialCount,
    workers: Math.max(1, Math.min(memoryFacts.workers, memory.inFlight, trialCount)),
    memory,
    memoryFacts,
    notes,
  });
}

/** The run that is asked for, or of which all trials are. */
export function baseOf(request: PlanRequest): BacktestSpec {
  return 'base' in request.spec ? request.spec.base : request.spec;
}

/** The plan that is shown, with what the calibration run has added to the draft. */
export function finishPlan(
  draft: PlanDraft,
  measured: Result<MeasuredWork, string>,
  prediction: Prediction | null,
  { cores }: Pick<DraftServices, 'cores'>,
): ExecutionPlan {
  const { kind, base, definition, accounts, trials, workers } = draft;
  const work = measured.ok ? measured.value : null;
  const trialCount = work?.trialCount ?? draft.trialCount;
  const memory =
    work === null
      ? draft.memory
      : planMemory({ ...draft.memoryFacts, fillsPerBar: work.fillsPerBar }, draft.memory.budgetBytes);
  const units = accounts.map((group) => ({
    symbols: group.map(({ symbol }) => symbol),
    trialCount: trials.length,
    cost: group.reduce(
      (sum, { barCount }) => sum + (work === null ? barCount : costOf(work.compute, barCount)),
      0,
    ),
  }));
  // The law in the proportions that were measured, on the time that experience has corrected.
  const scale = prediction?.correction ?? 1;
  const parts = work?.parts ?? { serialMs: 0, parallelMs: 0, longestMs: 0, pieces: trialCount };
  const scaled = {
    ...parts,
    serialMs: parts.serialMs * scale,
    parallelMs: parts.parallelMs * scale,
    longestMs: parts.longestMs * scale,
  };
  return {
    kind,
    strategyId: base.strategyId,
    strategyTitle: definition.title,
    complexity: complexityOf(draft, work),
    memory,
    parallel: parallelPlan(scaled, workers, cores),
    groups:
      kind === 'per-symbol' ? groupWork(units, workers) : groupTrials(units[0]!.symbols, trialCount, workers),
    prediction,
    calibration: work === null ? null : { ms: work.tookMs, bars: work.bars, trials: work.trials },
    notes: [
      ...draft.notes,
      ...(measured.ok ? [] : [`There is no calibration run: ${measured.error}`]),
      ...memoryNotes(kind, memory),
    ],
  };
}

function complexityOf(
  { description, definition, base, accounts, allBars, trials, trialCount }: PlanDraft,
  work: MeasuredWork | null,
): Complexity {
  return {
    indicators: (description?.indicators ?? []).map((one) => ({ ...one })),
    warmupBars: description?.warmupBars ?? 0,
    coarserWarmup: (description?.coarserWarmup ?? []).map((one) => ({ ...one })),
    hearsOrders: description?.hearsOrders ?? false,
    symbolsTogether:
      description?.symbolsTogether ?? describeStrategy(definition, base.parameters, 1)?.symbolsTogether ?? 1,
    symbolCount: accounts.reduce((sum, group) => sum + group.length, 0),
    barCount: trials.length === trialCount ? allBars : Math.round(allBars / accounts.length),
    trialCount: work?.trialCount ?? trialCount,
    fillsPerThousandBars: work === null ? null : work.fillsPerBar * 1_000,
  };
}

function memoryNotes(kind: RunKind, { decision, inFlight, totalBytes, budgetBytes }: MemoryPlan): string[] {
  if (decision === 'in-memory') return [];
  const [needs, has] = [totalBytes, budgetBytes].map((bytes) => `${Math.ceil(bytes / 1e6)} MB`);
  if (decision === 'chunked') {
    const what = kind === 'per-symbol' ? 'account' : kind === 'walk-forward' ? 'window' : 'trial';
    return [
      `Memory has room for ${inFlight} ${what}${inFlight === 1 ? '' : 's'} at a time (${needs!} of ${has!}).`,
    ];
  }
  return [
    `It needs about ${needs!} and there should be no more than ${has!}: use fewer symbols or a shorter stretch.`,
  ];
}

function trialsOf(
  request: PlanRequest,
  strategies: readonly StrategyDefinition[],
): Result<{ readonly trials: readonly Trial[]; readonly definition: StrategyDefinition }, ServiceFailure> {
  if (request.kind === 'single' || request.kind === 'per-symbol') {
    const checked = checkStrategy(request.spec, strategies);
    if (!checked.ok) return checked;
    const { definition, parameters } = checked.value;
    return ok({ definition, trials: [{ index: 0, strategyId: definition.id, parameters }] });
  }
  const { base } = request.spec;
  const found = combinationsOf(request.spec, strategies);
  if (!found.ok) return found;
  const definition = strategies.find(({ id }) => id === base.strategyId)!;
  const trials = found.value.sets.map((parameters, index) => ({
    index,
    strategyId: base.strategyId,
    parameters,
  }));
  return ok({ trials, definition });
}

/** Series with an account each may differ in what one account could not hold. */
async function seriesOf(
  kind: RunKind,
  spec: BacktestSpec,
  library: LibraryCalls,
): Promise<Result<readonly SeriesSummary[], ServiceFailure>> {
  const all = await library.listSeries();
  if (kind !== 'per-symbol') return checkSeries(spec, all);
  const chosen: SeriesSummary[] = [];
  for (const seriesId of spec.seriesIds) {
    const one = checkSeries({ ...spec, seriesIds: [seriesId] }, all);
    if (!one.ok) return one;
    chosen.push(...one.value);
  }
  return ok(chosen);
}
