import type { OrderTerms } from '#shared/simulation/exchange/order-terms.ts';
import type { OrderState } from '#shared/simulation/exchange/order-state.ts';
import type { WireContract } from '#shared/tws-protocol/nouns/wire-contract.ts';
import type { WireOrder } from '#shared/tws-protocol/nouns/wire-order.ts';

/** An order as its client knows it. Plain data: part of a snapshot. */
export interface Ticket {
  /** Its key at the exchange, and TWS's permId. */
  readonly key: number;
  readonly clientId: number;
  /** 0: entered in TWS, and bound to no number that a client could name. */
  orderId: number;
  readonly account: string;
  readonly conId: number;
  readonly timeZoneId: string;
  /** Where it was sent: SMART, or an exchange. */
  readonly contract: WireContract;
  /** As the client last had it accepted. */
  order: WireOrder;
  /** A modify on its way, to be shown once the exchange has taken it. */
  pending: { readonly order: WireOrder; readonly terms: OrderTerms } | null;
  status: TicketStatus;
  /** Currency units, all its fills. */
  commission: number;
  commissionCurrency: string;
  /** Unix ms at which it ended, and what completedOrder says of it; null: live. */
  end: { readonly time: number; readonly text: string } | null;
}

/** What orderStatus says of it, in units and prices. */
export interface TicketStatus {
  readonly state: OrderState;
  readonly filled: number;
  readonly remaining: number;
  readonly averagePrice: number;
  readonly lastPrice: number;
  readonly whyHeld: string;
}
