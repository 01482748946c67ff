import { MS_PER_DAY, MS_PER_MINUTE, MS_PER_SECOND } from '../../kernel/time.ts';
import { BarMaker, type BarRequest } from './bars.ts';
import { dayOf } from './day.ts';
import type { MarketSession } from './instrument.ts';
import type { Listing } from './listing.ts';
import type { Quote, Tape, Trade } from './tape.ts';

/** What a quote line shows at an instant. null where there is nothing (no trade yet today, an index without quotes). */
export interface Snapshot {
  readonly time: number;
  /** In regular or extended hours and not halted. */
  readonly isOpen: boolean;
  readonly isRegular: boolean;
  readonly isHalted: boolean;
  /** In force, or the last there was. */
  readonly quote: Quote | null;
  /** The last trade, or for what has no trades of its own its last value with size 0. */
  readonly last: Trade | null;
  /** Of the session's regular hours so far. */
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  /** Units since the session began, all hours. */
  readonly volume: number;
  /** Last price of the regular hours before this session's. */
  readonly previousClose: number | null;
}

interface DaySoFar {
  readonly sessionDay: number;
  readonly until: number;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly volume: number;
}

/** Keeps, per instrument, what the session had come to when last asked, and the close before it. */
export class Snapshots {
  readonly #tape: Tape;
  readonly #bars = new BarMaker();
  readonly #soFar = new Map<string, DaySoFar>();
  readonly #closes = new Map<string, { readonly sessionDay: number; readonly close: number | null }>();

  constructor(tape: Tape) {
    this.#tape = tape;
  }

  forget(): void {
    this.#soFar.clear();
    this.#closes.clear();
  }

  at(listing: Listing, time: number): Snapshot {
    const day = dayOf(time);
    const second = Math.floor((time - day * MS_PER_DAY) / MS_PER_SECOND);
    const interval = listing.intervalAt(day, second);
    const isHalted = interval !== null && listing.haltAt(day, second) !== null;
    const sessionDay = interval?.sessionDay ?? this.#sessionDayBefore(listing, day, second);
    const quote = this.#tape.quoteAt(listing, time);
    const soFar = this.#sessionSoFar(listing, sessionDay, time);
    return {
      time,
      isOpen: interval !== null && !isHalted,
      isRegular: interval?.isRegular ?? false,
      isHalted,
      quote: listing.instrument.kind === 'index' ? null : quote,
      last: this.#last(listing, time),
      open: soFar.open,
      high: soFar.high,
      low: soFar.low,
      volume: soFar.volume,
      previousClose: this.#previousClose(listing, sessionDay),
    };
  }

  #last(listing: Listing, time: number): Trade | null {
    if (listing.instrument.dailyVolume > 0) return this.#tape.lastTrade(listing, time + 1);
    const worth = this.#tape.worthAt(listing, time);
    if (worth === null) return null;
    const { quoteRule } = listing;
    return { time, price: quoteRule.price(quoteRule.lastTicks(worth)), size: 0, exchange: '' };
  }

  /** Bars up to the minute, single trades (or values) after it; a clock that goes on only adds what is new. */
  #sessionSoFar(listing: Listing, sessionDay: number | null, time: number): DaySoFar {
    const session = sessionDay === null ? null : listing.instrument.sessions.sessionOfDay(sessionDay);
    if (sessionDay === null || session === null) {
      return { sessionDay: NaN, until: time, open: null, high: null, low: null, volume: 0 };
    }
    const end = Math.min(time + 1, session.end);
    const { id } = listing.instrument;
    let base = this.#soFar.get(id);
    if (
      base === undefined ||
      base.sessionDay !== sessionDay ||
      base.until > end ||
      end - base.until > MS_PER_MINUTE
    ) {
      const minute = Math.max(session.start, Math.floor(end / MS_PER_MINUTE) * MS_PER_MINUTE);
      base = { ...this.#read(listing, session, minute), until: minute, sessionDay };
    }
    const now = this.#goOn(listing, session, base, end);
    this.#soFar.set(id, now);
    return now;
  }

  /** Adds what has happened since `base`. */
  #goOn(listing: Listing, session: MarketSession, base: DaySoFar, end: number): DaySoFar {
    if (end <= base.until) return base;
    let { open, high, low, volume } = base;
    const see = (price: number, at: number) => {
      if (session.regular === null || at < session.regular.start || at >= session.regular.end) return;
      open ??= price;
      high = high === null ? price : Math.max(high, price);
      low = low === null ? price : Math.min(low, price);
    };
    if (listing.instrument.dailyVolume === 0) {
      const { quoteRule } = listing;
      for (const quote of this.#tape.quotesBetween(listing, base.until, end)) {
        const worth = this.#tape.worthAt(listing, quote.time);
        if (worth !== null) see(quoteRule.price(quoteRule.lastTicks(worth)), quote.time);
      }
    }
    for (const trade of this.#tape.tradesBetween(listing, base.until, end)) {
      see(trade.price, trade.time);
      volume += trade.size;
    }
    volume = Math.round(volume * 1e8) / 1e8;
    return { sessionDay: base.sessionDay, until: end, open, high, low, volume };
  }

  #read(listing: Listing, session: MarketSession, until: number) {
    const request = { size: '1 day', what: 'TRADES', regularOnly: false, to: until, asOf: until } as const;
    const all = this.#day(listing, { ...request, from: session.start });
    const liquid =
      session.regular === null
        ? null
        : this.#day(listing, { ...request, regularOnly: true, from: session.regular.start });
    return {
      open: liquid?.open ?? null,
      high: liquid?.high ?? null,
      low: liquid?.low ?? null,
      volume: all?.volume ?? 0,
    };
  }

  #previousClose(listing: Listing, sessionDay: number | null): number | null {
    if (sessionDay === null) return null;
    const { id, sessions } = listing.instrument;
    const known = this.#closes.get(id);
    if (known?.sessionDay === sessionDay) return known.close;
    let close: number | null = null;
    for (let day = sessionDay - 1; day >= Math.max(listing.path.firstDay, sessionDay - 15); day--) {
      const regular = sessions.sessionOfDay(day)?.regular ?? null;
      if (regular === null) continue;
      const today = sessions.sessionOfDay(sessionDay);
      const asOf = today === null ? regular.end : today.end;
      const bar = this.#day(listing, {
        ...{ size: '1 day', what: 'TRADES', regularOnly: true },
        ...{ from: regular.start, to: regular.end, asOf },
      });
      close = bar?.close ?? null;
      break;
    }
    this.#closes.set(id, { sessionDay, close });
    return close;
  }

  #day(listing: Listing, request: BarRequest) {
    if (request.from >= request.to) return null;
    const bars = this.#bars.make(listing, this.#tape, request);
    if (bars.length === 0) return null;
    return {
      open: bars.open[0]!,
      high: bars.high[0]!,
      low: bars.low[0]!,
      close: bars.close[0]!,
      volume: bars.volume[0]!,
    };
  }

  #sessionDayBefore(listing: Listing, day: number, second: number): number | null {
    const last = listing.lastOpenSecondBefore(day, second);
    return last === null ? null : (listing.intervalAt(last.day, last.second)?.sessionDay ?? null);
  }
}
