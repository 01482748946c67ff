import { expect, test } from 'vitest';
import { requestLayouts } from '#shared/tws-protocol/requests/requests.ts';
import { requestTable } from './request-table.ts';
import { startGateway } from './testing/test-gateway.ts';

/**
 * THE AUDIT of the reference's section 4: each request by its message id. That each is answered over the socket is tried in
 * request-table.test.ts, which goes through `requestLayouts`; here nothing can be missing from those.
 */
const SECTION_4: Readonly<Record<number, keyof typeof requestLayouts>> = {
  ...{ 71: 'startApi', 49: 'reqCurrentTime', 8: 'reqIds', 17: 'reqManagedAccts', 14: 'setServerLogLevel' },
  ...{ 9: 'reqContractDetails', 81: 'reqMatchingSymbols', 78: 'reqSecDefOptParams', 91: 'reqMarketRule' },
  ...{
    59: 'reqMarketDataType',
    1: 'reqMktData',
    2: 'cancelMktData',
    10: 'reqMktDepth',
    11: 'cancelMktDepth',
  },
  ...{ 82: 'reqMktDepthExchanges', 83: 'reqSmartComponents', 97: 'reqTickByTickData' },
  ...{ 98: 'cancelTickByTickData', 50: 'reqRealTimeBars', 51: 'cancelRealTimeBars' },
  ...{
    20: 'reqHistoricalData',
    25: 'cancelHistoricalData',
    87: 'reqHeadTimestamp',
    90: 'cancelHeadTimestamp',
  },
  ...{ 88: 'reqHistogramData', 89: 'cancelHistogramData', 96: 'reqHistoricalTicks' },
  ...{ 3: 'placeOrder', 4: 'cancelOrder', 58: 'reqGlobalCancel', 5: 'reqOpenOrders', 16: 'reqAllOpenOrders' },
  ...{ 15: 'reqAutoOpenOrders', 99: 'reqCompletedOrders', 7: 'reqExecutions' },
  ...{ 6: 'reqAccountUpdates', 61: 'reqPositions', 64: 'cancelPositions', 74: 'reqPositionsMulti' },
  ...{ 75: 'cancelPositionsMulti', 76: 'reqAccountUpdatesMulti', 77: 'cancelAccountUpdatesMulti' },
  ...{ 62: 'reqAccountSummary', 63: 'cancelAccountSummary', 92: 'reqPnL', 93: 'cancelPnL' },
  ...{ 94: 'reqPnLSingle', 95: 'cancelPnLSingle', 12: 'reqNewsBulletins', 13: 'cancelNewsBulletins' },
  ...{ 85: 'reqNewsProviders', 84: 'reqNewsArticle', 86: 'reqHistoricalNews' },
  ...{ 24: 'reqScannerParameters', 22: 'reqScannerSubscription', 23: 'cancelScannerSubscription' },
  ...{ 18: 'requestFA', 19: 'replaceFA', 21: 'exerciseOptions', 52: 'reqFundamentalData' },
  ...{ 53: 'cancelFundamentalData', 54: 'calculateImpliedVolatility', 55: 'calculateOptionPrice' },
  ...{ 56: 'cancelCalculateImpliedVolatility', 57: 'cancelCalculateOptionPrice', 67: 'queryDisplayGroups' },
  ...{ 68: 'subscribeToGroupEvents', 69: 'updateDisplayGroup', 70: 'unsubscribeFromGroupEvents' },
  ...{ 79: 'reqSoftDollarTiers', 80: 'reqFamilyCodes', 100: 'reqWshMetaData', 101: 'cancelWshMetaData' },
  ...{ 102: 'reqWshEventData', 103: 'cancelWshEventData', 104: 'reqUserInfo' },
};

test('every request of the protocol has a layout under its id, and a handler', async () => {
  const ids = Object.entries(requestLayouts).map(([kind, { id }]) => [id, kind] as const);
  expect(Object.fromEntries(ids)).toEqual(SECTION_4);
  expect(ids).toHaveLength(Object.keys(SECTION_4).length);
  const { gateway } = await startGateway();
  const { world, sessions, orders, books } = gateway;
  const parts = {
    settings: { accounts: [] },
    log: { write: () => undefined },
    world,
    sessions,
    orders,
    books,
  };
  const table = requestTable(parts as unknown as Parameters<typeof requestTable>[0]);
  await gateway.close();
  expect(Object.keys(table).sort()).toEqual(Object.values(SECTION_4).sort());
});
