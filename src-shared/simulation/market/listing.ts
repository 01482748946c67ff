import { assert } from '../../kernel/assert.ts';
import { MS_PER_DAY, MS_PER_SECOND } from '../../kernel/time.ts';
import type { ActivityProfiles } from './activity.ts';
import { haltsOf, type Halt } from './halts.ts';
import type { MarketInstrument } from './instrument.ts';
import type { LatentReader } from './latent-reader.ts';
import { Pieces } from './pieces.ts';
import type { PricePath } from './price-path.ts';
import { QuoteRule } from './quote-rule.ts';
import type { TradeFlow } from './trade-flow.ts';
import { SECONDS_PER_DAY, type OpenInterval, type TradingDays } from './trading-days.ts';
import type { Valuation } from './valuation.ts';

export interface ListingParts {
  readonly instrument: MarketInstrument;
  readonly days: TradingDays;
  readonly profiles: ActivityProfiles;
  /** What the instrument moves with, first: decides how wild a day is. */
  readonly path: PricePath;
  readonly reader: LatentReader;
  readonly valuation: Valuation;
  readonly flow: TradeFlow;
}

const MAX_HALT_DAYS_KEPT = 8_192;

/** One instrument in the market: when it trades, what it is worth over any stretch of a day, what trades then. */
export class Listing {
  readonly instrument: MarketInstrument;
  readonly path: PricePath;
  readonly valuation: Valuation;
  readonly slotSeconds: number;
  readonly quoteRule: QuoteRule;
  readonly #parts: ListingParts;
  readonly #lastDay: number;
  readonly #lastSecond: number;
  readonly #splits: readonly { readonly day: number; readonly ratio: number }[];
  readonly #halts = new Map<number, readonly Halt[]>();
  readonly #scratch = new Pieces();

  /** @param anchorDay splits before it are in the anchor price already */
  constructor(parts: ListingParts, anchorDay: number) {
    const { instrument } = parts;
    assert(instrument.tick > 0 && instrument.lot > 0, `${instrument.id}: tick and lot must be positive`);
    this.instrument = instrument;
    this.path = parts.path;
    this.valuation = parts.valuation;
    this.slotSeconds = instrument.dailyVolume > 0 ? parts.flow.slotSeconds : 1;
    this.#parts = parts;
    this.quoteRule = new QuoteRule(instrument, parts.path, parts.days);
    const expiry = expiryOf(instrument);
    this.#lastDay = Math.floor(expiry / MS_PER_DAY);
    this.#lastSecond = Math.floor((expiry - this.#lastDay * MS_PER_DAY) / MS_PER_SECOND / 60) * 60;
    const actions = instrument.moves === 'by-itself' ? (instrument.actions ?? []) : [];
    this.#splits = actions.flatMap((action) =>
      action.kind === 'split' && action.day > anchorDay ? [{ day: action.day, ratio: action.ratio }] : [],
    );
  }

  /** Units that one unit of the anchor day has become by a day. */
  splitRatio(day: number): number {
    let ratio = 1;
    for (const split of this.#splits) if (split.day <= day) ratio *= split.ratio;
    return ratio;
  }

  /** The day's hours, halts left in, nothing after expiry. */
  openIntervals(day: number): readonly OpenInterval[] {
    const intervals = this.#parts.days.openIntervals(day);
    if (day < this.#lastDay) return intervals;
    if (day > this.#lastDay) return [];
    return intervals
      .filter(({ from }) => from < this.#lastSecond)
      .map((interval) => ({ ...interval, to: Math.min(interval.to, this.#lastSecond) }));
  }

  /** Stretches without trading within the day's regular hours. */
  halts(day: number): readonly Halt[] {
    if (this.instrument.haltBand === undefined) return [];
    let halts = this.#halts.get(day);
    if (halts === undefined) {
      halts = haltsOf(this, day, this.instrument.haltBand);
      if (this.#halts.size >= MAX_HALT_DAYS_KEPT) this.#halts.clear();
      this.#halts.set(day, halts);
    }
    return halts;
  }

  haltAt(day: number, second: number): Halt | null {
    return this.halts(day).find(({ from, to }) => second >= from && second < to) ?? null;
  }

  intervalAt(day: number, second: number): OpenInterval | null {
    return this.openIntervals(day).find(({ from, to }) => second >= from && second < to) ?? null;
  }

  /** Fills the price columns of pieces that no cut of the valuation divides: worth per unit of that day, before ticks. */
  readPrices(day: number, pieces: Pieces): void {
    this.#parts.reader.read(day, pieces);
    const { valuation } = this;
    const ratio = this.splitRatio(day);
    for (let i = 0; i < pieces.count; i++) {
      const second = pieces.from[i]!;
      const top = valuation.priceAt(pieces.high[i]!, day, second) / ratio;
      const bottom = valuation.priceAt(pieces.low[i]!, day, second) / ratio;
      pieces.open[i] = valuation.priceAt(pieces.open[i]!, day, second) / ratio;
      pieces.close[i] = valuation.priceAt(pieces.close[i]!, day, second) / ratio;
      pieces.high[i] = valuation.isFalling ? bottom : top;
      pieces.low[i] = valuation.isFalling ? top : bottom;
    }
  }

  /** Fills the volume columns of pieces that begin and end on slots: lots of the day's own units. */
  readVolumes(day: number, pieces: Pieces): void {
    this.#parts.flow.read(day, pieces, this.splitRatio(day));
  }

  /** Log highs and lows for finding halts. */
  readLatent(day: number, fill: (pieces: Pieces) => void): Pieces {
    this.#scratch.clear();
    fill(this.#scratch);
    this.#parts.reader.read(day, this.#scratch);
    return this.#scratch;
  }

  /** The last second in which the instrument was open, before an instant; null when there is none in the last fortnight. */
  lastOpenSecondBefore(
    day: number,
    second: number,
  ): { readonly day: number; readonly second: number } | null {
    for (let back = 0; back < 15; back++) {
      const limit = back === 0 ? second : SECONDS_PER_DAY;
      const halts = this.halts(day - back);
      for (const { from, to } of [...this.openIntervals(day - back)].reverse()) {
        if (from >= limit) continue;
        let last = Math.min(to, limit) - 1;
        for (const halt of [...halts].reverse())
          if (last >= halt.from && last < halt.to) last = halt.from - 1;
        if (last >= from) return { day: day - back, second: last };
      }
    }
    return null;
  }

  /** The scenario log has changed from this day on. */
  forgetFrom(day: number): void {
    for (const known of [...this.#halts.keys()]) if (known >= day) this.#halts.delete(known);
    this.quoteRule.forget();
  }
}

function expiryOf(instrument: MarketInstrument): number {
  const never = 8.64e15;
  if (instrument.moves === 'as-option') return instrument.expiry;
  if (instrument.moves === 'with-others') return instrument.carry?.expiry ?? never;
  return never;
}
