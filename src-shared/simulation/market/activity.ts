import { assert } from '../../kernel/assert.ts';
import type { InstrumentKind } from './instrument.ts';
import type { OpenInterval, TradingDays } from './trading-days.ts';

const MINUTES = 1_440;
/** News while nothing trades makes the gap at the open: this share of an ordinary day's variance, spread over closed hours. */
const CLOSED_SHARE = 0.16;
/** The share for a day without any trading (weekend, holiday). */
const IDLE_SHARE = 0.08;
const EXTENDED_RATE = 0.16;
const MAX_PROFILES_KEPT = 256;

/**
 * How much happens in each minute of a UTC day, as running sums over 1,441 minute boundaries. `variance` ends at the day's
 * share of an ordinary trading day (1 for one, less at weekends); `volume` likewise, and it stands still while closed.
 */
export interface Activity {
  readonly variance: Float64Array;
  readonly volume: Float64Array;
  /** Seconds in which anything trades. */
  readonly openSeconds: Float64Array;
}

/** The U shape of a day: busy after the open, calm at midday, busy again into the close. Around the clock: Asia, London, New York. */
export class ActivityProfiles {
  readonly #days: TradingDays;
  readonly #isRoundTheClock: boolean;
  readonly #ordinaryMinutes: number;
  readonly #kept = new Map<string, Activity>();
  /** By the days' own lists of intervals, which the calendar keeps. */
  readonly #known = new WeakMap<readonly OpenInterval[], Activity>();

  /** @param probeDay where to look for an ordinary week */
  constructor(days: TradingDays, kind: InstrumentKind, probeDay: number) {
    this.#days = days;
    this.#isRoundTheClock = kind === 'fx' || kind === 'crypto';
    let most = 0;
    for (let day = probeDay; day < probeDay + 14; day++)
      most = Math.max(most, regularMinutes(days.openIntervals(day)));
    assert(most > 0, 'an instrument needs regular trading hours in the first fortnight of the world');
    this.#ordinaryMinutes = most;
  }

  of(day: number): Activity {
    const intervals = this.#days.openIntervals(day);
    let activity = this.#known.get(intervals);
    if (activity === undefined) {
      activity = this.#bySignature(intervals);
      this.#known.set(intervals, activity);
    }
    return activity;
  }

  /** Most days have the hours of another. */
  #bySignature(intervals: readonly OpenInterval[]): Activity {
    let signature = '';
    for (const { from, to, start, end, isRegular } of intervals) {
      signature += `${from},${to},${start},${end},${isRegular};`;
    }
    let activity = this.#kept.get(signature);
    if (activity === undefined) {
      activity = this.#build(intervals);
      if (this.#kept.size >= MAX_PROFILES_KEPT) this.#kept.clear();
      this.#kept.set(signature, activity);
    }
    return activity;
  }

  #build(intervals: readonly OpenInterval[]): Activity {
    const open = new Float64Array(MINUTES);
    for (const interval of intervals) {
      for (let minute = interval.from / 60; minute < interval.to / 60; minute++) {
        open[minute] = interval.isRegular ? this.#rate(interval, minute) : EXTENDED_RATE;
      }
    }
    const openSum = open.reduce((sum, rate) => sum + rate, 0);
    const closedMinutes = open.reduce((count, rate) => count + (rate === 0 ? 1 : 0), 0);
    const closedTotal = (openSum === 0 ? IDLE_SHARE : CLOSED_SHARE) * (closedMinutes / MINUTES);
    // A half day has half of an ordinary day; an evening that only begins a session has a little.
    const tradingShare = Math.min(1, Math.max(regularMinutes(intervals) / this.#ordinaryMinutes, 0.02));
    const openTotal = openSum === 0 ? 0 : tradingShare * (1 - closedTotal);
    const variance = new Float64Array(MINUTES + 1);
    const volume = new Float64Array(MINUTES + 1);
    const openSeconds = new Float64Array(MINUTES + 1);
    for (let minute = 0; minute < MINUTES; minute++) {
      const rate = open[minute]!;
      const moves = rate === 0 ? closedTotal / closedMinutes : (rate / openSum) * openTotal;
      variance[minute + 1] = variance[minute]! + moves;
      openSeconds[minute + 1] = openSeconds[minute]! + (rate === 0 ? 0 : 60);
      volume[minute + 1] = volume[minute]! + (rate === 0 ? 0 : (rate / openSum) * tradingShare);
    }
    return { variance, volume, openSeconds };
  }

  #rate(interval: OpenInterval, minute: number): number {
    if (this.#isRoundTheClock) {
      const hour = (minute + 0.5) / 60;
      // London from 7, New York until 21 UTC; both together in the early afternoon.
      return 0.45 + bump(hour, 8.5, 2) + 1.4 * bump(hour, 14.5, 2.5) + 0.3 * bump(hour, 1.5, 2);
    }
    const sinceOpen = minute - interval.start / 60;
    const untilClose = interval.end / 60 - minute;
    return 1 + 2.2 * Math.exp(-sinceOpen / 22) + 0.9 * Math.exp(-untilClose / 28);
  }
}

/** The running sum at a second of the day; within a minute it rises evenly. */
export function sumAt(sums: Float64Array, second: number): number {
  const minute = (second / 60) | 0;
  const base = sums[minute]!;
  const rest = second - minute * 60;
  return rest === 0 ? base : base + ((sums[minute + 1]! - base) * rest) / 60;
}

function bump(x: number, centre: number, width: number): number {
  const distance = (x - centre) / width;
  return Math.exp(-0.5 * distance * distance);
}

function regularMinutes(intervals: readonly OpenInterval[]): number {
  return intervals.reduce((sum, { from, to, isRegular }) => sum + (isRegular ? (to - from) / 60 : 0), 0);
}
