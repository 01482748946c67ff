import { defineRule, type Finding } from '../rule.ts';

/** Nothing else can be asked of a request whose numbers are none. */
export const requestSound = defineRule({
  code: 'request-sound',
  name: 'Sound request',
  kind: 'validity',
  on: 'fixed',
  params: {},
  live: {},
  check({ quantity, side, limitPrice, stopPrice }, { now, contract }) {
    if (!Number.isSafeInteger(quantity) || quantity <= 0)
      return unsound('quantity', quantity, 'a whole number of millionths above zero');
    if (side !== 1 && (side as number) !== -1) return unsound('side', side, '1 or -1');
    if (!Number.isFinite(now)) return unsound('clock', now, 'a time');
    if (limitPrice !== null && !isPrice(limitPrice, contract.mayPriceBeNegative))
      return unsound('limit price', limitPrice, 'a price above zero');
    if (stopPrice !== null && !isPrice(stopPrice, contract.mayPriceBeNegative))
      return unsound('stop price', stopPrice, 'a price above zero');
    return null;
  },
});

function isPrice(price: number, mayBeNegative: boolean): boolean {
  return Number.isSafeInteger(price) && (mayBeNegative || price > 0);
}

function unsound(what: string, value: number, limit: string): Finding {
  return { param: null, value, limit, text: `the ${what} is ${value}, it must be ${limit}` };
}
