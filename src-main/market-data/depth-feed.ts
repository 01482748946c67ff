import { DEPTH_LEVELS, type DepthLevel, type DepthOfMarket } from '#shared/ipc/depth.ts';
import type { Timers } from '#shared/kernel/clock.ts';
import type { ContractId } from '#shared/model/contract.ts';
import type { MarketDataFault } from '#shared/model/quote.ts';
import type { DepthListener, Line, MarketDataSource } from '../ports/market-data-source.ts';
import type { ContractBook } from './contract-book.ts';
import { BATCH_MS } from './quote-feed.ts';
import { RETRY_MS } from './quote-line.ts';

/** What a broker gives at once at least, shared with the windows of TWS. */
const LINES_MAX = 3;
/** Several rows share a price where the broker collects all exchanges. */
const ROWS_SMART = 2 * DEPTH_LEVELS;
/** A broker that inserts without end does not fill the memory. */
const ROWS_KEPT_MAX = 100;
/** Asking again changes nothing until the user or the connection does. */
const LASTING = new Set<MarketDataFault['kind']>(['unknown-contract', 'not-entitled', 'no-data']);

interface Row {
  readonly price: number;
  readonly size: number;
  readonly maker: string;
}

export interface DepthFeedOptions {
  readonly source: MarketDataSource;
  readonly contracts: Pick<ContractBook, 'details'>;
  readonly timers: Timers;
  readonly publish: (book: DepthOfMarket) => void;
}

/** The book of one contract at a time for the window: brokers give three at once at most, and a trader reads one. */
export class DepthFeed {
  readonly #options: DepthFeedOptions;
  #contractId: ContractId | null = null;
  /** Counts askings: what an earlier one brings is dropped. */
  #round = 0;
  #line: Line | null = null;
  #state: DepthOfMarket['state'] = 'waiting';
  #problem: MarketDataFault | null = null;
  readonly #rows = { bid: [] as Row[], ask: [] as Row[] };
  #stopSending: (() => void) | null = null;
  #stopRetry: () => void = () => undefined;

  constructor(options: DepthFeedOptions) {
    this.#options = options;
    options.source.onInterrupted((isInterrupted) => {
      if (isInterrupted && this.#state === 'flowing') this.#become('stale');
      else if (!isInterrupted && this.#state === 'stale' && this.#line !== null) this.#become('flowing');
    });
  }

  /** Of the broker's lines for depth; waiting: a book that is wanted and has none. */
  get usage(): { readonly used: number; readonly max: number; readonly waiting: number } {
    const used = this.#line === null ? 0 : 1;
    return { used, max: LINES_MAX, waiting: this.#contractId === null ? 0 : 1 - used };
  }

  /** @param contractId null: nothing is shown */
  show(contractId: ContractId | null): void {
    if (contractId !== null && contractId === this.#contractId) {
      this.#changed();
      return;
    }
    this.#contractId = contractId;
    this.#open();
  }

  /** After a start, a reconnect or an outage of the servers behind TWS. */
  resubscribe(isDataKept: boolean): void {
    if (isDataKept && this.#line !== null) {
      if (this.#state === 'stale') this.#become('flowing');
    } else this.#open();
  }

  close(): void {
    this.show(null);
  }

  #open(): void {
    const round = ++this.#round;
    this.#line?.close();
    this.#line = null;
    this.#stopRetry();
    this.#stopSending?.();
    this.#stopSending = null;
    this.#clear();
    if (this.#contractId === null) return;
    this.#problem = null;
    this.#become('waiting');
    void this.#subscribe(round, this.#contractId);
  }

  async #subscribe(round: number, contractId: ContractId): Promise<void> {
    const { source, contracts } = this.#options;
    const details = await contracts.details(contractId);
    if (round !== this.#round) return;
    if (!details.ok) {
      this.#failed(details.error);
      return;
    }
    const { contract } = details.value;
    const rowCount = contract.exchange === 'SMART' ? ROWS_SMART : DEPTH_LEVELS;
    this.#line = source.openDepth(contract, rowCount, this.#listener(round));
  }

  #listener(round: number): DepthListener {
    const isOld = () => round !== this.#round;
    return {
      reset: () => {
        if (isOld()) return;
        this.#clear();
        this.#changed();
      },
      row: (operation, side, position, price, size, maker) => {
        if (isOld()) return;
        change(this.#rows[side], operation, position, { price, size, maker });
        this.#become('flowing');
      },
      fault: (fault, isOver) => {
        if (isOld()) return;
        if (isOver) this.#failed(fault);
        else {
          this.#problem = fault;
          this.#changed();
        }
      },
    };
  }

  #failed(fault: MarketDataFault): void {
    this.#line = null;
    this.#problem = fault;
    if (fault.kind === 'not-connected') {
      // Shown as old until the connection is back, which asks anew.
      this.#become('stale');
      return;
    }
    this.#clear();
    this.#become('refused');
    if (!LASTING.has(fault.kind)) {
      this.#stopRetry = this.#options.timers.schedule(RETRY_MS, () => this.#open());
    }
  }

  #clear(): void {
    this.#rows.bid.length = 0;
    this.#rows.ask.length = 0;
  }

  #become(state: DepthOfMarket['state']): void {
    this.#state = state;
    this.#changed();
  }

  #changed(): void {
    this.#stopSending ??= this.#options.timers.schedule(BATCH_MS, () => {
      this.#stopSending = null;
      if (this.#contractId === null) return;
      this.#options.publish({
        ...{ contractId: this.#contractId, state: this.#state, problem: this.#problem },
        ...{ bids: levels(this.#rows.bid), asks: levels(this.#rows.ask) },
      });
    });
  }
}

function change(rows: Row[], operation: 'insert' | 'update' | 'delete', position: number, row: Row): void {
  // A position beyond the end belongs to a row that was never told: the next ones come at the end.
  if (operation === 'delete') rows.splice(position, 1);
  else if (operation === 'insert' || position >= rows.length) rows.splice(position, 0, row);
  else rows[position] = row;
  rows.length = Math.min(rows.length, ROWS_KEPT_MAX);
}

/** Rows of one price become one level. */
function levels(rows: readonly Row[]): DepthLevel[] {
  const found: DepthLevel[] = [];
  for (const { price, size, maker } of rows) {
    const last = found.at(-1);
    const makers = maker === '' ? [] : [maker];
    if (last?.price === price) {
      found[found.length - 1] = {
        price,
        size: last.size + size,
        makers: [...new Set([...last.makers, ...makers])].slice(0, 40),
      };
    } else if (found.length === DEPTH_LEVELS) break;
    else found.push({ price, size, makers });
  }
  return found;
}
