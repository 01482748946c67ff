import { Decoder } from '@stoqey/ib/dist/core/io/decoder.js';
import { describe, expect, test } from 'vitest';
import { emptyContractDetails, type WireContractDetails } from './nouns/contract-details.ts';
import type { OrderCondition } from './nouns/order-condition.ts';
import { emptyOrderState } from './nouns/order-state.ts';
import type { WireContract } from './nouns/wire-contract.ts';
import type { WireOrder } from './nouns/wire-order.ts';
import { decodeMessage, encodeMessage, type GatewayMessage } from './messages/messages.ts';
import { orderAtVersion, richOrders, stock } from './testing/rich-orders.ts';
import { gateVersions, spokenVersions } from './testing/spoken-versions.ts';

// What this codec writes, read by a real client's own decoder. It calls emitError for a surplus or a missing field.

const versions = process.env.TRADEWIND_COUNTS === 'full' ? spokenVersions : gateVersions;

type Heard = [event: string, ...values: unknown[]];

function heardByStoqey(message: GatewayMessage, serverVersion: number): Heard[] {
  const heard: Heard[] = [];
  const decoder = new Decoder({
    serverVersion,
    emitEvent: (...event: Heard) => heard.push(event),
    emitInfo: (...values: unknown[]) => heard.push(['info', ...values]),
    emitError: (...values: unknown[]) => heard.push(['error', ...values]),
  });
  const payload = encodeMessage(message, serverVersion).subarray(4);
  decoder.enqueueMessage(Buffer.from(payload).toString('utf8').split('\0').slice(0, -1));
  decoder.process();
  return heard;
}

function expectRoundTrip(message: GatewayMessage, version: number): void {
  const read = decodeMessage(encodeMessage(message, version).subarray(4), version);
  expect(read).toEqual({ ok: true, value: message });
}

/** CT11 and conId as @stoqey/ib gives them back: numbers where it parses them, `right` only if it knows it. */
function heardContract(contract: WireContract, multiplier: number = Number(contract.multiplier)) {
  const { conId, symbol, secType, lastTradeDateOrContractMonth, strike, right } = contract;
  const { exchange, currency, localSymbol, tradingClass } = contract;
  return {
    ...{ conId, symbol, secType, lastTradeDateOrContractMonth, strike, multiplier },
    right: right === '' ? undefined : right,
    ...{ exchange, currency, localSymbol, tradingClass },
  };
}

const option: WireContract = {
  ...stock,
  conId: 7001,
  secType: 'OPT',
  lastTradeDateOrContractMonth: '20270115',
  strike: 187.5,
  right: 'C',
  multiplier: '100',
  primaryExchange: '',
};

/** Execution details and orders carry CT11: no primary exchange, no identifiers. */
const ct11 = { ...option };

describe.each(versions)('at server version %i', (version) => {
  test.each(messageTable(version))('%s is heard whole', (_name, message, ...heard) => {
    expect(heardByStoqey(message, version)).toEqual(heard);
    expectRoundTrip(message, version);
  });

  test.each(richOrders)('openOrder of $name is heard whole', (rich) => {
    const order = carriedByOpenOrder(rich.order, version);
    const contract = { ...rich.contract, primaryExchange: '' };
    const orderState = {
      ...emptyOrderState,
      status: 'PreSubmitted',
      initMarginBefore: 100.5,
      commission: 1.25,
      commissionCurrency: 'USD',
      warningText: 'careful',
    };
    const message: GatewayMessage = { kind: 'openOrder', orderId: 17, contract, order, orderState };
    expectRoundTrip(message, version);

    const [event, orderId, heardOf, heardOrder, heardState] = onlyOne(heardByStoqey(message, version));
    expect([event, orderId]).toEqual(['openOrder', 17]);
    expectHeardContract(heardOf, contract);
    expectHeardOrder(heardOrder, order, version);
    const { completedTime, completedStatus, ...state } = orderState;
    expect([heardState, completedTime, completedStatus]).toEqual([state, '', '']);
  });

  // Below 177 @stoqey/ib never skips faProfile, so it cannot be the judge there; the round trip still is.
  test.each(richOrders)('completedOrder of $name is heard whole', (rich) => {
    const order = carriedByCompletedOrder(rich.order, version);
    const contract = { ...rich.contract, primaryExchange: '' };
    const orderState = {
      ...emptyOrderState,
      status: 'Filled',
      completedTime: '20261121 10:00:00 US/Eastern',
      completedStatus: 'Filled Size: 10',
    };
    const message: GatewayMessage = { kind: 'completedOrder', contract, order, orderState };
    expectRoundTrip(message, version);
    if (version < 177) return;

    const [event, heardOf, heardOrder, heardState] = onlyOne(heardByStoqey(message, version));
    expect(event).toBe('completedOrder');
    expectHeardContract(heardOf, contract);
    expectHeardOrder(heardOrder, order, version);
    const { status, completedTime, completedStatus } = orderState;
    expect(heardState).toEqual({ status, completedTime, completedStatus });
  });
});

