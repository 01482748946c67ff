import type { Timers } from '#shared/kernel/clock.ts';
import type { Contract, ContractId } from '#shared/model/contract.ts';
import { emptyQuote } from '#shared/model/quote.ts';
import type { Contracts } from '../ports/contracts.ts';
import type { Quotes } from '../ports/quotes.ts';
import type { OrderBook } from './order-book.ts';

/** A first price comes within a second or so, or not at all. */
const FIRST_QUOTE_WITHIN_MS = 2_000;
const QUOTED_FOR_MS = 5 * 60_000;
const QUOTED_MAX = 50;

export interface QuotedContractsOptions {
  readonly contracts: Contracts;
  readonly quotes: Quotes;
  readonly book: Pick<OrderBook, 'live'>;
  readonly timers: Timers;
  /** A contract whose details are known is about to be traded. */
  readonly onOrderLikely: (contract: Contract) => void;
}

/** Contracts that are about to be traded: their details are fetched, and a market data line is held for them. */
export class QuotedContracts {
  readonly #options: QuotedContractsOptions;
  readonly #quoted = new Set<ContractId>();
  #turns = this.#quoted.values();

  constructor(options: QuotedContractsOptions) {
    this.#options = options;
  }

  get isEmpty(): boolean {
    return this.#quoted.size === 0;
  }

  /** Each in its turn; undefined: there is none. */
  next(): ContractId | undefined {
    const next = this.#turns.next();
    if (next.done !== true) return next.value;
    this.#turns = this.#quoted.values();
    return this.#turns.next().value;
  }

  /**
   * Fetches what the checks of a ticket need: the contract's details, and a price to value the order with. The contract stays
   * quoted for five minutes, and as long as an order in it works. Never fails: what is missing then, a pre-trade rule says.
   */
  async prepare({ contractId }: Contract): Promise<void> {
    const { contracts, quotes, timers, onOrderLikely } = this.#options;
    const details = await contracts.details(contractId);
    if (!details.ok) return;
    this.#keepQuoted(details.value.contract);
    onOrderLikely(details.value.contract);
    const quote = emptyQuote();
    const isQuoted = () =>
      quotes.readInto(contractId, quote) && !Number.isNaN(quote.bid + quote.ask + quote.last);
    if (isQuoted()) return;
    await new Promise<void>((resolve) => {
      const stopTick = quotes.onTick(contractId, () => {
        if (isQuoted()) finish();
      });
      const stopTimer = timers.schedule(FIRST_QUOTE_WITHIN_MS, () => finish());
      const finish = () => {
        stopTick();
        stopTimer();
        resolve();
      };
    });
  }

  #keepQuoted(contract: Contract): void {
    const { quotes, timers, book } = this.#options;
    const { contractId } = contract;
    if (this.#quoted.has(contractId) || this.#quoted.size >= QUOTED_MAX) return;
    const stop = quotes.need(contract);
    this.#quoted.add(contractId);
    const release = () => {
      if (book.live.some((record) => record.contract.contractId === contractId))
        return void timers.schedule(QUOTED_FOR_MS, release);
      this.#quoted.delete(contractId);
      stop();
    };
    timers.schedule(QUOTED_FOR_MS, release);
  }
}
