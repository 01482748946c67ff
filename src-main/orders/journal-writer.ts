import type { ServiceFailure } from '#shared/ipc/errors.ts';
import type { Timers } from '#shared/kernel/clock.ts';
import { ok, type Result } from '#shared/kernel/result.ts';
import type { OrderRef } from '#shared/model/order-ticket.ts';
import type { CommissionReport } from '#shared/model/execution.ts';
import type { BrokerNames } from '#shared/orders/order-event.ts';
import type { OrderRecord } from '#shared/orders/order-record.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { Committed, JournalIds, JournalStep, OrderJournal } from '../ports/order-journal.ts';

/** Denials and such: nothing hangs on their being on the disk at once, and there may be thousands in a second. */
const LAZY_MS = 100;
const RETRY_MS = 1_000;
/** Rows that only tell what happened; beyond it the oldest are given up while the disk cannot be written. */
const ROWS_WAITING_MAX = 100_000;

const NO_DENIALS: NonNullable<JournalStep['denied']> = [];

export interface JournalWriterOptions {
  readonly journal: OrderJournal;
  readonly timers: Timers;
  readonly log: Logger;
  /** A step was written, or, with null, could not be: then it stays and is tried again. */
  readonly onStep: (step: JournalStep, ids: JournalIds | null) => void;
  /** null: it can be written again. */
  readonly onTrouble: (failure: ServiceFailure | null) => void;
}

/** Steps on their way into the journal, in order: those of the broker together at the end of a turn, orders at once. */
export class JournalWriter {
  readonly #options: JournalWriterOptions;
  #profileId = '';
  #waiting = new Gathered();
  /** The part of it that nobody has been told of yet. */
  #fresh = new Gathered();
  #isFlushDue = false;
  #isLazyDue = false;
  #isRetryDue = false;
  #trouble: ServiceFailure | null = null;
  /** Written, and to be told once the orders among them are out. */
  readonly #untold: { readonly step: JournalStep; readonly ids: JournalIds | null }[] = [];

  constructor(options: JournalWriterOptions) {
    this.#options = options;
  }

  get trouble(): ServiceFailure | null {
    return this.#trouble;
  }

  /** Whether an order of this profile that memory may have forgotten was journalled under a name. */
  knows(ref: OrderRef): boolean {
    return this.#options.journal.has(this.#profileId, ref);
  }

  /** Orders that memory has forgotten and that a message may be about; `OrderIndex` says which. */
  recall(names: BrokerNames & { readonly execId?: string }): readonly OrderRecord[] {
    return this.#options.journal.candidates(this.#profileId, names);
  }

  /** Whether a report on a fill is kept already, word for word. */
  hasCommission(report: CommissionReport): boolean {
    return this.#options.journal.hasCommission(this.#profileId, report);
  }

  /** Whose rows come next. What waits is written for the one before; throws while it cannot be, as it would become the next one's. */
  begin(profileId: string): void {
    this.flush();
    if (!this.#waiting.isEmpty)
      throw new Error(
        `what happened on the connection before cannot be journalled yet: ${this.#trouble?.message ?? ''}`,
      );
    this.#profileId = profileId;
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
    const written = this.#options.journal.commit(this.#profileId, whole);
    this.#took(whole, written, NO_DENIALS);
    this.#tellSteps();
    return written;
  }

  /** The same, and what it hands back may be sent. */
  commitOrders<T>(step: JournalStep, orders: readonly T[]): Result<readonly Committed<T>[], ServiceFailure> {
    // Denials need the numbers of their rows, which only the tables give: they wait on, and hold up no order.
    const { denied = NO_DENIALS, ...whole } = this.#waiting.isEmpty ? step : this.#waiting.with(step);
    const written = this.#options.journal.commitOrders(this.#profileId, whole, orders);
    this.#took(whole, written, denied);
    if (!written.ok) {
      this.#tellSteps();
      return written;
    }
    // Once the orders are out: shown, and out of the short form in which they were made durable.
    this.#flushSoon();
    return ok(written.value.committed);
  }

  /** Does the work of `commitOrders` and keeps nothing. */
  rehearse(step: JournalStep): void {
    const written = this.#options.journal.rehearse(this.#profileId, step);
    if (!written.ok)
      this.#options.log.warn({ failure: written.error }, 'orders are not rehearsed on the disk any more');
  }

  /** Everything that waits. */
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

  /** @param left of it, not written and still waiting */
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
    // The step itself is its caller's: what was to be sent is not, and must not be in the journal later.
    this.#options.log.error({ failure: written.error }, 'the order journal cannot be written');
    this.#guarded(() => this.#tell(written.error));
    waiting.dropOldest(ROWS_WAITING_MAX);
    // It is shown although it is not written, once.
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
      // Nothing may wait, and the disk be well again: only a write can tell.
      if (this.#trouble !== null) this.commit({});
    });
  }

  /** Whoever listens must not come between the journal and the socket. */
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

/** Steps made one: of an order only its latest record is written. */
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

  /** With one more step, which is not kept here. */
  with(step: JournalStep): JournalStep {
    const whole = new Gathered();
    whole.add(this.asStep());
    whole.add(step);
    return whole.asStep();
  }

  /** Of what only tells what happened; executions and what they cost are kept whatever comes. */
  dropOldest(max: number): void {
    for (const name of ['events', 'denied', 'activity', 'audit'] as const)
      this.#lists[name].splice(0, this.#lists[name].length - max);
  }

  #append(name: ListName, step: JournalStep): void {
    // One list at a time: the same name on both sides is what makes the rows fit.
    const list = this.#lists[name] as unknown[];
    for (const row of step[name] ?? []) list.push(row);
  }
}

const LISTS = [
  ...['events', 'executions', 'commissions', 'denied', 'activity', 'equity', 'audit', 'accepted'],
] as const satisfies readonly (keyof JournalStep)[];
type ListName = (typeof LISTS)[number];
type Row<Name extends ListName> = NonNullable<JournalStep[Name]>[number];
