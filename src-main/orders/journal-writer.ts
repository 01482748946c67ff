import type { ServiceFailure } from '#shared/ipc/errors.ts';
import type { Timers } from '#shared/kernel/clock.ts';
import { ok, type Result } from '#shared/kernel/result.ts';
import type { OrderRef } from '#shared/model/order-ticket.ts';
import type { CommissionReport } from '#shared/model/execution.ts';
import type { BrokerNames } from '#shared/orders/order-event.ts';
import type { OrderRecord } from '#shared/orders/order-record.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { Committed, JournalIds, JournalStep, OrderJournal } from '../ports/order-journal.ts';

/** Delay of rows that need not be durable at once, such as denials: there may be thousands in a second. */
const LAZY_MS = 100;
const RETRY_MS = 1_000;
/** Rows of history (events, denials, audit) kept while the disk cannot be written; beyond it the oldest are dropped. */
const ROWS_WAITING_MAX = 100_000;

const NO_DENIALS: NonNullable<JournalStep['denied']> = [];

export interface JournalWriterOptions {
  readonly journal: OrderJournal;
  readonly timers: Timers;
  readonly log: Logger;
  /** A step was written; ids are null if it could not be, and then it is tried again. */
  readonly onStep: (step: JournalStep, ids: JournalIds | null) => void;
  /** null: the journal can be written again. */
  readonly onTrouble: (failure: ServiceFailure | null) => void;
}

/** Writes steps to the journal in order: orders at once, what the broker reports at the end of a turn of the event loop. */
export class JournalWriter {
  readonly #options: JournalWriterOptions;
  #bookId = '';
  #waiting = new Gathered();
  /** The part of `#waiting` that `onStep` has not been told of. */
  #fresh = new Gathered();
  #isFlushDue = false;
  #isLazyDue = false;
  #isRetryDue = false;
  #trouble: ServiceFailure | null = null;
  /** Steps that are written; `onStep` is told of them once the orders among them are sent. */
  readonly #untold: { readonly step: JournalStep; readonly ids: JournalIds | null }[] = [];

  constructor(options: JournalWriterOptions) {
    this.#options = options;
  }

  get trouble(): ServiceFailure | null {
    return this.#trouble;
  }

  /** Whether the journal has an order of this reference, also one that is no longer in memory. */
  knows(ref: OrderRef): boolean {
    return this.#options.journal.has(this.#bookId, ref);
  }

  /** Orders in the journal that a message of the broker may be about; `OrderIndex` decides which. */
  recall(names: BrokerNames & { readonly execId?: string }): readonly OrderRecord[] {
    return this.#options.journal.candidates(this.#bookId, names);
  }

  /** Whether the journal has exactly this commission report. */
  hasCommission(report: CommissionReport): boolean {
    return this.#options.journal.hasCommission(this.#bookId, report);
  }

  /**
   * Steps belong to this book from here on. What waits is written for the book before; throws while that is not possible, as
   * those steps would be written to the wrong book.
   */
  begin(bookId: string): void {
    this.flush();
    if (!this.#waiting.isEmpty)
      throw new Error(
        `what happened on the connection before cannot be journalled yet: ${this.#trouble?.message ?? ''}`,
      );
    this.#bookId = bookId;
  }

  /** Written at the end of this turn of the event loop: what the broker said has happened, whatever we do. */
  queue(step: JournalStep): void {
    this.#wait(step);
    this.#flushSoon();
  }

  queueLazily(step: JournalStep): void {
    this.#wait(step);
    if (this.#isLazyDue) return;
    this.#isLazyDue = true;
    this.#options.timers.schedule(LAZY_MS, () => {
      this.#isLazyDue = false;
      this.flush();
    });
  }

  /** Durable when it returns ok, with everything that waited before it. */
  commit(step: JournalStep): Result<JournalIds, ServiceFailure> {
    const whole = this.#waiting.isEmpty ? step : this.#waiting.with(step);
    const written = this.#options.journal.commit(this.#bookId, whole);
    this.#took(whole, written, NO_DENIALS);
    this.#tellSteps();
    return written;
  }

  /** As `commit`; only the orders that it returns may be sent. */
  commitOrders<T>(step: JournalStep, orders: readonly T[]): Result<readonly Committed<T>[], ServiceFailure> {
    // Denials need the ids of their rows, which only the tables give: they go on waiting, so that no order waits for them.
    const { denied = NO_DENIALS, ...whole } = this.#waiting.isEmpty ? step : this.#waiting.with(step);
    const written = this.#options.journal.commitOrders(this.#bookId, whole, orders);
    this.#took(whole, written, denied);
    if (!written.ok) {
      this.#tellSteps();
      return written;
    }
    // After the orders are sent: `onStep` is told, and the row that made them durable is taken into the tables.
    this.#flushSoon();
    return ok(written.value.committed);
  }

