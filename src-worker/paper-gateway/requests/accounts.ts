import { twsErrors } from '#shared/tws-protocol/tws-errors.ts';
import type { ClientSession } from '../server/client-session.ts';
import type { GatewayParts, RequestGroup } from '../request-table.ts';

type Kinds =
  | 'reqAccountUpdates'
  | 'reqPositions'
  | 'cancelPositions'
  | 'reqPositionsMulti'
  | 'cancelPositionsMulti'
  | 'reqAccountUpdatesMulti'
  | 'cancelAccountUpdatesMulti'
  | 'reqAccountSummary'
  | 'cancelAccountSummary'
  | 'reqPnL'
  | 'cancelPnL'
  | 'reqPnLSingle'
  | 'cancelPnLSingle';

export function accountRequests(_parts: GatewayParts): RequestGroup<Kinds> {
  const refuse = ({ reqId }: { readonly reqId: number }, session: ClientSession) =>
    session.fail(reqId, twsErrors.validationFailed('this gateway keeps no accounts'));
  const unknown = ({ reqId }: { readonly reqId: number }, session: ClientSession) =>
    session.fail(reqId, twsErrors.tickerNotFound(reqId));
  const refuseAll = (_: unknown, session: ClientSession) => refuse({ reqId: -1 }, session);
  return {
    reqAccountUpdates: refuseAll,
    reqPositions: refuseAll,
    cancelPositions: refuseAll,
    reqPositionsMulti: refuse,
    cancelPositionsMulti: unknown,
    reqAccountUpdatesMulti: refuse,
    cancelAccountUpdatesMulti: unknown,
    reqAccountSummary: refuse,
    cancelAccountSummary: unknown,
    reqPnL: refuse,
    cancelPnL: unknown,
    reqPnLSingle: refuse,
    cancelPnLSingle: unknown,
  };
}
