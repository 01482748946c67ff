import { emptyContract, type WireContract } from '../nouns/wire-contract.ts';
import { emptyOrder, type WireOrder } from '../nouns/wire-order.ts';

/** An order of which placeOrder carries every property at the newest version. */
export interface RichOrder {
  readonly name: string;
  readonly contract: WireContract;
  readonly order: WireOrder;
}

export const stock: WireContract = {
  ...emptyContract,
  conId: 265598,
  symbol: 'AAPL',
  secType: 'STK',
  exchange: 'SMART',
  primaryExchange: 'NASDAQ',
  currency: 'USD',
  localSymbol: 'AAPL',
  tradingClass: 'NMS',
};

export const limitOrder: WireOrder = {
  ...emptyOrder,
  action: 'BUY',
  totalQuantity: 100,
  orderType: 'LMT',
  lmtPrice: 187.25,
  tif: 'DAY',
  account: 'DU1234567',
  transmit: true,
};

/** Shapes that between them switch on every conditional group of placeOrder. */
export const richOrders: readonly RichOrder[] = [
  rich('a limit order', {}),
  rich('a bracket child held back', {
    action: 'SELL',
    orderType: 'STP',
    lmtPrice: undefined,
    auxPrice: 180.5,
    parentId: 41,
    transmit: false,
    ocaGroup: 'bracket-41',
    ocaType: 3,
    orderRef: 'stratégie/41', // not ASCII
    duration: 60,
    postToAts: 1,
    autoCancelParent: true,
    triggerMethod: 2,
  }),
  rich(
    'a combination with legs, leg prices and routing parameters',
    {
      orderType: 'LMT',
      lmtPrice: -0.35,
      orderComboLegs: [{ price: 1.05 }, { price: undefined }],
      smartComboRoutingParams: [
        { tag: 'NonGuaranteed', value: '1' },
        { tag: 'LeginPrio', value: '0' },
      ],
    },
    {
      ...emptyContract,
      symbol: 'SPY',
      secType: 'BAG',
      exchange: 'SMART',
      currency: 'USD',
      comboLegs: [
        leg(1001, 1, 'BUY'),
        { ...leg(1002, 2, 'SELL'), openClose: 1, shortSaleSlot: 2, designatedLocation: 'XYZ', exemptCode: 3 },
      ],
    },
  ),
  rich('pegged to a benchmark', {
    orderType: 'PEG BENCH',
    lmtPrice: undefined,
    startingPrice: 33,
    stockRefPrice: 34.5,
    stockRangeLower: 30,
    stockRangeUpper: 40,
    referenceContractId: 76792991,
    isPeggedChangeAmountDecrease: true,
    peggedChangeAmount: 0.01,
    referenceChangeAmount: 0.02,
    referenceExchangeId: 'ISLAND',
  }),
  rich(
    'pegged to the midpoint at IBKRATS',
    { orderType: 'PEG MID', minTradeQty: 10, midOffsetAtWhole: 0.0002, midOffsetAtHalf: 0.0001 },
    { ...stock, exchange: 'IBKRATS' },
  ),
  rich(
    'pegged to the best price by an offset',
    { orderType: 'PEG BEST', minTradeQty: 10, minCompeteSize: 100, competeAgainstBestOffset: 0.02 },
    { ...stock, exchange: 'IBKRATS' },
  ),
  rich(
    'pegged to the best price up to the midpoint',
    {
      orderType: 'PEG BEST',
      minTradeQty: 10,
      minCompeteSize: 100,
      competeAgainstBestOffset: Infinity,
      midOffsetAtWhole: 0,
      midOffsetAtHalf: 0.005,
    },
    { ...stock, exchange: 'IBKRATS' },
  ),
  rich('an algorithm with parameters', {
    algoStrategy: 'Adaptive',
    algoParams: [
      { tag: 'adaptivePriority', value: 'Normal' },
      { tag: 'startTime', value: '20261121 09:30:00 US/Eastern' },
    ],
    algoId: 'A-17',
    usePriceMgmtAlgo: true,
    notHeld: true,
    solicited: true,
  }),
  rich('an algorithm without parameters', { algoStrategy: 'Twap', usePriceMgmtAlgo: false }),
  rich(
    'delta neutral volatility',
    {
      orderType: 'VOL',
      lmtPrice: undefined,
      volatility: 0.2,
      volatilityType: 2,
      continuousUpdate: 1,
      referencePriceType: 1,
      deltaNeutralOrderType: 'LMT',
      deltaNeutralAuxPrice: 1.5,
      deltaNeutralConId: 8314,
      deltaNeutralSettlingFirm: 'F1',
      deltaNeutralClearingAccount: 'C1',
      deltaNeutralClearingIntent: 'IB',
      deltaNeutralOpenClose: 'O',
      deltaNeutralShortSale: true,
      deltaNeutralShortSaleSlot: 1,
      deltaNeutralDesignatedLocation: 'L1',
    },
    { ...stock, deltaNeutralContract: { conId: 8314, delta: 0.5, price: 141.02 } },
  ),
  rich('a scale order with its details', {
    scaleInitLevelSize: 500,
    scaleSubsLevelSize: 100,
    scalePriceIncrement: 0.5,
    scalePriceAdjustValue: 0.1,
    scalePriceAdjustInterval: 60,
    scaleProfitOffset: 2,
    scaleAutoReset: true,
    scaleInitPosition: 10,
    scaleInitFillQty: 4,
    scaleRandomPercent: true,
    scaleTable: 'table',
    activeStartTime: '20261121-14:30:00',
    activeStopTime: '20261121-20:00:00',
  }),
  rich('a scale order without an increment', { scaleInitLevelSize: 500, scaleSubsLevelSize: 100 }),
  rich('conditions of all six kinds', {
    conditions: [
      {
        type: 1,
        conjunction: 'a',
        isMore: true,
        value: 190.5,
        conId: 265598,
        exchange: 'SMART',
        triggerMethod: 7,
      },
      { type: 3, conjunction: 'o', isMore: false, value: '20261121 15:00:00 US/Eastern' },
      { type: 4, conjunction: 'a', isMore: true, value: 30 },
      { type: 5, conjunction: 'o', secType: 'STK', exchange: 'SMART', symbol: 'MSFT' },
      { type: 6, conjunction: 'a', isMore: true, value: 1_000_000, conId: 265598, exchange: 'SMART' },
      { type: 7, conjunction: 'a', isMore: false, value: 0.25, conId: 265598, exchange: 'SMART' },
    ],
    conditionsIgnoreRth: true,
    conditionsCancelOrder: true,
  }),
  rich('a hedge', {
    hedgeType: 'B',
    hedgeParam: '1.5',
    parentId: 7,
    dontUseAutoPriceForHedge: true,
    clearingAccount: 'C9',
    clearingIntent: 'Away',
    optOutSmartRouting: true,
  }),
  rich('a stop that turns into a trailing stop', {
    orderType: 'STP',
    lmtPrice: undefined,
    auxPrice: 170,
    adjustedOrderType: 'TRAIL',
    triggerPrice: 180,
    lmtPriceOffset: 0.5,
    adjustedStopPrice: 175,
    adjustedStopLimitPrice: 174.5,
    adjustedTrailingAmount: 2,
    adjustableTrailingUnit: 100,
    trailStopPrice: 172,
    trailingPercent: 1.5,
  }),
  rich('soft dollars, advisors and the regulator', {
    softDollarTierName: 'tier',
    softDollarTierValue: 'v1',
    faGroup: 'G',
    faMethod: 'NetLiq',
    faPercentage: '50',
    modelCode: 'M',
    openClose: 'O',
    origin: 1,
    shortSaleSlot: 2,
    designatedLocation: 'LOC',
    exemptCode: 0,
    rule80A: 'A',
    settlingFirm: 'SF',
    extOperator: 'op',
    mifid2DecisionMaker: 'dm',
    mifid2DecisionAlgo: 'da',
    mifid2ExecutionTrader: 'et',
    mifid2ExecutionAlgo: 'ea',
    advancedErrorOverride: '8229',
    manualOrderTime: '20261121-14:30:00',
    customerAccount: 'cust',
    professionalCustomer: true,
    includeOvernight: true,
    manualOrderIndicator: 1,
    isOmsContainer: true,
    discretionaryUpToLimitPrice: true,
  }),
  rich('good till a date, with every size and flag', {
    totalQuantity: 0.00000012, // prints with an exponent in JavaScript
    tif: 'GTD',
    goodTillDate: '20261231 16:00:00 US/Eastern',
    goodAfterTime: '20261122 09:30:00 US/Eastern',
    ocaGroup: 'oca',
    ocaType: 1,
    blockOrder: true,
    sweepToFill: true,
    displaySize: 10,
    outsideRth: true,
    hidden: true,
    discretionaryAmt: 0.1,
    allOrNone: true,
    minQty: 5,
    percentOffset: 0.02,
    nbboPriceCap: 200,
    eTradeOnly: true,
    firmQuoteOnly: true,
    auctionStrategy: 3,
    delta: 0.4,
    overridePercentageConstraints: true,
    cashQty: 5_000,
    randomizeSize: true,
    randomizePrice: true,
    whatIf: true,
  }),
];

