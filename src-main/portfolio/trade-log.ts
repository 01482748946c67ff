import type { RoundTrip, TradeFilter, TradeTotals } from '#shared/model/round-trip.ts';
import { csvFields, csvHeader, passesFilter, roundTripsOf, totalsOf } from '#shared/portfolio/round-trips.ts';
import type { Ledger } from './ledger.ts';

export interface TradePage {
  readonly trades: readonly RoundTrip[];
  readonly total: number;
  readonly totals: readonly TradeTotals[];
}

/** Closed round trips of all accounts of the profile, newest first. Made when asked for, and kept until something changes. */
export class TradeLog {
  readonly #ledger: () => Ledger | null;
  /** Units of the account's base currency for one of a currency; NaN: not known. */
  readonly #rate: (account: string, currency: string) => number;
  #all: readonly RoundTrip[] | null = null;

  constructor(ledger: () => Ledger | null, rate: (account: string, currency: string) => number) {
    this.#ledger = ledger;
    this.#rate = rate;
  }

  /** Something was booked: what was made is not true any more. */
  forget(): void {
    this.#all = null;
  }

  page(filter: TradeFilter, offset: number, limit: number): TradePage {
    const found = this.find(filter);
    return {
      trades: found.slice(offset, offset + limit),
      total: found.length,
      totals: totalsOf(found),
    };
  }

  find(filter: TradeFilter): readonly RoundTrip[] {
    return this.#everything().filter((trade) => passesFilter(trade, filter));
  }

  /** Rows of the CSV, the header first. */
  csvRows(filter: TradeFilter): readonly (readonly string[])[] {
    return [csvHeader(), ...this.find(filter).map(csvFields)];
  }

  #everything(): readonly RoundTrip[] {
    if (this.#all !== null) return this.#all;
    const book = this.#ledger()?.book;
    const all =
      book?.accounts.flatMap((account) =>
        book
          .contracts(account)
          .flatMap((contract) =>
            roundTripsOf(contract, (from, to) =>
              from === to ? 1 : this.#rate(account, from) / this.#rate(account, to),
            ),
          ),
      ) ?? [];
    return (this.#all = all.sort((a, b) => b.closedAt - a.closedAt || (a.id < b.id ? 1 : -1)));
  }
}
