import { EventName, type Contract, type Execution as WireExecution, type Order, type OrderState } from '@stoqey/ib'; // prettier-ignore
import type { OrderPreview } from '#shared/ipc/orders.ts';
import { assert } from '#shared/kernel/assert.ts';
import type { CancelSignal } from '#shared/kernel/cancel.ts';
import type { Clock, Timers } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { Execution } from '#shared/model/execution.ts';
import { QUANTITY_UNITS_MAX, toQuantityMicros } from '#shared/model/quantity.ts';
import { meaningOf } from '#shared/orders/broker-codes.ts';
import type { BrokerCompletedOrder, BrokerOpenOrder, BrokerStatus } from '#shared/orders/order-event.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { BrokerBook, BrokerOrders, OrderLane, OrderListener, OutgoingOrder } from '../ports/broker-orders.ts'; // prettier-ignore
import type { Committed } from '../ports/order-journal.ts';
import type { RequestError } from '../ports/request-error.ts';
import type { DescribedContracts } from './described-contracts.ts';
import { REQUEST_ID_MIN, type TwsRequests } from './requests.ts';
import type { Session } from './session.ts';
import { lacksMultiplier, multiplierMissing } from './wire-contracts.ts';
import { fromWireCommission, fromWireExecution } from './wire-executions.ts';
import { fromWireCompleted, fromWireOrder, wireNumber, wireText } from './wire-orders.ts';

const BOOK_WITHIN_MS = 20_000;
const PREVIEW_WITHIN_MS = 10_000;
/** Those that have ended are remembered for a minute and count. */
const PREVIEWS_MAX = 200;
/** More open or completed orders than this are no book of a person's account. */
const BOOK_MAX = 100_000;

export interface TwsOrdersOptions {
  readonly requests: TwsRequests;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
  readonly described: DescribedContracts;
}

type PreviewAnswer = Result<OrderPreview, RequestError>;

/** Sends orders to TWS and passes its reports on, over @stoqey/ib. */
export class TwsOrders implements BrokerOrders {
  readonly #options: TwsOrdersOptions;
  readonly #previews = new Map<number, (answer: PreviewAnswer) => void>();
  #listener: OrderListener | null = null;

  constructor(options: TwsOrdersOptions) {
    this.#options = options;
    this.#hear();
  }

  get isOpen(): boolean {
    return this.#session?.isOpen === true;
  }

  get clientId(): number {
    return this.#session?.profile.clientId ?? -1;
  }

  get messagesLastSecond(): number {
    return this.#session?.budget.used ?? 0;
  }

  listen(listener: OrderListener): void {
    this.#listener = listener;
  }

  /** For whoever joins the parts: the session has ended, and `requests` has been told. */
  sessionEnded(): void {
    for (const answer of [...this.#previews.values()]) answer(err({ kind: 'session-ended' }));
    this.#listener?.onEnded();
  }

  take(lane: OrderLane, count: number): boolean {
    return this.#session?.budget.take(lane, count) ?? false;
  }

  hasRoom(lane: OrderLane, count: number): boolean {
    return this.#session?.budget.hasRoom(lane, count) ?? false;
  }

  send(order: Committed<OutgoingOrder>): void {
    const session = this.#session;
    // Without a session the library would keep it and let it go on the next one.
    assert(session?.isOpen === true, `order ${order.ticket.ref} is sent while nothing is open`);
    session.orderWire.send(order);
  }

  rehearse(order: OutgoingOrder): void {
    this.#session?.orderWire.rehearse(order);
  }

  cancel(orderId: number, onSent: () => void): boolean {
    return this.#inLane('cancel', (session) => {
      session.api.cancelOrder(orderId);
      onSent();
    });
  }

