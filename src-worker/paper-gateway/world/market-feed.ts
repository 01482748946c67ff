import { MS_PER_SECOND } from '#shared/kernel/time.ts';
import type { MarketEvent } from '#shared/simulation/market/market.ts';
import type { MarketSource } from '#shared/simulation/market/market-source.ts';
import type { Snapshot } from '#shared/simulation/market/snapshot.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** What a quote line shows, kept up to date from tick to tick. Prices are null where there are none. */
export interface QuoteState {
  readonly isOpen: boolean;
  readonly isHalted: boolean;
  readonly isRegular: boolean;
  readonly bid: number | null;
  readonly ask: number | null;
  readonly bidSize: number;
  readonly askSize: number;
  readonly last: number | null;
  readonly lastSize: number;
  /** Unix ms. */
  readonly lastTime: number;
  readonly lastExchange: string;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  /** Units, all hours of the session. */
  readonly volume: number;
  readonly previousClose: number | null;
  /** Since the session's start as far as it was watched: for the volume-weighted price and trades counted. */
  readonly tradedValue: number;
  readonly tradeCount: number;
}

export interface FeedListener {
  /** Called after `state` has taken the event in. */
  event(event: MarketEvent, state: QuoteState): void;
}

type Draft = { -readonly [K in keyof QuoteState]: QuoteState[K] };

/** After a longer silence (the machine slept, time was set) the feed goes on from the present. */
const CATCH_UP_MS_MAX = 60_000;
/**
 * Instruments look ahead one after the other in the course of a second: all at its beginning would keep orders waiting.
 * With 100 of them the longest wait of two minutes went from 89 to 4 ms.
 */
const SLOT_COUNT = 40;
const SLOT_MS = 20;

/**
 * Quotes and trades of the instruments that somebody watches, as the clock goes on. Each instrument is read from the market
 * a second at a time, once for all who watch it.
 */
export class MarketFeed {
  readonly #market: MarketSource;
  readonly #clock: VirtualClock;
  readonly #watched = new Map<string, WatchedInstrument>();
  #nextSlot = 0;

