import type { CancelSignal } from '#shared/kernel/cancel.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { UnixMillis } from '#shared/kernel/time.ts';
import type { OrderPreview } from '#shared/ipc/orders.ts';
import type { CommissionReport, Execution } from '#shared/model/execution.ts';
import type { HeldTerms, OrderTicket } from '#shared/model/order-ticket.ts';
import type {
  BrokerCompletedOrder,
  BrokerOpenOrder,
  BrokerOrder,
  BrokerStatus,
} from '#shared/orders/order-event.ts';
import type { Committed } from './order-journal.ts';
import type { RequestError } from './request-error.ts';

/** Who goes first when the broker's message rate is nearly used up. */
export type OrderLane = 'cancel' | 'reduce' | 'order';

/** Everything that the message to the broker is made of. */
export interface OutgoingOrder {
  readonly orderId: number;
  readonly ticket: OrderTicket;
  /** Of the order it is attached to; null: none. */
  readonly parentOrderId: number | null;
  /** false: held at the broker until an order of the same unit says true. */
  readonly isTransmitted: boolean;
  /** Of a change: the terms that hold. What moves by itself and is not changed is left to the broker. */
  readonly held?: HeldTerms;
  /** Of a change of an order from outside: its reference as the broker has it. */
  readonly orderRef?: string;
}

/** What the broker says without being asked, in the order in which it came, in the step in which it came. */
export interface OrderListener {
  onOpenOrder(order: BrokerOrder): void;
  onStatus(orderId: number, clientId: number, status: BrokerStatus): void;
  onExecution(execution: Execution): void;
  onCommission(report: CommissionReport): void;
  /** An error or notice that names an order id. */
  onNotice(orderId: number, code: number, text: string): void;
  /** Later ids too: the floor may rise while connected. */
  onNextValidId(orderId: number): void;
  /** The session is over: whatever was not acknowledged is unknown. */
  onEnded(): void;
}

/** All that the broker holds and has done today, complete. */
export interface BrokerBook {
  readonly open: readonly BrokerOpenOrder[];
  readonly completed: readonly BrokerCompletedOrder[];
  /** Of today. Their commissions come to the listener. */
  readonly executions: readonly Execution[];
  /** Unix ms at which the first question went out: what was heard before it is older than the answers. */
  readonly askedAt: UnixMillis;
}

/** The broker as far as orders go. Everything that sends is synchronous: nothing can come between check, journal and socket. */
export interface BrokerOrders {
  /** While false nothing can be sent. Orders sent then would wait inside the library and fire later. */
  readonly isOpen: boolean;
  /** Orders belong to it. */
  readonly clientId: number;
  /** Messages that count against the broker's limit at this moment. */
  readonly messagesLastSecond: number;
  /** Books messages for orders that are to go now. false: they may not, and nothing was booked. */
  take(lane: OrderLane, count: number): boolean;
  /** Whether `take` would book them. */
  hasRoom(lane: OrderLane, count: number): boolean;
  /** Writes a new order, or new terms of one, to the socket; its message has been taken. Throws only for a bug. */
  send(order: Committed<OutgoingOrder>): void;
  /** Does all of `send` but the last: the message is made and dropped. So that the first real one finds its road warm. */
  rehearse(order: OutgoingOrder): void;
  /**
   * Asks for the end of an order, now or as soon as its turn comes. `onSent` is called when the bytes go out.
   *
   * @returns whether it could be booked: false when too many cancels wait, or nothing is open
   */
  cancel(orderId: number, onSent: () => void): boolean;
  /** One message that ends every order of every client: for the kill switch. @returns as `cancel` */
  cancelEverything(onSent: () => void): boolean;
  /** Margin and commission; never heard of by the listener. Uses up an order id. */
  preview(order: OutgoingOrder, signal?: CancelSignal): Promise<Result<OrderPreview, RequestError>>;
  /** Takes back what is asked about orders that are not orders: none of it leaves later. */
  stopPreviews(): void;
  /** Rejected questions mean unknown, never empty. */
  book(signal?: CancelSignal): Promise<Result<BrokerBook, RequestError>>;
  listen(listener: OrderListener): void;
}
