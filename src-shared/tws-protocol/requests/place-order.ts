import { comboLegs, contract12, deltaNeutralContract, inContract, isBag } from '../contract-fields.ts';
import { conditions } from '../condition-fields.ts';
import {
  before,
  deprecated,
  double,
  flag,
  int,
  intOr,
  layout,
  offset,
  optionalDouble,
  optionalFlag,
  optionalInt,
  optionalSize,
  since,
  text,
  when,
  withOptions,
  type RecordOfLayout,
} from '../layout.ts';
import type { WireContract } from '../nouns/wire-contract.ts';
import type { WireOrder } from '../nouns/wire-order.ts';
import {
  algo,
  boxAndPegToStock,
  hedge,
  inOrder,
  orderComboLegs,
  pegToBenchmark,
  scale,
  smartComboRoutingParams,
  trail,
  volatility,
} from '../order-fields.ts';

interface InContract {
  readonly contract: WireContract;
}

const isPegBest = (orderType: string) => orderType === 'PEG BEST' || orderType === 'PEGBEST';
const isPegMid = (orderType: string) => orderType === 'PEG MID' || orderType === 'PEGMID';

/** Section 5 of the reference; the numbers are its numbers. */
const official = layout(
  3,
  int('orderId'),
  // 1
  contract12,
  inContract(text('secIdType'), text('secId')),
  inOrder(
    // 2
    text('action'),
    optionalSize('totalQuantity'),
    text('orderType'),
    optionalDouble('lmtPrice'),
    optionalDouble('auxPrice'),
    // 3
    text('tif'),
    text('ocaGroup'),
    text('account'),
    text('openClose'),
    int('origin'),
    text('orderRef'),
    flag('transmit'),
    int('parentId'),
    flag('blockOrder'),
    flag('sweepToFill'),
    optionalInt('displaySize'),
    int('triggerMethod'),
    flag('outsideRth'),
    flag('hidden'),
  ),
  // 4
  when(isBag, inContract(comboLegs), inOrder(orderComboLegs, smartComboRoutingParams)),
  inOrder(
    // 5
    deprecated, // sharesAllocation
    double('discretionaryAmt'),
    text('goodAfterTime'),
    text('goodTillDate'),
    text('faGroup'),
    text('faMethod'),
    text('faPercentage'),
    before(177, deprecated), // faProfile
    // 6
    text('modelCode'),
    int('shortSaleSlot'),
    text('designatedLocation'),
    intOr(-1, 'exemptCode'),
    int('ocaType'),
    text('rule80A'),
    text('settlingFirm'),
    flag('allOrNone'),
    optionalInt('minQty'),
    optionalDouble('percentOffset'),
    flag('eTradeOnly'),
    flag('firmQuoteOnly'),
    optionalDouble('nbboPriceCap'),
    optionalInt('auctionStrategy'),
    ...boxAndPegToStock,
    flag('overridePercentageConstraints'),
    ...volatility, // 7
    ...trail, // 8
    ...scale, // 9
    // 10
    text('scaleTable'),
    text('activeStartTime'),
    text('activeStopTime'),
    ...hedge, // 11
    // 12
    flag('optOutSmartRouting'),
    text('clearingAccount'),
    text('clearingIntent'),
    flag('notHeld'),
  ),
  inContract(deltaNeutralContract), // 13
  inOrder(
    ...algo, // 14
    // 15
    text('algoId'),
    flag('whatIf'),
    text('orderMiscOptions'),
    flag('solicited'),
    flag('randomizeSize'),
    flag('randomizePrice'),
    pegToBenchmark, // 16
    ...conditions, // 17
    // 18
    text('adjustedOrderType'),
    optionalDouble('triggerPrice'),
    optionalDouble('lmtPriceOffset'),
    optionalDouble('adjustedStopPrice'),
    optionalDouble('adjustedStopLimitPrice'),
    optionalDouble('adjustedTrailingAmount'),
    int('adjustableTrailingUnit'),
    // 19
    text('extOperator'),
    text('softDollarTierName'),
    text('softDollarTierValue'),
    optionalDouble('cashQty'),
    text('mifid2DecisionMaker'),
    text('mifid2DecisionAlgo'),
    text('mifid2ExecutionTrader'),
    text('mifid2ExecutionAlgo'),
    flag('dontUseAutoPriceForHedge'),
    flag('isOmsContainer'),
    flag('discretionaryUpToLimitPrice'),
    optionalFlag('usePriceMgmtAlgo'),
    // 20
    since(158, optionalInt('duration')),
    since(160, optionalInt('postToAts')),
    since(162, flag('autoCancelParent')),
    since(166, text('advancedErrorOverride')),
    since(169, text('manualOrderTime')),
  ),
  // 21
  since(
    170,
    when(({ contract }: InContract) => contract.exchange === 'IBKRATS', inOrder(optionalInt('minTradeQty'))),
    inOrder(
      when(
        ({ orderType }: WireOrder) => isPegBest(orderType),
        optionalInt('minCompeteSize'),
        offset('competeAgainstBestOffset'),
      ),
      when(
        ({ orderType, competeAgainstBestOffset }: WireOrder) =>
          isPegMid(orderType) || (isPegBest(orderType) && competeAgainstBestOffset === Infinity),
        optionalDouble('midOffsetAtWhole'),
        optionalDouble('midOffsetAtHalf'),
      ),
    ),
  ),
  // 22
  inOrder(
    since(183, text('customerAccount')),
    since(184, flag('professionalCustomer')),
    since(189, flag('includeOvernight')),
    since(192, optionalInt('manualOrderIndicator')),
  ),
);

type PlaceOrder = RecordOfLayout<typeof official>;

/** An increment of 0 comes with seven more fields from @stoqey/ib and without them from everybody else. */
export const placeOrder = withOptions(official, {
  secondReading: ({ order }: PlaceOrder) =>
    order.scalePriceIncrement === 0 ? { hasScaleDetailsAtZero: true } : undefined,
});
