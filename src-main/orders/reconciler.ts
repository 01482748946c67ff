import { cancelController, type CancelSignal } from '#shared/kernel/cancel.ts';
import type { Clock, Timers } from '#shared/kernel/clock.ts';
import { unixMillis } from '#shared/kernel/time.ts';
import type { OrderRef } from '#shared/model/order-ticket.ts';
import type { Difference } from '#shared/orders/reconcile/evidence.ts';
import { reconcile } from '#shared/orders/reconcile/reconcile.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { BrokerOrders } from '../ports/broker-orders.ts';
import { describeRequestError } from '../ports/request-error.ts';
import { ForgottenOrders } from './forgotten-orders.ts';
import type { OrderBook } from './order-book.ts';
import { isUnanswered, type OrderReports } from './order-reports.ts';

const COMPARE_EVERY_MS = 60_000;
/** A fill between question and answer looks like a difference: asked again before one is believed. */
const BELIEVE_AFTER_MS = 1_500;
/** The next comparison, when an order was sent too recently for the lists to prove anything about it. */
const PROVE_AGAIN_MS = 6_000;
/** While other clients, or the user of TWS, have working orders: only the lists tell how those change and end. */
const COMPARE_OTHERS_EVERY_MS = 10_000;
/** Trades of others are asked for no oftener than this. */
const SOON_MS = 5_000;
/** An order that nothing was heard of for so long is unknown from then on. */
const ACKNOWLEDGED_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 1_000;
/** Failed comparisons in a row after which the book counts as unproven. */
export const FAILURES_MAX = 3;

export interface ReconcilerOptions {
  readonly book: OrderBook;
  readonly reports: OrderReports;
  readonly broker: BrokerOrders;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
  /** Unix ms since when lists asked for at an instant tell everything: see `listsCoverSince`. */
  readonly coversSince: (askedAt: number) => number;
  /** Its state, its trouble or the differences have changed. */
  readonly onChange: () => void;
  /** For the audit log. */
  readonly onDifference: (kind: 'difference-seen' | 'difference-gone', difference: Difference) => void;
  /** To be kept over a restart: a difference that was accepted, or that is gone. */
  readonly onAccepted: (key: string, isAccepted: boolean) => void;
}

export interface OpenDifference {
  readonly difference: Difference;
  readonly key: string;
  readonly since: number;
}

/**
 * Compares the order book with the broker's lists: at each start and reconnect before anything may be traded, every minute
 * after it, and whenever something sent is not answered. One way for all three, so that every run exercises it.
 */
export class Reconciler {
  readonly #options: ReconcilerOptions;
  #isProven = false;
  #running: Promise<void> | null = null;
  /** Cancels the comparison that runs, as its result would be out of date. */
  #overtake: () => void = () => undefined;
  #isWantedSoon = false;
  #trouble: string | null = null;
  #lastAt: number | null = null;
  #differences: OpenDifference[] = [];
  /** Keys of differences that the user has accepted, as long as they last. */
  readonly #accepted = new Set<string>();
  readonly #forgotten: ForgottenOrders;
  /** Proven in this session: from then on it is compared again and again, until the session ends. */
  #isWatching = false;
  #failures = 0;
  #stopNext: () => void = () => undefined;
  #stopLook: () => void = () => undefined;

  constructor(options: ReconcilerOptions) {
    this.#options = options;
    const { book, reports } = options;
    this.#forgotten = new ForgottenOrders(book, (names) => reports.candidates(names));
  }

  /** Begins with another book. @param accepted keys of differences that were accepted before the restart */
  begin(accepted: Iterable<string>): void {
    this.#accepted.clear();
    for (const key of accepted) this.#accepted.add(key);
    this.#differences = [];
    this.#forgotten.clear();
  }

  /** Compared in this session, whatever the comparison showed. */
  get isProven(): boolean {
    return this.#isProven;
  }

  get isRunning(): boolean {
    return this.#running !== null;
  }

  get trouble(): string | null {
    return this.#trouble;
  }

  get lastAt(): number | null {
    return this.#lastAt;
  }

  get differences(): readonly OpenDifference[] {
    return this.#differences.filter(({ key }) => !this.#accepted.has(key));
  }

