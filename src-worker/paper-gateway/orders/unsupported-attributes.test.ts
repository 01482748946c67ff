import { describe, expect, test } from 'vitest';
import { limitOrder, richOrders } from '#shared/tws-protocol/testing/rich-orders.ts';
import { unsupportedAttribute } from './unsupported-attributes.ts';

test('an ordinary order has none', () => {
  expect(unsupportedAttribute(limitOrder)).toBeNull();
});

test('zero asks for nothing, as official clients send it', () => {
  const order = {
    ...limitOrder,
    percentOffset: 0,
    cashQty: 0,
    duration: 0,
    discretionaryAmt: 0,
    volatility: 0,
  };
  expect(unsupportedAttribute(order)).toBeNull();
});

describe('an attribute that would change what happens is named', () => {
  const named = [
    ['an algorithm with parameters', 'notHeld'],
    ['an algorithm without parameters', 'algoStrategy'],
    ['delta neutral volatility', 'volatility'],
    ['a scale order with its details', 'scaleInitLevelSize'],
    ['a hedge', 'hedgeType'],
    ['a stop that turns into a trailing stop', 'adjustedOrderType'],
    ['soft dollars, advisors and the regulator', 'faGroup'],
    ['good till a date, with every size and flag', 'cashQty'],
    ['pegged to the best price by an offset', 'minTradeQty'],
  ] as const;
  test.each(named)('%s: %s', (name, attribute) => {
    const { order } = richOrders.find((each) => each.name === name)!;
    expect(unsupportedAttribute(order)).toContain(`(${attribute})`);
  });

  test('competing up to the midpoint too', () => {
    expect(unsupportedAttribute({ ...limitOrder, competeAgainstBestOffset: Infinity })).toContain('offset');
  });
});
