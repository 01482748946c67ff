import { emptyOrder, type WireOrder } from '#shared/tws-protocol/nouns/wire-order.ts';

type Names = Readonly<Partial<Record<keyof WireOrder, string>>>;

/** Attributes that say for whom or how much is traded, by what people call them: without them an order would be another. */
const REFUSED: Names = {
  faGroup: 'a financial advisor group',
  faMethod: 'a financial advisor method',
  faPercentage: 'a financial advisor percentage',
  modelCode: 'a model portfolio',
  cashQty: 'an amount of cash as the quantity',
};

/** Attributes that change how an order is worked. They are kept and told; the order trades as if it had none. */
const NOT_SIMULATED: Names = {
  blockOrder: 'block order',
  sweepToFill: 'sweep to fill',
  hidden: 'hidden',
  percentOffset: 'relative offset',
  discretionaryAmt: 'discretionary amount',
  notHeld: 'not held',
  randomizeSize: 'random size',
  randomizePrice: 'random price',
  nbboPriceCap: 'NBBO price cap',
  auctionStrategy: 'BOX auction strategy',
  startingPrice: 'starting price',
  stockRefPrice: 'stock reference price',
  stockRangeLower: 'stock price range',
  stockRangeUpper: 'stock price range',
  volatility: 'volatility',
  deltaNeutralOrderType: 'delta neutral order',
  scaleInitLevelSize: 'scale order',
  scaleSubsLevelSize: 'scale order',
  scalePriceIncrement: 'scale order',
  scaleTable: 'scale table',
  activeStartTime: 'active start time',
  activeStopTime: 'active stop time',
  hedgeType: 'hedge',
  algoStrategy: 'algorithm',
  adjustedOrderType: 'adjusted stop',
  postToAts: 'posting to an ATS',
  duration: 'duration',
  minTradeQty: 'minimum trade quantity',
  minCompeteSize: 'minimum compete size',
  competeAgainstBestOffset: 'compete-against-best offset',
  midOffsetAtWhole: 'midpoint offset',
  midOffsetAtHalf: 'midpoint offset',
  includeOvernight: 'overnight trading',
  imbalanceOnly: 'imbalance only',
};

/** Zero and nothing alike ask for nothing: official clients send 0 where others send an empty field. */
const asksForNothing = (value: unknown) =>
  value === undefined || value === '' || value === 0 || value === false;

/** Names the first attribute of an order that cannot be kept, for a refusal; null: none. */
export function unsupportedAttribute(order: WireOrder): string | null {
  const [name] = asked(REFUSED, order);
  return name === undefined ? null : `${REFUSED[name]!} (${name})`;
}

/** What of an order the gateway keeps and tells, but does not act on, each once; for a notice. */
export function unsimulatedAttributes(order: WireOrder): readonly string[] {
  return [...new Set(asked(NOT_SIMULATED, order).map((name) => NOT_SIMULATED[name]!))];
}

function asked(names: Names, order: WireOrder): (keyof WireOrder)[] {
  return (Object.keys(names) as (keyof WireOrder)[]).filter(
    (name) => !asksForNothing(order[name]) && order[name] !== emptyOrder[name],
  );
}
