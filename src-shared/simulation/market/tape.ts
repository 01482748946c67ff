import { assert } from '../../kernel/assert.ts';
import { noiseBits, noiseUniform, streamKey, uniformOf, type StreamKey } from '../../kernel/rng.ts';
import { MS_PER_DAY, MS_PER_SECOND } from '../../kernel/time.ts';
import { dayOf } from './day.ts';
import type { Listing } from './listing.ts';
import { Pieces } from './pieces.ts';

/** One print of the simulated tape. */
export interface Trade {
  /** Unix ms. */
  readonly time: number;
  readonly price: number;
  /** Units. */
  readonly size: number;
  /** A letter of the instrument's exchanges. */
  readonly exchange: string;
}

/** Bid and ask at an instant. */
export interface Quote {
  /** Unix ms. */
  readonly time: number;
  readonly bid: number;
  readonly ask: number;
  /** Units. */
  readonly bidSize: number;
  readonly askSize: number;
}

/** Within a second the worth takes four values: where the second opens, its two extremes in some order, where it closes. */
const STEPS = 4;
const SECONDS_PER_MINUTE = 60;
const MAX_MINUTES_KEPT = 512;
/** How often a second that rises shows its high before its low, and the reverse. */
const CONTRARY = 0.25;
const SIZE_DEVIATION = 0.7;

/** One minute of one instrument, second by second, in the units of its day. */
interface Minute {
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /** By slot of trades. */
  readonly trades: Float64Array;
  readonly lots: Float64Array;
  /** Of the whole minute: bid to ask in ticks, and how much of the typical size is shown. */
  readonly spread: number;
  readonly shown: number;
}

/**
 * What happens within a minute: quotes and single trades, made from the same path and the same volumes as the bars. The
 * highest trade of a slot is its bar's high, and sizes add up to its volume. Keeps the minutes used last, up to a bound.
 */
export class Tape {
  readonly #seed: number;
  readonly #kept = new Map<string, Minute | null>();
  readonly #lastMinute = new Map<string, { readonly start: number; readonly minute: Minute | null }>();
  /** Per instrument: a clock that goes in small steps asks for the same slot again and again. */
  readonly #lastSlot = new Map<string, { readonly epoch: number; readonly trades: readonly Trade[] }>();
  readonly #keys = new Map<string, StreamKey>();
  readonly #pieces = new Pieces();

  constructor(seed: number) {
    this.#seed = seed;
  }

  forget(): void {
    this.#kept.clear();
    this.#lastMinute.clear();
    this.#lastSlot.clear();
  }

  /** The quote in force at an instant: while closed or halted the last one there was. null: never traded before. */
  quoteAt(listing: Listing, time: number): Quote | null {
    const at = this.#openInstant(listing, time);
    return at === null ? null : this.#quoteOfStep(listing, at.day, at.second, at.step);
  }

  /** What the instrument is worth, before ticks, at an instant or when it last traded. */
  worthAt(listing: Listing, time: number): number | null {
    const at = this.#openInstant(listing, time);
    if (at === null) return null;
    const minute = this.#minute(listing, at.day, at.second)!;
    return this.#worth(listing, minute, at.day, at.second, at.step);
  }

