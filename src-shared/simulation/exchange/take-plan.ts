import type { OrderPrice } from '../../model/order-price.ts';
import type { QuantityMicros } from '../../model/quantity.ts';
import type { Desk } from './desk.ts';
import { midpoint, oppositeLeft, oppositePrice, type MarketView } from './market-view.ts';
import {
  accepts,
  fillableOf,
  isBetter,
  offeredBy,
  smallestFillOf,
  type OrderRecord,
} from './order-record.ts';
import { opposite } from './side.ts';
import { tradesOutsideRth } from './order-types.ts';
import { groupOf } from './orders.ts';

/** One trade an order would make. `contra` null: with the market. */
export interface TakeStep {
  readonly contra: OrderRecord | null;
  readonly quantity: QuantityMicros;
  readonly price: OrderPrice;
}

export function canTrade(view: MarketView, order: OrderRecord): boolean {
  if (view.isHalted || view.phase === 'closed') return false;
  if (order.terms.type === 'PEG MID' && midpoint(view) === null) return false;
  return view.phase === 'regular' || tradesOutsideRth(order.terms);
}

/**
 * What an order that comes to the book would trade, best price first: with the size the market shows at its best price
 * and with clients' orders, in order of price and then time; at one price the market's size ahead of a client's order
 * goes first, hidden parts last, and never at a price worse than the market's best. An account passes over its own orders. Nothing is changed.
 *
 * @param isCertain of the orders of one group or bracket only the first is counted on: its fill may be the end of the others
 */
export function planTake(
  desk: Desk,
  order: OrderRecord,
  want: QuantityMicros,
  isCertain: boolean,
): TakeStep[] {
  const { view } = desk;
  const { side } = order.terms;
  const contraSide = opposite(side);
  const book = desk.book[contraSide];
  const marketPrice = oppositePrice(view, side);
  const shown = contraSide === 'buy' ? view.bidSize : view.askSize;
  const steps: TakeStep[] = [];
  const used = new Set<string>();
  let hidden: { readonly contra: OrderRecord; left: number }[] = [];
  let marketLeft: number = marketPrice === null ? 0 : oppositeLeft(view, side);
  let marketTaken = 0;
  let left: number = want;
  let at = 0;

  const trade = (contra: OrderRecord | null, quantity: number, price: OrderPrice) => {
    if (quantity <= 0) return;
    steps.push({ contra, quantity: quantity as QuantityMicros, price });
    left -= quantity;
  };
  const tradeMarket = (quantity: number) => {
    const taken = Math.min(quantity, marketLeft, left);
    trade(null, taken, marketPrice!);
    marketLeft -= taken;
    marketTaken += taken;
  };
  const tradeHidden = () => {
    while (left > 0 && hidden.length > 0) {
      for (const part of hidden) {
        const quantity = Math.min(part.left, part.contra.terms.displaySize!, left);
        trade(part.contra, quantity, part.contra.limit!);
        part.left -= quantity;
      }
      hidden = hidden.filter((part) => part.left > 0);
    }
    hidden = [];
  };

  while (left > 0) {
    while (at < book.length && !isEligible(desk, order, book[at]!, used)) at++;
    const contra = book[at];
    const isMarketNext =
      marketLeft > 0 && (contra === undefined || isBetter(contraSide, marketPrice, contra.limit));
    const price = isMarketNext ? marketPrice : (contra?.limit ?? null);
    if (hidden.length > 0 && price !== hidden[0]!.contra.limit) {
      // The level is done but for what nobody saw of it.
      tradeHidden();
      continue;
    }
    if (price === null || !accepts(side, order.limit, price)) break;
    // Behind the market's best price lie more of the market's: nobody gets to a worse one of a client's past those.
    if (!isMarketNext && marketPrice !== null && isBetter(contraSide, marketPrice, price)) break;
    if (isMarketNext) {
      tradeMarket(left);
      continue;
    }
    if (price === marketPrice) tradeMarket(Math.max(0, (contra!.ahead ?? shown) - marketTaken));
    const quantity = Math.min(left, offeredBy(contra!));
    at++;
    if (quantity === 0 || quantity < smallestFillOf(contra!)) continue;
    trade(contra!, quantity, price);
    if (isCertain) for (const tie of tiesOf(contra!)) used.add(tie);
    if (contra!.terms.displaySize !== null && fillableOf(contra!) > quantity)
      hidden.push({ contra: contra!, left: fillableOf(contra!) - quantity });
  }
  tradeHidden();
  return steps;
}

export function planned(steps: readonly TakeStep[]): number {
  let total = 0;
  for (const step of steps) total += step.quantity;
  return total;
}

function isEligible(desk: Desk, order: OrderRecord, contra: OrderRecord, used: ReadonlySet<string>): boolean {
  if (contra.account === order.account || contra.limit === null) return false;
  if (fillableOf(contra) === 0 || !canTrade(desk.view, contra)) return false;
  return used.size === 0 || !tiesOf(contra).some((tie) => used.has(tie));
}

/** What binds an order to others: its group, its bracket. */
function tiesOf(order: OrderRecord): string[] {
  const group = groupOf(order);
  const { parent } = order.terms;
  return [...(group === null ? [] : [group]), ...(parent === null ? [] : [`${parent}`])];
}
