import type { ClientRequest } from '../requests/requests.ts';
import { orderAtVersion, richOrders, stock } from './rich-orders.ts';

/** What a client sends in a short session: start, data, an order of each shape, cancels. */
export function recordedSession(serverVersion: number): ClientRequest[] {
  const contract = stock;
  const cancel = { manualCancelOrderTime: '', extOperator: '', manualOrderIndicator: undefined };
  return [
    { kind: 'startApi', clientId: 3, optionalCapabilities: '' },
    { kind: 'reqPositions' },
    { kind: 'reqAccountSummary', reqId: 1, group: 'All', tags: 'NetLiquidation,$LEDGER:ALL' },
    { kind: 'reqContractDetails', reqId: 2, contract },
    {
      kind: 'reqMktData',
      reqId: 3,
      contract,
      genericTickList: '233',
      snapshot: false,
      regulatorySnapshot: false,
      options: '',
    },
    {
      kind: 'reqHistoricalData',
      reqId: 4,
      contract,
      endDateTime: '',
      barSizeSetting: '1 day',
      durationStr: '1 Y',
      useRTH: true,
      whatToShow: 'TRADES',
      formatDate: 1,
      keepUpToDate: true,
      options: '',
    },
    ...richOrders.map((rich, i): ClientRequest => ({
      kind: 'placeOrder',
      orderId: 100 + i,
      contract: rich.contract,
      order: orderAtVersion(rich.order, serverVersion),
    })),
    { kind: 'cancelOrder', orderId: 100, ...cancel },
    { kind: 'cancelMktData', reqId: 3 },
    { kind: 'reqCurrentTime' },
  ];
}
