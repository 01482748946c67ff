import { assert } from '../../kernel/assert.ts';
import type { MarketInstrument } from './instrument.ts';
import type { PricePath } from './price-path.ts';
import { SECONDS_PER_DAY, type OpenInterval, type TradingDays } from './trading-days.ts';

const WIDE_AFTER_OPEN_SECONDS = 120;
const WIDER_AFTER_OPEN_SECONDS = 900;
const WIDER_BEFORE_CLOSE_SECONDS = 300;
const MAX_DAYS_KEPT = 64;

interface DaySpreads {
  /** Starts of stretches of one spread, seconds of the day; the first is 0. */
  readonly from: readonly number[];
  readonly ticks: readonly number[];
}

/**
 * Bid and ask around what an instrument is worth. The spread is a whole number of ticks that stays for a stretch of the day
 * (the first minutes, midday, the close, after hours, a scenario), so quotes of a stretch follow from its highest and lowest
 * worth. It widens with volatility. The last trade never lies outside bid and ask.
 */
export class QuoteRule {
  readonly #instrument: MarketInstrument;
  readonly #path: PricePath;
  readonly #days: TradingDays;
  readonly #ticksPerUnit: number;
  readonly #isFractional: boolean;
  readonly #kept = new Map<number, DaySpreads>();

  constructor(instrument: MarketInstrument, path: PricePath, days: TradingDays) {
    assert(instrument.spreadTicks >= 1, `${instrument.id}: a spread is at least one tick`);
    this.#instrument = instrument;
    this.#path = path;
    this.#days = days;
    const inverse = Math.round(1 / instrument.tick);
    this.#isFractional = inverse >= 1 && Math.abs(inverse * instrument.tick - 1) < 1e-9;
    this.#ticksPerUnit = this.#isFractional ? inverse : 1 / instrument.tick;
  }

  /** Seconds of the day at which the spread changes. */
  cutsOf(day: number): readonly number[] {
    return this.#spreads(day).from;
  }

  spreadAt(day: number, second: number): number {
    const { from, ticks } = this.#spreads(day);
    let index = from.length - 1;
    while (from[index]! > second) index--;
    return ticks[index]!;
  }

  lastTicks(worth: number): number {
    const ticks = Math.round(worth * this.#ticksPerUnit);
    return ticks < 1 ? 1 : ticks;
  }

  /** The ask is `spread` ticks higher. */
  bidTicks(worth: number, spread: number): number {
    const ticks = Math.round(worth * this.#ticksPerUnit - spread / 2);
    return ticks < 1 ? 1 : ticks;
  }

  /** From ticks (halves too) to a price with no more digits than the tick has. */
  price(ticks: number): number {
    return this.#isFractional ? ticks / this.#ticksPerUnit : ticks * this.#instrument.tick;
  }

  forget(): void {
    this.#kept.clear();
  }

  #spreads(day: number): DaySpreads {
    let spreads = this.#kept.get(day);
    if (spreads === undefined) {
      spreads = this.#build(day);
      if (this.#kept.size >= MAX_DAYS_KEPT) this.#kept.clear();
      this.#kept.set(day, spreads);
    }
    return spreads;
  }

  #build(day: number): DaySpreads {
    const intervals = this.#days.openIntervals(day);
    const segments = this.#path.segmentsOf(day);
    const cuts = new Set([0]);
    for (const { from, to } of segments) {
      cuts.add(from);
      cuts.add(to);
    }
    for (const { from, to, start, end, isRegular } of intervals) {
      cuts.add(from);
      cuts.add(to);
      if (!isRegular) continue;
      cuts.add(start + WIDE_AFTER_OPEN_SECONDS);
      cuts.add(start + WIDER_AFTER_OPEN_SECONDS);
      cuts.add(end - WIDER_BEFORE_CLOSE_SECONDS);
    }
    const from = [...cuts].filter((cut) => cut >= 0 && cut < SECONDS_PER_DAY).sort((a, b) => a - b);
    const ticks = from.map((second) => {
      const segment = segments.find(({ to }) => second < to) ?? segments.at(-1)!;
      const stress = this.#path.stressOf(day, segment.phase);
      const wildness = segment.phase.traits.spread * Math.sqrt(Math.max(1, stress));
      const factor = wildness * hourFactor(intervals, second);
      return Math.max(1, Math.round(this.#instrument.spreadTicks * factor));
    });
    return { from, ticks };
  }
}

function hourFactor(intervals: readonly OpenInterval[], second: number): number {
  const interval = intervals.find(({ from, to }) => second >= from && second < to);
  if (interval === undefined || !interval.isRegular) return 3;
  if (second < interval.start + WIDE_AFTER_OPEN_SECONDS) return 3;
  if (second < interval.start + WIDER_AFTER_OPEN_SECONDS) return 1.6;
  return second >= interval.end - WIDER_BEFORE_CLOSE_SECONDS ? 1.5 : 1;
}
