import type { OrderCondition } from './order-condition.ts';
import { unset, unsetFlag, type TagValue } from './unset.ts';

/** A price per leg of a BAG. */
export interface OrderComboLeg {
  readonly price: number | undefined;
}

/**
 * TWS's Order under TWS's names, with nothing set. No message carries all of it: what a message leaves out keeps the
 * value it has here.
 */
export const emptyOrder = {
  // Who and what
  clientId: 0,
  permId: 0,
  parentId: 0,
  parentPermId: 0,
  /** BUY, SELL, SSHORT */
  action: '',
  totalQuantity: unset,
  orderType: '',
  lmtPrice: unset,
  auxPrice: unset,
  /** DAY, GTC, IOC, FOK, GTD, OPG ... */
  tif: '',
  account: '',
  orderRef: '',
  /** Left empty by a client it is false: the order waits. */
  transmit: false,
  whatIf: false,

  // Once-cancels-another group: 1 cancel with block, 2 reduce with block, 3 reduce without block
  ocaGroup: '',
  ocaType: 0,

  // How it is worked
  blockOrder: false,
  sweepToFill: false,
  displaySize: unset,
  triggerMethod: 0,
  outsideRth: false,
  hidden: false,
  goodAfterTime: '',
  goodTillDate: '',
  allOrNone: false,
  minQty: unset,
  percentOffset: unset,
  overridePercentageConstraints: false,
  trailStopPrice: unset,
  trailingPercent: unset,
  discretionaryAmt: 0,
  cashQty: unset,
  notHeld: false,
  solicited: false,
  randomizeSize: false,
  randomizePrice: false,
  optOutSmartRouting: false,
  discretionaryUpToLimitPrice: false,
  usePriceMgmtAlgo: unsetFlag,
  duration: unset,
  postToAts: unset,
  autoCancelParent: false,
  includeOvernight: false,
  advancedErrorOverride: '',
  imbalanceOnly: false,
  routeMarketableToBbo: false,

  // Financial advisors and models
  faGroup: '',
  faMethod: '',
  faPercentage: '',
  modelCode: '',

  // Institutions: opening, short sale, clearing
  openClose: '',
  origin: 0,
  shortSaleSlot: 0,
  designatedLocation: '',
  exemptCode: -1,
  rule80A: '',
  settlingFirm: '',
  clearingAccount: '',
  clearingIntent: '',
  eTradeOnly: false,
  firmQuoteOnly: false,
  nbboPriceCap: unset,

  // BOX and pegged to stock
  auctionStrategy: unset,
  startingPrice: unset,
  stockRefPrice: unset,
  delta: unset,
  stockRangeLower: unset,
  stockRangeUpper: unset,

  // Volatility
  volatility: unset,
  volatilityType: unset,
  continuousUpdate: 0,
  referencePriceType: unset,
  deltaNeutralOrderType: '',
  deltaNeutralAuxPrice: unset,
  deltaNeutralConId: 0,
  deltaNeutralSettlingFirm: '',
  deltaNeutralClearingAccount: '',
  deltaNeutralClearingIntent: '',
  deltaNeutralOpenClose: '',
  deltaNeutralShortSale: false,
  deltaNeutralShortSaleSlot: 0,
  deltaNeutralDesignatedLocation: '',

  // Combinations
  basisPoints: unset,
  basisPointsType: unset,
  orderComboLegs: [] as readonly OrderComboLeg[],
  smartComboRoutingParams: [] as readonly TagValue[],

  // Scale
  scaleInitLevelSize: unset,
  scaleSubsLevelSize: unset,
  scalePriceIncrement: unset,
  scalePriceAdjustValue: unset,
  scalePriceAdjustInterval: unset,
  scaleProfitOffset: unset,
  scaleAutoReset: false,
  scaleInitPosition: unset,
  scaleInitFillQty: unset,
  scaleRandomPercent: false,
  scaleTable: '',
  activeStartTime: '',
  activeStopTime: '',

  // Hedge: D delta, B beta, F foreign exchange, P pair
  hedgeType: '',
  hedgeParam: '',
  dontUseAutoPriceForHedge: false,

  // Algorithms
  algoStrategy: '',
  algoParams: [] as readonly TagValue[],
  algoId: '',
  /** `tag=value;tag=value;` */
  orderMiscOptions: '',

  // Pegged to benchmark
  referenceContractId: 0,
  isPeggedChangeAmountDecrease: false,
  peggedChangeAmount: 0,
  referenceChangeAmount: 0,
  referenceExchangeId: '',

  // Pegged to best and to midpoint
  minTradeQty: unset,
  minCompeteSize: unset,
  /** Infinity: compete up to the midpoint. */
  competeAgainstBestOffset: unset,
  midOffsetAtWhole: unset,
  midOffsetAtHalf: unset,

  // Conditions
  conditions: [] as readonly OrderCondition[],
  conditionsIgnoreRth: false,
  conditionsCancelOrder: false,

  // Adjusted stop
  adjustedOrderType: '',
  triggerPrice: unset,
  lmtPriceOffset: unset,
  adjustedStopPrice: unset,
  adjustedStopLimitPrice: unset,
  adjustedTrailingAmount: unset,
  adjustableTrailingUnit: 0,

  // Regulation and records
  extOperator: '',
  manualOrderTime: '',
  manualOrderIndicator: unset,
  softDollarTierName: '',
  softDollarTierValue: '',
  softDollarTierDisplayName: '',
  mifid2DecisionMaker: '',
  mifid2DecisionAlgo: '',
  mifid2ExecutionTrader: '',
  mifid2ExecutionAlgo: '',
  isOmsContainer: false,
  customerAccount: '',
  professionalCustomer: false,
  bondAccruedInterest: '',

  // Of completed orders
  autoCancelDate: '',
  filledQuantity: unset,
  refFuturesConId: unset,
  shareholder: '',
};

export type WireOrder = Readonly<typeof emptyOrder>;
