import { describe, expect, test } from 'vitest';
import { Floor } from './testing/floor.ts';

const LMT = { type: 'LMT', limitPrice: 99 } as const;

describe('IOC and FOK', () => {
  test('IOC takes what is there and cancels the rest', () => {
    const floor = Floor.open();
    floor.order({ quantity: 700, tif: 'IOC' });
    floor.order({ ...LMT, tif: 'IOC' });
    expect(floor.said()).toEqual(['1 buys 500 at 100.1 removed', '1 cancelled 202', '2 cancelled 202']);
  });

  test('IOC with a minimum takes that much or nothing', () => {
    const floor = Floor.open();
    floor.order({ quantity: 700, minQuantity: 600, tif: 'IOC' });
    floor.order({ quantity: 700, minQuantity: 500, tif: 'IOC' });
    expect(floor.said()).toEqual(['1 cancelled 202', '2 buys 500 at 100.1 removed', '2 cancelled 202']);
  });

  test('FOK fills whole or not at all', () => {
    const floor = Floor.open();
    floor.order({ quantity: 501, tif: 'FOK' });
    floor.order({ quantity: 500, tif: 'FOK' });
    expect(floor.said()).toEqual(['1 cancelled 202', '2 buys 500 at 100.1 removed']);
  });

  test('FOK does not count on two orders of which one is the end of the other', () => {
    const floor = Floor.open();
    const group = { side: 'sell', type: 'LMT', ocaGroup: 'g', ocaType: 1 } as const;
    floor.order({ ...group, limitPrice: 100.02 });
    floor.order({ ...group, limitPrice: 100.03 });
    floor.order({ quantity: 200, type: 'LMT', limitPrice: 100.05, tif: 'FOK' }, { account: 'DU2' });
    expect(floor.said()).toEqual(['3 cancelled 202']);
  });

  test('sent while the market is closed, they wait for it and then fill at once or not', () => {
    const floor = new Floor();
    const order = floor.order({ tif: 'IOC' });
    expect(floor.stateOf(order)).toBe('preSubmitted 0/100');
    floor.phase('regular');
    expect(floor.said()).toEqual(['1 notice 399', '1 cancelled 202']);
  });
});

describe('DAY', () => {
  test('ends with the regular hours, wherever the order is', () => {
    const floor = Floor.open();
    floor.order(LMT);
    floor.order({ type: 'STP', stopPrice: 110 });
    floor.order({ ...LMT, transmit: false });
    floor.phase('post');
    expect(floor.said()).toEqual(['1 cancelled 202', '2 cancelled 202', '3 cancelled 202']);
  });

  test('with outsideRth ends with the last hours in which anything trades', () => {
    const floor = Floor.open();
    const order = floor.order({ ...LMT, outsideRth: true });
    floor.phase('post');
    expect(floor.stateOf(order)).toBe('submitted 0/100');
    floor.phase('closed');
    expect(floor.said()).toEqual(['1 cancelled 202']);
  });

  test('given after the close belongs to the next day', () => {
    const floor = Floor.open();
    floor.phase('post');
    const order = floor.order(LMT);
    expect(floor.said()).toEqual(['1 notice 399']);
    floor.phase('closed');
    floor.phase('pre');
    expect(floor.stateOf(order)).toBe('preSubmitted 0/100');
    floor.phase('regular');
    expect(floor.stateOf(order)).toBe('submitted 0/100');
    floor.phase('closed');
    expect(floor.said()).toEqual(['1 cancelled 202']);
  });
});

describe('GTC', () => {
  test('lives through the night and queues anew in the morning', () => {
    const floor = Floor.open();
    const order = floor.order({ ...LMT, tif: 'GTC' });
    floor.phase('closed');
    expect(floor.stateOf(order)).toBe('preSubmitted 0/100');
    floor.phase('regular', { price: 98.5 });
    expect(floor.said()).toEqual(['1 buys 100 at 98.5 auction']);
  });

  test('fills at the first quote of a morning without an auction', () => {
    const floor = Floor.open();
    floor.order({ ...LMT, tif: 'GTC' });
    floor.phase('closed');
    floor.phase('regular');
    floor.quote(98, 500, 98.2, 500);
    expect(floor.said()).toEqual(['1 buys 100 at 98.2 removed']);
  });
});

test('GTD ends at its time', () => {
  const floor = Floor.open();
  const order = floor.order({ ...LMT, tif: 'GTD', goodTill: floor.time + 1_000 });
  floor.wait(900);
  expect(floor.stateOf(order)).toBe('submitted 0/100');
  floor.wait(200);
  expect(floor.said()).toEqual(['1 cancelled 202']);
});

test('goodAfterTime sends the order at its time', () => {
  const floor = Floor.open();
  const order = floor.order({ goodAfter: floor.time + 1_000 });
  floor.wait(900);
  expect(floor.stateOf(order)).toBe('preSubmitted 0/100');
  floor.wait(200);
  expect(floor.said()).toEqual(['1 buys 100 at 100.1 removed']);
});

describe('outside regular hours', () => {
  test('an order that asked for it trades, others wait', () => {
    const floor = new Floor();
    floor.phase('pre');
    floor.quote(98.8, 500, 98.9, 500);
    floor.order({ ...LMT, outsideRth: true });
    floor.order(LMT);
    expect(floor.said()).toEqual(['1 buys 100 at 98.9 removed', '2 notice 399']);
    floor.phase('regular');
    expect(floor.said()).toEqual(['2 buys 100 at 98.9 removed']);
  });

  test('market orders do not, and say so', () => {
    const floor = new Floor();
    floor.phase('pre');
    floor.quote(98.8, 500, 98.9, 500);
    floor.order({ outsideRth: true });
    expect(floor.said()).toEqual(['1 notice 2109', '1 notice 399']);
  });

  test('a stop is triggered only if it asked for it', () => {
    const floor = new Floor();
    floor.phase('pre');
    floor.quote(98.8, 500, 98.9, 500);
    floor.order({ type: 'STP LMT', stopPrice: 99, limitPrice: 99.5, outsideRth: true });
    floor.order({ type: 'STP LMT', stopPrice: 99, limitPrice: 99.5 });
    floor.trade(99, 1);
    expect(floor.said()).toEqual(['2 notice 399', '1 buys 100 at 98.9 removed']);
  });
});

test('an order for shares that have to be found is held until they are', () => {
  const floor = Floor.open();
  const order = floor.order({ side: 'sell' }, { isLocated: false });
  expect(floor.events()).toMatchObject([
    { kind: 'accepted' },
    { kind: 'notice', code: 404 },
    { kind: 'status', state: 'pendingSubmit' },
    { kind: 'status', state: 'preSubmitted', whyHeld: 'locate' },
  ]);
  floor.exchange.locate(floor.tick(), order);
  expect(floor.said()).toEqual(['1 sells 100 at 100 removed']);
});
