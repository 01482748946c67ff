import { expect, test } from 'vitest';
import { Floor } from './testing/floor.ts';

const LMT = { type: 'LMT', limitPrice: 90 } as const;
const withdraw = (floor: Floor, ...keys: number[]) =>
  floor.exchange.withdraw(floor.tick(), keys, 'the contract has expired');

test('ends orders at once wherever they are, and says why', () => {
  const floor = Floor.open({ submitMs: 20, cancelMs: 20 });
  const resting = floor.order(LMT);
  const pending = floor.order(LMT);
  floor.wait(20);
  floor.cancel(pending);
  const orders = [
    ...[resting, pending, floor.order({ ...LMT, transmit: false }), floor.order(LMT)],
    floor.order({ side: 'sell' }, { isLocated: false }),
  ];
  floor.events();
  withdraw(floor, ...orders);
  const told = floor.events().filter(({ kind }) => kind === 'cancelled');
  expect(told.map(({ order }) => order)).toEqual(orders);
  expect(told[0]).toMatchObject({ code: 202, text: expect.stringContaining('the contract has expired') });
  for (const order of orders) expect(floor.stateOf(order)).toBe('cancelled 0/100');
  // What was on its way comes to nothing.
  floor.wait(1_000);
  expect(floor.said()).toEqual([]);
});

test('takes what is attached along, and leaves what has ended as it is', () => {
  const floor = Floor.open();
  const parent = floor.order({ ...LMT, transmit: false });
  const child = floor.order({ ...LMT, side: 'sell', limitPrice: 120, parent });
  const filled = floor.order({});
  floor.said();
  withdraw(floor, parent, child, filled, 99);
  expect(floor.said()).toEqual([`${parent} cancelled 202`, `${child} cancelled 202`]);
  expect(floor.stateOf(filled)).toBe('filled 100/100');
});
