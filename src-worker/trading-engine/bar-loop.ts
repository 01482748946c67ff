import { roundHalfEven } from '#shared/kernel/round.ts';
import type { Account } from '#shared/portfolio/account.ts';
import { NO_ORDER } from '#shared/simulation/order-table.ts';
import type { AccountCurrencies } from './account-currencies.ts';
import type { AccountUpkeep } from './account-upkeep.ts';
import type { SimulatedBroker } from '#shared/simulation/simulated-broker.ts';
import type { Strategy } from '#shared/strategies/strategy.ts';
import type { Dividends } from './dividends.ts';
import type { FillBooking } from './fill-booking.ts';
import type { EngineJob } from './job.ts';
import { mergedTimeline } from './merged-timeline.ts';
import type { JobProgress } from './progress.ts';
import { scratch } from './scratch-columns.ts';
import type { SessionEnd } from './session-end.ts';
import { strategyFailure } from './strategy-failure.ts';
import type { SymbolContext } from './symbol-context.ts';
import type { WorkingOrders } from './working-orders.ts';

/** Bars between two looks at the cancel flag: at 100 µs a bar, a slow strategy, still a tenth of a second. */
const BARS_PER_CHECK = 1_024;
/** Looks at the flag between two reports of progress. */
const CHECKS_PER_REPORT = 8;

const NOTHING_YET = new Float64Array(0);

/** What a run is made of, ready to go. */
export interface BarLoopParts {
  readonly job: EngineJob;
  readonly strategy: Strategy;
  /** Per symbol of the job. */
  readonly contexts: readonly SymbolContext[];
  readonly account: Account;
  readonly broker: SimulatedBroker;
  readonly booking: FillBooking;
  readonly working: WorkingOrders;
  readonly upkeep: AccountUpkeep;
  /** Null: positions may stay over the end of a session. */
  readonly sessionEnd: SessionEnd | null;
  readonly dividends: Dividends;
  /** Null: the account holds one currency. */
  readonly rates: AccountCurrencies | null;
  readonly progress: JobProgress;
}

/**
 * Walks through time. Bars that start together are one step, taken in this order:
 * 1. where the account holds several currencies, their rates move on;
 *    symbol by symbol in the job's order, dividends due are booked and the orders given earlier go through the bar: market orders fill at its open, the
 *    others as src-shared/simulation/bar-matching says; with margin, borrowed shares are paid for before it; where positions
 *    end with their session, the last bar of it closes them;
 * 2. at the close, every symbol with a bar is marked, and the account's worth is noted;
 * 3. symbol by symbol in the job's order, the strategy hears of its orders, sees the bar that has ended and gives new ones;
 * 4. with margin, positions that the account cannot keep are given up, at their next open.
 * So no decision knows a later bar, each sees the same worth of the account, and money is short for the symbols that come
 * last in the job. A symbol without a bar keeps its last close. Allocates nothing per bar.
 */
export class BarLoop {
  /** Every moment at which a traded bar starts, ascending: one step each. Filled in by `run`, as is `equity`. */
  timeline: Float64Array = NOTHING_YET;
  /** The account's worth at each step, micros. */
  equity: Float64Array<ArrayBuffer> = NOTHING_YET;
  /** Steps that ended with a position. */
  stepsWithPosition = 0;
  private readonly parts: BarLoopParts;
  private readonly nextTimes: Float64Array;
  /** One symbol, whose orders change nothing but at its bars: the short way. */
  private readonly isShort: boolean;
  /** Every symbol has a bar at every step. */
  private isOneCalendar = false;
  private checksToReport = CHECKS_PER_REPORT;

  constructor(parts: BarLoopParts) {
    this.parts = parts;
    const { execution } = parts.job;
    this.isShort =
      parts.contexts.length === 1 &&
      execution.account === 'cash' &&
      parts.sessionEnd === null &&
      parts.rates === null &&
      execution.closeFill === 'next-close' &&
      parts.strategy.onOrder === undefined;
    this.nextTimes = Float64Array.from(parts.contexts, (context) => context.nextTime());
  }

  /** Returns false when the run was cancelled. */
  run(): boolean {
    const { job, contexts, progress } = this.parts;
    const calendars = contexts.map(({ bars }, symbol) =>
      bars.time.subarray(job.symbols[symbol]!.firstTraded),
    );
    const timeline = mergedTimeline(calendars);
    // Each is a part of the timeline, and none is shorter.
    this.isOneCalendar = calendars.every(({ length }) => length === timeline.length);
    this.timeline = timeline;
    this.equity = scratch.takeForGood(timeline.length);
    const stepsPerCheck = Math.ceil(BARS_PER_CHECK / contexts.length);
    for (let from = 0; from < timeline.length; from += stepsPerCheck) {
      if (progress.isCancelled()) return false;
      const to = Math.min(from + stepsPerCheck, timeline.length);
      if (this.isShort) this.runSteps(from, to, contexts[0]!);
      else this.runMergedSteps(from, to);
      this.reportNowAndThen();
    }
    this.report();
    return true;
  }

