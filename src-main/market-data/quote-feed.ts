import type { Clock, Timers } from '#shared/kernel/clock.ts';
import type { ContractId } from '#shared/model/contract.ts';
import type { QuoteBatch } from '#shared/model/quote.ts';
import type { QuoteTable } from './quote-table.ts';

/** What changes is gathered for so long, then told to the window in one batch: quotes, depth, and bars of charts behind. */
export const BATCH_MS = 50;

export interface QuoteFeedOptions {
  readonly table: QuoteTable;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly publish: (batch: QuoteBatch) => void;
}

/**
 * Quotes on their way to the window: however many ticks come, one batch per 50 ms, with every row as it stands, so that a
 * window which misses a batch misses nothing. Nothing is sent while nothing changes.
 */
export class QuoteFeed {
  readonly #options: QuoteFeedOptions;
  #contractIds = new Float64Array();
  #rows: readonly number[] = [];
  #stopTimer: (() => void) | null = null;

  constructor(options: QuoteFeedOptions) {
    this.#options = options;
  }

  show(contractIds: readonly ContractId[]): void {
    const { table } = this.#options;
    this.#contractIds = Float64Array.from(contractIds);
    this.#rows = contractIds.map((contractId) => table.ensureRow(contractId));
    // What is known of new rows is shown at once.
    this.changed();
  }

  /** A quote that is shown has changed. */
  readonly changed = (): void => {
    if (this.#stopTimer !== null || this.#rows.length === 0) return;
    this.#stopTimer = this.#options.timers.schedule(BATCH_MS, () => {
      this.#stopTimer = null;
      this.#send();
    });
  };

  close(): void {
    this.#stopTimer?.();
    this.#stopTimer = null;
  }

  #send(): void {
    const { table, clock, publish } = this.#options;
    publish({ now: clock.now(), contractIds: this.#contractIds, values: table.copyRows(this.#rows) });
  }
}
