import type { Clock } from '#shared/kernel/clock.ts';
import type { Contract, ContractId } from '#shared/model/contract.ts';
import {
  DATA_KINDS,
  QUOTE_FIELD_INDEX,
  QUOTE_STATES,
  type MarketDataFault,
  type QuoteState,
} from '#shared/model/quote.ts';
import type { Line, MarketDataSource } from '../ports/market-data-source.ts';
import type { QuoteTable } from './quote-table.ts';

/** What failed for a reason that may pass is asked for again after this long. */
export const RETRY_MS = 60_000;

const { at: AT, kind: KIND, state: STATE } = QUOTE_FIELD_INDEX;
const STATE_NUMBER = Object.fromEntries(QUOTE_STATES.map((name, index) => [name, index])) as Record<
  QuoteState,
  number
>;
/** Asking again changes nothing until the user or the connection does. */
const LASTING = new Set<MarketDataFault['kind']>(['unknown-contract', 'not-entitled', 'no-data']);

export interface QuoteLineOptions {
  readonly source: MarketDataSource;
  readonly clock: Clock;
  readonly table: QuoteTable;
  /** A quote that is shown has changed its state. */
  readonly onShownChange: () => void;
  /** A number has come in and is in the table. */
  readonly onTick: (line: QuoteLine, field: number) => void;
  /** TWS has closed it, for a reason of its own or for want of lines: others may be opened now, and it later. */
  readonly onRefused: (kind: MarketDataFault['kind']) => void;
}

/** The quotes of one contract: who wants them, the line that brings them if there is one, and what has become of it. */
export class QuoteLine {
  readonly #options: QuoteLineOptions;
  readonly contractId: ContractId;
  readonly row: number;
  /** Whoever asked last may know more of the contract than before, or mean the same number of another market. */
  contract: Contract;
  needCount = 0;
  /** Place among what is shown; Infinity: it is not. */
  rank = Infinity;
  /** What the broker said of it last; the line may go on all the same. */
  fault: MarketDataFault | null = null;
  /** Not asked for before: Unix ms; Infinity: not until something changes; 0: at once. */
  notBefore = 0;
  /** Unix ms since which nobody has wanted it; 0: somebody does. */
  unwantedSince = 0;
  #line: Line | null = null;

  constructor(options: QuoteLineOptions, contract: Contract) {
    this.#options = options;
    this.contract = contract;
    this.contractId = contract.contractId;
    this.row = options.table.ensureRow(contract.contractId);
    this.become('waiting');
  }

  get isOpen(): boolean {
    return this.#line !== null;
  }

  get isShown(): boolean {
    return this.rank < Infinity;
  }

  get isWanted(): boolean {
    return this.needCount > 0 || this.isShown;
  }

  get state(): QuoteState | undefined {
    return QUOTE_STATES[this.#options.table.get(this.row, STATE)];
  }

  get hasPrice(): boolean {
    return !Number.isNaN(this.#options.table.get(this.row, AT));
  }

  become(state: QuoteState): void {
    if (this.state === state) return;
    this.#options.table.set(this.row, STATE, STATE_NUMBER[state]);
    if (this.isShown) this.#options.onShownChange();
  }

  open(): void {
    const { source, clock, table, onTick } = this.#options;
    const { row } = this;
    if (!this.hasPrice) this.become('waiting');
    const flowing = STATE_NUMBER.flowing;
    const line = source.openQuotes(this.contract, {
      value: (field, value) => {
        table.tick(row, field, value, clock.now());
        table.set(row, STATE, flowing);
        onTick(this, field);
      },
      dataKind: (kind) => table.set(row, KIND, DATA_KINDS.indexOf(kind)),
      fault: (fault, isOver) => {
        if (this.#line === line) this.#failed(fault, isOver);
      },
    });
    this.#line = line;
  }

  close(state: QuoteState): void {
    const line = this.#line;
    this.#line = null;
    this.unwantedSince = 0;
    line?.close();
    this.become(this.hasPrice || state === 'resting' ? state : 'waiting');
  }

  /** Closes it for good; what is shown of it stays as it is. */
  end(): void {
    this.#line?.close();
  }

  /** Its prices are another market's. */
  forget(): void {
    this.#options.table.forget(this.row);
    this.fault = null;
    this.notBefore = 0;
  }

  #failed(fault: MarketDataFault, isOver: boolean): void {
    if (!isOver) {
      this.fault = fault;
      return;
    }
    this.#line = null;
    switch (fault.kind) {
      case 'not-connected':
        // Others of the same session end in the same moment; all are opened again once it is back.
        return this.become(this.hasPrice ? 'stale' : 'waiting');
      case 'no-line-left':
        this.become('resting');
        break;
      default:
        this.fault = fault;
        this.notBefore = LASTING.has(fault.kind) ? Infinity : this.#options.clock.now() + RETRY_MS;
        this.become('refused');
    }
    this.#options.onRefused(fault.kind);
  }
}
