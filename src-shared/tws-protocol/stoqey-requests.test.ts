import { Encoder } from '@stoqey/ib/dist/core/io/encoder.js';
import { Socket } from '@stoqey/ib/dist/core/io/socket.js';
import { describe, expect, test } from 'vitest';
import { emptyContract, type WireContract } from './nouns/wire-contract.ts';
import { emptyOrder, type WireOrder } from './nouns/wire-order.ts';
import { decodeRequest, encodeRequest, type ClientRequest } from './requests/requests.ts';
import { orderAtVersion, richOrders, stock } from './testing/rich-orders.ts';
import { gateVersions, spokenVersions } from './testing/spoken-versions.ts';

// What a real client writes, byte for byte through its own encoder and socket, read by this codec.

const versions = process.env.TRADEWIND_COUNTS === 'full' ? spokenVersions : gateVersions;

/** Their methods by name; what goes in is plain data. */
type AnyEncoder = { readonly [K in keyof Encoder]: (...values: unknown[]) => void };

/** The frame that @stoqey/ib sends for one call. */
function sentByStoqey(serverVersion: number, call: (encoder: AnyEncoder) => void): Uint8Array {
  const frames: Uint8Array[] = [];
  const socket = new Socket({ emitEvent: () => undefined } as never);
  Object.assign(socket, { client: { write: (bytes: Uint8Array) => frames.push(new Uint8Array(bytes)) } });
  const encoder = new Encoder({
    serverVersion,
    sendMsg: (tokens: unknown[]) => socket.send(tokens),
    emitError: (message: string) => expect.fail(message),
  });
  call(encoder as unknown as AnyEncoder);
  expect(frames).toHaveLength(1);
  return frames[0]!;
}

function decoded(frame: Uint8Array, serverVersion: number): ClientRequest {
  const result = decodeRequest(frame.subarray(4), serverVersion);
  if (!result.ok) expect.fail(result.error.why);
  return result.value;
}

function fieldCount(frame: Uint8Array): number {
  return frame.subarray(4).reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0);
}

/** As an application of theirs would write it: what is not set is not there. */
function stoqeyContract({ primaryExchange, ...contract }: WireContract) {
  return withoutEmpty({ ...contract, primaryExch: primaryExchange }, { ...emptyContract, primaryExch: '' });
}

function stoqeyOrder({ conditions, softDollarTierName, softDollarTierValue, ...order }: WireOrder) {
  return {
    ...withoutEmpty(order, emptyOrder),
    softDollarTier: { name: softDollarTierName, value: softDollarTierValue },
    conditions: conditions.map(({ conjunction, ...condition }) => ({
      ...condition,
      conjunctionConnection: conjunction,
      strValue: 'value' in condition ? String(condition.value) : '',
    })),
  };
}

function withoutEmpty(record: object, empty: Record<string, unknown>) {
  return Object.fromEntries(Object.entries(record).filter(([name, value]) => value !== empty[name]));
}

describe.each(versions)('at server version %i', (version) => {
  test.each(richOrders)('reads $name as @stoqey/ib places it, and writes as many fields', (rich) => {
    const order = orderAtVersion(rich.order, version);
    const frame = sentByStoqey(version, (encoder) =>
      encoder.placeOrder(17, stoqeyContract(rich.contract), stoqeyOrder(order)),
    );
    const request: ClientRequest = { kind: 'placeOrder', orderId: 17, contract: rich.contract, order };
    expect(decoded(frame, version)).toEqual(request);
    expect(fieldCount(encodeRequest(request, version))).toBe(fieldCount(frame));
  });

  test('reads the seven scale details that @stoqey/ib adds to an increment of 0', () => {
    const scaleAtZero = { ...richOrders[0]!.order, scalePriceIncrement: 0, scaleInitPosition: 3 };
    const order = orderAtVersion(scaleAtZero, version);
    const frame = sentByStoqey(version, (encoder) =>
      encoder.placeOrder(17, stoqeyContract(stock), stoqeyOrder(order)),
    );
    expect(decoded(frame, version)).toEqual({ kind: 'placeOrder', orderId: 17, contract: stock, order });
  });

  test.each(requestTable(version))('reads %s', (_name, call, expected) => {
    const frame = sentByStoqey(version, call);
    expect(decoded(frame, version)).toEqual(expected);
    expect(fieldCount(encodeRequest(expected, version))).toBe(fieldCount(frame));
  });
});

