import type { Clock, Timers } from '#shared/kernel/clock.ts';
import type { Contract, ContractId } from '#shared/model/contract.ts';
import {
  DATA_KINDS,
  QUOTE_FIELD_INDEX,
  QUOTE_STATES,
  type DataKind,
  type MarketDataFault,
  type Quote,
  type QuoteProblem,
  type QuoteState,
} from '#shared/model/quote.ts';
import type { Line, MarketDataSource } from '../ports/market-data-source.ts';
import type { Quotes } from '../ports/quotes.ts';
import { planLines } from './line-plan.ts';
import { QuoteTable } from './quote-table.ts';

/** What TWS gives unless the account has more. */
export const LINES_DEFAULT = 100;
/** Where more are wanted it is tried whether the account has more: one at first, then twice as many at each turn, up to these. */
const LINES_TRIED_MAX = 25;
/** How long a line stays open that nobody wants any more: panels close and open again. */
export const LINGER_MS = 5_000;
/** How long a contract has its turn: long enough for the first prices to come, at 250 ms between two of them. */
export const TURN_MS = 3_000;
/** What failed for a reason that may pass is asked for again after this long. */
export const RETRY_MS = 60_000;
/** After TWS has run out of lines, this long later it is tried whether there are more again. */
export const MORE_LINES_MS = 5 * 60_000;

const { at: AT, last: LAST, kind: KIND, state: STATE } = QUOTE_FIELD_INDEX;
const STATE_NUMBER = Object.fromEntries(QUOTE_STATES.map((name, index) => [name, index])) as Record<
  QuoteState,
  number
>;
/** Asking again changes nothing until the user or the connection does. */
const LASTING = new Set<MarketDataFault['kind']>(['unknown-contract', 'not-entitled', 'no-data']);

interface Watch {
  contract: Contract;
  readonly row: number;
  needCount: number;
  /** Place among what is shown; Infinity: it is not. */
  rank: number;
  line: Line | null;
  /** What the broker said of it last; the line may go on all the same. */
  fault: MarketDataFault | null;
  /** Not asked for before: Unix ms; Infinity: not until something changes; 0: at once. */
  notBefore: number;
  /** Unix ms since which nobody has wanted it; 0: somebody does. */
  unwantedSince: number;
}

type Heard = (contractId: ContractId) => void;

export interface QuoteLinesOptions {
  readonly source: MarketDataSource;
  readonly clock: Clock;
  readonly timers: Timers;
  /** A quote that is shown has changed. */
  readonly onShownChange: () => void;
  /** Absent: at least LINES_DEFAULT, and what TWS turns out to give beyond. */
  readonly lineCount?: number;
}

/**
 * Market data lines, counted by who wants them: at most as many as the broker gives, turns where they are too few, and all of
 * them opened anew after an outage. Prices are in `table` the moment they come.
 */
export class QuoteLines implements Quotes {
  readonly table = new QuoteTable();
  readonly #options: QuoteLinesOptions;
  readonly #watches = new Map<ContractId, Watch>();
  #lineCount: number;
  /** How many lines beyond `#lineCount` the next turn tries to open; 0: TWS has just refused some. */
  #triedNext: number;
  #turn = 0;
  #restingCount = 0;
  #stopTurn: () => void = () => undefined;
  #isTurnSet = false;
  #stopWake: () => void = () => undefined;
  #stopMore: () => void = () => undefined;
  /** Listeners by row. A list is replaced, never changed, so that a listener may leave while the list is being called. */
  readonly #listeners: (readonly Heard[] | undefined)[] = [];
  #allListeners: readonly Heard[] = [];
  /** Since the start: reads that found a price, and reads that found none. */
  readonly reads = { hits: 0, misses: 0 };
  tickCount = 0;

  constructor(options: QuoteLinesOptions) {
    this.#options = options;
    this.#lineCount = options.lineCount ?? LINES_DEFAULT;
    this.#triedNext = options.lineCount === undefined ? 1 : 0;
  }

  readInto(contractId: ContractId, out: Quote): boolean {
    const row = this.table.rowOf(contractId);
    this.table.readInto(row, out);
    const isKnown = row >= 0 && !Number.isNaN(out.mark);
    if (isKnown) this.reads.hits++;
    else this.reads.misses++;
    return row >= 0;
  }

  need(contract: Contract): () => void {
    const watch = this.#watchOf(contract);
    watch.needCount++;
    this.#plan();
    let isNeeded = true;
    return () => {
      if (!isNeeded) return;
      isNeeded = false;
      watch.needCount--;
      this.#plan();
    };
  }

  onTick(contractId: ContractId | undefined, heard: Heard): () => void {
    if (contractId === undefined) {
      this.#allListeners = [...this.#allListeners, heard];
      return () => {
        this.#allListeners = this.#allListeners.filter((other) => other !== heard);
      };
    }
    const row = this.table.ensureRow(contractId);
    this.#listeners[row] = [...(this.#listeners[row] ?? []), heard];
    return () => {
      this.#listeners[row] = this.#listeners[row]?.filter((other) => other !== heard);
    };
  }