  /** The rule itself, for any number of symbols. */
  private runMergedSteps(from: number, to: number): void {
    const { job, strategy, contexts, account, broker, upkeep, dividends, sessionEnd, rates } = this.parts;
    const { timeline, equity, nextTimes, isOneCalendar } = this;
    const { positions } = account;
    const { counts } = broker.orders;
    const nextDividends = dividends.nextBar;
    const hasMargin = job.execution.account === 'margin';
    const isHeard = strategy.onOrder !== undefined;
    const symbolCount = contexts.length;
    for (let step = from; step < to; step++) {
      const now = timeline[step]!;
      if (rates !== null) rates.moveTo(now);
      for (let symbol = 0; symbol < symbolCount; symbol++) {
        if (!isOneCalendar && nextTimes[symbol] !== now) continue;
        const context = contexts[symbol]!;
        context.index++;
        if (context.index === nextDividends[symbol]) dividends.pay(symbol);
        if (hasMargin) upkeep.chargeNights(symbol, context.timeBefore(), now);
        if (counts[symbol] !== 0) this.meetOrders(symbol, now, context.open);
        if (sessionEnd !== null) sessionEnd.onBar(symbol);
        if (positions[symbol] !== 0) account.mark(symbol, context.close);
      }
      equity[step] = account.cash + account.marketValue;
      if (account.openPositionCount > 0) this.stepsWithPosition++;
      for (let symbol = 0; symbol < symbolCount; symbol++) {
        if (!isOneCalendar && nextTimes[symbol] !== now) continue;
        const context = contexts[symbol]!;
        try {
          if (isHeard) this.tellOrders(symbol, context);
          strategy.onBar(context);
        } catch (error) {
          throw strategyFailure(job.strategyId, error, job.symbols[symbol], now);
        }
        if (!isOneCalendar) nextTimes[symbol] = context.nextTime();
      }
      if (hasMargin && account.openPositionCount > 0) upkeep.checkMargin(now);
    }
  }

  /** Plain market orders first: where both are, they are the older ones. */
  private meetOrders(symbol: number, time: number, open: number): void {
    const { broker, booking, working } = this.parts;
    if (broker.orders.firstOpen[symbol] !== NO_ORDER) {
      broker.onOpen(symbol, time, open);
      booking.bookNew();
    }
    if (broker.orders.counts[symbol] !== 0) working.onBar(symbol);
  }

  private tellOrders(symbol: number, context: SymbolContext): void {
    const { strategy, working } = this.parts;
    const events = working.events[symbol]!;
    if (events.length === 0) return;
    // What a strategy does about one event may bring more: those are told with the next bar.
    for (const event of events.splice(0)) strategy.onOrder!(event, context);
  }

  /**
   * The same for one symbol, where every step is its next bar and the account changes only when an order fills: 30 → 13 ns
   * per bar. engine.test.ts holds the two together (one symbol alone and beside another).
   */
  private runSteps(from: number, to: number, context: SymbolContext): void {
    const { job, strategy, account, broker, dividends } = this.parts;
    const { equity } = this;
    const { counts } = broker.orders;
    const { time, open, close } = context.bars;
    const firstTraded = job.symbols[0]!.firstTraded;
    const multiplier = job.symbols[0]!.multiplier;
    let cash: number = account.cash;
    let position = account.positions[0]!;
    let stepsWithPosition = 0;
    let nextDividend = dividends.nextBar[0]!;
    for (let step = from; step < to; step++) {
      const index = firstTraded + step;
      context.index = index;
      if (index === nextDividend) {
        dividends.pay(0);
        cash = account.cash;
        nextDividend = dividends.nextBar[0]!;
      }
      // Read on every bar: a column read now and then comes from memory each time, 100 ns a fill.
      const start = time[index]!;
      const opened = open[index]!;
      if (counts[0] !== 0) {
        this.meetOrders(0, start, opened);
        cash = account.cash;
        position = account.positions[0]!;
      }
      if (position === 0) {
        equity[step] = cash;
      } else {
        equity[step] = cash + roundHalfEven(position * close[index]! * multiplier);
        stepsWithPosition++;
      }
      try {
        strategy.onBar(context);
      } catch (error) {
        throw strategyFailure(job.strategyId, error, job.symbols[0], context.time);
      }
    }
    account.mark(0, context.close);
    this.stepsWithPosition += stepsWithPosition;
  }

  private reportNowAndThen(): void {
    if (--this.checksToReport > 0) return;
    this.checksToReport = CHECKS_PER_REPORT;
    this.report();
  }

  private report(): void {
    const { job, contexts, progress, booking } = this.parts;
    job.symbols.forEach(({ firstTraded }, symbol) => {
      progress.report(symbol, contexts[symbol]!.index + 1 - firstTraded, booking.fillCounts[symbol]!);
    });
  }
}
