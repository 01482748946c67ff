import type { Result } from '#shared/kernel/result.ts';
import type { EngineJob } from '../../trading-engine/job.ts';
import type { Trial } from '../../trading-engine/trials.ts';

/** A set should take about this long: long beside its message (0.1 ms), short beside what a cancel may take. */
const SET_MS = 40;
const SET_TRIALS_MAX = 2_000;

/** Trials over the same bars. */
export interface TrialUnit {
  /** Names the bars, once among all units of all studies of a process. */
  readonly bars: string;
  readonly trials: readonly Trial[];
  /** What one of its trials costs, next to those of other units: the heaviest unit is begun first. */
  readonly weight: number;
  /** Called once, when its turn has come. An error is the reason why its trials failed; the other units go on. */
  load(): Promise<Result<EngineJob, string>>;
}

export interface Work {
  readonly unit: QueuedUnit;
  readonly trials: readonly Trial[];
  /** To be called when the set is over, however it went. */
  done(): void;
}

/**
 * Hands out sets of trials: units in the order of their weight, heaviest first, then help for whichever has most left. A unit's
 * bars are loaded when it is begun and let go when its last set is over; `inFlight` units at most hold theirs.
 */
export class UnitQueue {
  readonly #units: readonly QueuedUnit[];
  readonly #workers: number;
  readonly #inFlight: number;
  #waiting: (() => void)[] = [];

  constructor(units: readonly TrialUnit[], workers: number, inFlight: number) {
    this.#workers = workers;
    this.#inFlight = Math.max(1, inFlight);
    this.#units = units
      .toSorted((a, b) => b.weight * b.trials.length - a.weight * a.trials.length)
      .map((unit) => new QueuedUnit(unit));
  }

  /** `later`: all that is left is under way, and may come back. */
  next(): Work | 'none' | 'later' {
    const unit = this.#fresh() ?? this.#mostLeft();
    if (unit === undefined) return this.#units.some((one) => one.underWay > 0) ? 'later' : 'none';
    const trials = unit.take(this.#workers);
    return {
      unit,
      trials,
      done: () => {
        unit.setIsOver();
        this.wake();
      },
    };
  }

  /** Resolves when a set is over. */
  changed(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  #fresh(): QueuedUnit | undefined {
    let held = 0;
    for (const unit of this.#units) if (unit.holdsBars && ++held >= this.#inFlight) return undefined;
    return this.#units.find((unit) => !unit.isBegun && unit.hasTrials);
  }

  #mostLeft(): QueuedUnit | undefined {
    let most: QueuedUnit | undefined;
    for (const unit of this.#units)
      if (unit.isBegun && unit.hasTrials && unit.left > (most?.left ?? -1)) most = unit;
    return most;
  }
}

class QueuedUnit {
  isBegun = false;
  /** Sets that have been handed out and are not over. */
  underWay = 0;
  readonly bars: string;
  readonly #unit: TrialUnit;
  readonly #pending: Trial[];
  /** Trials that ended a thread, and those that were lost with them: one by one, so that no other is lost again. */
  readonly #alone: Trial[] = [];
  #loading: Promise<Result<EngineJob, string>> | undefined;
  #msPerTrial: number | undefined;

  constructor(unit: TrialUnit) {
    this.#unit = unit;
    this.bars = unit.bars;
    this.#pending = unit.trials.toReversed(); // taken from the end
  }

  get holdsBars(): boolean {
    return this.isBegun && (this.underWay > 0 || this.hasTrials);
  }

  get hasTrials(): boolean {
    return this.#pending.length + this.#alone.length > 0;
  }

  /** Work that nobody has taken yet, comparable between units. */
  get left(): number {
    return (this.#pending.length + this.#alone.length) * this.#unit.weight;
  }

  job(): Promise<Result<EngineJob, string>> {
    this.#loading ??= this.#unit.load();
    return this.#loading;
  }

  /** The first set measures with one trial; the last ones are small, so that no thread ends long after the others. */
  take(workers: number): readonly Trial[] {
    this.isBegun = true;
    this.underWay++;
    const single = this.#alone.pop();
    if (single !== undefined) return [single];
    const fitting =
      this.#msPerTrial === undefined ? 1 : Math.floor(SET_MS / Math.max(this.#msPerTrial, 0.01));
    const share = Math.ceil(this.#pending.length / (2 * workers));
    const count = Math.max(1, Math.min(fitting, share, SET_TRIALS_MAX));
    return Array.from({ length: Math.min(count, this.#pending.length) }, () => this.#pending.pop()!);
  }

  again(trials: readonly Trial[]): void {
    this.#alone.push(...trials);
  }

  measured(trialCount: number, ms: number): void {
    const one = ms / trialCount;
    // The first trial of a thread also compiles: what comes later counts for more.
    this.#msPerTrial = this.#msPerTrial === undefined ? one : (this.#msPerTrial + one) / 2;
  }

  setIsOver(): void {
    this.underWay--;
    if (this.underWay === 0 && !this.hasTrials) this.#loading = undefined;
  }
}
