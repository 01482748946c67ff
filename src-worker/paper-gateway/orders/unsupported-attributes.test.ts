import { describe, expect, test } from 'vitest';
import { limitOrder, richOrders } from '#shared/tws-protocol/testing/rich-orders.ts';
import { unsimulatedAttributes, unsupportedAttribute } from './unsupported-attributes.ts';

const named = (name: string) => richOrders.find((each) => each.name === name)!.order;

test('an ordinary order has no unsupported attribute', () => {
  expect(unsupportedAttribute(limitOrder)).toBeNull();
  expect(unsimulatedAttributes(limitOrder)).toEqual([]);
});

test('zero asks for nothing, as official clients send it', () => {
  const zeros = { percentOffset: 0, cashQty: 0, duration: 0, discretionaryAmt: 0, volatility: 0 };
  expect(unsupportedAttribute({ ...limitOrder, ...zeros })).toBeNull();
  expect(unsimulatedAttributes({ ...limitOrder, ...zeros })).toEqual([]);
});

describe('for whom or how much', () => {
  test.each([
    ['soft dollars, advisors and the regulator', 'faGroup'],
    ['good till a date, with every size and flag', 'cashQty'],
  ])('%s: %s', (name, attribute) => {
    expect(unsupportedAttribute(named(name))).toContain(`(${attribute})`);
  });

  test('a model', () => {
    expect(unsupportedAttribute({ ...limitOrder, modelCode: 'M' })).toBe('a model portfolio (modelCode)');
  });
});

describe('how it is worked', () => {
  test.each([
    ['an algorithm with parameters', ['not held', 'algorithm']],
    ['an algorithm without parameters', ['algorithm']],
    ['delta neutral volatility', ['volatility', 'delta neutral order']],
    [
      'a scale order with its details',
      ['scale order', 'scale table', 'active start time', 'active stop time'],
    ],
    ['a hedge', ['hedge']],
    ['a stop that turns into a trailing stop', ['adjusted stop']],
    [
      'pegged to the best price by an offset',
      ['minimum trade quantity', 'minimum compete size', 'compete-against-best offset'],
    ],
  ])('%s', (name, expected) => {
    expect(unsupportedAttribute(named(name))).toBeNull();
    expect(unsimulatedAttributes(named(name))).toEqual(expected);
  });

  test('competing up to the midpoint', () => {
    const order = { ...limitOrder, competeAgainstBestOffset: Infinity };
    expect(unsimulatedAttributes(order)).toEqual(['compete-against-best offset']);
  });
});