  cancelEverything(onSent: () => void): boolean {
    return this.#inLane('cancel', (session) => {
      session.api.reqGlobalCancel();
      onSent();
    });
  }

  preview(order: OutgoingOrder, signal?: CancelSignal): Promise<PreviewAnswer> {
    const { orderId } = order;
    if (this.#previews.size >= PREVIEWS_MAX)
      return Promise.resolve(err({ kind: 'too-many-waiting', waiting: this.#previews.size }));
    return new Promise((resolve) => {
      const finish = (answer: PreviewAnswer) => {
        stopTimer();
        signal?.removeEventListener('abort', onAbort);
        // Its number stays known for a while: a late answer must not be taken for an order.
        this.#previews.set(orderId, ignore);
        this.#options.timers.schedule(6 * PREVIEW_WITHIN_MS, () => this.#previews.delete(orderId));
        resolve(answer);
      };
      const ignore = () => undefined;
      const onAbort = () => finish(err({ kind: 'cancelled' }));
      const stopTimer = this.#options.timers.schedule(PREVIEW_WITHIN_MS, () =>
        finish(err({ kind: 'no-answer', afterMs: PREVIEW_WITHIN_MS })),
      );
      signal?.addEventListener('abort', onAbort);
      this.#previews.set(orderId, finish);
      const isBooked = this.#inLane('order', (session) => {
        if (this.#previews.get(orderId) === finish) session.orderWire.preview(order);
      });
      if (!isBooked) finish(err({ kind: 'not-connected' }));
    });
  }

  stopPreviews(): void {
    for (const answer of [...this.#previews.values()]) answer(err({ kind: 'cancelled' }));
  }

  /**
   * One after another, open orders first: what ends between the questions is then in both lists, the other way round it
   * would be in none. Asked for twice where contracts are among them that nobody has described yet.
   */
  async book(signal?: CancelSignal): Promise<Result<BrokerBook, RequestError>> {
    const told = await this.#bookAsDescribed(signal);
    return (await this.#options.described.learn(signal)) ? this.#bookAsDescribed(signal) : told;
  }

  async #bookAsDescribed(signal?: CancelSignal): Promise<Result<BrokerBook, RequestError>> {
    const askedAt = this.#options.clock.now();
    // Whose orders of TWS itself belong to us, only client 0 may say; without a word to the others.
    if (this.clientId === 0) this.#inLane('account', (session) => session.api.reqAutoOpenOrders(true));
    const open = await this.#openOrders(signal);
    if (!open.ok) return open;
    const executions = await this.#executions(signal);
    if (!executions.ok) return executions;
    const completed = await this.#completed(signal);
    if (!completed.ok) return completed;
    return ok({ open: open.value, executions: executions.value, completed: completed.value, askedAt });
  }

  get #session(): Session | null {
    return this.#options.requests.session;
  }

  #inLane(lane: 'cancel' | 'order' | 'account', run: (session: Session) => void): boolean {
    const session = this.#session;
    return session?.isOpen === true && session.budget.send(lane, () => run(session)).ok;
  }

  #hear(): void {
    const { requests, clock, described } = this.#options;
    requests.on(EventName.openOrder, (args) => {
      const [orderId, contract, order, state] = args as [number, Contract, Order, OrderState];
      const preview = this.#previews.get(orderId);
      if (preview !== undefined && (order.whatIf === true || order.clientId === this.clientId))
        return preview(ok(previewOf(state)));
      const read = fromWireOrder(orderId, this.#whole(contract), order, state);
      if (read === null) this.#skipped('an open order', orderId, contract);
      else this.#listener?.onOpenOrder(read);
      // Of TWS or another program: rules that count it need to know what it is worth.
      void this.#options.described.learn();
    });
    requests.on(EventName.orderStatus, (args) => {
      const [orderId, , , , , , , , clientId] = args as readonly number[];
      if (this.#previews.has(orderId!) && clientId === this.clientId) return;
      const status = statusOf(args);
      if (status === null)
        this.#options.log.warn({ orderId, args }, 'a status without its sizes is left out');
      else this.#listener?.onStatus(orderId!, clientId ?? -1, status);
    });
    requests.on(EventName.execDetails, (args) => {
      const [, contract, wire] = args as [number, Contract, WireExecution];
      const { session } = requests;
      // Booked at the value it has. Never of ours, whose contracts were known before they were sent.
      described.when(contract, () => {
        // The next session asks for all executions.
        if (requests.session !== session) return;
        const execution = fromWireExecution(this.#whole(contract), wire, clock.now());
        if (execution === null) this.#skipped('an execution', wire.orderId ?? 0, contract);
        else this.#listener?.onExecution(execution);
      });
    });
    requests.on(EventName.commissionReport, ([wire]) => {
      const report = fromWireCommission(wire as Parameters<typeof fromWireCommission>[0]);
      if (report !== null) this.#listener?.onCommission(report);
    });
    requests.on(EventName.nextValidId, ([orderId]) => this.#listener?.onNextValidId(orderId as number));
    requests.onNotice((id, code, text) => {
      if (id <= 0 || id >= REQUEST_ID_MIN) return;
      const preview = this.#previews.get(id);
      if (preview === undefined) return this.#listener?.onNotice(id, code, text);
      if (meaningOf(code) !== 'notice') preview(err({ kind: 'refused', code, text }));
    });
  }

  async #openOrders(signal?: CancelSignal): Promise<Result<readonly BrokerOpenOrder[], RequestError>> {
    const found = new Map<string, BrokerOpenOrder>();
    const keyOf = (clientId: number, orderId: number, permId: number) =>
      permId > 0 ? `perm ${permId}` : `${clientId}/${orderId}`;
    return this.#options.requests.askUnnumbered({
      lane: 'account',
      withinMs: BOOK_WITHIN_MS,
      send: (api) => api.reqAllOpenOrders(),
      names: [EventName.openOrder, EventName.orderStatus, EventName.openOrderEnd],
      end: EventName.openOrderEnd,
      ...(signal === undefined ? {} : { signal }),
      take: (name, args) => {
        if (name === EventName.openOrderEnd) return { answer: [...found.values()] };
        if (name === EventName.openOrder) {
          const [orderId, contract, wire, state] = args as [number, Contract, Order, OrderState];
          if (wire.whatIf === true || this.#previews.has(orderId)) return null;
          const order = fromWireOrder(orderId, this.#listed('an open order', contract), wire, state);
          if (order !== null && found.size < BOOK_MAX)
            found.set(keyOf(order.clientId, orderId, order.permId), { order, status: null });
        } else {
          const [orderId, , , , , permId, , , clientId] = args as readonly number[];
          const key = keyOf(clientId ?? -1, orderId!, permId ?? 0);
          const listed = found.get(key);
          if (listed !== undefined) found.set(key, { ...listed, status: statusOf(args) });
        }
        return null;
      },
    });
  }

  async #executions(signal?: CancelSignal): Promise<Result<readonly Execution[], RequestError>> {
    const found: Execution[] = [];
    return this.#options.requests.ask({
      lane: 'account',
      withinMs: BOOK_WITHIN_MS,
      // No filter: of every client, as positions are everybody's.
      send: (api, id) => api.reqExecutions(id, {}),
      ...(signal === undefined ? {} : { signal }),
      take: (name, args) => {
        if (name === EventName.execDetailsEnd) return { answer: found };
        const [, contract, wire] = args as [number, Contract, WireExecution];
        const whole = this.#listed('an execution', contract);
        const execution = fromWireExecution(whole, wire, this.#options.clock.now());
        if (execution === null) this.#skipped('an execution', wire.orderId ?? 0, contract);
        else if (found.length < BOOK_MAX) found.push(execution);
        return null;
      },
    });
  }

  async #completed(signal?: CancelSignal): Promise<Result<readonly BrokerCompletedOrder[], RequestError>> {
    const found: BrokerCompletedOrder[] = [];
    return this.#options.requests.askUnnumbered({
      lane: 'account',
      withinMs: BOOK_WITHIN_MS,
      send: (api) => api.reqCompletedOrders(false),
      names: [EventName.completedOrder, EventName.completedOrdersEnd],
      end: EventName.completedOrdersEnd,
      ...(signal === undefined ? {} : { signal }),
      take: (name, args) => {
        if (name === EventName.completedOrdersEnd) return { answer: found };
        const [contract, order, state] = args as [Contract, Order, OrderState];
        const completed = fromWireCompleted(this.#listed('a completed order', contract), order, state);
        if (completed !== null && found.length < BOOK_MAX) found.push(completed);
        return null;
      },
    });
  }

  #whole(contract: Contract): Contract {
    return this.#options.described.whole(contract);
  }

  /** One of a list. A list without it would say that there is no such thing: it is no answer then. */
  #listed(what: string, contract: Contract): Contract {
    const whole = this.#whole(contract);
    if (lacksMultiplier(whole)) throw new Error(multiplierMissing(what, whole));
    return whole;
  }

  #skipped(what: string, orderId: number, contract: Contract): void {
    const { symbol, secType } = contract;
    if (lacksMultiplier(this.#whole(contract)))
      return this.#options.log.error({ orderId, contract }, multiplierMissing(what, contract));
    this.#options.log.warn(
      { orderId, symbol, secType },
      `${what} in what is no contract of ours is left out`,
    );
  }
}