function onlyOne(heard: Heard[]): Heard {
  expect(heard).toHaveLength(1);
  return heard[0]!;
}

function carriedByOpenOrder(order: WireOrder, version: number): WireOrder {
  return {
    ...orderAtVersion(order, version),
    ...{
      clientId: 3,
      permId: 1_234_567,
      softDollarTierDisplayName: 'Tier',
      basisPoints: 0.5,
      basisPointsType: 2,
    },
    bondAccruedInterest: version >= 185 ? '1.5' : '',
    extOperator: version >= 193 ? order.extOperator : '',
    manualOrderIndicator: version >= 193 ? order.manualOrderIndicator : undefined,
    // Requests alone have these.
    ...{ transmit: false, overridePercentageConstraints: false, algoId: '', orderMiscOptions: '' },
    ...{ scaleTable: '', activeStartTime: '', activeStopTime: '' },
    ...{
      mifid2DecisionMaker: '',
      mifid2DecisionAlgo: '',
      mifid2ExecutionTrader: '',
      mifid2ExecutionAlgo: '',
    },
    ...{ advancedErrorOverride: '', manualOrderTime: '' },
  };
}

function carriedByCompletedOrder(order: WireOrder, version: number): WireOrder {
  return {
    ...carriedByOpenOrder(order, version),
    ...{ autoCancelDate: 'd', filledQuantity: 10.5, refFuturesConId: 77, shareholder: 's', parentPermId: 9 },
    ...{ imbalanceOnly: true, routeMarketableToBbo: true, autoCancelParent: true },
    ...{ clientId: 0, parentId: 0, auctionStrategy: undefined, blockOrder: false, whatIf: false },
    ...{ eTradeOnly: false, firmQuoteOnly: false, nbboPriceCap: undefined, optOutSmartRouting: false },
    ...{ basisPoints: undefined, basisPointsType: undefined },
    ...{ deltaNeutralSettlingFirm: '', deltaNeutralClearingAccount: '', deltaNeutralClearingIntent: '' },
    ...{ deltaNeutralOpenClose: '', adjustedOrderType: '', triggerPrice: undefined },
    ...{ adjustedStopPrice: undefined, adjustedStopLimitPrice: undefined, adjustedTrailingAmount: undefined },
    ...{
      adjustableTrailingUnit: 0,
      softDollarTierName: '',
      softDollarTierValue: '',
      softDollarTierDisplayName: '',
    },
    ...{
      discretionaryUpToLimitPrice: false,
      usePriceMgmtAlgo: undefined,
      duration: undefined,
      postToAts: undefined,
    },
    ...{ bondAccruedInterest: '', includeOvernight: false, extOperator: '', manualOrderIndicator: undefined },
  };
}

function expectHeardContract(heard: unknown, contract: WireContract): void {
  const { comboLegs, comboLegsDescription, deltaNeutralContract } = contract;
  expect(heard).toEqual({
    ...heardContract(contract),
    comboLegsDescription,
    ...(comboLegs.length > 0 && { comboLegs }),
    ...(deltaNeutralContract && { deltaNeutralContract }),
  });
}

