import { describe, expect, test } from 'vitest';
import { toOrderPrice } from '../../model/order-price.ts';
import type { Condition } from './conditions.ts';
import { Floor } from './testing/floor.ts';

function price(instrument: number, sign: '>=' | '<=', level: number, joins: 'and' | 'or' = 'and'): Condition {
  return { kind: 'price', joins, instrument, isMore: sign === '>=', price: toOrderPrice(level), method: 2 };
}

test('an order waits for the price of another contract', () => {
  const floor = Floor.open();
  floor.phase('regular', null, 2);
  const order = floor.order({ conditions: [price(2, '>=', 50)] });
  floor.trade(49.99, 1, 2);
  expect(floor.stateOf(order)).toBe('preSubmitted 0/100');
  floor.trade(50, 1, 2);
  expect(floor.said()).toEqual(['1 buys 100 at 100.1 removed']);
});

test('a condition that is met already holds nothing up', () => {
  const floor = Floor.open();
  floor.trade(105, 1);
  floor.order({ conditions: [price(1, '>=', 101)] });
  expect(floor.said()).toEqual(['1 buys 100 at 100.1 removed']);
});

test('once met, an order does not go back', () => {
  const floor = Floor.open();
  const order = floor.order({ type: 'LMT', limitPrice: 99, conditions: [price(1, '>=', 101)] });
  floor.trade(101, 1);
  floor.trade(100, 1);
  expect(floor.stateOf(order)).toBe('submitted 0/100');
});

describe('several conditions', () => {
  test('joined by and are all wanted at once', () => {
    const floor = Floor.open();
    const order = floor.order({ conditions: [price(1, '>=', 101, 'and'), price(1, '<=', 102)] });
    floor.trade(103, 1);
    expect(floor.stateOf(order)).toBe('preSubmitted 0/100');
    floor.trade(101.5, 1);
    expect(floor.stateOf(order)).toBe('filled 100/100');
  });

  test('joined by or, one is enough', () => {
    const floor = Floor.open();
    const order = floor.order({ conditions: [price(1, '<=', 90, 'or'), price(1, '>=', 102)] });
    floor.trade(103, 1);
    expect(floor.stateOf(order)).toBe('filled 100/100');
  });
});

describe('outside regular hours', () => {
  test.each([
    [false, 'preSubmitted 0/100'],
    [true, 'filled 100/100'],
  ])('prices count only when told so: %s', (conditionsIgnoreRth, state) => {
    const floor = Floor.open();
    floor.phase('pre', null, 2);
    const order = floor.order({ conditions: [price(2, '>=', 50)], conditionsIgnoreRth });
    floor.trade(50, 1, 2);
    expect(floor.stateOf(order)).toBe(state);
  });
});

test('conditions can cancel the order instead', () => {
  const floor = Floor.open();
  const order = floor.order({
    type: 'LMT',
    limitPrice: 99,
    conditions: [price(1, '>=', 101)],
    conditionsCancel: true,
  });
  expect(floor.stateOf(order)).toBe('submitted 0/100');
  floor.trade(101, 1);
  expect(floor.said()).toEqual(['1 cancelled 202']);
});

test('a time condition comes true at its time', () => {
  const floor = Floor.open();
  const at = floor.time + 500;
  const order = floor.order({ conditions: [{ kind: 'time', joins: 'and', isMore: true, at }] });
  floor.wait(400);
  expect(floor.stateOf(order)).toBe('preSubmitted 0/100');
  floor.wait(200);
  expect(floor.stateOf(order)).toBe('filled 100/100');
});
