import type { OrderPrice } from '../../model/order-price.ts';
import type { QuantityMicros } from '../../model/quantity.ts';

/** `flatten`: the kill switch closes a position; nobody else may say it. */
export type RequestAction = 'submit' | 'modify' | 'cancel' | 'flatten';

/** What somebody wants done: ticket, strategy intent or child of an algorithm. The same shape live and in backtests. */
export interface OrderRequest {
  readonly action: RequestAction;
  /** +1 buys, -1 sells. */
  readonly side: 1 | -1;
  /** 1e-6 units that may still fill: for a modify what is left once it has been modified. */
  readonly quantity: QuantityMicros;
  /** As TWS spells it: MKT, LMT, STP, STP LMT ... */
  readonly type: string;
  /** As TWS spells it: DAY, GTC, IOC, GTD ... */
  readonly timeInForce: string;
  /** null: takes any price. */
  readonly limitPrice: OrderPrice | null;
  /** null: waits for no price. */
  readonly stopPrice: OrderPrice | null;
  /** Unix ms; null unless good till a date. */
  readonly goodTillAt: number | null;
  /** May only make a position smaller. */
  readonly isReduceOnly: boolean;
  /** May trade outside regular hours. */
  readonly isOutsideHours: boolean;
}