/** Every property it emits is one of ours with the same value. */
function expectHeardOrder(heard: unknown, order: WireOrder, version: number): void {
  const {
    orderId: _,
    faProfile: __,
    softDollarTier,
    conditions = [],
    ...properties
  } = heard as Record<string, unknown>;
  const expected: Record<string, unknown> = {
    ...order,
    adjustedOrderType: order.adjustedOrderType === '' ? 'None' : order.adjustedOrderType,
    // It reads these with empty as 0.
    ...zeroIfUnset(order, 'auctionStrategy', 'volatilityType', 'referencePriceType', 'duration'),
    ...zeroIfUnset(order, 'refFuturesConId'),
    usePriceMgmtAlgo: order.usePriceMgmtAlgo ?? false,
  };
  const names = Object.keys(properties);
  expect(properties).toEqual(Object.fromEntries(names.map((name) => [name, expected[name]])));
  expect(names.length).toBeGreaterThan(version >= 170 ? 70 : 60);
  if (softDollarTier !== undefined) {
    const {
      softDollarTierName: name,
      softDollarTierValue: value,
      softDollarTierDisplayName: displayName,
    } = order;
    expect(softDollarTier).toEqual({ name, value, displayName });
  }
  expect((conditions as Record<string, unknown>[]).map(readCondition)).toEqual(order.conditions.map(asRead));
}

/** Their condition objects answer for `value` through a getter. */
function readCondition(condition: Record<string, unknown>) {
  const { type, conjunctionConnection: conjunction, isMore, conId, exchange, triggerMethod } = condition;
  const { secType, symbol, strValue } = condition;
  return { type, conjunction, isMore, conId, exchange, triggerMethod, secType, symbol, strValue };
}

function asRead(condition: OrderCondition) {
  const nothing = { isMore: undefined, conId: undefined, exchange: undefined, triggerMethod: undefined };
  const { value, ...rest } = {
    value: undefined,
    secType: undefined,
    symbol: undefined,
    ...nothing,
    ...condition,
  };
  return { ...rest, strValue: value === undefined ? undefined : String(value) };
}

function zeroIfUnset(order: WireOrder, ...names: (keyof WireOrder)[]) {
  return Object.fromEntries(names.map((name) => [name, order[name] ?? 0]));
}

type Row = [name: string, message: GatewayMessage, ...heard: Heard[]];

