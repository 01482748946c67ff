import { assert } from '../../kernel/assert.ts';
import { noiseBits, noiseNormal, streamKey, uniformOf, type StreamKey } from '../../kernel/rng.ts';
import { sumAt, type ActivityProfiles } from './activity.ts';
import { middleOf } from './bridge.ts';
import type { MarketInstrument } from './instrument.ts';
import type { Pieces } from './pieces.ts';
import type { PricePath } from './price-path.ts';
import type { TradingDays } from './trading-days.ts';

/** A slot always has trades for its open, high, low and close. */
const TRADES_PER_SLOT_MIN = 4;
const TRADES_PER_SECOND_MAX = 24;
/** Slots are as short as the day's trades can fill; all divide a minute. */
const SLOT_SECONDS = [1, 5, 10, 30, 60];
const MAX_DEPTH = 40;
const DAILY_DEVIATION = 0.3;
const UNEVENNESS = 0.4;

/**
 * How many lots and trades fall on any stretch of a day: whole numbers, split from the day down to slots of some seconds,
 * so that the parts always add up to the whole.
 */
export class TradeFlow {
  /** Seconds between the times at which trades are certain to have happened. */
  readonly slotSeconds: number;
  readonly #lotsPerDay: number;
  readonly #lotsPerTrade: number;
  readonly #path: PricePath;
  readonly #profiles: ActivityProfiles;
  readonly #key: StreamKey;
  readonly #volume = new Float64Array(MAX_DEPTH);
  readonly #trades = new Float64Array(MAX_DEPTH);
  readonly #rightVolume = new Float64Array(MAX_DEPTH);
  readonly #rightTrades = new Float64Array(MAX_DEPTH);
  #openSeconds: Float64Array = new Float64Array(0);
  #sums: Float64Array = new Float64Array(0);
  #pieces: Pieces | null = null;
  #piece = 0;
  #limit = 0;
  #day = 0;

  /** @param path whose days are calm or wild: the instrument's own, or what it follows */
  constructor(
    instrument: MarketInstrument, seed: number, path: PricePath, days: TradingDays, profiles: ActivityProfiles,
    ordinaryDay: number,
  ) {
    this.#path = path;
    this.#profiles = profiles;
    this.#key = streamKey(seed, 'trades', instrument.id);
    this.#lotsPerDay = instrument.dailyVolume / instrument.lot;
    this.#lotsPerTrade = Math.max(1, (0.4 * instrument.typicalSize) / instrument.lot);
    let openSeconds = 0;
    for (let day = ordinaryDay; day < ordinaryDay + 14; day++) {
      openSeconds = Math.max(openSeconds, days.openIntervals(day).reduce((sum, { from, to }) => sum + to - from, 0));
    }
    const tradesPerDay = this.#lotsPerDay / this.#lotsPerTrade;
    const fits = (seconds: number) => (TRADES_PER_SLOT_MIN * openSeconds) / seconds <= 0.4 * tradesPerDay;
    this.slotSeconds = SLOT_SECONDS.find(fits) ?? SLOT_SECONDS.at(-1)!;
  } // prettier-ignore

  /** Fills the volume columns (lots). Pieces must begin and end on slots. @param splitRatio of units since the anchor day */
  read(day: number, pieces: Pieces, splitRatio: number): void {
    pieces.clearVolumes();
    if (this.#lotsPerDay === 0) return;
    this.#pieces = pieces;
    this.#piece = 0;
    this.#day = day;
    const activity = this.#profiles.of(day);
    this.#sums = activity.volume;
    this.#openSeconds = activity.openSeconds;
    const calm = Math.exp(DAILY_DEVIATION * noiseNormal(this.#key, day, 20));
    for (const { from, plannedTo, to, phase } of this.#path.segmentsOf(day)) {
      if (this.#piece >= pieces.count) break;
      const slots = this.#slots(from, plannedTo);
      if (slots === 0) continue;
      const share = sumAt(this.#sums, plannedTo) - sumAt(this.#sums, from);
      const busy = calm * phase.traits.volume * Math.sqrt(this.#path.stressOf(day, phase));
      const lots = Math.round(this.#lotsPerDay * splitRatio * share * busy);
      const trades = Math.round(lots / (this.#lotsPerTrade * Math.sqrt(busy) * splitRatio));
      const least = TRADES_PER_SLOT_MIN * slots;
      this.#trades[0] = Math.max(least, Math.min(trades, TRADES_PER_SECOND_MAX * this.slotSeconds * slots));
      this.#volume[0] = Math.max(lots, this.#trades[0]);
      this.#limit = to;
      this.#visit(0, from, plannedTo);
    }
  }

  #visit(depth: number, from: number, to: number): void {
    const pieces = this.#pieces!;
    let piece = this.#piece;
    while (piece < pieces.count && pieces.to[piece]! <= from) piece++;
    this.#piece = piece;
    if (piece === pieces.count || pieces.from[piece]! >= to || from >= this.#limit) return;
    if (this.#trades[depth] === 0) return;
    if (pieces.from[piece]! <= from && to <= pieces.to[piece]! && to <= this.#limit) {
      pieces.volume[piece]! += this.#volume[depth]!;
      pieces.trades[piece]! += this.#trades[depth]!;
      return;
    }
    assert(to - from > this.slotSeconds, 'a piece cuts a slot of trades');
    const middle = middleOf(from, to);
    this.#split(depth, from, middle, to);
    this.#visit(depth + 1, from, middle);
    if (middle >= this.#limit) return;
    this.#trades[depth + 1] = this.#rightTrades[depth + 1]!;
    this.#volume[depth + 1] = this.#rightVolume[depth + 1]!;
    this.#visit(depth + 1, middle, to);
  }

  #split(depth: number, from: number, middle: number, to: number): void {
    const trades = this.#trades[depth]!;
    const volume = this.#volume[depth]!;
    const leastLeft = TRADES_PER_SLOT_MIN * this.#slots(from, middle);
    const leastRight = TRADES_PER_SLOT_MIN * this.#slots(middle, to);
    let left = 0;
    let volumeLeft = 0;
    if (leastRight === 0) {
      left = trades;
      volumeLeft = volume;
    } else if (leastLeft > 0) {
      const { a, b } = this.#key;
      const second = this.#day * 86_400 + middle;
      const tilt = UNEVENNESS * (2 * uniformOf(noiseBits(a, b, second, 0)) - 1);
      const base = sumAt(this.#sums, from);
      const share = (sumAt(this.#sums, middle) - base) / (sumAt(this.#sums, to) - base);
      const weight = share * (1 + tilt);
      const p = weight / (weight + (1 - share) * (1 - tilt));
      left = clamp(Math.round(trades * p), leastLeft, trades - leastRight);
      const sizes = 1 + UNEVENNESS * (2 * uniformOf(noiseBits(a, b, second, 1)) - 1);
      const q = (p * sizes) / (p * sizes + 1 - p);
      volumeLeft = clamp(Math.round(volume * q), left, volume - (trades - left));
    }
    this.#trades[depth + 1] = left;
    this.#volume[depth + 1] = volumeLeft;
    this.#rightTrades[depth + 1] = trades - left;
    this.#rightVolume[depth + 1] = volume - volumeLeft;
  }

  #slots(from: number, to: number): number {
    return (sumAt(this.#openSeconds, to) - sumAt(this.#openSeconds, from)) / this.slotSeconds;
  }
}

function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}
