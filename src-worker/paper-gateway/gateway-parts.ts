import type { AccountBooks } from './accounts/account-books.ts';
import type { GatewayLog } from './log.ts';
import type { GatewayOrders } from './orders/gateway-orders.ts';
import type { Sessions } from './server/sessions.ts';
import type { GatewaySettings } from './settings.ts';
import type { World } from './world/world.ts';

/** What handlers of requests work with. */
export interface GatewayParts {
  readonly settings: GatewaySettings;
  readonly world: World;
  readonly sessions: Sessions;
  readonly log: GatewayLog;
  readonly orders: GatewayOrders;
  readonly books: AccountBooks;
}