/**
 * id, status, filled, remaining, average, permId, parentId, last price, clientId, whyHeld
 *
 * @returns null where TWS sends a size that is none, as it does for one that it does not know
 */
function statusOf(args: readonly unknown[]): BrokerStatus | null {
  const [, status, filled, remaining, , permId, , , , whyHeld] = args;
  const size = (value: unknown) => toQuantityMicros(Math.max(0, (value as number | undefined) ?? 0));
  if (![filled, remaining].every(isSize)) return null;
  return {
    status: wireText(status as string | undefined, 64),
    ...{ filled: size(filled), remaining: size(remaining) },
    whyHeld: wireText(whyHeld as string | undefined, 200),
    permId: wireNumber(permId as number | undefined),
  };
}

function isSize(value: unknown): boolean {
  return value === undefined || (typeof value === 'number' && Math.abs(value) <= QUANTITY_UNITS_MAX);
}

function previewOf(state: OrderState): OrderPreview {
  const amount = (value: number | string | undefined) => {
    const number = Number(value);
    return value === undefined || value === '' || !Number.isFinite(number) || Math.abs(number) > 1e300
      ? null
      : number;
  };
  return {
    initialMarginBefore: amount(state.initMarginBefore),
    initialMarginAfter: amount(state.initMarginAfter),
    maintenanceMarginBefore: amount(state.maintMarginBefore),
    maintenanceMarginAfter: amount(state.maintMarginAfter),
    equityBefore: amount(state.equityWithLoanBefore),
    equityAfter: amount(state.equityWithLoanAfter),
    commission: amount(state.commission),
    commissionMin: amount(state.minCommission),
    commissionMax: amount(state.maxCommission),
    commissionCurrency: (state.commissionCurrency ?? '').slice(0, 8),
    warning: state.warningText ?? '',
    denial: null,
  };
}
