import { twsErrors } from '#shared/tws-protocol/tws-errors.ts';
import type { ClientSession } from '../server/client-session.ts';
import type { RequestGroup } from '../request-handlers.ts';

type WithoutId = 'requestFA' | 'reqFamilyCodes' | 'reqScannerParameters';
type WithId =
  | 'replaceFA'
  | 'exerciseOptions'
  | 'reqFundamentalData'
  | 'calculateImpliedVolatility'
  | 'calculateOptionPrice'
  | 'queryDisplayGroups'
  | 'subscribeToGroupEvents'
  | 'updateDisplayGroup'
  | 'reqSoftDollarTiers'
  | 'reqWshMetaData'
  | 'reqWshEventData'
  | 'reqUserInfo'
  | 'reqScannerSubscription';
type Cancel =
  | 'cancelFundamentalData'
  | 'cancelCalculateImpliedVolatility'
  | 'cancelCalculateOptionPrice'
  | 'unsubscribeFromGroupEvents'
  | 'cancelWshMetaData'
  | 'cancelWshEventData'
  | 'cancelScannerSubscription';

/** What the paper broker does not have: said at once, since clients wait for an answer. */
export function unsupportedRequests(): RequestGroup<WithoutId | WithId | Cancel> {
  const refuse = (what: string) => (request: object, session: ClientSession) => {
    const id = 'reqId' in request ? Number(request.reqId) : -1;
    session.fail(id, twsErrors.validationFailed(`${what} is not offered by the paper gateway.`));
  };
  const unknown = ({ reqId }: { readonly reqId: number }, session: ClientSession) =>
    session.fail(reqId, twsErrors.tickerNotFound(reqId));
  return {
    requestFA: refuse('Financial advisor configuration'),
    replaceFA: refuse('Financial advisor configuration'),
    exerciseOptions: refuse('The exercise of options'),
    reqFundamentalData: refuse('Fundamental data'),
    cancelFundamentalData: unknown,
    calculateImpliedVolatility: refuse('Option calculation'),
    calculateOptionPrice: refuse('Option calculation'),
    cancelCalculateImpliedVolatility: unknown,
    cancelCalculateOptionPrice: unknown,
    queryDisplayGroups: refuse('A display group'),
    subscribeToGroupEvents: refuse('A display group'),
    updateDisplayGroup: refuse('A display group'),
    unsubscribeFromGroupEvents: unknown,
    reqSoftDollarTiers: refuse('A soft dollar tier'),
    reqFamilyCodes: refuse('A family code'),
    reqWshMetaData: refuse('Wall Street Horizon data'),
    cancelWshMetaData: unknown,
    reqWshEventData: refuse('Wall Street Horizon data'),
    cancelWshEventData: unknown,
    reqUserInfo: refuse('User information'),
    reqScannerParameters: refuse('The market scanner'),
    reqScannerSubscription: refuse('The market scanner'),
    cancelScannerSubscription: unknown,
  };
}
