import type { UnixMillis } from '../../kernel/time.ts';
import type { ContractDetails } from '../../model/contract.ts';
import type { OrderRecord } from '../order-record.ts';

/** What a ticket is checked against. */
export interface TicketContext {
  readonly now: UnixMillis;
  readonly details: ContractDetails;
  /**
   * Price units between which the market is for certain: the last trade's where it lies in the quote, else bid and ask. NaN:
   * not known, and not compared with.
   */
  readonly market: { readonly low: number; readonly high: number };
  /** Of `parentRef`; null: none, or not known. */
  readonly parent: OrderRecord | null;
  /** Ours, on this connection. */
  readonly clientId: number;
}
