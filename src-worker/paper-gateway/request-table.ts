import type { ClientRequest } from '#shared/tws-protocol/requests/requests.ts';
import type { GatewayParts } from './gateway-parts.ts';
import type { RequestGroup, RequestHandler, RequestKind } from './request-handlers.ts';
import { accountRequests } from './requests/accounts.ts';
import { contractRequests } from './requests/contracts.ts';
import { depthRequests } from './requests/depth.ts';
import { executionRequests } from './requests/executions.ts';
import { historicalTickRequests } from './requests/historical-ticks.ts';
import { historyRequests } from './requests/history.ts';
import { marketDataRequests } from './requests/market-data.ts';
import { newsRequests } from './requests/news.ts';
import { orderRequests } from './requests/orders.ts';
import { realTimeBarRequests } from './requests/real-time-bars.ts';
import { referenceDataRequests } from './requests/reference-data.ts';
import { sessionRequests } from './requests/session.ts';
import { tickByTickRequests } from './requests/tick-by-tick.ts';
import { unsupportedRequests } from './requests/unsupported.ts';
import type { ClientSession } from './server/client-session.ts';

/**
 * THE SEAM: how a request gets its answer.
 *
 *   socket → server/connection.ts (frames, version, rate) → requestTable[request.kind](request, session) → session.send / fail
 *
 * Every kind of request has exactly one handler, in a file of its group under requests/. A group is a function of the
 * gateway's parts that returns handlers for the kinds it names (`RequestGroup<'reqMktData' | ...>`); the table below spreads
 * all groups, and does not compile while a kind is missing. A handler
 *
 * - answers or fails, at once or later, but never stays silent: `request-table.test.ts` asks everything there is;
 * - may assume that startApi has come and that every field is well formed, and nothing else: contracts go through
 *   `requests/resolve-contract.ts`, which fails with 200 or 321 by itself;
 * - keeps what it must remember of a session in `perSession(...)`, and undoes it in `session.onClose`;
 * - takes time from `parts.world.clock` only (it may stand still, or run at 10x), prices from `world.market` (any past
 *   instant) or `world.feed` (as they happen: `feed.watch(marketId, listener)`), and delays through `clock.at`/`clock.every`;
 * - throws only for bugs: the connection logs it, answers 322 and lives on.
 *
 * `parts.orders` holds the orders and has their fills booked in the accounts; `parts.books` shows the accounts and says when
 * something was booked. `parts.sessions.byClientId(n)` finds who hears about an order.
 */
export type RequestTable = RequestGroup<RequestKind>;

export function requestTable(parts: GatewayParts): RequestTable {
  return {
    ...sessionRequests(parts),
    ...contractRequests(parts),
    ...referenceDataRequests(parts),
    ...marketDataRequests(parts),
    ...depthRequests(parts),
    ...tickByTickRequests(parts),
    ...realTimeBarRequests(parts),
    ...historyRequests(parts),
    ...historicalTickRequests(parts),
    ...newsRequests(),
    ...orderRequests(parts),
    ...executionRequests(parts),
    ...accountRequests(parts),
    ...unsupportedRequests(),
  };
}

export function handle(table: RequestTable, request: ClientRequest, session: ClientSession): void {
  // Which handler goes with which request is what the table's type says; TypeScript cannot follow it through the index.
  (table[request.kind] as RequestHandler<RequestKind>)(request, session);
}
