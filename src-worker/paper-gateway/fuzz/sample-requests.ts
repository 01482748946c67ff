import { requestLayouts, type ClientRequest } from '#shared/tws-protocol/requests/requests.ts';
import { recordedSession } from '#shared/tws-protocol/testing/recorded-session.ts';
import { stock } from '#shared/tws-protocol/testing/rich-orders.ts';

/** What makes most requests ones that are served. */
const SENSIBLE: Readonly<Record<string, unknown>> = {
  contract: { ...stock, conId: 0, primaryExchange: '' },
  ...{ marketDataType: 1, level: 2, numRows: 5, tickType: 'AllLast', whatToShow: 'TRADES', formatDate: 1 },
  ...{ barSizeSetting: '5 mins', durationStr: '1 D', timePeriod: '3 days', numberOfTicks: 5, barSize: 5 },
  ...{ startDateTime: '', endDateTime: '20260105-21:00:00', pattern: 'APP', marketRuleId: 26 },
  ...{ bboExchange: 'sim0001', group: 'All', tags: 'NetLiquidation,$LEDGER:ALL', subscribe: true },
  ...{ underlyingSymbol: 'AAPL', futFopExchange: '', underlyingSecType: 'STK', underlyingConId: 265598 },
};

/** A recorded session, then a request of every kind there is. */
export function sampleRequests(serverVersion: number): ClientRequest[] {
  const kinds = Object.keys(requestLayouts) as ClientRequest['kind'][];
  return [
    ...recordedSession(serverVersion),
    ...kinds.map((kind, index) => {
      const record: Record<string, unknown> = { ...requestLayouts[kind].fresh(), kind };
      for (const name of Object.keys(record)) if (name in SENSIBLE) record[name] = SENSIBLE[name];
      if ('reqId' in record) record.reqId = 1_000 + index;
      return record as unknown as ClientRequest;
    }),
  ];
}
