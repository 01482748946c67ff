import type { UnixMillis } from '../kernel/time.ts';
import type { Contract } from '../model/contract.ts';
import type { CommissionReport, Execution } from '../model/execution.ts';
import type { HeldTerms, Oca, ToldSide, OrderTerms } from '../model/order-ticket.ts';
import type { QuantityMicros } from '../model/quantity.ts';

/** What names an order in a message. */
export interface BrokerNames {
  /** The same for all clients and for ever; 0: the order has none yet, or the message does not say. */
  readonly permId: number;
  readonly clientId: number;
  /** Of that client; 0 or below for orders that no client of the API sent, and where the message does not say. */
  readonly orderId: number;
  /** As it came: ours, another program's, or empty. */
  readonly orderRef: string;
}

/** An order as openOrder describes it. */
export interface BrokerOrder extends BrokerNames {
  readonly account: string;
  readonly contract: Contract;
  readonly side: ToldSide;
  /** `quantity` is the broker's total, its own reductions included. */
  readonly terms: HeldTerms;
  /** 0: none. */
  readonly parentOrderId: number;
  readonly oca: Oca | null;
  /** What is not among the terms, in words: `algorithm Adaptive`. At most 20. */
  readonly extras: readonly string[];
  /** The status word. */
  readonly status: string;
}

/** What orderStatus says beside it; quantities in 1e-6. */
export interface BrokerStatus {
  readonly status: string;
  readonly filled: QuantityMicros;
  readonly remaining: QuantityMicros;
  readonly whyHeld: string;
  readonly permId: number;
}

/** As the broker lists it among the open ones: openOrder and the orderStatus that goes with it, if one came. */
export interface BrokerOpenOrder {
  readonly order: BrokerOrder;
  readonly status: BrokerStatus | null;
}

/** As completedOrder describes it: client and order id are not told there. */
export interface BrokerCompletedOrder {
  readonly order: BrokerOrder;
  readonly filled: QuantityMicros;
  /** Free text: `Cancelled by Trader`. */
  readonly completedStatus: string;
  /** As the broker dates it; null: it did not say. */
  readonly completedAt: UnixMillis | null;
}

/** Our own steps, in the order we take them. One that is not possible where the order stands is a bug, and asserts. */
export type OwnStep =
  /** We refuse to send it. */
  | { readonly kind: 'denied'; readonly at: UnixMillis; readonly reason: string }
  /** Its row is in the journal, the socket comes next. */
  | { readonly kind: 'queued'; readonly at: UnixMillis; readonly clientId: number; readonly orderId: number }
  /** Handed to the socket. */
  | { readonly kind: 'sent'; readonly at: UnixMillis }
  /** It was in the journal and certainly never reached the socket. */
  | { readonly kind: 'not-sent'; readonly at: UnixMillis; readonly reason: string }
  /** New terms are on their way. */
  | { readonly kind: 'amend-requested'; readonly at: UnixMillis; readonly terms: OrderTerms }
  | { readonly kind: 'cancel-requested'; readonly at: UnixMillis }
  /** The connection is gone, or no answer came in time: what was asked and not answered has no known outcome. */
  | { readonly kind: 'lost'; readonly at: UnixMillis; readonly why: string };

/** What the broker says by itself: repeated, in any order, with gaps. `at` is when it was heard. */
export type BrokerReport =
  | { readonly kind: 'open-order'; readonly at: UnixMillis; readonly order: BrokerOrder }
  | { readonly kind: 'order-status'; readonly at: UnixMillis; readonly status: BrokerStatus }
  | { readonly kind: 'execution'; readonly at: UnixMillis; readonly execution: Execution }
  | { readonly kind: 'commission'; readonly at: UnixMillis; readonly report: CommissionReport }
  | { readonly kind: 'error'; readonly at: UnixMillis; readonly code: number; readonly text: string }
  | { readonly kind: 'completed-order'; readonly at: UnixMillis; readonly completed: BrokerCompletedOrder };

/**
 * Why an order is listed neither among the open nor the completed ones. `over`: of an order from outside, which nobody has to
 * answer for. `missing`: nobody can say.
 */
export type Verdict = 'never-received' | 'expired' | 'over' | 'missing';

/** What a comparison with the broker's complete lists has shown. It outweighs what was heard before `askedAt`. */
export type Finding =
  | {
      readonly kind: 'found-open';
      readonly at: UnixMillis;
      readonly askedAt: UnixMillis;
      readonly open: BrokerOpenOrder;
    }
  | {
      readonly kind: 'found-nowhere';
      readonly at: UnixMillis;
      readonly askedAt: UnixMillis;
      readonly verdict: Verdict;
    }
  /** A person has looked in TWS and says that it is over. */
  | { readonly kind: 'settled-by-hand'; readonly at: UnixMillis; readonly reason: string };

export type OrderEvent = OwnStep | BrokerReport | Finding;
