import type { BarOrder } from '#shared/simulation/bar-matching/bar-order.ts';

/** Who must know when an order fills or ends. */
export interface OrderWatcher {
  onChange(order: BarOrder): void;
}
