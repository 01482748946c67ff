import { ORDER_PRICE_STEPS_PER_UNIT } from '../../../model/order-price.ts';
import { defineRule, missing, shownPart, upTo } from '../rule.ts';
import { knownPrice } from '../valuation.ts';

/**
 * How far a limit price may be from the market on the side that costs money: a buy above, a sell below; both sides when
 * asked for. Measured from the far touch, else from the last trade; the limit of a stop order from its stop where that is
 * farther, as the market will be there when it counts.
 */
export const priceCollar = defineRule({
  code: 'price-collar',
  name: 'Price collar',
  kind: 'limit',
  on: 'live',
  params: {
    max: upTo('From the market', 'part', 10),
    maxTicks: upTo('From the market, 0 for any number', 'ticks', 1_000_000),
    isTwoSided: { title: 'Prices that wait far away, too', unit: 'flag', looser: 'lower', min: 0, max: 1 },
  },
  live: { max: 0.02, maxTicks: 0, isTwoSided: false },
  check({ side, limitPrice, stopPrice }, { contract, quote }, { max, maxTicks, isTwoSided }) {
    if (limitPrice === null) return null;
    const touch = knownPrice(side === 1 ? quote.ask : quote.bid, contract.mayPriceBeNegative);
    let reference = Number.isNaN(touch) ? knownPrice(quote.last, contract.mayPriceBeNegative) : touch;
    if (stopPrice !== null && side * (stopPrice / ORDER_PRICE_STEPS_PER_UNIT - reference) > 0)
      reference = stopPrice / ORDER_PRICE_STEPS_PER_UNIT;
    const price = limitPrice / ORDER_PRICE_STEPS_PER_UNIT;
    const away = isTwoSided ? Math.abs(price - reference) : side * (price - reference);
    // A price on the bound passes: a millionth of a tick of 1e-6 hides no error worth a denial.
    const room = Math.abs(reference) * max + 1e-12;
    if (away > room)
      return {
        param: 'max',
        value: away / Math.abs(reference),
        limit: max,
        text: `the limit price ${price} is ${shownPart(away / Math.abs(reference))} from the market at ${reference}, and ${shownPart(max)} is allowed`,
      };
    if (!(away <= room)) return missing('a price (bid, ask and last)');
    if (maxTicks === 0) return null;
    let tick = NaN;
    for (let index = 0; index < contract.priceBands.length; index++) {
      const band = contract.priceBands[index]!;
      if (Math.abs(limitPrice) >= band.lowEdge) tick = band.increment / ORDER_PRICE_STEPS_PER_UNIT;
    }
    if (away <= tick * maxTicks + 1e-12) return null;
    if (Number.isNaN(tick)) return missing('the tick of the contract');
    return {
      param: 'maxTicks',
      value: Math.round(away / tick),
      limit: maxTicks,
      text: `the limit price ${price} is ${Math.round(away / tick)} ticks from the market at ${reference}, and ${maxTicks} are allowed`,
    };
  },
});
