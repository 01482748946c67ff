import { describe, expect, test } from 'vitest';
import { parseOrderType } from './order-types.ts';
import { Floor } from './testing/floor.ts';

describe('MKT', () => {
  test('takes the best price shown, as far as its size goes, and is held for the rest', () => {
    const floor = Floor.open();
    const order = floor.order({ quantity: 700 });
    expect(floor.said()).toEqual(['1 buys 500 at 100.1 removed']);
    expect(floor.stateOf(order)).toBe('partiallyFilled 500/700');
  });

  test('goes on when the market shows another price', () => {
    const floor = Floor.open();
    floor.order({ quantity: 700 });
    floor.said();
    floor.quote(100, 500, 100.12, 100);
    floor.quote(100, 500, 100.13, 900);
    expect(floor.said()).toEqual(['1 buys 100 at 100.12 removed', '1 buys 100 at 100.13 removed']);
  });

  test('takes nothing twice: a size that was taken comes back only when more is shown', () => {
    const floor = Floor.open();
    const order = floor.order({ quantity: 700 });
    floor.said();
    floor.quote(100.01, 500, 100.1, 500);
    expect(floor.said()).toEqual([]);
    floor.quote(100.01, 500, 100.1, 550);
    expect(floor.said()).toEqual(['1 buys 50 at 100.1 removed']);
    expect(floor.stateOf(order)).toBe('partiallyFilled 550/700');
  });

  test('without an opposite quote is held until there is one', () => {
    const floor = Floor.open();
    floor.quote(100, 500, 0, 0);
    const order = floor.order({});
    floor.trade(100.05, 400);
    expect(floor.said()).toEqual([]);
    expect(floor.stateOf(order)).toBe('submitted 0/100');
    floor.quote(100, 500, 100.2, 500);
    expect(floor.said()).toEqual(['1 buys 100 at 100.2 removed']);
  });

  test('directed to one exchange loses what the best price there does not fill', () => {
    const floor = Floor.open();
    floor.order({ quantity: 700, isDirected: true });
    expect(floor.said()).toEqual(['1 buys 500 at 100.1 removed', '1 cancelled 201']);
  });
});

describe('LMT', () => {
  test('that is marketable fills at the better price of the market', () => {
    const floor = Floor.open();
    floor.order({ type: 'LMT', limitPrice: 100.5 });
    expect(floor.said()).toEqual(['1 buys 100 at 100.1 removed']);
  });

  test('takes the top of the book only, then the next price that the market shows', () => {
    const floor = Floor.open();
    floor.order({ type: 'LMT', limitPrice: 100.5, quantity: 600 });
    floor.quote(100, 500, 100.2, 500);
    expect(floor.said()).toEqual(['1 buys 500 at 100.1 removed', '1 buys 100 at 100.2 removed']);
  });

  test('never pays more than its limit', () => {
    const floor = Floor.open();
    floor.order({ type: 'LMT', limitPrice: 100.15, quantity: 600 });
    floor.quote(100, 500, 100.2, 500);
    expect(floor.said()).toEqual(['1 buys 500 at 100.1 removed']);
  });

  test('that rests fills at its own price when the market comes to it', () => {
    const floor = Floor.open();
    floor.order({ type: 'LMT', limitPrice: 99.95 });
    floor.order({ type: 'LMT', limitPrice: 100.2, side: 'sell' });
    floor.quote(99.8, 500, 99.9, 500);
    floor.quote(100.3, 500, 100.4, 500);
    expect(floor.said()).toEqual(['1 buys 100 at 99.95 added', '2 sells 100 at 100.2 added']);
  });

  test('that rests fills when the market trades through it', () => {
    const floor = Floor.open();
    floor.order({ type: 'LMT', limitPrice: 100.05 });
    floor.trade(100, 60);
    floor.trade(100.1, 900);
    expect(floor.said()).toEqual(['1 buys 60 at 100.05 added']);
  });
});