  /** Rejects with the reason, for people, when the broker's lists could not be had: the book stays unproven then. */
  async synchronise(signal: CancelSignal): Promise<void> {
    this.forget();
    // Of another session, or of before the servers were back: it is not what is waited for here.
    await this.#running?.catch(() => undefined);
    await this.compare(signal);
    this.#look();
  }

  /** Everything that was proven is not any more: the session is over, or TWS has lost its servers. */
  forget(): void {
    this.#stopNext();
    this.#stopLook();
    this.#overtake();
    this.#isProven = this.#isWatching = false;
    this.#failures = 0;
    this.#options.onChange();
  }

  /** One comparison at a time: a call while one runs returns that one's outcome. */
  compare(signal?: CancelSignal): Promise<void> {
    if (this.#running !== null) return this.#running;
    const stop = cancelController();
    const end = () => stop.abort();
    this.#overtake = end;
    if (signal?.aborted === true) end();
    signal?.addEventListener('abort', end);
    this.#running = this.#compare(stop.signal)
      .catch((error: unknown) => {
        if (!stop.signal.aborted) this.#failed(error);
        throw error;
      })
      .finally(() => {
        signal?.removeEventListener('abort', end);
        this.#running = null;
        this.#options.onChange();
      });
    return this.#running;
  }

  /**
   * One failure proves nothing; after several in a row nobody knows the state of the orders. The next try is made whoever asked
   * for this one.
   */
  #failed(error: unknown): void {
    this.#trouble ??= String(error).replace(/^Error: /, '');
    // Before the first success the synchronisation of the session tries again.
    if (!this.#isWatching) return;
    this.#failures++;
    if (this.#failures >= FAILURES_MAX) this.#isProven = false;
    this.#stopNext();
    this.#stopNext = this.#options.timers.schedule(PROVE_AGAIN_MS, () => this.#again());
  }

  /** Positions or cash differ, which an execution that was not reported may explain. Not sooner than SOON_MS after the last. */
  compareSoon(): void {
    if (!this.#isProven) return;
    // The one that runs may have asked for its lists before it happened.
    if (this.isRunning) {
      this.#isWantedSoon = true;
      return;
    }
    this.#stopNext();
    const since = this.#options.clock.now() - this.#lastAt!;
    this.#stopNext = this.#options.timers.schedule(Math.max(0, SOON_MS - since), () => this.#again());
  }

  /** As `compareSoon`, twice: what happened just before the first lists were asked for may only be in the second. */
  compareTwiceSoon(): void {
    this.compareSoon();
    this.#isWantedSoon = true;
  }

  /** @returns whether there is such a difference */
  accept(key: string): OpenDifference | null {
    const found = this.#differences.find((open) => open.key === key);
    if (found === undefined) return null;
    const { difference } = found;
    if (difference.kind === 'order-missing') {
      const reason = 'settled by hand: the user has looked in TWS, and it is over';
      this.#options.reports.apply(difference.ref, {
        kind: 'settled-by-hand',
        at: this.#options.clock.now(),
        reason,
      });
    }
    this.#accept(key, true);
    this.#options.onChange();
    return found;
  }

  #accept(key: string, isAccepted: boolean): void {
    if (isAccepted) this.#accepted.add(key);
    else this.#accepted.delete(key);
    this.#options.onAccepted(key, isAccepted);
  }

