import type { Clock } from '#shared/kernel/clock.ts';
import type { UnixMillis } from '#shared/kernel/time.ts';
import type { CommissionReport, Execution } from '#shared/model/execution.ts';
import { signOf, type OrderRef } from '#shared/model/order-ticket.ts';
import { isLive } from '#shared/model/order.ts';
import { meaningOf } from '#shared/orders/broker-codes.ts';
import { splitExecId } from '#shared/orders/execution-ledger.ts';
import type { BrokerNames, BrokerOrder, BrokerStatus, OrderEvent } from '#shared/orders/order-event.ts';
import { OrderIndex } from '#shared/orders/order-index.ts';
import { applyOrderEvent } from '#shared/orders/order-machine.ts';
import { adoptedFromExecution, adoptedRecord, type OrderRecord } from '#shared/orders/order-record.ts';
import { stateOf } from '#shared/orders/order-state.ts';
import { isAtBroker } from '#shared/orders/status-words.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { BrokerOrders, OrderListener } from '../ports/broker-orders.ts';
import type { ActivityRow, JournalStep, NewAuditRow } from '../ports/order-journal.ts';
import type { ExecutionListener } from '../ports/portfolio.ts';
import type { RiskDesk } from '../risk/risk-desk.ts';
import type { JournalWriter } from './journal-writer.ts';
import type { OrderBook } from './order-book.ts';
import type { OrderIds } from './order-ids.ts';
import type { OrderTiming } from './order-timing.ts';

export interface OrderReportsOptions {
  readonly book: OrderBook;
  readonly ids: OrderIds;
  readonly writer: JournalWriter;
  readonly broker: BrokerOrders;
  readonly risk: RiskDesk;
  readonly portfolio: ExecutionListener;
  readonly timing: OrderTiming;
  readonly clock: Clock;
  readonly log: Logger;
  /** An order has come to life, ended or become unknown. */
  readonly onOrder: (record: OrderRecord) => void;
  readonly onEnded: () => void;
  /** A report contradicts earlier ones: the broker's lists are to decide. */
  readonly onPuzzled: () => void;
}

const LEGS_MAX = 10_000;
/** Commissions that came before their fills; beyond it the oldest leave memory, and stay in the journal. */
const EARLY_MAX = 10_000;

/**
 * Applies the broker's reports: finds the order or adopts it, applies the event, journals it in one step with its execution,
 * and passes it on. No report is dropped for being unexpected.
 */
export class OrderReports implements OrderListener {
  readonly #options: OrderReportsOptions;
  /** Executions of single legs, which no order's ledger holds. */
  readonly #legs = new Set<string>();
  /** Commissions that came before their fills, by execId: on the wire, or because a list of fills is read to its end first. */
  readonly #early = new Map<string, CommissionReport>();

  constructor(options: OrderReportsOptions) {
    this.#options = options;
    options.broker.listen(this);
  }

  onOpenOrder(order: BrokerOrder): void {
    const at = this.#now();
    this.#used(order);
    const record = this.#find(order) ?? this.adopt(adoptedRecord(order, at));
    this.apply(record.ref, { kind: 'open-order', at, order });
  }

