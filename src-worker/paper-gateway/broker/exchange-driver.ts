import { MS_PER_MINUTE } from '#shared/kernel/time.ts';
import { toOrderPrice } from '#shared/model/order-price.ts';
import { toQuantityMicros } from '#shared/model/quantity.ts';
import type { SessionCalendar } from '#shared/model/sessions/session-calendar.ts';
import type { MarketEvent } from '#shared/simulation/exchange/market-event.ts';
import type { MarketEvent as FeedEvent } from '#shared/simulation/market/market.ts';
import type { World } from '../world/world.ts';
import { nextPhaseChange, phaseAt } from './market-phase.ts';

interface Followed {
  readonly conId: number;
  readonly marketId: string;
  readonly calendar: SessionCalendar;
  /** Unix ms; Infinity: past the calendar's end. */
  nextChange: number;
  /** The fault that held when its sizes were last shown (`World.shownSizeMax`). */
  shownSizeMax: number;
  unwatch: () => void;
  cancelTimer: () => void;
  isNeeded: boolean;
}

/** After a longer silence (the machine slept) the feed goes on from the present, and so does the exchange. */
const STALE_MS = MS_PER_MINUTE;

/**
 * Feeds the exchange with the markets of those contracts that have orders: quotes and trades from the market feed, and the
 * beginnings and ends of session phases from the calendar.
 */
export class ExchangeDriver {
  readonly #world: World;
  readonly #tell: (event: MarketEvent) => void;
  readonly #followed = new Map<number, Followed>();

  /** @param tell passes an event to the exchange; `time` may lie before its own, which then counts */
  constructor(world: World, tell: (event: MarketEvent) => void) {
    this.#world = world;
    this.#tell = tell;
  }

  /**
   * From now on, beginning with the market as it stands. The exchange lists the contract already.
   *
   * @param knownAt Unix ms of the exchange's last word on a market that has orders, after a restart; null: it has none
   */
  follow(conId: number, knownAt: number | null = null): void {
    const known = this.#followed.get(conId);
    if (known !== undefined) {
      known.isNeeded = true;
      // A fault that has come or gone holds for the next order, not only from the next quote on.
      if (known.shownSizeMax !== this.#world.shownSizeMax) this.#showQuoteAt(known, this.#world.now());
      return;
    }
    const { universe, feed } = this.#world;
    const { details } = this.#world.listing(conId);
    const { marketId } = details;
    const calendar = universe.sessionsOf(details);
    const now = this.#world.now();
    const followed: Followed = {
      ...{ conId, marketId, calendar, isNeeded: true },
      ...{ unwatch: () => undefined, cancelTimer: () => undefined },
      nextChange: nextPhaseChange(calendar, now) ?? Infinity,
      shownSizeMax: Infinity,
    };
    this.#followed.set(conId, followed);
    // What the exchange remembers of the market may be of another session; in the same one, day orders live on.
    const before = knownAt === null ? null : calendar.sessionAt(knownAt);
    if (before === null || before.start !== calendar.sessionAt(now)?.start)
      this.#phase(followed, now, 'closed');
    this.#phase(followed, now, phaseAt(calendar, now));
    this.#showNow(followed);
    followed.unwatch = feed.watch(marketId, { event: (event) => this.#hear(followed, event) });
    this.#setBoundary(followed);
  }

  /** Lets go of what has had no orders since the last time: what was taken of the sizes shown stays taken meanwhile. @param needed contracts with orders, or that orders look at */
  sweep(needed: ReadonlySet<number>): void {
    for (const followed of [...this.#followed.values()]) {
      const { conId } = followed;
      const isNeeded = needed.has(conId);
      if (!isNeeded && !followed.isNeeded) {
        followed.unwatch();
        followed.cancelTimer();
        this.#followed.delete(conId);
      }
      followed.isNeeded = isNeeded;
    }
  }

  get followedCount(): number {
    return this.#followed.size;
  }

  #hear(followed: Followed, event: FeedEvent): void {
    if (event.time >= followed.nextChange) this.#crossBoundaries(followed, event.time);
    const { conId: instrument } = followed;
    const { time } = event;
    switch (event.kind) {
      case 'quote':
        this.#quote(followed, time, event);
        break;
      case 'trade': {
        const price = toOrderPrice(event.price);
        this.#tell({ kind: 'trade', instrument, time, price, size: toQuantityMicros(event.size) });
        break;
      }
      case 'halted':
        this.#tell({ kind: 'halted', instrument, time });
        break;
      case 'resumed':
        this.#tell({ kind: 'resumed', instrument, time, cross: null });
        break;
      case 'opened':
      case 'closed':
        // The calendar says so, with the parts in between.
        break;
    }
  }

  #setBoundary(followed: Followed): void {
    if (followed.nextChange === Infinity) return;
    followed.cancelTimer = this.#world.clock.at(followed.nextChange, (now) => {
      const wasDue = followed.nextChange;
      this.#crossBoundaries(followed, now);
      if (now - wasDue > STALE_MS) this.#showNow(followed);
      this.#setBoundary(followed);
    });
  }

  #crossBoundaries(followed: Followed, until: number): void {
    const { calendar } = followed;
    while (followed.nextChange <= until) {
      const at = followed.nextChange;
      const ends = calendar.sessionAt(at - 1);
      const begins = calendar.sessionAt(at);
      // Where one session follows another without a pause the day is over all the same.
      const isAnother = ends !== null && begins !== null && ends.start !== begins.start;
      if (isAnother) this.#phase(followed, at, 'closed');
      this.#phase(followed, at, phaseAt(calendar, at));
      if (isAnother) this.#showQuoteAt(followed, at);
      followed.nextChange = nextPhaseChange(calendar, at) ?? Infinity;
    }
  }

  #showNow(followed: Followed): void {
    const { conId: instrument, marketId } = followed;
    const time = this.#world.now();
    const { isHalted, last } = this.#world.market.snapshot(marketId, time);
    this.#showQuoteAt(followed, time);
    // A price in yesterday's shares would set off stops in today's.
    const isOwn = last !== null && this.#world.entitlements.isSameShare(marketId, last.time, time);
    if (isOwn && last.size > 0) {
      const price = toOrderPrice(last.price);
      // Of no size: it has happened already, and nobody's turn comes by it.
      this.#tell({ kind: 'trade', instrument, time, price, size: toQuantityMicros(0) });
    }
    if (isHalted) this.#tell({ kind: 'halted', instrument, time });
  }

  #showQuoteAt(followed: Followed, time: number): void {
    const { isOpen, quote } = this.#world.market.snapshot(followed.marketId, time);
    if (isOpen && quote !== null) this.#quote(followed, time, quote);
  }

  #quote(
    followed: Followed,
    time: number,
    quote: { readonly bid: number; readonly ask: number; readonly bidSize: number; readonly askSize: number },
  ): void {
    const [bid, ask] = [toOrderPrice(quote.bid), toOrderPrice(quote.ask)];
    const { conId: instrument } = followed;
    const { shownSizeMax } = this.#world;
    followed.shownSizeMax = shownSizeMax;
    const shown = (size: number) => toQuantityMicros(Math.min(size, shownSizeMax));
    const [bidSize, askSize] = [shown(quote.bidSize), shown(quote.askSize)];
    this.#tell({ kind: 'quote', instrument, time, bid, ask, bidSize, askSize });
  }

  #phase({ conId: instrument }: Followed, time: number, phase: ReturnType<typeof phaseAt>): void {
    this.#tell({ kind: 'phase', instrument, time, phase, cross: null });
  }
}