describe('STP', () => {
  test('waits for the last price to reach its stop, then takes what is there', () => {
    const floor = Floor.open();
    const order = floor.order({ type: 'STP', stopPrice: 100.2 });
    expect(floor.stateOf(order)).toBe('preSubmitted 0/100');
    floor.trade(100.19, 100);
    expect(floor.said()).toEqual([]);
    floor.trade(100.2, 100);
    expect(floor.said()).toEqual(['1 buys 100 at 100.1 removed']);
  });

  test('that sells waits for the price to fall', () => {
    const floor = Floor.open();
    floor.order({ type: 'STP', stopPrice: 99.5, side: 'sell' });
    floor.trade(99.6, 100);
    floor.quote(99.3, 40, 99.5, 500);
    expect(floor.said()).toEqual([]);
    floor.trade(99.5, 100);
    expect(floor.said()).toEqual(['1 sells 40 at 99.3 removed']);
  });

  test('through its stop already is triggered at once', () => {
    const floor = Floor.open();
    floor.trade(100.1, 10);
    floor.order({ type: 'STP', stopPrice: 100 });
    expect(floor.said()).toEqual(['1 buys 100 at 100.1 removed']);
  });

  test.each([
    [2, 'last', (floor: Floor) => floor.trade(101, 1)],
    [4, 'ask', (floor: Floor) => floor.quote(100.9, 500, 101, 500)],
    [7, 'last of either', (floor: Floor) => floor.trade(101, 1)],
    [7, 'ask of either', (floor: Floor) => floor.quote(100.9, 500, 101, 500)],
    [8, 'midpoint', (floor: Floor) => floor.quote(100.95, 500, 101.05, 500)],
  ] as const)('under trigger method %i watches the %s', (triggerMethod, _name, reach) => {
    const floor = Floor.open();
    floor.order({ type: 'STP', stopPrice: 101, triggerMethod });
    expect(floor.said()).toEqual([]);
    reach(floor);
    expect(floor.said()).toHaveLength(1);
  });

  test.each([
    [1, (floor: Floor, price: number) => floor.quote(price - 0.1, 500, price, 500)],
    [3, (floor: Floor, price: number) => floor.trade(price, 1)],
  ] as const)('under double method %i wants the price twice running', (triggerMethod, show) => {
    const floor = Floor.open();
    floor.order({ type: 'STP', stopPrice: 101, triggerMethod });
    show(floor, 101);
    show(floor, 100.5);
    show(floor, 101);
    expect(floor.said()).toEqual([]);
    show(floor, 101.01);
    expect(floor.said()).toHaveLength(1);
  });

  test('on a quoted instrument watches bid and ask by itself', () => {
    const floor = new Floor({}, [{ ...new Floor().spec.instruments[0]!, defaultTrigger: 'bidAsk' }]);
    floor.phase('regular');
    floor.quote(100, 500, 100.1, 500);
    floor.order({ type: 'STP', stopPrice: 99, side: 'sell' });
    floor.quote(98.9, 500, 99, 500);
    expect(floor.said()).toEqual(['1 sells 100 at 98.9 removed']);
  });
});

describe('STP LMT', () => {
  test('becomes a limit order at its stop, and rests where the market has gone beyond it', () => {
    const floor = Floor.open();
    const order = floor.order({ type: 'STP LMT', stopPrice: 100.2, limitPrice: 100.25 });
    floor.quote(100.3, 500, 100.4, 500);
    floor.trade(100.35, 100);
    expect(floor.stateOf(order)).toBe('submitted 0/100');
    floor.trade(100.2, 30);
    expect(floor.said()).toEqual(['1 buys 30 at 100.25 added']);
  });
});

