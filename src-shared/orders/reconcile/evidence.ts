import type { UnixMillis } from '../../kernel/time.ts';
import type { Contract } from '../../model/contract.ts';
import type { Currency } from '../../model/currency.ts';
import type { Execution } from '../../model/execution.ts';
import type { Micros } from '../../model/money.ts';
import type { OrderRef } from '../../model/order-ticket.ts';
import type { QuantityMicros } from '../../model/quantity.ts';
import type { BrokerCompletedOrder, BrokerOpenOrder, OrderEvent } from '../order-event.ts';
import type { OrderRecord } from '../order-record.ts';

/** Signed 1e-6 units of one contract in one account. */
export interface HeldPosition {
  readonly account: string;
  readonly contract: Contract;
  readonly quantity: QuantityMicros;
}

/** 1e-6 of the currency. */
export interface HeldCash {
  readonly account: string;
  readonly currency: Currency;
  readonly amount: Micros;
}

/** What the broker answered. null: it did not, in time or at all, which is not the same as an empty list. */
export interface BrokerEvidence {
  /** Before the first question went out; answers were complete at `at`. */
  readonly askedAt: UnixMillis;
  readonly at: UnixMillis;
  /** Since when the lists of completed orders and of executions are complete: the start of the broker's day. */
  readonly coversSince: UnixMillis;
  /** All clients' (reqAllOpenOrders). */
  readonly openOrders: readonly BrokerOpenOrder[] | null;
  /** All clients', of today (reqCompletedOrders). */
  readonly completedOrders: readonly BrokerCompletedOrder[] | null;
  /** All clients', of today. */
  readonly executions: readonly Execution[] | null;
  readonly positions: readonly HeldPosition[] | null;
  readonly cash: readonly HeldCash[] | null;
}

/** What our own books say. */
export interface OwnBooks {
  /** Every order that is not final, and those that ended recently enough to be among the broker's answers. */
  readonly orders: readonly OrderRecord[];
  /** By our executions; null: not kept, and not compared. */
  readonly positions: readonly HeldPosition[] | null;
  readonly cash: readonly HeldCash[] | null;
}

/** Something that ours and the broker's books do not agree on, or that nobody could compare. */
export type Difference =
  /** Live by our book, and nobody has it: only a person or a later list can settle it. */
  | { readonly kind: 'order-missing'; readonly ref: OrderRef; readonly text: string }
  /** Nobody knows what became of it, and it was sent so lately that the lists prove nothing yet: ask again. */
  | { readonly kind: 'order-unproven'; readonly ref: OrderRef; readonly text: string }
  /** Another order that carries the reference of one of ours: sent twice, or by somebody who copies it. */
  | { readonly kind: 'order-duplicate'; readonly ref: OrderRef; readonly of: OrderRef; readonly text: string }
  /** The broker counts more filled than we have executions of, and no comparison of positions has shown that all is booked. */
  | {
      readonly kind: 'executions-missing';
      readonly ref: OrderRef;
      readonly ours: QuantityMicros;
      readonly brokers: QuantityMicros;
      readonly text: string;
    }
  | {
      readonly kind: 'position';
      readonly account: string;
      readonly contract: Contract;
      readonly ours: QuantityMicros;
      readonly brokers: QuantityMicros;
      readonly text: string;
    }
  | {
      readonly kind: 'cash';
      readonly account: string;
      readonly currency: Currency;
      readonly ours: Micros;
      readonly brokers: Micros;
      readonly text: string;
    }
  /** A list did not come: what it would have shown is unknown. */
  | { readonly kind: 'unanswered'; readonly question: Question; readonly text: string };

export type Question = 'openOrders' | 'completedOrders' | 'executions' | 'positions' | 'cash';

/** Something the comparison has settled, in words for the log and the blotter. */
export interface Settled {
  readonly kind: 'adopted' | 'confirmed' | 'ended' | 'expired' | 'filled' | 'revived' | 'changed';
  readonly ref: OrderRef;
  readonly text: string;
}

/** One step of an order, to be journalled and applied in this order. */
export interface ReconcileStep {
  readonly ref: OrderRef;
  readonly event: OrderEvent;
}

/** What `reconcile(own, evidence)` answers. Once its steps are applied the same evidence asks for nothing more. */
export interface Reconciliation {
  /** Orders from outside that we did not know, to be kept before the steps are applied. */
  readonly adopted: readonly OrderRecord[];
  readonly steps: readonly ReconcileStep[];
  readonly settled: readonly Settled[];
  readonly differences: readonly Difference[];
  /** `unproven` while a list is missing, `differences` with any, else `clean`. */
  readonly verdict: 'unproven' | 'differences' | 'clean';
  /** All records as they are once the steps are applied, those that were adopted included. */
  readonly records: readonly OrderRecord[];
}
