import { beforeAll, expect, test } from 'vitest';
import { fromOrderPrice } from '#shared/model/order-price.ts';
import { OPEN_TIME, SUNDAY_TIME } from '../testing/test-gateway.ts';
import { World } from '../world/world.ts';
import { WorldPrices } from './world-prices.ts';

let world: World;
let prices: WorldPrices;
beforeAll(() => {
  world = new World({ seed: 7, alwaysOpen: false, startTime: SUNDAY_TIME, scenarios: [] });
  prices = new WorldPrices(world);
});

const conIdOf = (marketId: string) =>
  world.universe.lasting.find(({ details }) => details.marketId === marketId)!.details.contract.conId;
const markOf = (marketId: string) => {
  const mark = prices.mark(conIdOf(marketId));
  return mark === null ? null : fromOrderPrice(mark);
};

test('a stock is worth its last price, also while its market is closed, and goes with the clock', () => {
  const { last } = world.market.snapshot('AAPL', SUNDAY_TIME);
  expect(markOf('AAPL')).toBe(last!.price);
  world.clock.jumpTo(OPEN_TIME);
  const later = world.market.snapshot('AAPL', OPEN_TIME).last!.price;
  expect(later).not.toBe(last!.price);
  expect(markOf('AAPL')).toBe(later);
});

test('a currency pair is worth its midpoint, and a currency what the pair says, whichever way round it is listed', () => {
  const euro = world.market.snapshot('EUR.USD', world.now()).quote!;
  expect(markOf('EUR.USD')).toBeCloseTo((euro.bid + euro.ask) / 2, 8);
  expect(prices.rate('EUR')).toBe((euro.bid + euro.ask) / 2);
  const yen = world.market.snapshot('USD.JPY', world.now()).quote!;
  expect(prices.rate('JPY')).toBeCloseTo(2 / (yen.bid + yen.ask), 12);
});

test('every currency that a contract is traded in has a rate', () => {
  const currencies = new Set(
    world.universe.listedAt(world.now()).flatMap(({ details: { contract } }) => {
      const { secType, symbol, currency } = contract;
      return secType === 'CASH' ? [symbol, currency] : [currency];
    }),
  );
  currencies.delete('USD');
  expect(currencies.size).toBeGreaterThan(5);
  for (const currency of currencies) expect(prices.rate(currency)).toBeGreaterThan(0);
});

test('a contract that is nobody’s has no price', () => {
  expect(prices.mark(987_654_321)).toBeNull();
});
