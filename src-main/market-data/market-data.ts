import type { Clock, Timers } from '#shared/kernel/clock.ts';
import type { Contract, ContractId } from '#shared/model/contract.ts';
import type { DataKind, QuoteBatch } from '#shared/model/quote.ts';
import type { MarketDataStatus } from '#shared/ipc/market-data.ts';
import type { MarketDataSource } from '../ports/market-data-source.ts';
import type { Circuits } from './circuits.ts';
import type { ContractBook } from './contract-book.ts';
import { QuoteFeed } from './quote-feed.ts';
import { QuoteLines } from './quote-lines.ts';

export const STATUS_EVERY_MS = 1_000;
const PROBLEMS_MAX = 1_000;

/** What history adds to it is told by `History`. */
export type QuotesStatus = Omit<MarketDataStatus, 'historyPacing' | 'cache'> & {
  readonly cache: Omit<MarketDataStatus['cache'], 'bars'>;
};

export interface MarketDataOptions {
  readonly source: MarketDataSource;
  readonly contracts: ContractBook;
  readonly circuits: Circuits;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly publishQuotes: (batch: QuoteBatch) => void;
  readonly publishStatus: (status: QuotesStatus) => void;
}

/** Market data as the rest of main and the window see it. */
export class MarketData {
  readonly quotes: QuoteLines;
  readonly #options: MarketDataOptions;
  readonly #feed: QuoteFeed;
  #shownIds: readonly ContractId[] = [];
  #dataKind: DataKind = 'live';
  #profileId: string | null = null;
  #market: string | null = null;
  /** Ticks counted when the status was last told. */
  #ticksBefore = 0;
  #stopTimer: () => void = () => undefined;

  constructor(options: MarketDataOptions) {
    const { source, clock, timers, publishQuotes } = options;
    this.#options = options;
    this.quotes = new QuoteLines({ source, clock, timers, onShownChange: () => this.#feed.changed() });
    this.#feed = new QuoteFeed({ table: this.quotes.table, clock, timers, publish: publishQuotes });
    source.onInterrupted((isInterrupted) => this.quotes.interrupt(isInterrupted));
    this.#tellStatus();
  }

  /** All that the window shows, in place of what it showed before; those named first get a line first. */
  show(contractIds: readonly ContractId[]): void {
    this.#shownIds = contractIds;
    this.#showKnown();
    for (const contractId of contractIds)
      if (this.#options.contracts.known(contractId) === undefined) void this.#learn(contractId);
  }

  /**
   * Before anything else of a session: what was known of another market is forgotten.
   *
   * @param market whose prices these are; practice has several
   */
  sessionBegan(profileId: string, market: string): void {
    this.#options.circuits.forget();
    if (this.#market !== null && this.#market !== market) this.quotes.forgetAll();
    // Contracts of practice are the same ones in each of its markets.
    if (this.#profileId !== null && this.#profileId !== profileId) this.show([]);
    this.#profileId = profileId;
    this.#market = market;
  }

  /** After a start, a reconnect or an outage of the servers behind TWS. */
  resubscribe(isDataKept: boolean): void {
    this.quotes.resubscribe(isDataKept);
    // Contracts that could not be looked up without a connection are looked up now.
    this.show(this.#shownIds);
  }

  setDataKind(kind: DataKind): void {
    this.#dataKind = kind;
    this.quotes.setDataKind(kind);
  }

  status(): QuotesStatus {
    const { source, contracts, circuits } = this.#options;
    const ticks = this.quotes.tickCount;
    const ticksPerSecond = ticks - this.#ticksBefore;
    this.#ticksBefore = ticks;
    return {
      isConnected: source.isConnected,
      dataKind: this.#dataKind,
      lines: this.quotes.usage,
      ticksPerSecond,
      cache: { price: { ...this.quotes.reads }, contract: { ...contracts.reads } },
      limits: circuits.broken(),
      problems: this.quotes.problems().slice(0, PROBLEMS_MAX),
    };
  }

  close(): void {
    this.#stopTimer();
    this.#feed.close();
    this.quotes.close();
  }

  /** A contract of which nothing is known has no quotes until the broker has told what it is. */
  #showKnown(): void {
    const known: Contract[] = [];
    for (const contractId of this.#shownIds) {
      const details = this.#options.contracts.known(contractId);
      if (details !== undefined) known.push(details.contract);
    }
    this.quotes.setShown(known);
    this.#feed.show(known.map(({ contractId }) => contractId));
  }

  async #learn(contractId: ContractId): Promise<void> {
    const details = await this.#options.contracts.details(contractId);
    if (details.ok && this.#shownIds.includes(contractId)) this.#showKnown();
  }

  #tellStatus(): void {
    this.#options.publishStatus(this.status());
    this.#stopTimer = this.#options.timers.schedule(STATUS_EVERY_MS, () => this.#tellStatus());
  }
}