  onStatus(orderId: number, clientId: number, status: BrokerStatus): void {
    const { log } = this.#options;
    this.#used({ clientId, orderId });
    const record = this.#find({ permId: status.permId, clientId, orderId, orderRef: '' });
    // Its openOrder says what it is; a comparison finds it if that never comes.
    if (record === undefined)
      return log.info({ orderId, clientId, status: status.status }, 'a status of an order nobody knows');
    this.apply(record.ref, { kind: 'order-status', at: this.#now(), status });
  }

  onExecution(execution: Execution): void {
    const at = this.#now();
    this.#used(execution);
    const record = this.#find(execution) ?? this.adopt(adoptedFromExecution(execution, at));
    this.apply(record.ref, { kind: 'execution', at, execution });
  }

  onCommission(report: CommissionReport): void {
    const { book, writer, portfolio } = this.#options;
    const record = book.findByExecution(report.execId);
    if (record !== undefined) return this.apply(record.ref, { kind: 'commission', at: this.#now(), report });
    // Of an order that memory has forgotten, told again with the day's fills.
    if (writer.hasCommission(report)) return;
    // Before its execution, or of a leg: it is kept under its number.
    this.#early.set(report.execId, report);
    if (this.#early.size > EARLY_MAX) this.#early.delete(this.#early.keys().next().value!);
    writer.queue({ commissions: [report] });
    portfolio.onCommission(report);
  }

  onNotice(orderId: number, code: number, text: string): void {
    const { broker, log } = this.#options;
    const record = this.#find({ permId: 0, clientId: broker.clientId, orderId, orderRef: '' });
    if (record === undefined)
      return log.warn({ orderId, code, text }, 'a notice about an order nobody knows');
    this.apply(record.ref, { kind: 'error', at: this.#now(), code, text });
  }

  onNextValidId(orderId: number): void {
    const { ids, writer } = this.#options;
    ids.raise(orderId);
    writer.queue({ nextOrderId: ids.next });
  }

  /** An order id that the broker knows is not used again: a new order under it would modify the old one. */
  #used({ clientId, orderId }: Pick<BrokerNames, 'clientId' | 'orderId'>): void {
    const { ids, writer, broker } = this.#options;
    if (clientId !== broker.clientId || orderId < ids.next) return;
    ids.raise(orderId + 1);
    writer.queue({ nextOrderId: ids.next });
  }

  onEnded(): void {
    this.lost('the connection ended before the broker answered');
    this.#options.timing.forget();
    this.#options.onEnded();
  }

  /** What was sent and not answered is unknown from here on. */
  lost(why: string, isConcerned: (record: OrderRecord) => boolean = () => true): void {
    for (const record of this.#options.book.live)
      if (isConcerned(record)) this.apply(record.ref, { kind: 'lost', at: this.#now(), why });
  }

  /**
   * The broker tells again of a fill that its order has and the book of positions has not: its row could not be read. It is
   * booked and written as it was; the day's counts have it already.
   */
  rebook(execution: Execution): void {
    const { portfolio, writer, log } = this.#options;
    if (!portfolio.lacks(execution)) return;
    const { root } = splitExecId(execution.execId);
    const record = this.#find(execution);
    const fill = record?.fills.find((one) => splitExecId(one.execution.execId).root === root);
    if (record === undefined || fill === undefined) return;
    log.warn(
      { ref: record.ref, execution },
      'a fill that could not be read from the journal is taken from the broker again',
    );
    writer.queue({ executions: [{ ref: record.ref, execution: fill.execution }] });
    portfolio.onExecution(fill.execution);
    for (const report of record.commissions)
      if (splitExecId(report.execId).root === root) portfolio.onCommission(report);
  }

  /** Orders of the journal that a message may be about and that memory may have forgotten. */
  candidates(names: BrokerNames & { readonly execId?: string }): readonly OrderRecord[] {
    return this.#options.writer.recall(names);
  }

  adopt(record: OrderRecord): OrderRecord {
    const { book, writer, log } = this.#options;
    book.put(record);
    log.info({ ref: record.ref, origin: record.origin }, 'an order from outside is shown from here on');
    writer.queue({ orders: [record], audit: [this.#adopted(record)] });
    return record;
  }

  /** One event of an order, whoever found it out: broker, comparison or clock. */
  apply(ref: OrderRef, event: OrderEvent): void {
    const { book, writer, timing, onOrder, log } = this.#options;
    const before = book.get(ref);
    if (before === undefined) return;
    const { record, booked, from, to, raised } = applyOrderEvent(before, event);
    if (isPuzzling(before, event)) this.#options.onPuzzled();
    // A leg of a combination changes nothing in its order, and is a fill of its own all the same.
    const isSame = JSON.stringify(record) === JSON.stringify(before);
    if (isSame && booked !== 'leg') return;
    const belonging = this.#belonging(before, record, event, booked);
    if (isSame && belonging.executions === undefined) return;
    book.put(record);
    if (!before.isAcknowledged && record.isAcknowledged) timing.heard(ref);
    for (const flag of raised) log.warn({ ref, flag, event: event.kind }, 'an order needs a look');
    writer.queue({
      orders: [record],
      events: [{ ref, event }],
      ...belonging,
    });
    if (event.kind === 'commission') this.#options.portfolio.onCommission(event.report);
    if (event.kind === 'execution') this.#belated(event.execution);
    if (from !== to && (isLive(from) !== isLive(to) || to === 'unknown')) onOrder(record);
  }

  /** Of ours, or met before: memory keeps the newest, the journal all. Only what neither knows is a stranger's. */
  #find(names: BrokerNames & { readonly execId?: string }): OrderRecord | undefined {
    const { book } = this.#options;
    const known = book.find(names);
    if (known !== undefined) return known;
    // Memory has a later state than the tables, which are written at the end of a turn.
    const candidates = this.candidates(names).map((record) => book.get(record.ref) ?? record);
    const ref = new OrderIndex(candidates).find(names);
    const record = candidates.find((one) => one.ref === ref);
    if (record !== undefined) book.put(record);
    return record;
  }

  /** Rows of other tables that belong to the same step; the portfolio hears in it, too. */
  #belonging(
    before: OrderRecord,
    record: OrderRecord,
    event: OrderEvent,
    booked: ReturnType<typeof applyOrderEvent>['booked'],
  ): JournalStep {
    if (event.kind === 'commission') return this.#ofCommission(before, event.report);
    if (event.kind !== 'execution') return {};
    const { execution } = event;
    const isNew = booked === 'leg' ? this.#isNewLeg(execution) : booked === 'new' || booked === 'correction';
    if (!isNew) return {};
    const { portfolio, risk } = this.#options;
    portfolio.onExecution(execution);
    const activity: ActivityRow[] =
      booked === 'correction'
        ? []
        : [risk.executed(execution.account, execution.contract.contractId, signOf(execution.side))];
    return { executions: [{ ref: record.ref, execution }], activity };
  }

  /** Its commission was there first: it is booked now that it is known whose it is. */
  #belated({ execId }: Execution): void {
    const report = this.#early.get(execId);
    if (report === undefined) return;
    this.#early.delete(execId);
    this.onCommission(report);
  }

  #ofCommission(before: OrderRecord, report: CommissionReport): JournalStep {
    const isLoss = report.realizedPnl !== null && report.realizedPnl < 0;
    const wasKnown = before.commissions.some(({ execId }) => execId === report.execId);
    const activity = isLoss && !wasKnown
      ? [this.#options.risk.closedAtLoss(before.account, before.contract.contractId)]
      : []; // prettier-ignore
    return { commissions: [report], activity };
  }

  #isNewLeg({ execId }: Execution): boolean {
    if (this.#legs.has(execId)) return false;
    if (this.#legs.size >= LEGS_MAX) this.#legs.clear();
    this.#legs.add(execId);
    return true;
  }

  /** Legs that the journal has are not counted twice. */
  begin(executions: Iterable<Execution>): void {
    this.#legs.clear();
    this.#early.clear();
    for (const execution of executions)
      if (this.#options.book.findByExecution(splitExecId(execution.execId).root) === undefined)
        this.#legs.add(execution.execId);
  }

  #adopted({ ref, account, origin, contract, side }: OrderRecord): NewAuditRow {
    return {
      ...{ at: this.#now(), kind: 'order-adopted', by: 'program', correlationId: null, account, ref },
      text: `An order from outside is shown: ${side} ${contract.symbol}, ${origin === 'tws' ? 'entered in TWS' : 'of another client'}.`,
      facts: { contractId: contract.contractId, origin },
    };
  }

  #now(): UnixMillis {
    return this.#options.clock.now();
  }
}

/** It works again although it had ended, or is rejected although it works: one of the reports is wrong. */
function isPuzzling(before: OrderRecord, event: OrderEvent): boolean {
  if (event.kind === 'error') return meaningOf(event.code) === 'rejects' && before.isWorking;
  const word = event.kind === 'open-order' ? event.order.status : event.kind === 'order-status' ? event.status.status : ''; // prettier-ignore
  const state = stateOf(before);
  const hasEnded = state === 'rejected' || state === 'cancelled' || state === 'expired';
  return hasEnded && isAtBroker(word) && word !== 'PendingCancel';
}

/** Sent so long ago that an answer should have come. */
export function isUnanswered(record: OrderRecord, before: number): boolean {
  const { sentAt, isAcknowledged, doubt } = record;
  return isLive(stateOf(record)) && !isAcknowledged && doubt === null && sentAt !== null && sentAt <= before;
}
