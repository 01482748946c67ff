import type { Clock } from '#shared/kernel/clock.ts';
import type { ContractDetails, ContractId, ContractQuery } from '#shared/model/contract.ts';
import { USD, type Currency } from '#shared/model/currency.ts';
import { emptyQuote } from '#shared/model/quote.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { Answer } from '../ports/market-data-source.ts';
import type { Quotes } from '../ports/quotes.ts';

/** Pairs that are followed at a time, each with a market data line; more than an account has currencies. */
export const PAIRS_MAX = 20;
/** A pair that could not be looked up is looked up again after it. */
export const ASK_AGAIN_MS = 30_000;

export interface FxRatesOptions {
  readonly find: (query: ContractQuery, signal: AbortSignal) => Promise<Answer<readonly ContractDetails[]>>;
  readonly quotes: Pick<Quotes, 'need' | 'readInto'>;
  readonly clock: Clock;
  readonly log: Logger;
}

interface Pair {
  /** null: not found yet, or there is none. */
  contractId: ContractId | null;
  readonly release: (() => void)[];
  readonly cancel: AbortController;
  askAgainAt: number;
}

/**
 * Rates of exchange from the quotes of currency pairs. The broker names a rate only for currencies that an account holds:
 * one in euros that holds nothing else could otherwise never be held against limits in dollars, nor buy a stock in them.
 */
export class FxRates {
  readonly #options: FxRatesOptions;
  readonly #quote = emptyQuote();
  #pairs = new Map<string, Pair>();

  constructor(options: FxRatesOptions) {
    this.#options = options;
  }

  /** Units of `to` for one of `from`; NaN while nobody quotes it, and from then on its quotes are asked for. */
  rate(from: Currency, to: Currency): number {
    const direct = this.#between(from, to);
    if (direct > 0 || from === USD || to === USD) return direct;
    return this.#between(from, USD) * this.#between(USD, to);
  }

  /** Of another session: its numbers of contracts may be others. */
  forget(): void {
    for (const { release, cancel } of this.#pairs.values()) {
      cancel.abort();
      for (const stop of release) stop();
    }
    this.#pairs = new Map();
  }

  #between(from: Currency, to: Currency): number {
    const quoted = this.#quoted(from, to);
    return quoted > 0 ? quoted : 1 / this.#quoted(to, from);
  }

  /** The pair as exchanges name it: so many of the second for one of the first. One of the two ways round does not exist. */
  #quoted(base: Currency, currency: Currency): number {
    const name = `${base}.${currency}`;
    const { clock, quotes } = this.#options;
    let pair = this.#pairs.get(name);
    if (pair === undefined) {
      if (this.#pairs.size >= PAIRS_MAX) return NaN;
      pair = { contractId: null, release: [], cancel: new AbortController(), askAgainAt: -Infinity };
      this.#pairs.set(name, pair);
    }
    if (pair.contractId !== null) {
      if (!quotes.readInto(pair.contractId, this.#quote)) return NaN;
      const { bid, ask, mark } = this.#quote;
      return bid > 0 && ask > 0 ? (bid + ask) / 2 : mark > 0 ? mark : NaN;
    }
    if (clock.now() >= pair.askAgainAt) {
      pair.askAgainAt = clock.now() + ASK_AGAIN_MS;
      void this.#look(base, currency, pair);
    }
    return NaN;
  }

  async #look(base: Currency, currency: Currency, pair: Pair): Promise<void> {
    const { find, quotes, log } = this.#options;
    const { signal } = pair.cancel;
    const found = await find({ symbol: base, securityType: 'CASH', currency, exchange: 'IDEALPRO' }, signal);
    if (signal.aborted) return;
    if (!found.ok) {
      // The broker lists a pair one way round only (EUR.USD, not USD.EUR): asking again would not help.
      if (found.error.kind === 'unknown-contract') pair.askAgainAt = Infinity;
      else if (found.error.kind !== 'not-connected')
        log.warn({ base, currency, error: found.error }, 'a rate of exchange could not be looked up');
      return;
    }
    const [details] = found.value;
    if (details === undefined) return;
    pair.contractId = details.contract.contractId;
    pair.release.push(quotes.need(details.contract));
  }
}