  /** Quotes that come into force from `from` up to, not including, `to` (Unix ms), each once. */
  quotesBetween(listing: Listing, from: number, to: number): Quote[] {
    const quotes: Quote[] = [];
    for (let epoch = Math.floor(from / MS_PER_SECOND); epoch * MS_PER_SECOND < to; epoch++) {
      const day = Math.floor((epoch * MS_PER_SECOND) / MS_PER_DAY);
      const second = epoch - (day * MS_PER_DAY) / MS_PER_SECOND;
      if (!this.#isOpen(listing, day, second)) continue;
      for (let step = 0; step < STEPS; step++) {
        const start = epoch * MS_PER_SECOND + this.#stepStart(listing, day, second, step);
        if (start < from || start >= to) continue;
        const quote = this.#quoteOfStep(listing, day, second, step);
        quotes.push(quote);
      }
    }
    return quotes;
  }

  /** Trades from `from` up to, not including, `to` (Unix ms), in order. */
  tradesBetween(listing: Listing, from: number, to: number): Trade[] {
    const trades: Trade[] = [];
    for (let day = dayOf(from); day <= dayOf(to - 1); day++) {
      const midnight = day * MS_PER_DAY;
      const first = Math.max(0, Math.floor((from - midnight) / MS_PER_SECOND));
      const end = Math.min(86_400, Math.ceil((to - midnight) / MS_PER_SECOND));
      for (const trade of this.tradesOfSeconds(listing, day, first, end)) {
        if (trade.time >= from && trade.time < to) trades.push(trade);
      }
    }
    return trades;
  }

  tradesOfSeconds(listing: Listing, day: number, from: number, to: number): Trade[] {
    const trades: Trade[] = [];
    const slot = listing.slotSeconds;
    const [earliest, latest] = [from, to].map((second) => day * MS_PER_DAY + second * MS_PER_SECOND) as [
      number,
      number,
    ];
    for (let second = Math.floor(from / slot) * slot; second < to; second += slot) {
      for (const trade of this.#tradesOfSlot(listing, day, second)) {
        if (trade.time >= earliest && trade.time < latest) trades.push(trade);
      }
    }
    return trades;
  }

  /** The last trade before a second of a day; null when there was none in a fortnight. */
  lastTradeBefore(listing: Listing, day: number, second: number): Trade | null {
    return this.lastTrade(listing, day * MS_PER_DAY + second * MS_PER_SECOND);
  }

  /** The last trade before an instant; null when there was none in a fortnight. */
  lastTrade(listing: Listing, time: number): Trade | null {
    if (listing.instrument.dailyVolume === 0) return null;
    let day = dayOf(time);
    let second = Math.ceil((time - day * MS_PER_DAY) / MS_PER_SECOND);
    // The slot in progress may have traded already; the one before it has.
    for (let attempt = 0; attempt < 3; attempt++) {
      const open = listing.lastOpenSecondBefore(day, second);
      if (open === null) return null;
      const slot = Math.floor(open.second / listing.slotSeconds) * listing.slotSeconds;
      const trade = this.#tradesOfSlot(listing, open.day, slot).findLast(
        (candidate) => candidate.time < time,
      );
      if (trade !== undefined) return trade;
      day = open.day;
      second = slot;
    }
    return null;
  }

  #openInstant(listing: Listing, time: number): { day: number; second: number; step: number } | null {
    const day = dayOf(time);
    const second = Math.floor((time - day * MS_PER_DAY) / MS_PER_SECOND);
    if (this.#isOpen(listing, day, second)) {
      const within = time - day * MS_PER_DAY - second * MS_PER_SECOND;
      let step = STEPS - 1;
      while (step > 0 && this.#stepStart(listing, day, second, step) > within) step--;
      return { day, second, step };
    }
    const last = listing.lastOpenSecondBefore(day, second);
    return last === null ? null : { ...last, step: STEPS - 1 };
  }

