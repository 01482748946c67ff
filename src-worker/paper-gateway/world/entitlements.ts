import { MS_PER_DAY } from '#shared/kernel/time.ts';
import type { SessionCalendar } from '#shared/model/sessions/session-calendar.ts';
import type { MarketSource } from '#shared/simulation/market/market-source.ts';
import {
  dividendsOf,
  splitsOf,
  type Dividend,
  type Split,
} from '#shared/simulation/universe/corporate-actions.ts';
import type { Universe } from '#shared/simulation/universe/universe.ts';

/**
 * Corporate actions, the dividends and splits of the universe, in order of time. Each counts from the first trade of its ex day on: the market
 * makes prices by UTC days, so that is the opening of the session or, where one is open at that midnight, the midnight
 * itself. A replay has none: its bars are as they were stored.
 */
export class Entitlements {
  readonly #all: readonly Entitlement[];
  readonly #byMarket = new Map<string, Entitlement[]>();

  constructor(universe: Universe, market: MarketSource) {
    this.#all = universe.lasting
      .flatMap(({ details: { contract, marketId, calendar }, details }) => {
        if (contract.secType !== 'STK') return [];
        const inPrices = new Set(
          market.corporateActions(marketId, -Infinity, Infinity).map(({ kind, day }) => `${kind} ${day}`),
        );
        if (inPrices.size === 0) return [];
        const official = universe.calendars.official(calendar);
        const hours = universe.sessionsOf(details);
        return [...dividendsOf(contract.symbol, official), ...splitsOf(contract.symbol, official)]
          .filter((action) => inPrices.has(`${action.kind} ${action.exDay}`))
          .map((action) => new Entitlement(contract.conId, marketId, action, hours));
      })
      .sort((a, b) => a.action.exDay - b.action.exDay);
    for (const each of this.#all) {
      const own = this.#byMarket.get(each.marketId);
      if (own === undefined) this.#byMarket.set(each.marketId, [each]);
      else own.push(each);
    }
  }

  /** When the first comes after a time, Unix ms; Infinity: none does. */
  nextAfter(time: number): number {
    return this.#all[firstAfter(this.#all, time)]?.at ?? Infinity;
  }

  at(time: number): readonly Entitlement[] {
    return this.#all.slice(firstAfter(this.#all, time - 1), firstAfter(this.#all, time));
  }

  /** Whether a price of then is one of today's shares: nothing went ex or was split in between. */
  isSameShare(marketId: string, then: number, now: number): boolean {
    const own = this.#byMarket.get(marketId);
    return own === undefined || firstAfter(own, then) === firstAfter(own, now);
  }
}

/** A dividend or split, with the instant from which the market's prices have it in them. */
class Entitlement {
  readonly conId: number;
  readonly marketId: string;
  readonly action: Dividend | Split;
  readonly #hours: SessionCalendar;
  #at: number | undefined;

  constructor(conId: number, marketId: string, action: Dividend | Split, hours: SessionCalendar) {
    this.conId = conId;
    this.marketId = marketId;
    this.action = action;
    this.#hours = hours;
  }

  /** Unix ms. Worked out when it is asked for: there are thousands, and the next one counts. */
  get at(): number {
    this.#at ??= this.#hours.nextOpen(this.action.exDay * MS_PER_DAY) ?? Infinity;
    return this.#at;
  }
}

function firstAfter(list: readonly Entitlement[], time: number): number {
  let from = 0;
  let to = list.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (list[middle]!.at <= time) from = middle + 1;
    else to = middle;
  }
  return from;
}