  async #compare(signal: CancelSignal): Promise<void> {
    this.#stopNext();
    let found = await this.#once(signal);
    if (found.some(({ kind }) => isBelievedLater(kind))) {
      await this.#pause(BELIEVE_AFTER_MS, signal);
      found = await this.#once(signal);
    }
    const { clock, log, timers } = this.#options;
    const now = clock.now();
    const known = new Map(this.#differences.map((open) => [open.key, open]));
    const open = found
      .filter(({ kind }) => kind !== 'order-unproven')
      .map((difference) => {
        const key = keyOf(difference);
        return { difference, key, since: known.get(key)?.since ?? now };
      });
    for (const key of this.#accepted) if (!open.some((one) => one.key === key)) this.#accept(key, false);
    if (open.length > 0)
      log.warn({ differences: open.map(({ difference }) => difference.text) }, 'orders differ');
    const { onDifference } = this.#options;
    for (const { key, difference } of open) if (!known.has(key)) onDifference('difference-seen', difference);
    for (const { key, difference } of known.values())
      if (!open.some((one) => one.key === key)) onDifference('difference-gone', difference);
    this.#differences = open;
    this.#isProven = this.#isWatching = true;
    this.#failures = 0;
    this.#trouble = null;
    this.#lastAt = now;
    const isAnyUnproven = found.some(({ kind }) => kind === 'order-unproven');
    this.#stopNext = timers.schedule(this.#pauseAfter(isAnyUnproven), () => this.#again());
    this.#isWantedSoon = false;
  }

  #pauseAfter(isAnyUnproven: boolean): number {
    if (this.#isWantedSoon) return SOON_MS;
    if (isAnyUnproven) return PROVE_AGAIN_MS;
    const hasOthers = this.#options.book.live.some(({ origin }) => origin !== 'ours');
    return hasOthers ? COMPARE_OTHERS_EVERY_MS : COMPARE_EVERY_MS;
  }

  async #once(signal: CancelSignal): Promise<readonly Difference[]> {
    const { broker, book, reports, clock, log, coversSince } = this.#options;
    const lists = signal.aborted ? null : await broker.book(signal);
    if (lists === null || signal.aborted)
      throw new Error('the session ended, or another comparison began, before this one was done');
    if (!lists.ok) {
      this.#trouble = describeRequestError(lists.error);
      throw new Error(`orders and executions: ${this.#trouble}`);
    }
    const at = clock.now();
    const forgotten = this.#forgotten.of(lists.value);
    const { open, completed, executions, askedAt } = forgotten.lists;
    const result = reconcile(
      { orders: [...book.all, ...forgotten.orders], positions: null, cash: null },
      {
        ...{ askedAt, at, coversSince: unixMillis(coversSince(askedAt)) },
        ...{ openOrders: open, completedOrders: completed, executions, positions: null, cash: null },
      },
    );
    const changed = new Set(result.steps.map(({ ref }) => ref));
    for (const record of forgotten.orders) if (changed.has(record.ref)) book.put(record);
    for (const record of result.adopted) reports.adopt(record);
    for (const { ref, event } of result.steps) reports.apply(ref, event);
    this.#forgotten.settle(changed);
    for (const execution of lists.value.executions) reports.rebook(execution);
    for (const settled of result.settled)
      log.info({ ...settled }, 'a comparison with the broker settled an order');
    return result.differences;
  }

  #again(): void {
    if (!this.#options.broker.isOpen) return;
    this.compare().catch((error: unknown) => {
      const { isProven } = this;
      this.#options.log.warn({ error, isProven }, 'orders could not be compared');
    });
  }

  /** Orders that are not answered in time become unknown, and are compared at once. */
  #look(): void {
    this.#stopLook();
    this.#stopLook = this.#options.timers.schedule(LOOK_EVERY_MS, () => {
      const { reports, clock, book } = this.#options;
      const before = clock.now() - ACKNOWLEDGED_WITHIN_MS;
      const silent = book.live.filter((record) => isUnanswered(record, before));
      if (silent.length > 0) {
        const refs = new Set<OrderRef>(silent.map(({ ref }) => ref));
        reports.lost(`TWS has not answered within ${ACKNOWLEDGED_WITHIN_MS / 1_000} s`, ({ ref }) =>
          refs.has(ref),
        );
        this.#again();
      }
      this.#look();
    });
  }

  /** Ends at once when there is nothing to wait for any more. */
  #pause(ms: number, signal: CancelSignal): Promise<void> {
    return new Promise((resolve) => {
      const stopTimer = this.#options.timers.schedule(ms, () => end());
      const end = () => {
        stopTimer();
        signal.removeEventListener('abort', end);
        resolve();
      };
      signal.addEventListener('abort', end);
    });
  }
}

function isBelievedLater(kind: Difference['kind']): boolean {
  return kind !== 'order-unproven';
}

/** Identifies a difference: the same subject with the same figures has the same key. */
function keyOf(difference: Difference): string {
  const facts = Object.entries(difference).filter(([name]) => name !== 'text');
  return facts.map(([, value]) => String(value)).join(' ');
}
