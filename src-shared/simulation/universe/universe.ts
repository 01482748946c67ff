import { assertNever } from '../../kernel/assert.ts';
import { MS_PER_DAY } from '../../kernel/time.ts';
import type { SessionCalendar } from '../../model/sessions/session-calendar.ts';
import { sessionCalendar } from '../../model/sessions/session-calendar.ts';
import type { CalendarId } from '../../model/sessions/session-rules.ts';
import type { MarketInstrument } from '../market/instrument.ts';
import { cryptoListings } from './listings/crypto.ts';
import { currencyListings } from './listings/currencies.ts';
import { etfListings } from './listings/etfs.ts';
import {
  expiredFutures,
  FUTURE_ROOTS,
  futureByConId,
  listedFutures,
  type FutureRoot,
} from './listings/futures.ts';
import { indexListings } from './listings/indices.ts';
import { latentInstruments } from './listings/latent.ts';
import type { Calendars, Listing } from './listings/listing.ts';
import { optionByConId } from './listings/options.ts';
import { stockListings } from './listings/stocks.ts';
import type { ContractDetails } from './contract.ts';

/** How long TWS still knows futures and options that have expired. */
export const EXPIRED_KNOWN_MS = 2 * 365 * MS_PER_DAY;

export interface UniverseOptions {
  /** Every exchange trades around the clock, for evenings. Contracts expire as ever. */
  readonly alwaysOpen?: boolean;
  /** Where the stock behind an option trades at an instant: strikes are listed around it. Absent: its anchor price. */
  readonly priceOf?: (marketId: string, unixMs: number) => number;
  /** Contracts of a replay that no listing has. */
  readonly listings?: readonly Listing[];
  /** Of what is replayed, by market id: the hours in which it was traded. */
  readonly hours?: ReadonlyMap<string, SessionCalendar>;
}

/** Contract ids of futures count from here: a replay of an earlier year has these, years before they trade. */
const FIRST_FUTURES_MS = Date.UTC(2000, 0, 1);

/**
 * Every contract of the simulated broker. What it lists depends on the instant asked about and on nothing else: the same
 * instant, the same contracts with the same ids.
 */
export class Universe {
  readonly calendars: Calendars;
  /** Stocks, ETFs, indices, currencies, crypto: what neither begins nor ends. */
  readonly lasting: readonly Listing[];
  /** What moves others and has no contract of its own. */
  readonly latent: readonly MarketInstrument[];
  readonly #byConId: ReadonlyMap<number, Listing>;
  readonly #priceOf: (marketId: string, unixMs: number) => number;
  readonly #hours: ReadonlyMap<string, SessionCalendar>;
  /** The listed futures of each root, good from one expiry to the next. */
  readonly #futures = new Map<FutureRoot, { from: number; until: number; listings: readonly Listing[] }>();

  constructor(options: UniverseOptions = {}) {
    this.calendars = new KeptCalendars(options.alwaysOpen === true);
    this.latent = latentInstruments(this.calendars);
    this.lasting = [
      ...stockListings(this.calendars),
      ...etfListings(this.calendars),
      ...indexListings(this.calendars),
      ...currencyListings(this.calendars),
      ...cryptoListings(this.calendars),
      ...(options.listings ?? []),
    ];
    this.#hours = options.hours ?? new Map<string, SessionCalendar>();
    this.#byConId = new Map(this.lasting.map((listing) => [listing.details.contract.conId, listing]));
    this.#priceOf = options.priceOf ?? ((marketId) => this.#anchorPriceOf(marketId));
  }

  /** Any contract there is or ever was or will be; null when the id is nobody's. */
  byConId(conId: number): Listing | null {
    return (
      this.#byConId.get(conId) ?? futureByConId(conId, this.calendars) ?? optionByConId(conId, this.calendars)
    );
  }

  /** The futures of a root that trade at an instant, nearest first. */
  futures(root: FutureRoot, instant: number): readonly Listing[] {
    const unixMs = Math.max(instant, FIRST_FUTURES_MS);
    let known = this.#futures.get(root);
    if (known === undefined || unixMs < known.from || unixMs >= known.until) {
      const listings = listedFutures(root, unixMs, this.calendars);
      const until = Math.min(...listings.map(({ details }) => details.expiresAt ?? Infinity));
      known = { from: unixMs, until, listings };
      this.#futures.set(root, known);
    }
    return known.listings;
  }

  expiredFutures(root: FutureRoot, unixMs: number): readonly Listing[] {
    const known = Math.min(EXPIRED_KNOWN_MS, unixMs - FIRST_FUTURES_MS);
    return known <= 0 ? [] : expiredFutures(root, unixMs, known, this.calendars);
  }

  /** Everything that trades at an instant, options apart: those come by the thousand and are looked up. */
  listedAt(unixMs: number): Listing[] {
    return [...this.lasting, ...FUTURE_ROOTS.flatMap((root) => this.futures(root, unixMs))];
  }

  /** The hours in which a contract trades in this world. */
  sessionsOf(details: ContractDetails): SessionCalendar {
    return this.#hours.get(details.marketId) ?? this.calendars.trading(details.calendar);
  }

  /** Where the stock behind an option trades. */
  underlyingPrice(marketId: string, unixMs: number): number {
    const price = this.#priceOf(marketId, unixMs);
    return Number.isNaN(price) ? this.#anchorPriceOf(marketId) : price;
  }

  #anchorPriceOf(marketId: string): number {
    const instrument =
      this.latent.find(({ id }) => id === marketId) ??
      this.lasting.find((listing) => listing.instrument.id === marketId)?.instrument;
    if (instrument === undefined) return NaN;
    switch (instrument.moves) {
      case 'by-itself':
        return instrument.anchorPrice;
      case 'with-others':
        return instrument.terms.reduce(
          (price, { id, power }) => price * this.#anchorPriceOf(id) ** power,
          instrument.ratio,
        );
      case 'as-option':
        return NaN;
      default:
        return assertNever(instrument);
    }
  }
}

class KeptCalendars implements Calendars {
  readonly #isAlwaysOpen: boolean;
  readonly #official = new Map<CalendarId, SessionCalendar>();
  readonly #open = new Map<CalendarId, SessionCalendar>();

  constructor(isAlwaysOpen: boolean) {
    this.#isAlwaysOpen = isAlwaysOpen;
  }

  official(id: CalendarId): SessionCalendar {
    return kept(this.#official, id, false);
  }

  trading(id: CalendarId): SessionCalendar {
    return this.#isAlwaysOpen ? kept(this.#open, id, true) : this.official(id);
  }
}

function kept(
  calendars: Map<CalendarId, SessionCalendar>,
  id: CalendarId,
  alwaysOpen: boolean,
): SessionCalendar {
  let calendar = calendars.get(id);
  if (calendar === undefined) {
    calendar = sessionCalendar(id, { alwaysOpen });
    calendars.set(id, calendar);
  }
  return calendar;
}
