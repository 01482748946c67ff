import { describe, expect, test } from 'vitest';
import { Floor } from './testing/floor.ts';

const other = { account: 'DU2' };

describe('the queue', () => {
  test('an order joins behind the size shown at its price and advances as the market trades there', () => {
    const floor = Floor.open();
    floor.order({ type: 'LMT', limitPrice: 100 });
    floor.trade(100, 400);
    expect(floor.said()).toEqual([]);
    floor.trade(100, 150);
    floor.trade(100, 80);
    expect(floor.said()).toEqual(['1 buys 50 at 100 added', '1 buys 50 at 100 added']);
  });

  test('moves up when the size ahead is withdrawn', () => {
    const floor = Floor.open();
    floor.order({ type: 'LMT', limitPrice: 100 });
    floor.quote(100, 20, 100.1, 500);
    floor.quote(100, 900, 100.1, 500);
    floor.trade(100, 60);
    expect(floor.said()).toEqual(['1 buys 40 at 100 added']);
  });

  test('is empty before a price that the market has left or never had', () => {
    const floor = Floor.open();
    floor.order({ type: 'LMT', limitPrice: 100 });
    floor.quote(99.9, 500, 100.1, 500);
    floor.quote(100, 500, 100.1, 500);
    floor.trade(100, 10);
    expect(floor.said()).toEqual(['1 buys 10 at 100 added']);
  });

  test('of a price that was never the best begins behind all that is shown there at first', () => {
    const floor = Floor.open();
    floor.order({ type: 'LMT', limitPrice: 99.5 });
    floor.quote(99.5, 300, 99.6, 500);
    floor.trade(99.5, 310);
    expect(floor.said()).toEqual(['1 buys 10 at 99.5 added']);
  });

  test('buyers are not served by a trade that another buyer began', () => {
    const floor = Floor.open();
    floor.order({ type: 'LMT', limitPrice: 100.05 });
    floor.order({ type: 'LMT', limitPrice: 100.09, side: 'sell' }, other);
    floor.trade(100.1, 40);
    expect(floor.said()).toEqual(['2 sells 40 at 100.09 added']);
  });

  test('clients queue by price, then by time', () => {
    const floor = Floor.open();
    floor.order({ type: 'LMT', limitPrice: 100.03 });
    floor.order({ type: 'LMT', limitPrice: 100.05 }, other);
    floor.order({ type: 'LMT', limitPrice: 100.05 });
    floor.trade(100, 250);
    expect(floor.said()).toEqual([
      '2 buys 100 at 100.05 added',
      '3 buys 100 at 100.05 added',
      '1 buys 50 at 100.03 added',
    ]);
  });
});

describe('clients among themselves', () => {
  test('the better price of a client comes before the market, at that price', () => {
    const floor = Floor.open();
    floor.order({ type: 'LMT', limitPrice: 100.04, side: 'sell' });
    floor.order({ quantity: 150 }, other);
    expect(floor.said()).toEqual([
      '2 buys 100 at 100.04 removed with 1',
      '1 sells 100 at 100.04 added with 2',
      '2 buys 50 at 100.1 removed',
    ]);
  });

  test('at one price the market that was there first goes first', () => {
    const floor = Floor.open();
    floor.order({ type: 'LMT', limitPrice: 100.1, side: 'sell' });
    floor.quote(100, 500, 100.1, 800);
    floor.order({ quantity: 560 }, other);
    expect(floor.said()).toEqual([
      '2 buys 500 at 100.1 removed',
      '2 buys 60 at 100.1 removed with 1',
      '1 sells 60 at 100.1 added with 2',
    ]);
  });

  test('an account does not trade with itself', () => {
    const floor = Floor.open();
    floor.order({ type: 'LMT', limitPrice: 100.04, side: 'sell' });
    floor.order({});
    expect(floor.said()).toEqual(['2 buys 100 at 100.1 removed']);
  });

  test('a market order that was held takes a peg that comes into being, before the market', () => {
    const floor = Floor.open();
    floor.quote(100, 500, 0, 0);
    floor.order({ quantity: 150 });
    floor.order({ type: 'PEG MID', side: 'sell' }, other);
    floor.quote(100, 500, 100.1, 500);
    expect(floor.said()).toEqual([
      '1 buys 100 at 100.05 removed with 2',
      '2 sells 100 at 100.05 added with 1',
      '1 buys 50 at 100.1 removed',
    ]);
  });

  test('what the market is too small for waits for it rather than trade with a client far behind it', () => {
    const floor = Floor.open();
    floor.quote(100, 60, 100.1, 500);
    floor.order({ type: 'MKT', side: 'sell' });
    expect(floor.said()).toEqual(['1 sells 60 at 100 removed']);
    floor.order({ type: 'LMT', limitPrice: 50 }, other);
    expect(floor.said()).toEqual([]);
    floor.quote(99.9, 500, 100, 500);
    expect(floor.said()).toEqual(['1 sells 40 at 99.9 removed']);
  });

  test('and trades with the client once the market has gone behind him', () => {
    const floor = Floor.open();
    floor.quote(100, 60, 100.1, 500);
    floor.order({ type: 'LMT', limitPrice: 98, side: 'sell' });
    floor.said();
    floor.order({ type: 'LMT', limitPrice: 99 }, other);
    floor.quote(97, 500, 100, 500);
    // Who came later takes the price of who was there.
    expect(floor.said()).toEqual(['2 buys 40 at 98 removed with 1', '1 sells 40 at 98 added with 2']);
  });

  test('a market order that was held takes the first client who comes', () => {
    const floor = Floor.open();
    floor.quote(100, 500, 0, 0);
    floor.order({});
    floor.order({ type: 'LMT', limitPrice: 100.2, side: 'sell' }, other);
    expect(floor.said()).toEqual(['1 buys 100 at 100.2 removed with 2', '2 sells 100 at 100.2 added with 1']);
  });
});

