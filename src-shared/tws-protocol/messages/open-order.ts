import { conditions } from '../condition-fields.ts';
import { comboLegs, contract11, deltaNeutralContract, inContract } from '../contract-fields.ts';
import {
  before,
  deprecated,
  double,
  doubleOrMax,
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
  textOrNone,
} from '../layout.ts';
import {
  algo,
  boxAndPegToStock,
  hedge,
  inOrder,
  inOrderState,
  orderComboLegs,
  pegToBenchmark,
  scale,
  smartComboRoutingParams,
  trail,
  volatility,
} from '../order-fields.ts';

/** Section 6.2 of the reference; the numbers are its numbers. */
export const openOrder = layout(
  5,
  int('orderId'),
  contract11,
  inOrder(
    // 1
    text('action'),
    optionalSize('totalQuantity'),
    text('orderType'),
    optionalDouble('lmtPrice'),
    optionalDouble('auxPrice'),
    text('tif'),
    text('ocaGroup'),
    text('account'),
    text('openClose'),
    int('origin'),
    text('orderRef'),
    int('clientId'),
    int('permId'),
    flag('outsideRth'),
    flag('hidden'),
    double('discretionaryAmt'),
    text('goodAfterTime'),
    deprecated, // sharesAllocation
    text('faGroup'),
    text('faMethod'),
    text('faPercentage'),
    before(177, deprecated), // faProfile
    // 2
    text('modelCode'),
    text('goodTillDate'),
    text('rule80A'),
    optionalDouble('percentOffset'),
    text('settlingFirm'),
    int('shortSaleSlot'),
    text('designatedLocation'),
    intOr(-1, 'exemptCode'),
    optionalInt('auctionStrategy'),
    ...boxAndPegToStock,
    optionalInt('displaySize'),
    flag('blockOrder'),
    flag('sweepToFill'),
    flag('allOrNone'),
    optionalInt('minQty'),
    int('ocaType'),
    flag('eTradeOnly'),
    flag('firmQuoteOnly'),
    optionalDouble('nbboPriceCap'),
    int('parentId'),
    int('triggerMethod'),
    ...volatility, // 3
    // 4
    ...trail,
    optionalDouble('basisPoints'),
    optionalInt('basisPointsType'),
  ),
  inContract(text('comboLegsDescription')),
  // 5
  inContract(comboLegs),
  inOrder(
    orderComboLegs,
    smartComboRoutingParams,
    ...scale, // 6
    // 7
    ...hedge,
    flag('optOutSmartRouting'),
    text('clearingAccount'),
    text('clearingIntent'),
    flag('notHeld'),
  ),
  inContract(deltaNeutralContract), // 8
  inOrder(
    // 9
    ...algo,
    flag('solicited'),
    flag('whatIf'), // 10
  ),
  inOrderState(
    text('status'),
    doubleOrMax('initMarginBefore'),
    doubleOrMax('maintMarginBefore'),
    doubleOrMax('equityWithLoanBefore'),
    doubleOrMax('initMarginChange'),
    doubleOrMax('maintMarginChange'),
    doubleOrMax('equityWithLoanChange'),
    doubleOrMax('initMarginAfter'),
    doubleOrMax('maintMarginAfter'),
    doubleOrMax('equityWithLoanAfter'),
    doubleOrMax('commission'),
    doubleOrMax('minCommission'),
    doubleOrMax('maxCommission'),
    text('commissionCurrency'),
    text('warningText'),
  ),
  inOrder(
    // 11
    flag('randomizeSize'),
    flag('randomizePrice'),
    pegToBenchmark, // 12
    ...conditions, // 13
    // 14
    textOrNone('adjustedOrderType'),
    doubleOrMax('triggerPrice'),
    // The second copy of trailStopPrice: clients keep this one.
    doubleOrMax('trailStopPrice'),
    doubleOrMax('lmtPriceOffset'),
    doubleOrMax('adjustedStopPrice'),
    doubleOrMax('adjustedStopLimitPrice'),
    doubleOrMax('adjustedTrailingAmount'),
    int('adjustableTrailingUnit'),
    // 15
    text('softDollarTierName'),
    text('softDollarTierValue'),
    text('softDollarTierDisplayName'),
    optionalDouble('cashQty'),
    flag('dontUseAutoPriceForHedge'),
    flag('isOmsContainer'),
    flag('discretionaryUpToLimitPrice'),
    optionalFlag('usePriceMgmtAlgo'),
    // 16
    since(158, optionalInt('duration')),
    since(160, optionalInt('postToAts')),
    since(162, flag('autoCancelParent')),
    // All five always here, unlike in placeOrder.
    since(
      170,
      optionalInt('minTradeQty'),
      optionalInt('minCompeteSize'),
      offset('competeAgainstBestOffset'),
      optionalDouble('midOffsetAtWhole'),
      optionalDouble('midOffsetAtHalf'),
    ),
    // 17
    since(183, text('customerAccount')),
    since(184, flag('professionalCustomer')),
    since(185, text('bondAccruedInterest')),
    since(189, flag('includeOvernight')),
    since(193, text('extOperator'), optionalInt('manualOrderIndicator')),
  ),
);