  /** In place of what was shown before; the first get lines first. */
  setShown(contracts: readonly Contract[]): void {
    for (const watch of this.#watches.values()) watch.rank = Infinity;
    contracts.forEach((contract, rank) => {
      const isKnown = this.#watches.has(contract.contractId);
      if (isKnown || !this.table.isFull) this.#watchOf(contract).rank = rank;
    });
    this.#plan();
  }

  /** The connection is there, anew or again. @param isDataKept lines that were open go on */
  resubscribe(isDataKept: boolean): void {
    for (const watch of this.#watches.values()) {
      watch.notBefore = 0;
      if (watch.fault?.kind !== 'delayed-instead') watch.fault = null;
      if (watch.line === null) continue;
      if (isDataKept) this.#become(watch, this.#hasPrice(watch) ? 'flowing' : 'waiting');
      else this.#close(watch, 'stale');
    }
    this.#plan();
  }

  /** TWS has lost its servers or a farm: what is shown may be old, though every line is open. @param isInterrupted false: they are back */
  interrupt(isInterrupted: boolean): void {
    for (const watch of this.#watches.values())
      if (watch.line !== null && this.#hasPrice(watch))
        this.#become(watch, isInterrupted ? 'stale' : 'flowing');
  }

  /** Another broker, or the practice market: its contracts bear the same numbers, and none of the prices before are theirs. */
  forgetAll(): void {
    this.#stopMore();
    this.#lineCount = LINES_DEFAULT;
    this.#thinkAnewOfLines();
    for (const watch of this.#watches.values()) {
      watch.line?.close();
      watch.line = null;
      this.table.forget(watch.row);
      watch.rank = Infinity;
      watch.fault = null;
      watch.notBefore = 0;
      this.#become(watch, 'waiting');
    }
  }

  /** Every line is opened anew, for another kind of data. */
  setDataKind(kind: DataKind): void {
    this.#options.source.setDataKind(kind);
    for (const watch of this.#watches.values()) {
      if (watch.line !== null) this.#close(watch, 'waiting');
      this.table.forget(watch.row);
      watch.fault = null;
      watch.notBefore = 0;
    }
    this.#plan();
  }

  get usage(): { readonly used: number; readonly limit: number; readonly rotating: number } {
    let used = 0;
    for (const { line } of this.#watches.values()) if (line !== null) used++;
    return { used, limit: this.#lineCount, rotating: this.#restingCount };
  }

  /** Of contracts that are wanted now. */
  problems(): QuoteProblem[] {
    return [...this.#watches.values()].flatMap(({ contract: { contractId }, fault, rank, needCount }) =>
      fault !== null && (rank < Infinity || needCount > 0) ? [{ ...fault, contractId }] : [],
    );
  }

  close(): void {
    this.#endTurns();
    this.#stopWake();
    this.#stopMore();
    for (const { line } of this.#watches.values()) line?.close();
  }

  #watchOf(contract: Contract): Watch {
    let watch = this.#watches.get(contract.contractId);
    if (watch === undefined) {
      const row = this.table.ensureRow(contract.contractId);
      watch = {
        contract,
        row,
        needCount: 0,
        rank: Infinity,
        line: null,
        fault: null,
        notBefore: 0,
        unwantedSince: 0,
      };
      this.#watches.set(contract.contractId, watch);
      this.#become(watch, 'waiting');
    }
    // Whoever asks may know more of the contract than before, or mean the same number of another market.
    watch.contract = contract;
    return watch;
  }

  /** Opens and closes lines so that they are where they are wanted most. */
  #plan(): void {
    const { source, clock } = this.#options;
    const now = clock.now();
    const needed: Watch[] = [];
    const shown: Watch[] = [];
    const lingering: Watch[] = [];
    let wakeAt = Infinity;
    for (const watch of this.#watches.values()) {
      const isWanted = watch.needCount > 0 || watch.rank < Infinity;
      if (isWanted) watch.unwantedSince = 0;
      else if (watch.line !== null) {
        if (watch.unwantedSince === 0) watch.unwantedSince = now;
        lingering.push(watch);
      }
      if (!isWanted) continue;
      if (watch.notBefore > now) wakeAt = Math.min(wakeAt, watch.notBefore);
      else if (watch.needCount > 0) needed.push(watch);
      else shown.push(watch);
    }
    shown.sort((a, b) => a.rank - b.rank);
    const { fixed, inTurn, resting } = planLines(
      [...needed, ...shown],
      needed.length,
      this.#lineCount,
      this.#turn,
    );
    const open = [...fixed, ...inTurn];
    for (const watch of resting) {
      if (watch.line !== null) this.#close(watch, 'resting');
      else if (this.#state(watch) !== 'stale') this.#become(watch, 'resting');
    }
    // The longest unwanted go first where they take somebody's line.
    lingering.sort((a, b) => a.unwantedSince - b.unwantedSince);
    let spare = this.#lineCount - open.length;
    for (const watch of lingering.reverse()) {
      const until = watch.unwantedSince + LINGER_MS;
      if (spare-- > 0 && until > now) wakeAt = Math.min(wakeAt, until);
      else this.#close(watch, 'stale');
    }
    if (source.isConnected) for (const watch of open) if (watch.line === null) this.#open(watch);
    this.#restingCount = resting.length === 0 ? 0 : resting.length + inTurn.length;
    this.#schedule(wakeAt - now);
  }

  #schedule(wakeInMs: number): void {
    const { timers, source } = this.#options;
    this.#stopWake();
    this.#stopWake =
      wakeInMs === Infinity ? () => undefined : timers.schedule(Math.max(1, wakeInMs), () => this.#plan());
    if (this.#restingCount === 0 || !source.isConnected) {
      this.#endTurns();
      return;
    }
    // One that is under way goes on: plans are made more often than turns are taken.
    if (this.#isTurnSet) return;
    this.#isTurnSet = true;
    this.#stopTurn = timers.schedule(TURN_MS, () => {
      this.#isTurnSet = false;
      this.#turn++;
      this.#lineCount += this.#triedNext;
      this.#triedNext = Math.min(this.#triedNext * 2, LINES_TRIED_MAX);
      this.#plan();
    });
  }

  #endTurns(): void {
    this.#stopTurn();
    this.#isTurnSet = false;
  }

  #open(watch: Watch): void {
    const { source, clock } = this.#options;
    const { table } = this;
    const { row } = watch;
    const { contractId } = watch.contract;
    if (!this.#hasPrice(watch)) this.#become(watch, 'waiting');
    const flowing = STATE_NUMBER.flowing;
    const line = source.openQuotes(watch.contract, {
      value: (field, value) => {
        table.tick(row, field, value, clock.now());
        table.set(row, STATE, flowing);
        this.tickCount++;
        if (watch.rank < Infinity) this.#options.onShownChange();
        // Bid, ask and last stand first in a row. Who listens acts on prices, not on sizes or figures of the day.
        if (field > LAST) return;
        const own = this.#listeners[row];
        if (own !== undefined) for (const heard of own) heard(contractId);
        for (const heard of this.#allListeners) heard(contractId);
      },
      dataKind: (kind) => table.set(row, KIND, DATA_KINDS.indexOf(kind)),
      fault: (fault, isOver) => {
        if (watch.line === line) this.#failed(watch, fault, isOver);
      },
    });
    watch.line = line;
  }

  #failed(watch: Watch, fault: MarketDataFault, isOver: boolean): void {
    if (!isOver) {
      watch.fault = fault;
      return;
    }
    watch.line = null;
    const { clock, timers } = this.#options;
    switch (fault.kind) {
      case 'not-connected':
        this.#become(watch, this.#hasPrice(watch) ? 'stale' : 'waiting');
        // Others of the same session end in the same moment; all are opened again by `resubscribe`.
        return;
      case 'no-line-left':
        this.#become(watch, 'resting');
        this.#lineCount = Math.max(1, this.usage.used);
        this.#triedNext = 0;
        this.#stopMore();
        this.#stopMore = timers.schedule(MORE_LINES_MS, () => {
          this.#thinkAnewOfLines();
          this.#plan();
        });
        break;
      default:
        watch.fault = fault;
        watch.notBefore = LASTING.has(fault.kind) ? Infinity : clock.now() + RETRY_MS;
        this.#become(watch, 'refused');
    }
    this.#plan();
  }

  /** Believes in the ordinary number of lines again, or in more if more were open, and tries for more from there. */
  #thinkAnewOfLines(): void {
    const { lineCount } = this.#options;
    this.#lineCount = lineCount ?? Math.max(LINES_DEFAULT, this.#lineCount);
    this.#triedNext = lineCount === undefined ? 1 : 0;
  }

  #close(watch: Watch, state: QuoteState): void {
    const { line } = watch;
    watch.line = null;
    watch.unwantedSince = 0;
    line?.close();
    this.#become(watch, this.#hasPrice(watch) || state === 'resting' ? state : 'waiting');
  }

  #become(watch: Watch, state: QuoteState): void {
    if (this.#state(watch) === state) return;
    this.table.set(watch.row, STATE, STATE_NUMBER[state]);
    if (watch.rank < Infinity) this.#options.onShownChange();
  }

  #state(watch: Watch): QuoteState | undefined {
    return QUOTE_STATES[this.table.get(watch.row, STATE)];
  }

  #hasPrice(watch: Watch): boolean {
    return !Number.isNaN(this.table.get(watch.row, AT));
  }
}