  /** A writer that does the same with a scratch file; it tells nobody (see `order-rehearsal.ts`). */
  rehearsal(): JournalWriter {
    const { journal, timers, log } = this.#options;
    const scratch = journal.rehearsal((failure) =>
      log.warn({ failure }, 'orders are not rehearsed on the disk any more'),
    );
    const nothing = () => undefined;
    return new JournalWriter({
      ...{ journal: { ...journal, ...scratch }, timers, log },
      ...{ onStep: nothing, onTrouble: nothing },
    });
  }

  /** Writes everything that waits. */
  flush(): void {
    if (this.#waiting.isEmpty && this.#untold.length === 0) return;
    this.commit({});
  }

  #flushSoon(): void {
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    queueMicrotask(() => {
      this.#isFlushDue = false;
      this.flush();
    });
  }

  #wait(step: JournalStep): void {
    this.#waiting.add(step);
    this.#fresh.add(step);
  }

  /** @param left denials of the step that go on waiting */
  #took(
    whole: JournalStep,
    written: Result<JournalIds, ServiceFailure>,
    left: NonNullable<JournalStep['denied']>,
  ): void {
    const waiting = this.#waiting;
    if (written.ok) {
      if (!waiting.isEmpty) {
        this.#waiting = new Gathered();
        this.#fresh = new Gathered();
        if (left.length > 0) this.#wait({ denied: left });
      }
      this.#guarded(() => this.#tell(null));
      this.#untold.push({ step: whole, ids: written.value });
      return;
    }
    // The step itself is not tried again: its orders are not sent, so they must not be journalled later.
    this.#options.log.error({ failure: written.error }, 'the order journal cannot be written');
    this.#guarded(() => this.#tell(written.error));
    waiting.dropOldest(ROWS_WAITING_MAX);
    // `onStep` is told once, although nothing is written yet.
    this.#untold.push({ step: this.#fresh.asStep(), ids: null });
    this.#fresh = new Gathered();
    this.#retry();
  }

  #tellSteps(): void {
    for (const { step, ids } of this.#untold.splice(0)) this.#guarded(() => this.#options.onStep(step, ids));
  }

  #retry(): void {
    if (this.#isRetryDue) return;
    this.#isRetryDue = true;
    this.#options.timers.schedule(RETRY_MS, () => {
      this.#isRetryDue = false;
      // Even if nothing waits: only a write shows that the disk works again.
      if (this.#trouble !== null) this.commit({});
    });
  }

  /** A listener that throws must not keep an order from being sent after it was journalled. */
  #guarded(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#options.log.error({ error }, 'whoever shows what was journalled has failed');
    }
  }

  #tell(trouble: ServiceFailure | null): void {
    if (this.#trouble === null && trouble === null) return;
    this.#trouble = trouble;
    this.#options.onTrouble(trouble);
  }
}

/** Several steps merged into one; of each order only the latest record is kept. */
class Gathered {
  readonly #orders = new Map<OrderRef, OrderRecord>();
  readonly #lists: { [Name in ListName]: Row<Name>[] } = {
    events: [],
    executions: [],
    commissions: [],
    denied: [],
    activity: [],
    equity: [],
    audit: [],
    accepted: [],
  };
  #nextOrderId = 0;
  #halt: JournalStep['halt'];
  isEmpty = true;

  add(step: JournalStep): void {
    this.isEmpty = false;
    for (const record of step.orders ?? []) this.#orders.set(record.ref, record);
    for (const name of LISTS) this.#append(name, step);
    this.#nextOrderId = Math.max(this.#nextOrderId, step.nextOrderId ?? 0);
    if (step.halt !== undefined) this.#halt = step.halt;
  }

  asStep(): JournalStep {
    return {
      ...this.#lists,
      orders: [...this.#orders.values()],
      ...(this.#nextOrderId > 0 && { nextOrderId: this.#nextOrderId }),
      ...(this.#halt !== undefined && { halt: this.#halt }),
    };
  }

  /** @returns this merged with one more step; nothing is added here */
  with(step: JournalStep): JournalStep {
    const whole = new Gathered();
    whole.add(this.asStep());
    whole.add(step);
    return whole.asStep();
  }

  /** Drops the oldest rows of history; orders, executions and commissions are always kept. */
  dropOldest(max: number): void {
    for (const name of ['events', 'denied', 'activity', 'audit'] as const)
      this.#lists[name].splice(0, this.#lists[name].length - max);
  }

  #append(name: ListName, step: JournalStep): void {
    // The cast holds: both sides have the same name, and so the same type of row.
    const list = this.#lists[name] as unknown[];
    for (const row of step[name] ?? []) list.push(row);
  }
}

const LISTS = [
  ...['events', 'executions', 'commissions', 'denied', 'activity', 'equity', 'audit', 'accepted'],
] as const satisfies readonly (keyof JournalStep)[];
type ListName = (typeof LISTS)[number];
type Row<Name extends ListName> = NonNullable<JournalStep[Name]>[number];
