import type { ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { ExecutionPlan, PlanRequest, PredictionRecord } from '#shared/model/plan.ts';
import type { StrategyDefinition } from '#shared/strategies/strategy.ts';
import type { LibraryCalls } from '../../bar-library/library-api.ts';
import type { Executor } from '../../executors/executor.ts';
import { checkStrategy } from '../check-run.ts';
import { CANCELLED } from '../cancelled.ts';
import { correctionFor, predict } from './learn.ts';
import { baseOf, draftPlan, finishPlan, type PlanDraft } from './draft-plan.ts';
import { measureWork, type CalibrationBudget } from './measure-work.ts';
import type { MeasuredWork } from './measured-work.ts';
import { strategyHashOf } from './strategy-hash.ts';

export interface PlannerOptions {
  readonly library: LibraryCalls;
  readonly executor: Executor;
  readonly strategies: readonly StrategyDefinition[];
  /** Threads that a run may use. */
  readonly workers: number;
  /** What there is of them: a plan shows what more or fewer would do. */
  readonly cores: number;
  /** Asked anew for each plan, bytes. */
  readonly memoryBudget: () => number;
  /** Milliseconds, for measuring only. */
  readonly now: () => number;
  /** Unix ms. */
  readonly clock: () => number;
  /** A plan that could not be made, or times that could not be kept: for the log, for the run goes on. */
  readonly onFault: (error: unknown) => void;
}

/** How a run that has a plan went. */
export interface ActualTimes {
  readonly ms: number;
  /** No thread was computing. */
  readonly serialMs: number;
  readonly runId: PredictionRecord['runId'];
}

/** A run that is under way, with what it is expected to take. */
export interface Expectation {
  readonly plan: ExecutionPlan | null;
  /** When the run has come to its end: keeps both times. Never rejects. */
  finish(actual: ActualTimes): Promise<void>;
  /** When it failed or was cancelled: it teaches nothing. Changes nothing after `finish`. */
  forget(): void;
}

/**
 * How long a calibration run may take, once its threads are warm: a part of the run, within bounds; and before that. What is
 * measured of threads that have just started says little. A run that begins without a plan does not wait so long for one.
 */
const CALIBRATION = {
  asked: { share: 0.5, msMin: 500, msMax: 1_500, warmingMs: 1_000 },
  unasked: { share: 0.1, msMin: 30, msMax: 100, warmingMs: 100 },
} as const;
type CalibrationKind = keyof typeof CALIBRATION;
/** What a bar costs about, before anything is measured: only the length of the calibration follows from it. */
const MS_PER_BAR_ABOUT = 150e-6;
/** A plan older than this is made anew: the machine may be busy with something else now. */
const FRESH_MS = 5 * 60_000;
const PLANS_KEPT = 20;
/** Earlier runs that are learned from. */
const HISTORY_MAX = 500;

interface KeptPlan {
  readonly plan: ExecutionPlan;
  readonly strategyHash: string | null;
  readonly measured: MeasuredWork | null;
  readonly madeAt: number;
}

/**
 * Says before a run what it will do and how long it will take, remembers what it took, and learns from it. What a plan says
 * changes no result: groups and workers decide who computes, never what.
 */
export class Planner {
  readonly #options: PlannerOptions;
  /** By request, oldest first. */
  readonly #kept = new Map<string, KeptPlan>();
  /** Newest first, once it was asked for: nobody else writes it. */
  #history: PredictionRecord[] | undefined;
  #underWay = 0;
  #startedCount = 0;

  constructor(options: PlannerOptions) {
    this.#options = options;
  }

  /** Codes: those of a run that is refused, and `cancelled`. */
  async plan(request: PlanRequest, signal: AbortSignal): Promise<Result<ExecutionPlan, ServiceFailure>> {
    const kept = await this.#make(request, 'asked', signal);
    return kept.ok ? ok(kept.value.plan) : kept;
  }

  /**
   * To be called when a run begins: with the plan that was made of it, or one made now. Never rejects: what cannot be planned
   * runs without a plan.
   */
  async begin(request: PlanRequest, signal: AbortSignal): Promise<Expectation> {
    const wasAlone = this.#underWay === 0;
    const number = ++this.#startedCount;
    this.#underWay++;
    let isOver = false;
    const over = () => {
      if (!isOver) this.#underWay--;
      isOver = true;
    };
    let kept: KeptPlan | null = null;
    try {
      const fresh = this.#fresh(await this.#keyOf(request));
      const made = fresh === undefined ? await this.#make(request, 'unasked', signal) : ok(fresh);
      kept = made.ok ? made.value : null;
    } catch (error) {
      this.#options.onFault(error);
    }
    return {
      plan: kept?.plan ?? null,
      forget: over,
      finish: async (actual) => {
        over();
        const wasDisturbed = !wasAlone || this.#startedCount !== number;
        if (kept === null || kept.measured === null || kept.plan.prediction === null) return;
        const record = recordOf(kept, kept.measured, actual, wasDisturbed, this.#options.clock());
        this.#history = [record, ...(this.#history ?? [])].slice(0, HISTORY_MAX);
        await this.#options.library.addPrediction(record).catch(this.#options.onFault);
      },
    };
  }

  async #make(
    request: PlanRequest,
    calibration: CalibrationKind,
    signal: AbortSignal,
  ): Promise<Result<KeptPlan, ServiceFailure>> {
    const { library, now } = this.#options;
    try {
      const draft = await draftPlan(request, this.#options);
      if (!draft.ok) return draft;
      const measured = await measureWork(
        draft.value,
        this.#budgetOf(draft.value, calibration),
        this.#options,
        signal,
      );
      this.#history ??= [...(await library.listPredictions(HISTORY_MAX))];
      const { kind, base, definition } = draft.value;
      const strategyHash = strategyHashOf(definition);
      const prediction = measured.ok
        ? predict(
            measured.value.ms,
            correctionFor(this.#history, {
              kind,
              strategyId: base.strategyId,
              strategyHash,
              extrapolation: measured.value.extrapolation,
              calibratedMs: measured.value.ms,
              calibratedSerialMs: measured.value.parts.serialMs,
            }),
          )
        : null;
      const plan = finishPlan(draft.value, measured, prediction, this.#options);
      const kept = { plan, strategyHash, measured: measured.ok ? measured.value : null, madeAt: now() };
      this.#keep(await this.#keyOf(request), kept);
      return ok(kept);
    } catch (error) {
      if (signal.aborted) return err(CANCELLED);
      throw error;
    }
  }

  #budgetOf({ trialBars, trialCount, workers }: PlanDraft, calibration: CalibrationKind): CalibrationBudget {
    const { share, msMin, msMax, warmingMs } = CALIBRATION[calibration];
    const about = (trialBars * trialCount * MS_PER_BAR_ABOUT) / workers;
    return { warmingMs, measuringMs: Math.max(msMin, Math.min(msMax, about * share)) };
  }

  /** The request, however it is written, the text of a user's strategy, and the data it would read. */
  async #keyOf(request: PlanRequest): Promise<string> {
    const { strategies } = this.#options;
    const { seriesIds, strategyId } = baseOf(request);
    const definition = strategies.find(({ id }) => id === strategyId);
    const hash = definition === undefined ? null : strategyHashOf(definition);
    const checked = 'base' in request.spec ? null : checkStrategy(request.spec, strategies);
    const parameters = checked?.ok === true ? checked.value.parameters : null;
    const asked = new Set<number>(seriesIds);
    const versions = (await this.#options.library.listSeries())
      .filter(({ seriesId }) => asked.has(seriesId))
      .map(({ seriesId, updatedAt, barCount }) => [seriesId, updatedAt, barCount]);
    const whole = parameters === null ? request : { ...request, spec: { ...request.spec, parameters } };
    return canonicalJson([whole, versions, hash]);
  }

  #fresh(key: string): KeptPlan | undefined {
    const kept = this.#kept.get(key);
    return kept !== undefined && this.#options.now() - kept.madeAt <= FRESH_MS ? kept : undefined;
  }

  #keep(key: string, plan: KeptPlan): void {
    this.#kept.delete(key);
    this.#kept.set(key, plan);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= PLANS_KEPT) break;
      this.#kept.delete(oldest);
    }
  }
}

/** The same for objects that differ in the order of their fields only. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}

function recordOf(
  { plan, strategyHash }: KeptPlan,
  measured: MeasuredWork,
  actual: ActualTimes,
  wasDisturbed: boolean,
  at: number,
): PredictionRecord {
  const { complexity, parallel } = plan;
  return {
    at,
    runId: actual.runId,
    kind: plan.kind,
    strategyId: plan.strategyId,
    strategyTitle: plan.strategyTitle,
    ...(strategyHash !== null && { strategyHash }),
    symbolCount: complexity.symbolCount,
    barCount: complexity.barCount,
    trialCount: complexity.trialCount,
    workers: parallel.workers,
    extrapolation: measured.extrapolation,
    serialShare: parallel.serialShare,
    calibratedSerialMs: measured.parts.serialMs,
    predicted: plan.prediction!,
    actualMs: actual.ms,
    actualSerialMs: Math.min(actual.ms, actual.serialMs),
    wasDisturbed,
  };
}