type Row = [name: string, call: (encoder: AnyEncoder) => void, expected: ClientRequest];

function requestTable(version: number): Row[] {
  const contract = stoqeyContract(stock);
  const bag = richOrders.find(({ contract: { secType } }) => secType === 'BAG')!.contract;
  const shortBag: WireContract = {
    ...bag,
    comboLegs: bag.comboLegs.map((comboLeg) => ({
      ...comboLeg,
      openClose: 0,
      shortSaleSlot: 0,
      designatedLocation: '',
      exemptCode: -1,
    })),
  };
  const hedged: WireContract = { ...stock, deltaNeutralContract: { conId: 5, delta: 0.25, price: 101 } };
  const withId: WireContract = {
    ...stock,
    includeExpired: true,
    secIdType: 'ISIN',
    secId: 'US0378331005',
    issuerId: version >= 176 ? 'e123' : '',
  };
  const cancelDetails = {
    extOperator: version >= 192 ? 'me' : '',
    manualOrderIndicator: version >= 192 ? 1 : undefined,
  };
  const cancelTime = version >= 169 ? '20261121-10:00:00' : '';
  const orderCancel = {
    manualOrderCancelTime: cancelTime === '' ? undefined : cancelTime,
    extOperator: version >= 192 ? 'me' : undefined,
    manualOrderIndicator: version >= 192 ? 1 : undefined,
  };
  const history = {
    endDateTime: '20261121 16:00:00 US/Eastern',
    barSizeSetting: '5 mins',
    durationStr: '2 D',
    whatToShow: 'TRADES',
  };
  return [
    ['reqCurrentTime', (e) => e.reqCurrentTime(), { kind: 'reqCurrentTime' }],
    ['reqIds', (e) => e.reqIds(1), { kind: 'reqIds', numIds: 1 }],
    ['reqManagedAccts', (e) => e.reqManagedAccts(), { kind: 'reqManagedAccts' }],
    ['setServerLogLevel', (e) => e.setServerLogLevel(5), { kind: 'setServerLogLevel', level: 5 }],
    [
      'reqContractDetails',
      (e) => e.reqContractDetails(3, stoqeyContract(withId)),
      { kind: 'reqContractDetails', reqId: 3, contract: withId },
    ],
    [
      'reqMatchingSymbols',
      (e) => e.reqMatchingSymbols(3, 'AA'),
      { kind: 'reqMatchingSymbols', reqId: 3, pattern: 'AA' },
    ],
    [
      'reqSecDefOptParams',
      (e) => e.reqSecDefOptParams(3, 'SPY', '', 'STK', 756733),
      {
        kind: 'reqSecDefOptParams',
        reqId: 3,
        underlyingSymbol: 'SPY',
        futFopExchange: '',
        underlyingSecType: 'STK',
        underlyingConId: 756733,
      },
    ],
    ['reqMarketRule', (e) => e.reqMarketRule(26), { kind: 'reqMarketRule', marketRuleId: 26 }],
    ['reqMarketDataType', (e) => e.reqMarketDataType(3), { kind: 'reqMarketDataType', marketDataType: 3 }],
    ...[hedged, shortBag].map((wanted): Row => [
      `reqMktData of ${wanted.secType}`,
      (e) => e.reqMktData(4, stoqeyContract(wanted), '233', true, false),
      {
        kind: 'reqMktData',
        reqId: 4,
        contract: wanted,
        genericTickList: '233',
        snapshot: true,
        regulatorySnapshot: false,
        options: '',
      },
    ]),
    ['cancelMktData', (e) => e.cancelMktData(4), { kind: 'cancelMktData', reqId: 4 }],
    [
      'reqMktDepth',
      (e) => e.reqMktDepth(4, contract, 10, true, [{ tag: 'a', value: 'b' }]),
      {
        kind: 'reqMktDepth',
        reqId: 4,
        contract: stock,
        numRows: 10,
        isSmartDepth: true,
        options: 'a=b;',
      },
    ],
    [
      'cancelMktDepth',
      (e) => e.cancelMktDepth(4, true),
      { kind: 'cancelMktDepth', reqId: 4, isSmartDepth: true },
    ],
    ['reqMktDepthExchanges', (e) => e.reqMktDepthExchanges(), { kind: 'reqMktDepthExchanges' }],
    [
      'reqSmartComponents',
      (e) => e.reqSmartComponents(4, 'a6'),
      { kind: 'reqSmartComponents', reqId: 4, bboExchange: 'a6' },
    ],
    [
      'reqTickByTickData',
      (e) => e.reqTickByTickData(4, contract, 'BidAsk', 0, true),
      {
        kind: 'reqTickByTickData',
        reqId: 4,
        contract: stock,
        tickType: 'BidAsk',
        numberOfTicks: 0,
        ignoreSize: true,
      },
    ],
    ['cancelTickByTickData', (e) => e.cancelTickByTickData(4), { kind: 'cancelTickByTickData', reqId: 4 }],
    [
      'reqRealTimeBars',
      (e) => e.reqRealTimeBars(4, contract, 5, 'MIDPOINT', true, []),
      {
        kind: 'reqRealTimeBars',
        reqId: 4,
        contract: stock,
        barSize: 5,
        whatToShow: 'MIDPOINT',
        useRTH: true,
        options: '',
      },
    ],
    ['cancelRealTimeBars', (e) => e.cancelRealTimeBars(4), { kind: 'cancelRealTimeBars', reqId: 4 }],
    ...[stock, shortBag].map((wanted): Row => [
      `reqHistoricalData of ${wanted.secType}`,
      (e) =>
        e.reqHistoricalData(
          4,
          stoqeyContract(wanted),
          history.endDateTime,
          history.durationStr,
          history.barSizeSetting,
          history.whatToShow,
          1,
          2,
          false,
        ),
      {
        kind: 'reqHistoricalData',
        reqId: 4,
        contract: wanted,
        ...history,
        useRTH: true,
        formatDate: 2,
        keepUpToDate: false,
        options: '',
      },
    ]),
    ['cancelHistoricalData', (e) => e.cancelHistoricalData(4), { kind: 'cancelHistoricalData', reqId: 4 }],
    [
      'reqHeadTimestamp',
      (e) => e.reqHeadTimestamp(4, contract, 'TRADES', true, 1),
      {
        kind: 'reqHeadTimestamp',
        reqId: 4,
        contract: stock,
        useRTH: true,
        whatToShow: 'TRADES',
        formatDate: 1,
      },
    ],
    ['cancelHeadTimestamp', (e) => e.cancelHeadTimestamp(4), { kind: 'cancelHeadTimestamp', reqId: 4 }],
    [
      'reqHistogramData',
      (e) => e.reqHistogramData(4, contract, true, '3 days'),
      { kind: 'reqHistogramData', reqId: 4, contract: stock, useRTH: true, timePeriod: '3 days' },
    ],
    ['cancelHistogramData', (e) => e.cancelHistogramData(4), { kind: 'cancelHistogramData', reqId: 4 }],
    [
      'reqHistoricalTicks',
      (e) => e.reqHistoricalTicks(4, contract, '', history.endDateTime, 1000, 'TRADES', 1, true, []),
      {
        kind: 'reqHistoricalTicks',
        reqId: 4,
        contract: stock,
        startDateTime: '',
        endDateTime: history.endDateTime,
        numberOfTicks: 1000,
        whatToShow: 'TRADES',
        useRth: true,
        ignoreSize: true,
        options: '',
      },
    ],
    [
      'cancelOrder',
      (e) => e.cancelOrder(9, orderCancel),
      { kind: 'cancelOrder', orderId: 9, manualCancelOrderTime: cancelTime, ...cancelDetails },
    ],
    [
      'cancelOrder with nothing to say',
      (e) => e.cancelOrder(9, {}),
      {
        kind: 'cancelOrder',
        orderId: 9,
        manualCancelOrderTime: '',
        extOperator: '',
        manualOrderIndicator: undefined,
      },
    ],
    ['reqGlobalCancel', (e) => e.reqGlobalCancel(orderCancel), { kind: 'reqGlobalCancel', ...cancelDetails }],
    ['reqOpenOrders', (e) => e.reqOpenOrders(), { kind: 'reqOpenOrders' }],
    ['reqAllOpenOrders', (e) => e.reqAllOpenOrders(), { kind: 'reqAllOpenOrders' }],
    ['reqAutoOpenOrders', (e) => e.reqAutoOpenOrders(true), { kind: 'reqAutoOpenOrders', autoBind: true }],
    [
      'reqCompletedOrders',
      (e) => e.reqCompletedOrders(false),
      { kind: 'reqCompletedOrders', apiOnly: false },
    ],
    [
      'reqExecutions',
      (e) => e.reqExecutions(4, { clientId: 2, symbol: 'AAPL', side: 'BUY', time: '20261121-09:30:00' }),
      {
        kind: 'reqExecutions',
        reqId: 4,
        clientId: 2,
        acctCode: '',
        time: '20261121-09:30:00',
        symbol: 'AAPL',
        secType: '',
        exchange: '',
        side: 'BUY',
      },
    ],
    [
      'reqAccountUpdates',
      (e) => e.reqAccountUpdates(true, 'DU1'),
      { kind: 'reqAccountUpdates', subscribe: true, acctCode: 'DU1' },
    ],
    ['reqPositions', (e) => e.reqPositions(), { kind: 'reqPositions' }],
    ['cancelPositions', (e) => e.cancelPositions(), { kind: 'cancelPositions' }],
    [
      'reqPositionsMulti',
      (e) => e.reqPositionsMulti(4, 'DU1', 'M'),
      { kind: 'reqPositionsMulti', reqId: 4, account: 'DU1', modelCode: 'M' },
    ],
    ['cancelPositionsMulti', (e) => e.cancelPositionsMulti(4), { kind: 'cancelPositionsMulti', reqId: 4 }],
    [
      'reqAccountUpdatesMulti',
      (e) => e.reqAccountUpdatesMulti(4, 'DU1', '', true),
      { kind: 'reqAccountUpdatesMulti', reqId: 4, account: 'DU1', modelCode: '', ledgerAndNLV: true },
    ],
    [
      'cancelAccountUpdatesMulti',
      (e) => e.cancelAccountUpdatesMulti(4),
      { kind: 'cancelAccountUpdatesMulti', reqId: 4 },
    ],
    [
      'reqAccountSummary',
      (e) => e.reqAccountSummary(4, 'All', '$LEDGER:ALL'),
      { kind: 'reqAccountSummary', reqId: 4, group: 'All', tags: '$LEDGER:ALL' },
    ],
    ['cancelAccountSummary', (e) => e.cancelAccountSummary(4), { kind: 'cancelAccountSummary', reqId: 4 }],
    ['reqPnL', (e) => e.reqPnL(4, 'DU1', ''), { kind: 'reqPnL', reqId: 4, account: 'DU1', modelCode: '' }],
    ['cancelPnL', (e) => e.cancelPnL(4), { kind: 'cancelPnL', reqId: 4 }],
    [
      'reqPnLSingle',
      (e) => e.reqPnLSingle(4, 'DU1', '', 265598),
      { kind: 'reqPnLSingle', reqId: 4, account: 'DU1', modelCode: '', conId: 265598 },
    ],
    ['cancelPnLSingle', (e) => e.cancelPnLSingle(4), { kind: 'cancelPnLSingle', reqId: 4 }],
    ['reqNewsBulletins', (e) => e.reqNewsBulletins(true), { kind: 'reqNewsBulletins', allMsgs: true }],
    ['cancelNewsBulletins', (e) => e.cancelNewsBulletins(), { kind: 'cancelNewsBulletins' }],
    ['reqNewsProviders', (e) => e.reqNewsProviders(), { kind: 'reqNewsProviders' }],
    [
      'reqNewsArticle',
      (e) => e.reqNewsArticle(4, 'BRFG', 'a1', []),
      { kind: 'reqNewsArticle', reqId: 4, details: ['BRFG', 'a1', ''] },
    ],
    [
      'reqHistoricalNews',
      (e) => e.reqHistoricalNews(4, 265598, 'BRFG', 'from', 'to', 10, []),
      { kind: 'reqHistoricalNews', reqId: 4, details: ['265598', 'BRFG', 'from', 'to', '10', ''] },
    ],
    ['reqScannerParameters', (e) => e.reqScannerParameters(), { kind: 'reqScannerParameters' }],
    [
      'reqScannerSubscription',
      (e) =>
        e.reqScannerSubscription(4, {
          numberOfRows: 10,
          instrument: 'STK',
          locationCode: 'STK.US',
          scanCode: 0,
          abovePrice: 5.5,
        }),
      {
        kind: 'reqScannerSubscription',
        reqId: 4,
        numberOfRows: 10,
        instrument: 'STK',
        locationCode: 'STK.US',
        scanCode: 'TOP_PERC_GAIN',
        abovePrice: 5.5,
        belowPrice: undefined,
        aboveVolume: undefined,
        marketCapAbove: undefined,
        marketCapBelow: undefined,
        moodyRatingAbove: '',
        moodyRatingBelow: '',
        spRatingAbove: '',
        spRatingBelow: '',
        maturityDateAbove: '',
        maturityDateBelow: '',
        couponRateAbove: undefined,
        couponRateBelow: undefined,
        excludeConvertible: false,
        averageOptionVolumeAbove: undefined,
        scannerSettingPairs: '',
        stockTypeFilter: '',
        filterOptions: '',
        options: '',
      },
    ],
    [
      'cancelScannerSubscription',
      (e) => e.cancelScannerSubscription(4),
      { kind: 'cancelScannerSubscription', reqId: 4 },
    ],
    ['requestFA', (e) => e.requestFA(1), { kind: 'requestFA', faDataType: 1 }],
    [
      'replaceFA',
      (e) => e.replaceFA(4, 1, '<xml/>'),
      { kind: 'replaceFA', faDataType: 1, xml: '<xml/>', reqId: 4 },
    ],
    [
      'exerciseOptions',
      (e) =>
        version >= 184
          ? e.exerciseOptions(4, contract, 1, 2, 'DU1', 0, '20261121-10:00:00', 'cust', true)
          : e.exerciseOptions(4, contract, 1, 2, 'DU1', 0),
      {
        kind: 'exerciseOptions',
        reqId: 4,
        contract: { ...stock, primaryExchange: '' },
        exerciseAction: 1,
        exerciseQuantity: 2,
        account: 'DU1',
        override: 0,
        manualOrderTime: version >= 184 ? '20261121-10:00:00' : '',
        customerAccount: version >= 184 ? 'cust' : '',
        professionalCustomer: version >= 184,
      },
    ],
    [
      'reqFundamentalData',
      (e) => e.reqFundamentalData(4, contract, 'ReportSnapshot', []),
      {
        kind: 'reqFundamentalData',
        reqId: 4,
        details: ['265598', 'AAPL', 'STK', 'SMART', 'NASDAQ', 'USD', 'AAPL', 'ReportSnapshot', ''],
      },
    ],
    ['cancelFundamentalData', (e) => e.cancelFundamentalData(4), { kind: 'cancelFundamentalData', reqId: 4 }],
    ['queryDisplayGroups', (e) => e.queryDisplayGroups(4), { kind: 'queryDisplayGroups', reqId: 4 }],
    [
      'subscribeToGroupEvents',
      (e) => e.subscribeToGroupEvents(4, 2),
      { kind: 'subscribeToGroupEvents', reqId: 4, groupId: 2 },
    ],
    [
      'updateDisplayGroup',
      (e) => e.updateDisplayGroup(4, '8314@SMART'),
      { kind: 'updateDisplayGroup', reqId: 4, contractInfo: '8314@SMART' },
    ],
    [
      'unsubscribeFromGroupEvents',
      (e) => e.unsubscribeToGroupEvents(4),
      { kind: 'unsubscribeFromGroupEvents', reqId: 4 },
    ],
    ['reqSoftDollarTiers', (e) => e.reqSoftDollarTiers(4), { kind: 'reqSoftDollarTiers', reqId: 4 }],
    ['reqFamilyCodes', (e) => e.reqFamilyCodes(), { kind: 'reqFamilyCodes' }],
    ...(version >= 161
      ? ([
          ['reqWshMetaData', (e) => e.reqWshMetaData(4), { kind: 'reqWshMetaData', reqId: 4 }],
          ['cancelWshMetaData', (e) => e.reqCancelWshMetaData(4), { kind: 'cancelWshMetaData', reqId: 4 }],
          ['cancelWshEventData', (e) => e.reqCancelWshEventData(4), { kind: 'cancelWshEventData', reqId: 4 }],
        ] satisfies Row[])
      : []),
    ...(version >= 167
      ? ([['reqUserInfo', (e) => e.reqUserInfo(4), { kind: 'reqUserInfo', reqId: 4 }]] satisfies Row[])
      : []),
  ];
}
