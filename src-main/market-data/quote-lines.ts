import type { Clock, Timers } from '#shared/kernel/clock.ts';
import type { Contract, ContractId } from '#shared/model/contract.ts';
import { QUOTE_FIELD_INDEX, type DataKind, type Quote, type QuoteProblem } from '#shared/model/quote.ts';
import type { MarketDataSource } from '../ports/market-data-source.ts';
import type { Quotes } from '../ports/quotes.ts';
import { LineCount } from './line-count.ts';
import { planLines } from './line-plan.ts';
import { QuoteLine, type QuoteLineOptions } from './quote-line.ts';
import { QuoteTable } from './quote-table.ts';
import { TickListeners, type HearTick } from './tick-listeners.ts';

/** How long a line stays open that nobody wants any more: panels close and open again. */
export const LINGER_MS = 5_000;
/** How long a contract has its turn: long enough for the first prices to come, at 250 ms between two of them. */
export const TURN_MS = 3_000;
/** Bid, ask and last stand first in a row. */
const { last: LAST } = QUOTE_FIELD_INDEX;

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
  readonly #lines = new Map<ContractId, QuoteLine>();
  readonly #lineOptions: QuoteLineOptions;
  readonly #lineCount: LineCount;
  readonly #listeners = new TickListeners();
  #turn = 0;
  #restingCount = 0;
  #stopTurn: () => void = () => undefined;
  #isTurnSet = false;
  #stopWake: () => void = () => undefined;
  /** Since the start: reads that found a price, and reads that found none. */
  readonly reads = { hits: 0, misses: 0 };
  tickCount = 0;

  constructor(options: QuoteLinesOptions) {
    this.#options = options;
    this.#lineCount = new LineCount(options.lineCount, options.timers);
    const { source, clock, onShownChange } = options;
    this.#lineOptions = {
      ...{ source, clock, table: this.table, onShownChange },
      onTick: (line, field) => this.#ticked(line, field),
      onRefused: (kind) => {
        if (kind === 'no-line-left') this.#lineCount.refused(this.usage.used, () => this.#plan());
        this.#plan();
      },
    };
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
    const line = this.#lineOf(contract);
    line.needCount++;
    this.#plan();
    let isNeeded = true;
    return () => {
      if (!isNeeded) return;
      isNeeded = false;
      line.needCount--;
      this.#plan();
    };
  }

  onTick(contractId: ContractId | undefined, heard: HearTick): () => void {
    if (contractId === undefined) return this.#listeners.addForAll(heard);
    return this.#listeners.add(this.table.ensureRow(contractId), heard);
  }

  /** In place of what was shown before; the first get lines first. */
  setShown(contracts: readonly Contract[]): void {
    for (const line of this.#lines.values()) line.rank = Infinity;
    contracts.forEach((contract, rank) => {
      const isKnown = this.#lines.has(contract.contractId);
      if (isKnown || !this.table.isFull) this.#lineOf(contract).rank = rank;
    });
    this.#plan();
  }

  /** The connection is there, anew or again. @param isDataKept lines that were open go on */
  resubscribe(isDataKept: boolean): void {
    for (const line of this.#lines.values()) {
      line.notBefore = 0;
      if (line.fault?.kind !== 'delayed-instead') line.fault = null;
      if (!line.isOpen) continue;
      if (isDataKept) line.become(line.hasPrice ? 'flowing' : 'waiting');
      else line.close('stale');
    }
    this.#plan();
  }

  /** TWS has lost its servers or a farm: what is shown may be old, though every line is open. @param isInterrupted false: they are back */
  interrupt(isInterrupted: boolean): void {
    for (const line of this.#lines.values())
      if (line.isOpen && line.hasPrice) line.become(isInterrupted ? 'stale' : 'flowing');
  }

  /** Another broker, or the practice market: its contracts bear the same numbers, and none of the prices before are theirs. */
  forgetAll(): void {
    this.#lineCount.forget();
    for (const line of this.#lines.values()) {
      line.rank = Infinity;
      line.close('waiting');
      line.forget();
    }
  }

  /** Every line is opened anew, for another kind of data. */
  setDataKind(kind: DataKind): void {
    this.#options.source.setDataKind(kind);
    for (const line of this.#lines.values()) {
      if (line.isOpen) line.close('waiting');
      line.forget();
    }
    this.#plan();
  }

  get usage(): { readonly used: number; readonly limit: number; readonly rotating: number } {
    let used = 0;
    for (const { isOpen } of this.#lines.values()) if (isOpen) used++;
    return { used, limit: this.#lineCount.value, rotating: this.#restingCount };
  }

  /** Of contracts that are wanted now. */
  problems(): QuoteProblem[] {
    return [...this.#lines.values()].flatMap(({ contractId, fault, isWanted }) =>
      fault !== null && isWanted ? [{ ...fault, contractId }] : [],
    );
  }

  close(): void {
    this.#endTurns();
    this.#stopWake();
    this.#lineCount.close();
    for (const line of this.#lines.values()) line.end();
  }

  #lineOf(contract: Contract): QuoteLine {
    let line = this.#lines.get(contract.contractId);
    if (line === undefined) {
      line = new QuoteLine(this.#lineOptions, contract);
      this.#lines.set(contract.contractId, line);
    }
    line.contract = contract;
    return line;
  }

  #ticked(line: QuoteLine, field: number): void {
    this.tickCount++;
    if (line.isShown) this.#options.onShownChange();
    // Who listens acts on prices, not on sizes or figures of the day.
    if (field <= LAST) this.#listeners.tell(line.row, line.contractId);
  }

  /** Opens and closes lines so that they are where they are wanted most. */
  #plan(): void {
    const { source, clock } = this.#options;
    const now = clock.now();
    const needed: QuoteLine[] = [];
    const shown: QuoteLine[] = [];
    const lingering: QuoteLine[] = [];
    let wakeAt = Infinity;
    for (const line of this.#lines.values()) {
      const { isWanted } = line;
      if (isWanted) line.unwantedSince = 0;
      else if (line.isOpen) {
        if (line.unwantedSince === 0) line.unwantedSince = now;
        lingering.push(line);
      }
      if (!isWanted) continue;
      if (line.notBefore > now) wakeAt = Math.min(wakeAt, line.notBefore);
      else if (line.needCount > 0) needed.push(line);
      else shown.push(line);
    }
    shown.sort((a, b) => a.rank - b.rank);
    const { fixed, inTurn, resting } = planLines(
      [...needed, ...shown],
      needed.length,
      this.#lineCount.value,
      this.#turn,
    );
    const open = [...fixed, ...inTurn];
    for (const line of resting) {
      if (line.isOpen) line.close('resting');
      else if (line.state !== 'stale') line.become('resting');
    }
    // The longest unwanted go first where they take somebody's line.
    lingering.sort((a, b) => a.unwantedSince - b.unwantedSince);
    let spare = this.#lineCount.value - open.length;
    for (const line of lingering.reverse()) {
      const until = line.unwantedSince + LINGER_MS;
      if (spare-- > 0 && until > now) wakeAt = Math.min(wakeAt, until);
      else line.close('stale');
    }
    if (source.isConnected) for (const line of open) if (!line.isOpen) line.open();
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
      this.#lineCount.tryMore();
      this.#plan();
    });
  }

  #endTurns(): void {
    this.#stopTurn();
    this.#isTurnSet = false;
  }
}
