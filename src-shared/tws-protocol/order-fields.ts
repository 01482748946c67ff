import {
  double,
  flag,
  inside,
  int,
  list,
  optionalDouble,
  optionalInt,
  text,
  when,
  type Field,
} from './layout.ts';
import { emptyOrderState } from './nouns/order-state.ts';
import { emptyOrder, type WireOrder } from './nouns/wire-order.ts';

// Runs of fields that placeOrder, openOrder and completedOrder have in common.

/** Of algorithm and routing parameters: the longest algorithm has about twenty. */
const PARAM_COUNT_MAX = 200;
const LEG_PRICE_COUNT_MAX = 100;

export const inOrder = inside('order', emptyOrder);
export const inOrderState = inside('orderState', emptyOrderState);

export const orderComboLegs = list('orderComboLegs', LEG_PRICE_COUNT_MAX, optionalDouble('price'));

export const smartComboRoutingParams = list(
  'smartComboRoutingParams',
  PARAM_COUNT_MAX,
  text('tag'),
  text('value'),
);

export const boxAndPegToStock: readonly Field<WireOrder>[] = [
  optionalDouble('startingPrice'),
  optionalDouble('stockRefPrice'),
  optionalDouble('delta'),
  optionalDouble('stockRangeLower'),
  optionalDouble('stockRangeUpper'),
];

export function isDeltaNeutral(order: WireOrder): boolean {
  return order.deltaNeutralOrderType !== '';
}

/** placeOrder and openOrder; a completed order has four of the eight details. */
export const volatility: readonly Field<WireOrder>[] = [
  optionalDouble('volatility'),
  optionalInt('volatilityType'),
  text('deltaNeutralOrderType'),
  optionalDouble('deltaNeutralAuxPrice'),
  when(
    isDeltaNeutral,
    int('deltaNeutralConId'),
    text('deltaNeutralSettlingFirm'),
    text('deltaNeutralClearingAccount'),
    text('deltaNeutralClearingIntent'),
    text('deltaNeutralOpenClose'),
    flag('deltaNeutralShortSale'),
    int('deltaNeutralShortSaleSlot'),
    text('deltaNeutralDesignatedLocation'),
  ),
];

export const trail: readonly Field<WireOrder>[] = [
  int('continuousUpdate'),
  optionalInt('referencePriceType'),
  optionalDouble('trailStopPrice'),
  optionalDouble('trailingPercent'),
];

export const scale: readonly Field<WireOrder>[] = [
  optionalInt('scaleInitLevelSize'),
  optionalInt('scaleSubsLevelSize'),
  optionalDouble('scalePriceIncrement'),
  when(
    ({ scalePriceIncrement: increment }: WireOrder, { reading }) =>
      increment !== undefined && (increment > 0 || (increment === 0 && reading.hasScaleDetailsAtZero)),
    optionalDouble('scalePriceAdjustValue'),
    optionalInt('scalePriceAdjustInterval'),
    optionalDouble('scaleProfitOffset'),
    flag('scaleAutoReset'),
    optionalInt('scaleInitPosition'),
    optionalInt('scaleInitFillQty'),
    flag('scaleRandomPercent'),
  ),
];

export const hedge: readonly Field<WireOrder>[] = [
  text('hedgeType'),
  when((order: WireOrder) => order.hedgeType !== '', text('hedgeParam')),
];

export const algo: readonly Field<WireOrder>[] = [
  text('algoStrategy'),
  when(
    (order: WireOrder) => order.algoStrategy !== '',
    list('algoParams', PARAM_COUNT_MAX, text('tag'), text('value')),
  ),
];

export const pegToBenchmark: Field<WireOrder> = when(
  ({ orderType }: WireOrder) => orderType === 'PEG BENCH' || orderType === 'PEGBENCH',
  int('referenceContractId'),
  flag('isPeggedChangeAmountDecrease'),
  double('peggedChangeAmount'),
  double('referenceChangeAmount'),
  text('referenceExchangeId'),
);
