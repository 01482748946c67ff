import { describe, expect, test } from 'vitest';
import { Floor } from './testing/floor.ts';
import type { OcaType } from './order-terms.ts';

/** Three sell orders of one group at 101, 102 and 103, of 100, 100 and 50. */
function group(floor: Floor, ocaType: OcaType) {
  return [101, 102, 103].map((limitPrice, index) =>
    floor.order({
      type: 'LMT',
      side: 'sell',
      limitPrice,
      quantity: index === 2 ? 50 : 100,
      ocaGroup: 'exits',
      ocaType,
    }),
  );
}

test('type 1: any fill cancels the others, and the order goes on', () => {
  const floor = Floor.open();
  const [first] = group(floor, 1);
  floor.trade(101.01, 30);
  expect(floor.said()).toEqual(['1 sells 30 at 101 added', '2 cancelled 202', '3 cancelled 202']);
  expect(floor.stateOf(first!)).toBe('partiallyFilled 30/100');
});

test('type 2: a fill takes the same part off the others', () => {
  const floor = Floor.open();
  group(floor, 2);
  floor.trade(101.01, 30);
  expect(floor.said()).toEqual(['1 sells 30 at 101 added', '2 amended to 70', '3 amended to 35']);
  floor.trade(101.01, 70);
  expect(floor.said()).toEqual(['1 sells 70 at 101 added', '2 cancelled 202', '3 cancelled 202']);
});

test('types 1 and 2 block: one trade through all of them fills only what one may', () => {
  for (const ocaType of [1, 2] as const) {
    const floor = Floor.open();
    group(floor, ocaType);
    floor.trade(105, 900);
    expect(floor.said()).toEqual(['1 sells 100 at 101 added', '2 cancelled 202', '3 cancelled 202']);
  }
});

describe('type 3', () => {
  test('reduces once word gets there; until then the others can fill', () => {
    const floor = Floor.open({ cancelMs: 50 });
    group(floor, 3);
    floor.trade(101.01, 30);
    expect(floor.said()).toEqual(['1 sells 30 at 101 added']);
    floor.wait(50);
    expect(floor.said()).toEqual(['2 amended to 70', '3 amended to 35']);
    floor.trade(105, 900);
    expect(floor.said()).toEqual([
      '1 sells 70 at 101 added',
      '2 sells 70 at 102 added',
      '3 sells 35 at 103 added',
    ]);
  });

  test('is type 2 where word travels at once', () => {
    const floor = Floor.open();
    group(floor, 3);
    floor.trade(105, 900);
    expect(floor.said()).toEqual(['1 sells 100 at 101 added', '2 cancelled 202', '3 cancelled 202']);
  });
});

test('orders that wait for a trigger belong to the group like any other', () => {
  const floor = Floor.open();
  floor.order({ type: 'STP', stopPrice: 98, side: 'sell', ocaGroup: 'g' });
  floor.order({ side: 'sell', ocaGroup: 'g' });
  expect(floor.said()).toEqual(['2 sells 100 at 100 removed', '1 cancelled 202']);
});

test('the same name in another account is another group', () => {
  const floor = Floor.open();
  floor.order({ type: 'LMT', limitPrice: 90, ocaGroup: 'g' }, { account: 'DU2' });
  floor.order({ ocaGroup: 'g' });
  expect(floor.said()).toEqual(['2 buys 100 at 100.1 removed']);
});

test('what is kept of an order is a whole number of its size increments', () => {
  const floor = Floor.open();
  floor.order({ type: 'LMT', limitPrice: 101, side: 'sell', quantity: 3, ocaGroup: 'g', ocaType: 2 });
  floor.order({ type: 'LMT', limitPrice: 102, side: 'sell', quantity: 100, ocaGroup: 'g', ocaType: 2 });
  floor.trade(101.01, 1);
  expect(floor.said()).toEqual(['1 sells 1 at 101 added', '2 amended to 66']);
});
