import type { ExchangeEvent } from '#shared/simulation/exchange/exchange-event.ts';
import type { WireOrder } from '#shared/tws-protocol/nouns/wire-order.ts';
import type { TwsError } from '#shared/tws-protocol/tws-errors.ts';
import type { ClientSession } from '../server/client-session.ts';
import type { Sessions } from '../server/sessions.ts';
import type { Execution } from './executions.ts';
import { isBrokers } from './liquidation-ticket.ts';
import { openOrderMessage, orderStatusMessage, type WorkingPrices } from './order-messages.ts';
import type { Ticket } from './ticket.ts';

/** What the exchange says of an order by its key: not found, or too late to cancel. */
const CODES_WITH_KEY: ReadonlySet<number> = new Set([135, 10147, 10148]);

/**
 * Sends clients the messages about their orders, in TWS's order: the execution, openOrder and orderStatus, then what the fill cost or why
 * the order is over. A client that is away hears nothing, and asks when it is back.
 *
 * All that came of one call or tick is told together (`begin` to `finish`), so that a state that is over at once is left out.
 */
export class OrderNews {
  readonly #sessions: Pick<Sessions, 'byClientId' | 'all'>;
  readonly #workingOf: (key: number) => WorkingPrices | null;
  /** Sequence of the last status of each order in this batch. */
  #lastStatus = new Map<number, number>();
  /** What waits for its order's next status. */
  #waiting = new Map<number, { readonly ticket: Ticket; executions: Execution[]; errors: TwsError[] }>();

  constructor(
    sessions: Pick<Sessions, 'byClientId' | 'all'>,
    workingOf: (key: number) => WorkingPrices | null,
  ) {
    this.#sessions = sessions;
    this.#workingOf = workingOf;
  }

  begin(events: readonly ExchangeEvent[]): void {
    this.#lastStatus = new Map(
      events.flatMap(({ kind, order, sequence }) => (kind === 'status' ? [[order, sequence]] : [])),
    );
  }

  status(ticket: Ticket, sequence: number): void {
    const isPassedOver =
      ticket.status.state === 'pendingSubmit' && this.#lastStatus.get(ticket.key) !== sequence;
    if (isPassedOver) return;
    this.#tell(ticket, false);
    this.#tellWaiting(ticket);
  }

  fill(ticket: Ticket, execution: Execution): void {
    for (const session of this.#hearersOf(ticket)) session.send({ ...execution.details, reqId: -1 });
    this.#waitingFor(ticket).executions.push(execution);
  }

  amended(ticket: Ticket): void {
    if (!this.#lastStatus.has(ticket.key)) this.#tell(ticket, false);
  }

  /** Why an order ends: after its last status. */
  error(ticket: Ticket, { code, text }: TwsError): void {
    this.#waitingFor(ticket).errors.push({ code, text });
  }

  /** The exchange knows an order by its key, the client by its own number. */
  failNow(ticket: Ticket, { code, text }: TwsError): void {
    const ownText = CODES_WITH_KEY.has(code)
      ? text.replace(String(ticket.key), String(ticket.orderId))
      : text;
    this.#ownerOf(ticket)?.fail(ticket.orderId, { code, text: ownText });
  }

  finish(): void {
    for (const { ticket } of [...this.#waiting.values()]) this.#tellWaiting(ticket);
    this.#lastStatus.clear();
  }

  /** As it stands, to whoever asks. */
  tellTo(session: ClientSession, ticket: Ticket): void {
    session.send(openOrderMessage(ticket, this.#workingOf(ticket.key), ticket.commissionCurrency !== ''));
    session.send(orderStatusMessage(ticket));
  }

  tellRejected(ticket: Ticket, error: TwsError): void {
    this.failNow(ticket, error);
    this.#ownerOf(ticket)?.send(orderStatusMessage(ticket));
  }

  /** Of an order that could not be understood and has no permanent id. */
  tellInactive(session: ClientSession, orderId: number, order: WireOrder): void {
    session.send({
      ...{ kind: 'orderStatus', orderId, status: 'Inactive', filled: 0, remaining: order.totalQuantity ?? 0 },
      ...{ avgFillPrice: 0, permId: 0, parentId: order.parentId, lastFillPrice: 0 },
      ...{ clientId: session.clientId ?? 0, whyHeld: '', mktCapPrice: 0 },
    });
  }

  #ownerOf({ clientId }: Ticket): ClientSession | undefined {
    return this.#sessions.byClientId(clientId);
  }

  /** Who hears of what filled: what the broker did by itself concerns everybody. */
  #hearersOf(ticket: Ticket): readonly ClientSession[] {
    if (isBrokers(ticket)) return this.#sessions.all;
    const owner = this.#ownerOf(ticket);
    return owner === undefined ? [] : [owner];
  }

  /** The end of a cancelled order, and the way there, is told by its status alone. */
  #tell(ticket: Ticket, withCommission: boolean): void {
    const owner = this.#ownerOf(ticket);
    if (owner === undefined) return;
    const { state } = ticket.status;
    if (state !== 'cancelled' && state !== 'pendingCancel')
      owner.send(openOrderMessage(ticket, this.#workingOf(ticket.key), withCommission));
    owner.send(orderStatusMessage(ticket));
  }

  #waitingFor(ticket: Ticket) {
    let waiting = this.#waiting.get(ticket.key);
    if (waiting === undefined) {
      waiting = { ticket, executions: [], errors: [] };
      this.#waiting.set(ticket.key, waiting);
    }
    return waiting;
  }

  #tellWaiting(ticket: Ticket): void {
    const waiting = this.#waiting.get(ticket.key);
    if (waiting === undefined) return;
    this.#waiting.delete(ticket.key);
    // TWS says it again once it knows what the order has cost.
    if (ticket.status.state === 'filled' && waiting.executions.length > 0) this.#tell(ticket, true);
    for (const { commission } of waiting.executions)
      for (const session of this.#hearersOf(ticket)) session.send(commission);
    for (const error of waiting.errors) this.failNow(ticket, error);
  }
}