describe('TRAIL', () => {
  test('that sells follows a rising price at its distance and fires when it falls back by it', () => {
    const floor = Floor.open();
    const order = floor.order({ type: 'TRAIL', trailAmount: 0.5, side: 'sell' });
    floor.trade(100, 1);
    floor.trade(101, 1);
    floor.trade(100.8, 1);
    expect(floor.exchange.order(order)!.stop).toBe(100.5e8);
    floor.trade(100.51, 1);
    expect(floor.said()).toEqual([]);
    floor.trade(100.5, 1);
    expect(floor.said()).toEqual(['1 sells 100 at 100 removed']);
  });

  test('that buys follows a falling price', () => {
    const floor = Floor.open();
    const order = floor.order({ type: 'TRAIL', trailPercent: 1 });
    floor.trade(100, 1);
    floor.trade(90, 1);
    floor.trade(90.5, 1);
    expect(floor.exchange.order(order)!.stop).toBe(90.9e8);
    floor.trade(90.9, 1);
    expect(floor.said()).toEqual(['1 buys 100 at 100.1 removed']);
  });

  test('begins at the stop it was given', () => {
    const floor = Floor.open();
    const order = floor.order({ type: 'TRAIL', trailAmount: 5, stopPrice: 99, side: 'sell' });
    floor.trade(100, 1);
    expect(floor.exchange.order(order)!.stop).toBe(99e8);
    floor.trade(104.5, 1);
    expect(floor.exchange.order(order)!.stop).toBe(99.5e8);
  });

  test('by per cent keeps its stop on the price grid, on the far side', () => {
    const floor = Floor.open();
    const order = floor.order({ type: 'TRAIL', trailPercent: 0.333, side: 'sell' });
    floor.trade(100.01, 1);
    expect(floor.exchange.order(order)!.stop).toBe(99.67e8);
  });
});

test('TRAIL LIMIT fires into a limit at its offset from the stop', () => {
  const floor = Floor.open();
  const order = floor.order({ type: 'TRAIL LIMIT', trailAmount: 0.5, limitOffset: 0.02, side: 'sell' });
  floor.trade(101, 1);
  floor.trade(100.5, 1);
  expect(floor.exchange.order(order)).toMatchObject({ state: 'submitted', limit: 100.48e8 });
  expect(floor.said()).toEqual([]);
});

describe('MIT and LIT', () => {
  test('MIT that buys waits for the price to fall to it, then takes what is there', () => {
    const floor = Floor.open();
    floor.trade(100.05, 1);
    floor.order({ type: 'MIT', stopPrice: 99.9 });
    floor.trade(99.91, 1);
    expect(floor.said()).toEqual([]);
    floor.trade(99.9, 1);
    expect(floor.said()).toEqual(['1 buys 100 at 100.1 removed']);
  });

  test('MIT that sells waits for the price to rise to it', () => {
    const floor = Floor.open();
    floor.order({ type: 'MIT', stopPrice: 100.5, side: 'sell' });
    floor.trade(100.5, 1);
    expect(floor.said()).toEqual(['1 sells 100 at 100 removed']);
  });

  test('LIT goes to the book at its limit', () => {
    const floor = Floor.open();
    const order = floor.order({ type: 'LIT', stopPrice: 99.9, limitPrice: 99.92 });
    floor.trade(99.9, 1);
    expect(floor.stateOf(order)).toBe('submitted 0/100');
    floor.quote(99.8, 500, 99.92, 60);
    expect(floor.said()).toEqual(['1 buys 60 at 99.92 added']);
  });
});

describe('MOC and LOC', () => {
  test('trade at the price of the closing auction and nowhere else', () => {
    const floor = Floor.open();
    floor.order({ type: 'MOC' });
    floor.order({ type: 'LOC', limitPrice: 100.3, side: 'sell' });
    floor.order({ type: 'LOC', limitPrice: 100.4, side: 'sell' });
    floor.trade(100.5, 900);
    expect(floor.said()).toEqual([]);
    floor.phase('post', { price: 100.3 });
    expect(floor.said()).toEqual([
      '1 buys 100 at 100.3 auction',
      '2 sells 100 at 100.3 auction',
      '3 cancelled 202',
    ]);
  });

  test('without an auction trade at the last price', () => {
    const floor = Floor.open();
    floor.trade(100.07, 10);
    floor.order({ type: 'MOC' });
    floor.phase('closed');
    expect(floor.said()).toEqual(['1 buys 100 at 100.07 auction']);
  });

  test('LOC that is GTC waits for the next close', () => {
    const floor = Floor.open();
    const order = floor.order({ type: 'LOC', limitPrice: 99, tif: 'GTC' });
    floor.phase('closed', { price: 100 });
    expect(floor.stateOf(order)).toBe('preSubmitted 0/100');
    floor.phase('regular');
    floor.phase('closed', { price: 98.5 });
    expect(floor.said()).toEqual(['1 buys 100 at 98.5 auction']);
  });
});