  constructor(market: MarketSource, clock: VirtualClock) {
    this.#market = market;
    this.#clock = clock;
    clock.onPassing((to) => this.#advance(to));
  }

  /** @param delayMs sees everything that much later @returns stops watching */
  watch(marketId: string, listener: FeedListener, delayMs = 0): () => void {
    const watched = this.#instrument(marketId, delayMs);
    watched.listeners.add(listener);
    return () => {
      watched.listeners.delete(listener);
      const key = keyOf(marketId, delayMs);
      if (watched.listeners.size === 0 && this.#watched.get(key) === watched) this.#watched.delete(key);
    };
  }

  /** As it is now, whether watched or not. */
  state(marketId: string, delayMs = 0): QuoteState {
    const known = this.#watched.get(keyOf(marketId, delayMs));
    if (known !== undefined) return known.state;
    return stateOf(this.#market.snapshot(marketId, this.#clock.now() - delayMs));
  }

  /** The market has been changed from now on: what was read ahead is no longer true. */
  forgetFuture(): void {
    for (const watched of this.#watched.values()) watched.forgetAhead();
  }

  get watchedCount(): number {
    return this.#watched.size;
  }

  #instrument(marketId: string, delayMs: number): WatchedInstrument {
    const key = keyOf(marketId, delayMs);
    let watched = this.#watched.get(key);
    if (watched === undefined) {
      const slotMs = (this.#nextSlot++ % SLOT_COUNT) * SLOT_MS;
      watched = new WatchedInstrument(this.#market, marketId, delayMs, this.#clock.now(), slotMs);
      this.#watched.set(key, watched);
    }
    return watched;
  }

  #advance(to: number): void {
    // In order of time over all instruments: a step is short, and mostly empty.
    const due: Due[] = [];
    for (const watched of this.#watched.values()) watched.collect(to, due);
    if (due.length > 1) due.sort((a, b) => a.at - b.at);
    for (const { event, at, watched } of due) {
      if (event === 'new-minute') watched.refresh(at);
      else watched.deliver(event);
    }
  }
}

function keyOf(marketId: string, delayMs: number): string {
  return delayMs === 0 ? marketId : `${marketId}/${delayMs}`;
}

interface Due {
  /** Hours and halts begin on whole minutes, and a day's figures with them. */
  readonly event: MarketEvent | 'new-minute';
  readonly at: number;
  readonly watched: WatchedInstrument;
}

/** Read before its time. */
interface Coming {
  readonly second: number;
  readonly events: readonly MarketEvent[];
  /** Where it begins, if a minute begins there. */
  readonly snapshot: Snapshot | undefined;
}

class WatchedInstrument {
  readonly listeners = new Set<FeedListener>();
  readonly #market: MarketSource;
  readonly #id: string;
  readonly #delayMs: number;
  #state: Draft;
  /** Everything before this instant of the instrument's own time has been collected. */
  #until: number;
  #aheadSecond = NaN;
  #ahead: readonly MarketEvent[] = [];
  #next = 0;
  /** The second after it, once its slot has come. */
  #coming: Coming | undefined;
  readonly #slotMs: number;

  constructor(market: MarketSource, id: string, delayMs: number, now: number, slotMs: number) {
    this.#slotMs = slotMs;
    this.#market = market;
    this.#id = id;
    this.#delayMs = delayMs;
    this.#until = now - delayMs + 1;
    this.#state = stateOf(market.snapshot(id, now - delayMs));
  }

  get state(): QuoteState {
    return this.#state;
  }

  forgetAhead(): void {
    this.#aheadSecond = NaN;
    this.#coming = undefined;
  }

  /** What happened up to and including `to`, with the time at which it is seen. */
  collect(to: number, due: Due[]): void {
    const end = to - this.#delayMs + 1;
    if (end - this.#until > CATCH_UP_MS_MAX) this.#skipTo(end - CATCH_UP_MS_MAX);
    while (this.#until < end) {
      const second = Math.floor(this.#until / MS_PER_SECOND);
      if (second !== this.#aheadSecond) {
        this.#read(second);
        if (second % 60 === 0) {
          due.push({ event: 'new-minute', at: second * MS_PER_SECOND + this.#delayMs, watched: this });
        }
      }
      while (this.#next < this.#ahead.length && this.#ahead[this.#next]!.time < end) {
        const event = this.#ahead[this.#next++]!;
        due.push({ event, at: event.time + this.#delayMs, watched: this });
      }
      this.#until = Math.min(end, (second + 1) * MS_PER_SECOND);
    }
    this.#lookAhead();
  }

  deliver(event: MarketEvent): void {
    this.#apply(event);
    for (const listener of this.listeners) listener.event(event, this.#state);
  }

  #skipTo(time: number): void {
    this.#until = time;
    const { tradedValue, tradeCount } = this.#state;
    this.#state = { ...stateOf(this.#market.snapshot(this.#id, time - 1)), tradedValue, tradeCount };
  }

  #read(second: number): void {
    this.#ahead = this.#coming?.second === second ? this.#coming.events : this.#eventsOf(second);
    this.#aheadSecond = second;
    this.#next = this.#ahead.findIndex(({ time }) => time >= this.#until);
    if (this.#next < 0) this.#next = this.#ahead.length;
  }

  #lookAhead(): void {
    const second = this.#aheadSecond + 1;
    // NaN when nothing has been read, or what was read has been forgotten.
    if (this.#coming?.second === second || !(this.#until % MS_PER_SECOND >= this.#slotMs && second > 0))
      return;
    const snapshot = second % 60 === 0 ? this.#market.snapshot(this.#id, second * MS_PER_SECOND) : undefined;
    this.#coming = { second, snapshot, events: this.#eventsOf(second) };
  }

  #eventsOf(second: number): readonly MarketEvent[] {
    const start = second * MS_PER_SECOND;
    return this.#market.events([this.#id], start, start + MS_PER_SECOND);
  }

  #snapshot(time: number): Snapshot {
    const coming = this.#coming;
    const isKnown = coming?.snapshot !== undefined && coming.second * MS_PER_SECOND === time;
    return isKnown ? coming.snapshot : this.#market.snapshot(this.#id, time);
  }

  /** @param at on the clock, the delay not taken off */
  refresh(at: number): void {
    this.#refresh(at - this.#delayMs);
  }

  #refresh(time: number): void {
    const { tradedValue, tradeCount, volume } = this.#state;
    this.#state = stateOf(this.#snapshot(time));
    if (this.#state.volume >= volume) Object.assign(this.#state, { tradedValue, tradeCount });
  }

  #apply(event: MarketEvent): void {
    const state = this.#state;
    switch (event.kind) {
      case 'quote':
        if (state.bid === null && state.last !== null) {
          // An index has a value where others have quotes.
          const value = this.#market.snapshot(this.#id, event.time).last;
          if (value !== null) this.#see(value.price, event.time);
          break;
        }
        state.bid = event.bid;
        state.ask = event.ask;
        state.bidSize = event.bidSize;
        state.askSize = event.askSize;
        break;
      case 'trade':
        this.#see(event.price, event.time);
        state.lastSize = event.size;
        state.lastExchange = event.exchange;
        state.volume = Math.round((state.volume + event.size) * 1e8) / 1e8;
        state.tradedValue += event.price * event.size;
        state.tradeCount++;
        break;
      case 'opened':
      case 'closed':
      case 'halted':
      case 'resumed':
        this.#refresh(event.time);
        break;
    }
  }

  #see(price: number, time: number): void {
    const state = this.#state;
    state.last = price;
    state.lastTime = time;
    if (!state.isRegular) return;
    state.open ??= price;
    state.high = state.high === null ? price : Math.max(state.high, price);
    state.low = state.low === null ? price : Math.min(state.low, price);
  }
}

function stateOf(snapshot: Snapshot): Draft {
  const { quote, last, isOpen, isHalted, isRegular, open, high, low, volume, previousClose } = snapshot;
  return {
    ...{ isOpen, isHalted, isRegular, open, high, low, volume, previousClose },
    bid: quote?.bid ?? null,
    ask: quote?.ask ?? null,
    bidSize: quote?.bidSize ?? 0,
    askSize: quote?.askSize ?? 0,
    last: last?.price ?? null,
    lastSize: last?.size ?? 0,
    lastTime: last?.time ?? 0,
    lastExchange: last?.exchange ?? '',
    tradedValue: 0,
    tradeCount: 0,
  };
}