describe('icebergs', () => {
  test('show a part at a time, and each new one queues behind the others', () => {
    const floor = Floor.open();
    floor.order({ type: 'LMT', limitPrice: 100.05, displaySize: 30 });
    floor.order({ type: 'LMT', limitPrice: 100.05 });
    floor.trade(100, 50);
    expect(floor.said()).toEqual(['1 buys 30 at 100.05 added', '2 buys 20 at 100.05 added']);
    floor.trade(100, 100);
    expect(floor.said()).toEqual(['2 buys 80 at 100.05 added', '1 buys 20 at 100.05 added']);
  });

  test('are found in all their size by one who takes enough', () => {
    const floor = Floor.open();
    floor.order({ type: 'LMT', limitPrice: 100.05, displaySize: 40, side: 'sell' });
    floor.order({ quantity: 90 }, other);
    expect(floor.said().filter((line) => line.startsWith('1'))).toEqual([
      '1 sells 40 at 100.05 added with 2',
      '1 sells 40 at 100.05 added with 2',
      '1 sells 10 at 100.05 added with 2',
    ]);
  });
});

describe('all or none, and minimum quantity', () => {
  test('all or none waits until all of it is there', () => {
    const floor = Floor.open();
    floor.order({ type: 'LMT', limitPrice: 100.5, quantity: 600, allOrNone: true });
    expect(floor.said()).toEqual([]);
    floor.quote(100, 500, 100.2, 599);
    expect(floor.said()).toEqual([]);
    floor.quote(100, 500, 100.3, 600);
    expect(floor.said()).toEqual(['1 buys 600 at 100.3 removed']);
  });

  test('all or none takes clients and the market together', () => {
    const floor = Floor.open();
    floor.order({ type: 'LMT', limitPrice: 100.04, side: 'sell' }, other);
    floor.order({ quantity: 600, allOrNone: true });
    expect(floor.stateOf(2)).toBe('filled 600/600');
  });

  test('no fill is smaller than the minimum, unless less is left', () => {
    const floor = Floor.open();
    floor.order({ type: 'LMT', limitPrice: 100.05, minQuantity: 60 });
    floor.trade(100, 59);
    expect(floor.said()).toEqual([]);
    floor.trade(100, 60);
    floor.trade(100, 39);
    floor.trade(100, 45);
    expect(floor.said()).toEqual(['1 buys 60 at 100.05 added', '1 buys 40 at 100.05 added']);
  });

  test('is passed over by one who wants less', () => {
    const floor = Floor.open();
    floor.order({ type: 'LMT', limitPrice: 100.04, side: 'sell', allOrNone: true });
    floor.order({ quantity: 50 }, other);
    expect(floor.said()).toEqual(['2 buys 50 at 100.1 removed']);
  });
});

describe('post-only', () => {
  test('is cancelled rather than take', () => {
    const floor = Floor.open();
    floor.order({ type: 'LMT', limitPrice: 100.1, postOnly: true });
    expect(floor.said()).toEqual(['1 cancelled 202']);
  });

  test('rests where it takes nothing', () => {
    const floor = Floor.open();
    const order = floor.order({ type: 'LMT', limitPrice: 100.09, postOnly: true });
    expect(floor.stateOf(order)).toBe('submitted 0/100');
  });
});

describe('a halt', () => {
  test('stops trades and triggers; orders are taken in with a notice and trade afterwards at the market', () => {
    const floor = Floor.open();
    floor.order({ type: 'LMT', limitPrice: 99.9 });
    floor.order({ type: 'STP', stopPrice: 100.2 });
    floor.halt();
    floor.order({});
    floor.trade(100.3, 100);
    floor.quote(99, 500, 99.2, 500);
    expect(floor.said()).toEqual(['3 notice 399']);
    floor.resume();
    expect(floor.said()).toEqual([]);
    floor.quote(99, 500, 99.5, 500);
    expect(floor.said()).toEqual(['3 buys 100 at 99.5 removed', '1 buys 100 at 99.5 removed']);
  });

  test('ends with an auction where there is one', () => {
    const floor = Floor.open();
    floor.order({ type: 'LMT', limitPrice: 99.9 });
    floor.halt();
    floor.resume({ price: 99 });
    expect(floor.said()).toEqual(['1 buys 100 at 99 auction']);
  });

  test('leaves nobody crossed: orders that came meanwhile meet when it ends', () => {
    const floor = Floor.open();
    floor.halt();
    floor.order({ type: 'LMT', limitPrice: 101 });
    floor.order({ type: 'LMT', limitPrice: 99, side: 'sell' }, other);
    expect(floor.said()).toEqual(['1 notice 399', '2 notice 399']);
    floor.resume();
    expect(floor.said()).toEqual(['1 buys 100 at 99 removed with 2', '2 sells 100 at 99 added with 1']);
  });

  test('cancels what has to fill at once', () => {
    const floor = Floor.open();
    floor.halt();
    floor.order({ tif: 'IOC' });
    expect(floor.said()).toEqual(['1 notice 399', '1 cancelled 202']);
  });
});
