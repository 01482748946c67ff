import type { EquityMarks, EquityMarksSnapshot } from '#shared/risk/pre-trade/activity/equity-marks.ts';
import type { RiskActivity } from '#shared/risk/pre-trade/activity/risk-activity.ts';

/** The account at one moment, in the limits' currency. */
export interface EquityReading {
  /** Unix ms. */
  readonly at: number;
  /** Finite. */
  readonly equity: number;
  /** What the broker says the day has earned; NaN: not told. */
  readonly dayPnl: number;
  /** Money in the account that nothing in our own book explains, in units of each currency; null: not compared yet. */
  readonly outside: ReadonlyMap<string, number> | null;
  /** Of the limits' currency for one of another; NaN: not known. */
  readonly rateOf: (currency: string) => number;
}

/** Money paid in or out stays; a fill that has reached one side and not yet the other is over by then. */
export const REST_MS = 10_000;
/** What moves on and on is judged as it stands by then. */
const DOUBT_MS_MAX = 60_000;
/** The broker tells cash and worth one after the other: what is compared with is a little older than the first of them. */
const BEFORE_MS = 3_000;
/** Of the equity: below it nothing is looked into. It adds up, as what is looked at is the sum of all. */
const NOTICED_PART = 0.000_1;
/** How far two amounts may be apart that are said to be the same one. */
const SAME_PART = 0.1;

interface Before {
  readonly at: number;
  readonly marks: EquityMarksSnapshot;
  readonly restartCount: number;
  readonly day: number | null;
  readonly equity: number;
  readonly dayPnl: number;
}

interface Doubt {
  readonly since: number;
  readonly before: Before;
  /** Of all since, with the money in doubt in it. */
  lowest: number;
  moved: number;
  restsSince: number;
}

/**
 * Marks an account's equity for the breakers, and keeps money paid in or out from being taken for a gain or a loss
 * (docs/adr/0015). Such money shows as cash that no execution explains and that stays. While that is in doubt, equity is marked
 * as it is told; what was marked in that time is made good when the doubt is over:
 *
 * - money that came in is no gain, unless the equity did not rise by it (a dividend that had been accrued);
 * - money that went out is a loss, unless the broker's own result of the day says that none was made.
 */
export class EquityWatch {
  readonly #activity: RiskActivity;
  #recent: Before[] = [];
  #doubt: Doubt | null = null;

  constructor(activity: RiskActivity) {
    this.#activity = activity;
  }

  /** Marks that a restart must not find: they may still be made good. */
  get isInDoubt(): boolean {
    return this.#doubt !== null;
  }

  mark(reading: EquityReading): void {
    const { at, equity, outside } = reading;
    const marks = this.#activity.equity;
    this.#activity.advance(at);
    if (outside !== null) marks.outside ??= Object.fromEntries(outside);
    const moved = outside === null ? NaN : movedSince(marks, outside, reading.rateOf);
    const noticed = Math.max(0.02, Math.abs(equity) * NOTICED_PART);
    const now = this.#snapshot(reading);
    if (Math.abs(moved) <= noticed) this.#doubt = null;
    else if (!Number.isNaN(moved)) this.#doubt ??= this.#newDoubt(now, moved);
    marks.mark(equity);
    const doubt = this.#doubt;
    if (doubt === null) this.#remember(now);
    else {
      doubt.lowest = Math.min(doubt.lowest, equity);
      if (Number.isNaN(moved)) return;
      if (Math.abs(moved - doubt.moved) > Math.max(noticed, Math.abs(doubt.moved) * SAME_PART)) {
        doubt.moved = moved;
        doubt.restsSince = at;
      }
      if (at - doubt.restsSince >= REST_MS || at - doubt.since >= DOUBT_MS_MAX)
        this.#conclude(reading, doubt, moved);
    }
  }

  #conclude({ equity, dayPnl, outside }: EquityReading, doubt: Doubt, moved: number): void {
    const marks = this.#activity.equity;
    this.#doubt = null;
    this.#recent = [];
    const { before } = doubt;
    const rose = equity - before.equity;
    const earned = dayPnl - before.dayPnl;
    if (isPaid(moved, rose, earned) && equity - moved > 0 && equity > 0) {
      const isSameDay = before.day === this.#activity.day.today;
      marks.restore(isSameDay ? before.marks : { ...before.marks, dayStart: null, dayLow: null });
      marks.mark(before.equity);
      marks.mark(doubt.lowest - moved);
      marks.rescale(equity / (equity - moved));
      marks.mark(equity);
      // A person has asked for it meanwhile.
      if (marks.restartCount !== before.restartCount) marks.restartDrawdown(equity);
    }
    marks.outside = { ...marks.outside, ...Object.fromEntries(outside!) };
  }

  #newDoubt(now: Before, moved: number): Doubt {
    // Of before a start nothing but the marks is known.
    const before = this.#recent[0] ?? { ...now, equity: NaN, dayPnl: NaN };
    // Money that comes in lifts what is told: a low of the moments before it is one of the account as it was.
    const lows = moved > 0 ? this.#recent.map(({ equity }) => equity + moved) : [];
    return { since: now.at, before, lowest: Math.min(...lows, Infinity), moved, restsSince: now.at };
  }

  #snapshot({ at, equity, dayPnl }: EquityReading): Before {
    const { equity: marks, day } = this.#activity;
    return {
      ...{ at, marks: marks.snapshot(), restartCount: marks.restartCount },
      ...{ day: day.today, equity, dayPnl },
    };
  }

  #remember(now: Before): void {
    this.#recent.push(now);
    while (this.#recent.length > 1 && this.#recent[1]!.at <= now.at - BEFORE_MS) this.#recent.shift();
  }
}

/** In the limits' currency. A currency that is not told is as it was; NaN: what it is worth is not known. */
function movedSince(
  { outside: known }: EquityMarks,
  outside: ReadonlyMap<string, number>,
  rateOf: (currency: string) => number,
): number {
  let moved = 0;
  for (const [currency, amount] of outside) {
    const change = amount - (known?.[currency] ?? 0);
    if (change !== 0) moved += change * rateOf(currency);
  }
  return moved;
}

/**
 * Whether money that moved was paid in or out, by what the equity did beside what was earned. What is not known speaks for
 * money in and against money out: neither may hide a loss.
 */
function isPaid(moved: number, rose: number, earned: number): boolean {
  if (moved > 0) return !(Math.abs(rose - (Number.isNaN(earned) ? 0 : earned)) <= moved * SAME_PART);
  return Math.abs(rose - earned - moved) <= -moved * SAME_PART;
}
