import { accountSummaryRequests } from '../accounts/account-summary.ts';
import { accountUpdateRequests } from '../accounts/account-updates.ts';
import { positionRequests } from '../accounts/positions.ts';
import { profitAndLossRequests } from '../accounts/profit-and-loss.ts';
import { refreshes } from '../accounts/refreshes.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import type { RequestGroup } from '../request-handlers.ts';

type Kinds =
  | 'reqAccountUpdates'
  | 'reqAccountUpdatesMulti'
  | 'cancelAccountUpdatesMulti'
  | 'reqAccountSummary'
  | 'cancelAccountSummary'
  | 'reqPositions'
  | 'cancelPositions'
  | 'reqPositionsMulti'
  | 'cancelPositionsMulti'
  | 'reqPnL'
  | 'cancelPnL'
  | 'reqPnLSingle'
  | 'cancelPnLSingle';

/** Sections 4 and 7 of the reference: what accounts hold and are worth. */
export function accountRequests({ books, world }: GatewayParts): RequestGroup<Kinds> {
  const refresh = refreshes(world.clock);
  return {
    ...accountUpdateRequests(books, world.clock, refresh),
    ...accountSummaryRequests(books, refresh),
    ...positionRequests(books),
    ...profitAndLossRequests(books, world),
  };
}
