import type { AccountsSnapshot } from '#shared/simulation/accounts/snapshot.ts';
import type { ScenarioEntry } from '#shared/simulation/market/scenario.ts';
import type { GatewayOrdersSnapshot } from '../orders/gateway-orders.ts';

/**
 * All that a gateway goes on from after a restart. Prices are not in it: they follow from seed and scenarios. Ids of
 * contracts are not either: they follow from the contracts.
 */
export interface GatewayState {
  readonly seed: number;
  readonly alwaysOpen: boolean;
  /** Virtual, Unix ms. */
  readonly time: number;
  /** Oldest first. */
  readonly scenarios: readonly ScenarioEntry[];
  readonly accounts: AccountsSnapshot;
  readonly orders: GatewayOrdersSnapshot;
}
