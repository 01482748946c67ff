import { emptyOrder, type WireOrder } from '#shared/tws-protocol/nouns/wire-order.ts';

/** Attributes that would change what happens to an order and that the paper exchange does not have, by what people call them. */
const UNSUPPORTED: Readonly<Partial<Record<keyof WireOrder, string>>> = {
  faGroup: 'a financial advisor group',
  faMethod: 'a financial advisor method',
  faPercentage: 'a financial advisor percentage',
  modelCode: 'a model portfolio',
  cashQty: 'an amount of cash as the quantity',
  blockOrder: 'a block order',
  sweepToFill: 'sweep to fill',
  hidden: 'a hidden order',
  percentOffset: 'a relative order',
  discretionaryAmt: 'a discretionary amount',
  notHeld: 'a not-held order',
  randomizeSize: 'a random size',
  randomizePrice: 'a random price',
  nbboPriceCap: 'an NBBO price cap',
  auctionStrategy: 'a BOX auction strategy',
  startingPrice: 'a starting price',
  stockRefPrice: 'a stock reference price',
  stockRangeLower: 'a stock price range',
  stockRangeUpper: 'a stock price range',
  volatility: 'a volatility order',
  deltaNeutralOrderType: 'a delta neutral order',
  scaleInitLevelSize: 'a scale order',
  scaleSubsLevelSize: 'a scale order',
  scalePriceIncrement: 'a scale order',
  scaleTable: 'a scale table',
  activeStartTime: 'an active start time',
  activeStopTime: 'an active stop time',
  hedgeType: 'a hedge',
  algoStrategy: 'an algorithm',
  adjustedOrderType: 'an adjusted stop',
  postToAts: 'posting to an ATS',
  duration: 'a duration',
  minTradeQty: 'a minimum trade quantity',
  minCompeteSize: 'a minimum compete size',
  competeAgainstBestOffset: 'a compete-against-best offset',
  includeOvernight: 'overnight trading',
  imbalanceOnly: 'an imbalance-only order',
};

/** Zero and nothing alike ask for nothing: official clients send 0 where others send an empty field. */
const asksForNothing = (value: unknown) =>
  value === undefined || value === '' || value === 0 || value === false;

/** Names the first attribute of an order that cannot be kept, for a refusal; null: none. */
export function unsupportedAttribute(order: WireOrder): string | null {
  for (const name of Object.keys(UNSUPPORTED) as (keyof typeof UNSUPPORTED)[]) {
    const value = order[name];
    if (!asksForNothing(value) && value !== emptyOrder[name]) return `${UNSUPPORTED[name]!} (${name})`;
  }
  return null;
}