describe('on open (TIF OPG)', () => {
  test('MKT and LMT trade at the price of the opening auction; what it does not fill is cancelled', () => {
    const floor = new Floor();
    floor.order({ tif: 'OPG' });
    floor.order({ type: 'LMT', limitPrice: 99, tif: 'OPG' });
    floor.phase('regular', { price: 100.2 });
    expect(floor.said()).toEqual(['1 buys 100 at 100.2 auction', '2 cancelled 202']);
  });

  test('the best prices and the oldest orders share what the auction has', () => {
    const floor = new Floor();
    floor.order({ type: 'LMT', limitPrice: 101, tif: 'OPG' });
    floor.order({ type: 'LMT', limitPrice: 102, tif: 'OPG' });
    floor.order({ type: 'LMT', limitPrice: 102 });
    floor.order({ tif: 'OPG' });
    floor.said();
    floor.phase('regular', { price: 100.2, size: 250 });
    expect(floor.said()).toEqual([
      '4 buys 100 at 100.2 auction',
      '2 buys 100 at 100.2 auction',
      '3 buys 50 at 100.2 auction',
      '1 cancelled 202',
    ]);
  });

  test('without an auction the first trade is the opening price', () => {
    const floor = new Floor();
    floor.order({ tif: 'OPG' });
    floor.phase('regular');
    floor.quote(100, 500, 100.1, 500);
    expect(floor.said()).toEqual([]);
    floor.trade(100.06, 5);
    expect(floor.said()).toEqual(['1 buys 100 at 100.06 auction']);
  });
});

describe('PEG MID', () => {
  test('rests at the midpoint, moves with it, and trades when the market does', () => {
    const floor = Floor.open();
    floor.order({ type: 'PEG MID' });
    floor.trade(100, 30);
    floor.quote(100.1, 500, 100.3, 500);
    floor.trade(100.15, 30);
    expect(floor.said()).toEqual(['1 buys 30 at 100.05 added', '1 buys 30 at 100.2 added']);
  });

  test('stays at its limit and at its offset', () => {
    const floor = Floor.open();
    const capped = floor.order({ type: 'PEG MID', limitPrice: 100.02 });
    const offset = floor.order({ type: 'PEG MID', limitOffset: 0.01, side: 'sell' });
    expect(floor.exchange.order(capped)!.limit).toBe(100.02e8);
    expect(floor.exchange.order(offset)!.limit).toBe(100.06e8);
  });

  test('meets another one at the midpoint', () => {
    const floor = Floor.open();
    floor.order({ type: 'PEG MID' });
    floor.order({ type: 'PEG MID', side: 'sell' }, { account: 'DU2' });
    expect(floor.said()).toEqual([
      '2 sells 100 at 100.05 removed with 1',
      '1 buys 100 at 100.05 added with 2',
    ]);
  });

  test('trades nowhere while there is no midpoint', () => {
    const floor = Floor.open();
    const order = floor.order({ type: 'PEG MID' });
    floor.quote(100, 500, 0, 0);
    floor.trade(90, 500);
    expect(floor.stateOf(order)).toBe('submitted 0/100');
    floor.quote(99, 500, 99.1, 500);
    floor.trade(99, 500);
    expect(floor.said()).toEqual(['1 buys 100 at 99.05 added']);
  });
});

test('order types are known under both of their names', () => {
  expect(parseOrderType('STP LMT')).toBe('STP LMT');
  expect(parseOrderType('stplmt')).toBe('STP LMT');
  expect(parseOrderType('TRAILLMT')).toBe('TRAIL LIMIT');
  expect(parseOrderType('MKT PRT')).toBe('MKT PRT');
  expect(parseOrderType('BOX TOP')).toBeNull();
});
