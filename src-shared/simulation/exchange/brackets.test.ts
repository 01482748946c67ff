import { describe, expect, test } from 'vitest';
import { Floor } from './testing/floor.ts';

/** Buys 100 at 99.5, sells them at 101 or below 98. */
function bracket(floor: Floor, quantity = 100) {
  const parent = floor.order({ type: 'LMT', limitPrice: 99.5, quantity, transmit: false });
  const exit = { side: 'sell', quantity, parent } as const;
  const target = floor.order({ ...exit, type: 'LMT', limitPrice: 101, transmit: false });
  const stop = floor.order({ ...exit, type: 'STP', stopPrice: 98 });
  return { parent, target, stop };
}

describe('transmit', () => {
  test('orders are held until one of their bracket is transmitted', () => {
    const floor = Floor.open();
    const parent = floor.order({ type: 'LMT', limitPrice: 99.5, transmit: false });
    const target = floor.order({ side: 'sell', parent, type: 'LMT', limitPrice: 101, transmit: false });
    expect([parent, target].map((key) => floor.stateOf(key))).toEqual(['held 0/100', 'held 0/100']);
    floor.order({ side: 'sell', parent, type: 'STP', stopPrice: 98 });
    expect([parent, target].map((key) => floor.stateOf(key))).toEqual([
      'submitted 0/100',
      'preSubmitted 0/100',
    ]);
  });

  test('an order that is held can be transmitted by a modify', () => {
    const floor = Floor.open();
    const order = floor.order({ transmit: false });
    floor.modify(order, {});
    expect(floor.said()).toEqual(['1 amended to 100', '1 buys 100 at 100.1 removed']);
  });

  test('an order that is held can be cancelled, with what is attached to it', () => {
    const floor = Floor.open();
    const parent = floor.order({ transmit: false });
    floor.order({ side: 'sell', parent, type: 'LMT', limitPrice: 101, transmit: false });
    floor.cancel(parent);
    expect(floor.said()).toEqual(['1 cancelled 202', '2 cancelled 202']);
  });
});

describe('attached orders', () => {
  test('wait for their parent as children', () => {
    const floor = Floor.open();
    const { target, stop } = bracket(floor);
    floor.quote(101, 500, 101.1, 500);
    floor.trade(102, 900);
    expect(floor.stateOf(target)).toBe('preSubmitted 0/100');
    expect(floor.exchange.order(stop)!.place).toBe('parent');
  });

  test('go to work when their parent fills, and the first exit ends the other', () => {
    const floor = Floor.open();
    bracket(floor);
    floor.quote(99.3, 500, 99.4, 500);
    floor.quote(101, 500, 101.1, 500);
    expect(floor.said()).toEqual(['1 buys 100 at 99.5 added', '2 sells 100 at 101 added', '3 cancelled 202']);
  });

  test('do as much as their parent has filled', () => {
    const floor = Floor.open();
    const { target } = bracket(floor);
    floor.trade(99.4, 30);
    floor.quote(101, 20, 101.1, 500);
    floor.quote(101, 500, 101.2, 500);
    expect(floor.said()).toEqual([
      '1 buys 30 at 99.5 added',
      '2 sells 20 at 101 added',
      '2 sells 10 at 101 removed',
    ]);
    floor.trade(99.4, 70);
    expect(floor.said()).toEqual([
      '1 buys 70 at 99.5 added',
      '3 amended to 70',
      '2 sells 70 at 101 removed',
      '3 cancelled 202',
    ]);
    expect(floor.stateOf(target)).toBe('filled 100/100');
  });

  test('end with a parent that filled nothing', () => {
    const floor = Floor.open();
    const { parent } = bracket(floor);
    floor.cancel(parent);
    expect(floor.said()).toEqual(['1 cancelled 202', '2 cancelled 202', '3 cancelled 202']);
  });

  test('keep guarding what a cancelled parent has filled', () => {
    const floor = Floor.open();
    const { parent, stop } = bracket(floor);
    floor.trade(99.4, 30);
    floor.cancel(parent);
    expect(floor.said()).toEqual([
      '1 buys 30 at 99.5 added',
      '1 cancelled 202',
      '2 amended to 30',
      '3 amended to 30',
    ]);
    floor.trade(98, 1);
    expect(floor.stateOf(stop)).toBe('filled 30/30');
  });

  test('a stop gives up what a target has closed', () => {
    const floor = Floor.open();
    const { stop } = bracket(floor);
    floor.quote(99.3, 500, 99.4, 500);
    floor.trade(101.5, 40);
    expect(floor.said()).toEqual(['1 buys 100 at 99.5 added', '2 sells 40 at 101 added', '3 amended to 60']);
    floor.trade(98, 1);
    expect(floor.stateOf(stop)).toBe('filled 60/60');
  });

  test('two half targets and a stop close no more than there is', () => {
    const floor = Floor.open();
    const parent = floor.order({ quantity: 100, transmit: false });
    const exit = { side: 'sell', parent, transmit: false } as const;
    floor.order({ ...exit, quantity: 50, type: 'LMT', limitPrice: 101 });
    floor.order({ ...exit, quantity: 50, type: 'LMT', limitPrice: 102 });
    floor.order({ ...exit, quantity: 100, type: 'STP', stopPrice: 98, transmit: true });
    floor.trade(101.05, 500);
    floor.quote(97, 500, 97.1, 500);
    floor.trade(97.5, 1);
    expect(floor.said()).toEqual([
      '1 buys 100 at 100.1 removed',
      '2 sells 50 at 101 added',
      '4 amended to 50',
      '4 sells 50 at 97 removed',
      '3 cancelled 202',
    ]);
  });

  test('attached to an order that has filled, start at once', () => {
    const floor = Floor.open();
    const parent = floor.order({});
    floor.order({ side: 'sell', parent });
    expect(floor.said()).toEqual(['1 buys 100 at 100.1 removed', '2 sells 100 at 100 removed']);
  });

  test('attached to an order that ended without a fill, are rejected', () => {
    const floor = Floor.open();
    const parent = floor.order({ type: 'LMT', limitPrice: 90 });
    floor.cancel(parent);
    floor.order({ side: 'sell', parent });
    expect(floor.said()).toEqual(['1 cancelled 202', '2 rejected 201']);
  });

  test('on another contract follow the share that has filled', () => {
    const floor = Floor.open();
    floor.phase('regular', null, 2);
    floor.quote(50, 900, 50.1, 900, 2);
    const parent = floor.order({ type: 'LMT', limitPrice: 99.5, transmit: false });
    floor.order({ side: 'sell', quantity: 33, parent }, { instrument: 2 });
    floor.trade(99.4, 50);
    floor.trade(99.4, 50);
    expect(floor.said()).toEqual([
      '1 buys 50 at 99.5 added',
      '2 sells 16 at 50 removed',
      '1 buys 50 at 99.5 added',
      '2 sells 17 at 50 removed',
    ]);
  });

  test('a stop that reverses sells twice what its parent bought', () => {
    const floor = Floor.open();
    const parent = floor.order({ transmit: false });
    const reverse = floor.order({ side: 'sell', quantity: 200, parent, type: 'STP', stopPrice: 98 });
    floor.trade(98, 1);
    expect(floor.stateOf(reverse)).toBe('filled 200/200');
  });
});