/** What is left of an order at a version: the properties that placeOrder and openOrder carry from later ones on are gone. */
export function orderAtVersion(order: WireOrder, version: number): WireOrder {
  const gates: readonly (readonly [number, ...(keyof WireOrder)[]])[] = [
    [158, 'duration'],
    [160, 'postToAts'],
    [162, 'autoCancelParent'],
    [166, 'advancedErrorOverride'],
    [169, 'manualOrderTime'],
    [170, 'minTradeQty', 'minCompeteSize', 'competeAgainstBestOffset', 'midOffsetAtWhole', 'midOffsetAtHalf'],
    [183, 'customerAccount'],
    [184, 'professionalCustomer'],
    [189, 'includeOvernight'],
    [192, 'manualOrderIndicator'],
  ];
  const missing = gates.filter(([first]) => version < first).flatMap(([, ...names]) => names);
  return { ...order, ...Object.fromEntries(missing.map((name) => [name, emptyOrder[name]])) };
}

function rich(name: string, order: Partial<WireOrder>, contract: WireContract = stock): RichOrder {
  return { name, contract, order: { ...limitOrder, ...order } };
}

function leg(conId: number, ratio: number, action: string) {
  const rest = { openClose: 0, shortSaleSlot: 0, designatedLocation: '', exemptCode: -1 };
  return { conId, ratio, action, exchange: 'SMART', ...rest };
}