function messageTable(version: number): Row[] {
  const bars = [
    {
      date: '20261120',
      ...{ open: 1.5, high: 2, low: 1.25, close: 1.75, volume: 1234.5, wap: 1.625, barCount: 42 },
    },
    {
      date: '20261123',
      ...{ open: 0.00000025, high: 2e21, low: -1, close: 0, volume: 0, wap: 0, barCount: 0 },
    },
  ];
  const account = { account: 'DU1234567' };
  const pnl = { dailyPnL: -12.5, unrealizedPnL: 3.25, realizedPnL: undefined };
  const execution = {
    execId: '0000e0d5.00000001.01.01',
    time: '20261121 10:00:00 US/Eastern',
    acctNumber: 'DU1234567',
    exchange: 'NASDAQ',
    side: 'BOT',
    shares: 10.5,
    price: 187.25,
    permId: 2_000_000_001,
    clientId: 3,
    liquidation: 0,
    cumQty: 20.5,
    avgPrice: 187.2,
    orderRef: 'ref',
    evRule: '',
    evMultiplier: 0,
    modelCode: '',
    lastLiquidity: 2,
    pendingPriceRevision: version >= 178,
  };
  const { pendingPriceRevision, ...heardExecution } = { ...execution, orderId: 17 };
  const depth = { position: 2, operation: 1, side: 0, price: 10.25, size: 300 };
  const l2 = ['marketMaker', 'ARCA'] as const;
  const sample = {
    conId: 265598,
    symbol: 'AAPL',
    secType: 'STK',
    primaryExchange: 'NASDAQ',
    currency: 'USD',
  };
  const { primaryExchange: primaryExch, ...heardSample } = sample;
  const described =
    version >= 176 ? { description: 'APPLE INC', issuerId: 'e1' } : { description: '', issuerId: '' };
  const heardDescribed = version >= 176 ? described : {};
  const historyDone: Heard = [
    'historicalData',
    ...[5, 'finished-20261101-20261123', -1, -1, -1, -1, -1, -1, -1, false],
  ];
  const json = '{"reason":"déjà \\"vu\\"","n":1}';

  return [
    ['managedAccounts', { kind: 'managedAccounts', accounts: 'DU1,DU2' }, ['managedAccounts', 'DU1,DU2']],
    ['nextValidId', { kind: 'nextValidId', orderId: 101 }, ['nextValidId', 101]],
    ['currentTime', { kind: 'currentTime', time: 1_795_000_000 }, ['currentTime', 1_795_000_000]],
    [
      'errorMessage about an order',
      {
        kind: 'errorMessage',
        ...{ id: 9, code: 201, text: 'Order rejected - reason:größer \\ than\n allowed' },
        advancedOrderRejectJson: version >= 166 ? json : '',
      },
      [
        ...(['error', 'Order rejected - reason:größer \\ than\n allowed', 201, 9] as const),
        version >= 166 ? (JSON.parse(json) as unknown) : undefined,
      ],
    ],
    [
      'errorMessage about nothing',
      {
        kind: 'errorMessage',
        ...{
          id: -1,
          code: 2104,
          text: 'Market data farm connection is OK:usfarm',
          advancedOrderRejectJson: '',
        },
      },
      ['info', 'Market data farm connection is OK:usfarm', 2104],
    ],
    [
      'symbolSamples',
      {
        kind: 'symbolSamples',
        reqId: 5,
        samples: [
          { ...sample, derivativeSecTypes: ['OPT', 'WAR'], ...described },
          { ...sample, derivativeSecTypes: [], ...described },
        ],
      },
      [
        'symbolSamples',
        5,
        [
          {
            contract: { ...heardSample, primaryExch, ...heardDescribed },
            derivativeSecTypes: ['OPT', 'WAR'],
          },
          { contract: { ...heardSample, primaryExch, ...heardDescribed }, derivativeSecTypes: [] },
        ],
      ],
    ],
    [
      'securityDefinitionOptionParameter',
      {
        kind: 'securityDefinitionOptionParameter',
        reqId: 5,
        ...{ exchange: 'SMART', underlyingConId: 756733, tradingClass: 'SPY', multiplier: '100' },
        expirations: ['20261218', '20270115'],
        strikes: [600, 602.5, 605],
      },
      [
        'securityDefinitionOptionParameter',
        ...[5, 'SMART', 756733, 'SPY', 100, ['20261218', '20270115'], [600, 602.5, 605]],
      ],
    ],
    [
      'securityDefinitionOptionParameterEnd',
      { kind: 'securityDefinitionOptionParameterEnd', reqId: 5 },
      ['securityDefinitionOptionParameterEnd', 5],
    ],
    [
      'marketRule',
      {
        kind: 'marketRule',
        marketRuleId: 26,
        priceIncrements: [
          { lowEdge: 0, increment: 0.0001 },
          { lowEdge: 1, increment: 0.01 },
        ],
      },
      [
        'marketRule',
        26,
        [
          { lowEdge: 0, increment: 0.0001 },
          { lowEdge: 1, increment: 0.01 },
        ],
      ],
    ],
    ...contractDetailsRows(version),
    ['contractDetailsEnd', { kind: 'contractDetailsEnd', reqId: 5 }, ['contractDetailsEnd', 5]],
    [
      'tickReqParams',
      { kind: 'tickReqParams', reqId: 5, minTick: 1, bboExchange: 'a6', snapshotPermissions: 3 },
      ['tickReqParams', 5, 1, 'a6', 3],
    ],
    ['marketDataType', { kind: 'marketDataType', reqId: 5, marketDataType: 3 }, ['marketDataType', 5, 3]],
    [
      'tickPrice',
      { kind: 'tickPrice', reqId: 5, tickType: 2, price: 187.25, size: 300, attribMask: 1 },
      ['tickPrice', 5, 2, 187.25, true],
      ['tickSize', 5, 3, 300],
    ],
    [
      // Its size tick is 0, which @stoqey/ib takes for "none": a bid's size has to go out as tickSize as well.
      'tickPrice of a bid',
      { kind: 'tickPrice', reqId: 5, tickType: 1, price: 187.25, size: 300, attribMask: 1 },
      ['tickPrice', 5, 1, 187.25, true],
    ],
    [
      'tickPrice of nothing',
      { kind: 'tickPrice', reqId: 5, tickType: 6, price: -1, size: 0, attribMask: 0 },
      ['tickPrice', 5, 6, -1, false],
    ],
    ['tickSize', { kind: 'tickSize', reqId: 5, tickType: 8, size: 0.5 }, ['tickSize', 5, 8, 0.5]],
    ['tickGeneric', { kind: 'tickGeneric', reqId: 5, tickType: 49, value: 1 }, ['tickGeneric', 5, 49, 1]],
    [
      'tickString',
      { kind: 'tickString', reqId: 5, tickType: 45, value: '1795000000' },
      ['tickString', 5, 45, '1795000000'],
    ],
    [
      'tickOptionComputation',
      {
        kind: 'tickOptionComputation',
        ...{ reqId: 5, tickType: 13, tickAttrib: 0, impliedVol: 0.25, delta: 0.5, optPrice: 3.5 },
        ...{ pvDividend: -1, gamma: 0.01, vega: 0.2, theta: -2, undPrice: 187 },
      },
      ['tickOptionComputation', 5, 13, 0, 0.25, 0.5, 3.5, undefined, 0.01, 0.2, undefined, 187],
    ],
    ['tickSnapshotEnd', { kind: 'tickSnapshotEnd', reqId: 5 }, ['tickSnapshotEnd', 5]],
    ['marketDepth', { kind: 'marketDepth', reqId: 5, ...depth }, ['updateMktDepth', 5, 2, 1, 0, 10.25, 300]],
    [
      'marketDepthL2',
      { kind: 'marketDepthL2', reqId: 5, ...depth, [l2[0]]: l2[1], isSmartDepth: true },
      ['updateMktDepthL2', 5, 2, 'ARCA', 1, 0, 10.25, 300, true],
    ],
    [
      'mktDepthExchanges',
      {
        kind: 'mktDepthExchanges',
        descriptions: [
          { exchange: 'ARCA', secType: 'STK', listingExch: '', serviceDataType: 'Deep', aggGroup: 1 },
        ],
      },
      [
        'mktDepthExchanges',
        [{ exchange: 'ARCA', secType: 'STK', listingExch: '', serviceDataType: 'Deep', aggGroup: 1 }],
      ],
    ],
    [
      'smartComponents',
      {
        kind: 'smartComponents',
        reqId: 5,
        components: [{ bitNumber: 0, exchange: 'ARCA', exchangeLetter: 'P' }],
      },
      ['smartComponents', 5, new Map([[0, ['ARCA', 'P']]])],
    ],
    ...([1, 2] as const).map((tickType): Row => [
      `tickByTickLast of type ${tickType}`,
      {
        kind: 'tickByTickLast',
        ...{ reqId: 5, tickType, time: 1_795_000_000, price: 10.5, size: 3, mask: 2 },
        ...{ exchange: 'ARCA', specialConditions: 'T' },
      },
      [
        'tickByTickAllLast',
        ...[5, tickType, '1795000000', 10.5, 3, { pastLimit: false, unreported: true }, 'ARCA', 'T'],
      ],
    ]),
    [
      'tickByTickBidAsk',
      {
        kind: 'tickByTickBidAsk',
        ...{
          reqId: 5,
          time: 1_795_000_000,
          bidPrice: 10.5,
          askPrice: 10.75,
          bidSize: 3,
          askSize: 4,
          mask: 1,
        },
      },
      ['tickByTickBidAsk', ...[5, '1795000000', 10.5, 10.75, 3, 4, { bidPastLow: true, askPastHigh: false }]],
    ],
    [
      'tickByTickMidPoint',
      { kind: 'tickByTickMidPoint', reqId: 5, time: 1_795_000_000, midPoint: 10.625 },
      ['tickByTickMidPoint', 5, '1795000000', 10.625],
    ],
    [
      'realtimeBar',
      {
        kind: 'realtimeBar',
        ...{ reqId: 5, time: 1_795_000_000, open: 1, high: 2, low: 0.5, close: 1.5, volume: 10 },
        ...{ wap: 1.25, count: 3 },
      },
      ['realtimeBar', 5, 1_795_000_000, 1, 2, 0.5, 1.5, 10, 1.25, 3],
    ],
    [
      'historicalData',
      { kind: 'historicalData', reqId: 5, startDateStr: '20261101', endDateStr: '20261123', bars },
      ...bars.map((bar): Heard => [
        'historicalData',
        ...[5, bar.date, bar.open, bar.high, bar.low, bar.close, bar.volume, bar.barCount, bar.wap],
        undefined,
      ]),
      historyDone,
    ],
    [
      'historicalData of nothing',
      { kind: 'historicalData', reqId: 5, startDateStr: '20261101', endDateStr: '20261123', bars: [] },
      historyDone,
    ],
    [
      'historicalDataUpdate',
      { kind: 'historicalDataUpdate', reqId: 5, ...bars[0]! },
      ['historicalDataUpdate', 5, '20261120', 1.5, 2, 1.25, 1.75, 1234.5, 42, 1.625],
    ],
    [
      'headTimestamp',
      { kind: 'headTimestamp', reqId: 5, headTimestamp: '20161121-14:30:00' },
      ['headTimestamp', 5, '20161121-14:30:00'],
    ],
    [
      'histogramData',
      { kind: 'histogramData', reqId: 5, items: [{ price: 10.5, size: 300 }] },
      ['histogramData', 5, [{ price: 10.5, size: 300 }]],
    ],
    [
      'historicalSchedule',
      {
        kind: 'historicalSchedule',
        ...{ reqId: 5, startDateTime: 'a', endDateTime: 'b', timeZone: 'US/Eastern' },
        sessions: [{ startDateTime: 'c', endDateTime: 'd', refDate: '20261121' }],
      },
      [
        'historicalSchedule',
        ...[5, 'a', 'b', 'US/Eastern', [{ startDateTime: 'c', endDateTime: 'd', refDate: '20261121' }]],
      ],
    ],
    [
      'historicalTicks',
      { kind: 'historicalTicks', reqId: 5, ticks: [{ time: 7, price: 10.5, size: 3 }], done: true },
      ['historicalTicks', 5, [{ time: 7, price: 10.5, size: 3 }], true],
    ],
    [
      'historicalTicksBidAsk',
      {
        kind: 'historicalTicksBidAsk',
        reqId: 5,
        ticks: [{ time: 7, mask: 2, priceBid: 1, priceAsk: 2, sizeBid: 3, sizeAsk: 4 }],
        done: false,
      },
      [
        'historicalTicksBidAsk',
        5,
        [
          {
            ...{ time: 7, priceBid: 1, priceAsk: 2, sizeBid: 3, sizeAsk: 4 },
            tickAttribBidAsk: { bidPastLow: false, askPastHigh: true },
          },
        ],
        false,
      ],
    ],
    [
      'historicalTicksLast',
      {
        kind: 'historicalTicksLast',
        reqId: 5,
        ticks: [{ time: 7, mask: 1, price: 1, size: 3, exchange: 'ARCA', specialConditions: '' }],
        done: true,
      },
      [
        'historicalTicksLast',
        5,
        [
          {
            ...{ time: 7, price: 1, size: 3, exchange: 'ARCA', specialConditions: '' },
            tickAttribLast: { pastLimit: true, unreported: false },
          },
        ],
        true,
      ],
    ],
    ['openOrderEnd', { kind: 'openOrderEnd' }, ['openOrderEnd']],
    [
      'orderStatus',
      {
        kind: 'orderStatus',
        ...{ orderId: 17, status: 'Submitted', filled: 2.5, remaining: 97.5, avgFillPrice: 187.2 },
        ...{ permId: 9, parentId: 16, lastFillPrice: 187.1, clientId: 3, whyHeld: 'locate', mktCapPrice: 0 },
      },
      ['orderStatus', 17, 'Submitted', 2.5, 97.5, 187.2, 9, 16, 187.1, 3, 'locate', 0],
    ],
    [
      'execDetails',
      { kind: 'execDetails', reqId: -1, orderId: 17, contract: ct11, ...execution },
      [
        'execDetails',
        ...[
          -1,
          heardContract(ct11),
          version >= 178 ? { ...heardExecution, pendingPriceRevision } : heardExecution,
        ],
      ],
    ],
    ['execDetailsEnd', { kind: 'execDetailsEnd', reqId: 5 }, ['execDetailsEnd', 5]],
    [
      'commissionReport',
      {
        kind: 'commissionReport',
        ...{ execId: 'e.1', commission: -0.35, currency: 'USD', realizedPNL: undefined, yield: undefined },
        yieldRedemptionDate: '',
      },
      [
        'commissionReport',
        {
          ...{ execId: 'e.1', commission: -0.35, currency: 'USD', realizedPNL: undefined, yield: undefined },
          yieldRedemptionDate: 0,
        },
      ],
    ],
    ['completedOrdersEnd', { kind: 'completedOrdersEnd' }, ['completedOrdersEnd']],
    ['orderBound', { kind: 'orderBound', permId: 9, clientId: 3, orderId: 17 }, ['orderBound', 9, 3, 17]],
    [
      'position',
      { kind: 'position', ...account, contract: ct11, position: -3, avgCost: 12.5 },
      ['position', 'DU1234567', heardContract(ct11), -3, 12.5],
    ],
    ['positionEnd', { kind: 'positionEnd' }, ['positionEnd']],
    [
      'positionMulti',
      {
        kind: 'positionMulti',
        reqId: 5,
        ...account,
        contract: ct11,
        position: 3,
        avgCost: 1,
        modelCode: 'M',
      },
      ['positionMulti', 5, 'DU1234567', 'M', heardContract(ct11), 3, 1],
    ],
    ['positionMultiEnd', { kind: 'positionMultiEnd', reqId: 5 }, ['positionMultiEnd', 5]],
    [
      'accountValue',
      { kind: 'accountValue', key: 'NetLiquidation', value: '1000000.00', currency: 'USD', ...account },
      ['updateAccountValue', 'NetLiquidation', '1000000.00', 'USD', 'DU1234567'],
    ],
    [
      'portfolioValue',
      {
        kind: 'portfolioValue',
        contract: { ...ct11, exchange: '', primaryExchange: 'CBOE' },
        ...{ position: 3, marketPrice: 2.5, marketValue: 750, averageCost: 200, unrealizedPNL: 150 },
        ...{ realizedPNL: -1.5, ...account },
      },
      [
        'updatePortfolio',
        expect.objectContaining({ conId: 7001, primaryExch: 'CBOE', strike: 187.5, multiplier: 100 }),
        ...[3, 2.5, 750, 200, 150, -1.5, 'DU1234567'],
      ],
    ],
    ['accountUpdateTime', { kind: 'accountUpdateTime', time: '10:05' }, ['updateAccountTime', '10:05']],
    ['accountDownloadEnd', { kind: 'accountDownloadEnd', ...account }, ['accountDownloadEnd', 'DU1234567']],
    [
      'accountSummary',
      { kind: 'accountSummary', reqId: 5, ...account, tag: 'Cushion', value: '0.9', currency: '' },
      ['accountSummary', 5, 'DU1234567', 'Cushion', '0.9', ''],
    ],
    ['accountSummaryEnd', { kind: 'accountSummaryEnd', reqId: 5 }, ['accountSummaryEnd', 5]],
    [
      'accountUpdateMulti',
      {
        kind: 'accountUpdateMulti',
        ...{ reqId: 5, ...account, modelCode: 'M', key: 'Currency', value: 'USD', currency: 'USD' },
      },
      ['accountUpdateMulti', 5, 'DU1234567', 'M', 'Currency', 'USD', 'USD'],
    ],
    // It hands on this one id as text.
    ['accountUpdateMultiEnd', { kind: 'accountUpdateMultiEnd', reqId: 5 }, ['accountUpdateMultiEnd', '5']],
    ['pnl', { kind: 'pnl', reqId: 5, ...pnl }, ['pnl', 5, -12.5, 3.25, undefined]],
    [
      'pnlSingle',
      { kind: 'pnlSingle', reqId: 5, position: 3, ...pnl, value: 99.5 },
      ['pnlSingle', 5, 3, -12.5, 3.25, undefined, 99.5],
    ],
    [
      'newsProviders',
      { kind: 'newsProviders', providers: [{ code: 'BRFG', name: 'Briefing' }] },
      ['newsProviders', [{ providerCode: 'BRFG', providerName: 'Briefing' }]],
    ],
  ];
}