  #isOpen(listing: Listing, day: number, second: number): boolean {
    return this.#minute(listing, day, second) !== null;
  }

  #quoteOfStep(listing: Listing, day: number, second: number, step: number): Quote {
    const { quoteRule } = listing;
    const minute = this.#minute(listing, day, second)!;
    const { spread } = minute;
    const bid = quoteRule.bidTicks(this.#worth(listing, minute, day, second, step), spread);
    const time = day * MS_PER_DAY + second * MS_PER_SECOND + this.#stepStart(listing, day, second, step);
    return {
      time,
      bid: quoteRule.price(bid),
      ask: quoteRule.price(bid + spread),
      bidSize: this.shownSize(listing, day, second, 2 * step),
      askSize: this.shownSize(listing, day, second, 2 * step + 1),
    };
  }

  /** Units shown at a price: fewer in wild markets. @param lane tells apart what is shown within one second */
  shownSize(listing: Listing, day: number, second: number, lane: number): number {
    const { typicalSize, lot } = listing.instrument;
    const shown = this.#minute(listing, day, second)?.shown ?? 1;
    const u = noiseUniform(this.#key(listing), day * 86_400 + second, 100 + lane);
    // Skewed as sizes are: mostly small, at times a block. The logistic distribution needs no second number.
    const factor = Math.exp(SIZE_DEVIATION * 0.55 * Math.log(u / (1 - u)));
    const lots = Math.max(1, Math.round((typicalSize / lot) * shown * Math.min(factor, 20)));
    return cleanSize(lots * lot);
  }

  /** Milliseconds into the second. */
  #stepStart(listing: Listing, day: number, second: number, step: number): number {
    if (step === 0) return 0;
    const { a, b } = this.#key(listing);
    const bits = noiseBits(a, b, day * 86_400 + second, 0);
    return 60 + (step - 1) * 290 + ((bits >>> (8 * (step - 1))) & 0xff);
  }

  #isLowFirst(listing: Listing, minute: Minute, day: number, second: number): boolean {
    const index = second % SECONDS_PER_MINUTE;
    const isRising = minute.close[index]! >= minute.open[index]!;
    return isRising !== noiseUniform(this.#key(listing), day * 86_400 + second, 1) < CONTRARY;
  }

  #worth(listing: Listing, minute: Minute, day: number, second: number, step: number): number {
    const index = second % SECONDS_PER_MINUTE;
    if (step === 0) return minute.open[index]!;
    if (step === STEPS - 1) return minute.close[index]!;
    const isLow = this.#isLowFirst(listing, minute, day, second) === (step === 1);
    return isLow ? minute.low[index]! : minute.high[index]!;
  }

  #tradesOfSlot(listing: Listing, day: number, slotStart: number): readonly Trade[] {
    const epoch = day * 86_400 + slotStart;
    const last = this.#lastSlot.get(listing.instrument.id);
    if (last?.epoch === epoch) return last.trades;
    const trades = this.#makeTrades(listing, day, slotStart);
    this.#lastSlot.set(listing.instrument.id, { epoch, trades });
    return trades;
  }

  #makeTrades(listing: Listing, day: number, slotStart: number): readonly Trade[] {
    const minute = this.#minute(listing, day, slotStart);
    const slot = listing.slotSeconds;
    const index = (slotStart % SECONDS_PER_MINUTE) / slot;
    const count = minute === null ? 0 : minute.trades[index]!;
    if (minute === null || count === 0) return [];
    const { quoteRule, instrument } = listing;
    const key = this.#key(listing);
    const epoch = day * 86_400 + slotStart;
    const prints: { time: number; ticks: number }[] = [];
    const print = (second: number, step: number) => {
      const start = this.#stepStart(listing, day, second, step);
      const end = step === STEPS - 1 ? MS_PER_SECOND : this.#stepStart(listing, day, second, step + 1);
      const u = noiseUniform(key, epoch, 200 + 3 * prints.length);
      const time = day * MS_PER_DAY + second * MS_PER_SECOND + start + Math.floor(u * (end - start));
      prints.push({ time, ticks: quoteRule.lastTicks(this.#worth(listing, minute, day, second, step)) });
    };
    // Opening, highest, lowest and closing worth are traded at; the rest falls anywhere.
    const first = slotStart % SECONDS_PER_MINUTE;
    let highest = first;
    let lowest = first;
    for (let i = first; i < first + slot; i++) {
      if (minute.high[i]! > minute.high[highest]!) highest = i;
      if (minute.low[i]! < minute.low[lowest]!) lowest = i;
    }
    const base = slotStart - first;
    print(slotStart, 0);
    print(base + highest, this.#isLowFirst(listing, minute, day, base + highest) ? 2 : 1);
    print(base + lowest, this.#isLowFirst(listing, minute, day, base + lowest) ? 1 : 2);
    print(slotStart + slot - 1, STEPS - 1);
    while (prints.length < count) {
      const u = noiseUniform(key, epoch, 201 + 3 * prints.length) * slot;
      const second = Math.floor(u);
      print(slotStart + second, Math.floor((u - second) * STEPS));
    }
    prints.sort((a, b) => a.time - b.time);
    const letters = instrument.exchanges ?? [''];
    let lots = minute.lots[index]!;
    return prints.map(({ time, ticks }, i) => {
      const bits = noiseBits(key.a, key.b, epoch, 202 + 3 * i);
      const others = count - 1 - i;
      // Of what is left a share around the mean, at least one lot for each trade to come; the last takes the rest.
      const share = (2 * uniformOf(bits)) / (others + 1);
      const size = others === 0 ? lots : Math.max(1, Math.min(lots - others, Math.round(lots * share)));
      lots -= size;
      const exchange = letters[(bits & 0xff) % letters.length]!;
      return { time, price: quoteRule.price(ticks), size: cleanSize(size * instrument.lot), exchange };
    });
  }

  /** null while closed or halted: both begin and end on whole minutes. */
  #minute(listing: Listing, day: number, second: number): Minute | null {
    const minute = Math.floor(second / SECONDS_PER_MINUTE);
    const start = day * 1_440 + minute;
    const { id } = listing.instrument;
    const last = this.#lastMinute.get(id);
    if (last?.start === start) return last.minute;
    const key = `${start}/${id}`;
    let known = this.#kept.get(key);
    if (known === undefined) {
      known = this.#makeMinute(listing, day, minute * SECONDS_PER_MINUTE);
      if (this.#kept.size >= MAX_MINUTES_KEPT) this.#kept.delete(this.#kept.keys().next().value!);
      this.#kept.set(key, known);
    }
    this.#lastMinute.set(id, { start, minute: known });
    return known;
  }

  #makeMinute(listing: Listing, day: number, start: number): Minute | null {
    const end = start + SECONDS_PER_MINUTE;
    if (listing.intervalAt(day, start) === null || listing.haltAt(day, start) !== null) return null;
    assert(
      listing.intervalAt(day, end - 1) !== null,
      `${listing.instrument.id}: sessions are on whole minutes`,
    );
    const pieces = this.#pieces;
    pieces.clear();
    for (let second = start; second < end; second++) pieces.add(second, second + 1, 0);
    listing.readPrices(day, pieces);
    const column = (values: Float64Array, count: number) => values.slice(0, count);
    const prices = {
      open: column(pieces.open, SECONDS_PER_MINUTE),
      high: column(pieces.high, SECONDS_PER_MINUTE),
      low: column(pieces.low, SECONDS_PER_MINUTE),
      close: column(pieces.close, SECONDS_PER_MINUTE),
    };
    const slots = SECONDS_PER_MINUTE / listing.slotSeconds;
    pieces.clear();
    for (let slot = 0; slot < slots; slot++) {
      pieces.add(start + slot * listing.slotSeconds, start + (slot + 1) * listing.slotSeconds, 0);
    }
    listing.readVolumes(day, pieces);
    const { phase } = listing.path.segmentsOf(day).find(({ to }) => start < to)!;
    return {
      ...prices,
      trades: column(pieces.trades, slots),
      lots: column(pieces.volume, slots),
      spread: listing.quoteRule.spreadAt(day, start),
      shown: phase.traits.size / Math.sqrt(Math.max(0.5, listing.path.stressOf(day, phase))),
    };
  }

  #key(listing: Listing): StreamKey {
    const { id } = listing.instrument;
    let key = this.#keys.get(id);
    if (key === undefined) {
      key = streamKey(this.#seed, 'tape', id);
      this.#keys.set(id, key);
    }
    return key;
  }
}

/** Sums of decimal lots, without the dust of binary fractions. */
function cleanSize(size: number): number {
  return Math.round(size * 1e8) / 1e8;
}