function contractDetailsRows(version: number): Row[] {
  const details: WireContractDetails = {
    ...emptyContractDetails,
    ...{ marketName: 'NMS', minTick: 0.01, orderTypes: 'LMT,MKT', validExchanges: 'SMART,NASDAQ' },
    ...{ marketRuleIds: '26,26', priceMagnifier: 1, underConId: 8, longName: 'Société Générale' },
    ...{ contractMonth: '202701', industry: 'Tech', category: 'Computers', subcategory: 'PCs' },
    ...{ timeZoneId: 'US/Eastern', tradingHours: '20261123:0400-20261123:2000', liquidHours: 'CLOSED' },
    ...{ evRule: '', evMultiplier: 0, aggGroup: 1, underSymbol: 'U', underSecType: 'STK' },
    ...{ realExpirationDate: '20270115', stockType: 'COMMON' },
    secIdList: [{ tag: 'ISIN', value: 'US0378331005' }],
    ...(version >= 164 && { minSize: 1, sizeIncrement: 0.0001, suggestedSizeIncrement: 100 }),
    ...(version >= 186 && { ineligibilityReasonList: [{ id: 'r1', description: 'because' }] }),
  };
  const fund: WireContractDetails = {
    ...details,
    ...{ fundName: 'F', fundFamily: 'FF', fundType: 'T', fundClosed: true, fundAssetType: '001' },
  };
  const contract: WireContract = {
    ...option,
    primaryExchange: 'CBOE',
    lastTradeDate: version >= 182 ? '20270114' : '',
  };
  const heardOf = (of: WireContract, extra: object) => {
    const { multiplier, ...rest } = heardContract(of);
    return {
      ...{ ...rest, multiplier, primaryExch: of.primaryExchange },
      ...(version >= 182 && { lastTradeDate: of.lastTradeDate }),
      ...extra,
    };
  };
  const bond: WireContractDetails = {
    ...emptyContractDetails,
    ...{
      cusip: '912810',
      coupon: 4.25,
      maturity: '20360215',
      issueDate: '20260215',
      ratings: 'AA',
      bondType: 'G',
    },
    ...{ couponType: 'FIXED', convertible: false, callable: true, putable: false, descAppend: 'd' },
    ...{ marketName: 'BND', minTick: 0.01, orderTypes: 'LMT', validExchanges: 'SMART', marketRuleIds: '1' },
    ...{ nextOptionDate: 'n', nextOptionType: 't', nextOptionPartial: true, notes: 'x', longName: 'Bond' },
    ...(version >= 188 && { timeZoneId: 'US/Eastern', tradingHours: 'a', liquidHours: 'b' }),
    ...(version >= 164 && { minSize: 1, sizeIncrement: 1, suggestedSizeIncrement: 1 }),
    aggGroup: 2,
    secIdList: [{ tag: 'CUSIP', value: '912810' }],
  };
  const bondContract: WireContract = {
    ...stock,
    ...{ secType: 'BOND', localSymbol: '', primaryExchange: '' },
  };
  const shown = (of: WireContractDetails) => {
    const names = Object.keys(of).filter(
      (name) =>
        of[name as keyof WireContractDetails] !== emptyContractDetails[name as keyof WireContractDetails],
    );
    return expect.objectContaining(
      Object.fromEntries(names.map((name) => [name, of[name as keyof WireContractDetails]])),
    ) as object;
  };
  const fundContract = { ...contract, secType: 'FUND' };
  return [
    [
      'contractDetails',
      { kind: 'contractDetails', reqId: 5, contract, details },
      ['contractDetails', 5, allOf(shown(details), { contract: heardOf(contract, {}) })],
    ],
    [
      'contractDetails of a fund',
      { kind: 'contractDetails', reqId: 5, contract: fundContract, details: version >= 179 ? fund : details },
      [
        'contractDetails',
        ...[5, allOf(shown(version >= 179 ? fund : details), { contract: heardOf(fundContract, {}) })],
      ],
    ],
    [
      'bondContractDetails',
      { kind: 'bondContractDetails', reqId: 5, contract: bondContract, details: bond },
      ['bondContractDetails', 5, shown(bond)],
    ],
  ];
}

/** Both at once: the asymmetric matcher's properties and these. */
function allOf(matcher: object, properties: object): object {
  const sample = (matcher as { sample: object }).sample;
  return expect.objectContaining({ ...sample, ...properties }) as object;
}
