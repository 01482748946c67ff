import { describe, expect, test } from 'vitest';
import type { OrderRequest } from '../../model/order-request.ts';
import { TestBook, type Prices } from './testing/test-book.ts';

type Row = readonly [string, 'buy' | 'sell', Partial<OrderRequest>, Prices, number | null];

const BAR: Prices = [100, 110, 90, 104];

test.each<Row>([
  ['a market order fills at the open', 'buy', {}, BAR, 100],
  [
    'a limit order fills at its limit when the price goes beyond it',
    'buy',
    { type: 'LMT', limitPrice: 95 },
    BAR,
    95,
  ],
  ['a limit order that is only reached does not fill', 'buy', { type: 'LMT', limitPrice: 90 }, BAR, null],
  ['a limit order gets the open of a gap beyond it', 'buy', { type: 'LMT', limitPrice: 102 }, BAR, 100],
  ['a sale at a limit', 'sell', { type: 'LMT', limitPrice: 109 }, BAR, 109],
  ['a stop fills at its price', 'sell', { type: 'STP', stopPrice: 95 }, BAR, 95],
  ['a stop that the low just reaches is triggered', 'sell', { type: 'STP', stopPrice: 90 }, BAR, 90],
  [
    'a stop beyond which the market opens fills at the open',
    'sell',
    { type: 'STP', stopPrice: 101 },
    BAR,
    100,
  ],
  ['a stop to buy', 'buy', { type: 'STP', stopPrice: 108 }, BAR, 108],
  ['a stop out of reach does nothing', 'buy', { type: 'STP', stopPrice: 110.01 }, BAR, null],
  [
    'a stop limit that is passed on the way fills at its stop',
    'buy',
    { type: 'STP LMT', stopPrice: 105, limitPrice: 106 },
    BAR,
    105,
  ],
  [
    'a stop limit over which the market gaps waits for its limit',
    'buy',
    { type: 'STP LMT', stopPrice: 95, limitPrice: 97 },
    BAR,
    97,
  ],
  [
    'a stop limit that is gapped over and not come back to does not fill',
    'sell',
    { type: 'STP LMT', stopPrice: 120, limitPrice: 115 },
    BAR,
    null,
  ],
  ['market if touched', 'buy', { type: 'MIT', stopPrice: 93 }, BAR, 93],
  ['market if touched, touched by the open', 'buy', { type: 'MIT', stopPrice: 103 }, BAR, 100],
  ['limit if touched', 'sell', { type: 'LIT', stopPrice: 106, limitPrice: 105 }, BAR, 106],
  [
    'limit if touched, with a limit beyond the touch',
    'sell',
    { type: 'LIT', stopPrice: 106, limitPrice: 108 },
    BAR,
    108,
  ],
  ['market on close', 'sell', { type: 'MOC' }, BAR, 104],
  ['limit on close', 'sell', { type: 'LOC', limitPrice: 103 }, BAR, 104],
  ['limit on close beyond the close', 'sell', { type: 'LOC', limitPrice: 105 }, BAR, null],
  ['market on open', 'buy', { tif: 'OPG' }, BAR, 100],
  ['limit on open', 'buy', { type: 'LMT', limitPrice: 101, tif: 'OPG' }, BAR, 100],
  ['limit on open, not met there', 'buy', { type: 'LMT', limitPrice: 99, tif: 'OPG' }, BAR, null],
  ['at once or not at all', 'buy', { type: 'LMT', limitPrice: 99, tif: 'IOC' }, BAR, null],
])('%s', (_name, side, request, bar, price) => {
  const it = new TestBook();
  const order = it[side](request);
  it.bar(bar);
  expect(it.prices).toEqual(price === null ? [] : [[order.id, price]]);
});

test('where a touch is enough, a limit order fills when its price is reached', () => {
  const it = new TestBook({ isTouchEnough: true });
  it.buy({ type: 'LMT', limitPrice: 90 });
  it.bar(BAR);
  expect(it.prices).toEqual([[1, 90]]);
});

describe('trailing stops', () => {
  test('follow what lies behind, and not the high of a bar before its low', () => {
    const it = new TestBook();
    it.sell({ type: 'TRAIL', trailAmount: 5 });
    // From the open the stop is 95, the low comes first; then the high lifts it to 105, and the close is above.
    it.bar([100, 110, 96, 107]);
    expect(it.fills).toEqual([]);
    expect(it.book.get(1)!.stop).toBe(105);
    it.bar([106, 108, 104, 107]);
    expect(it.prices).toEqual([[1, 105]]);
  });

  test('are triggered by the close below what the high has lifted them to', () => {
    const it = new TestBook();
    it.sell({ type: 'TRAIL', trailAmount: 5 });
    it.bar([100, 110, 96, 104]);
    expect(it.prices).toEqual([[1, 105]]);
  });

  test('follow by per cent, to buy, and begin where they were told', () => {
    const it = new TestBook();
    it.buy({ type: 'TRAIL', trailPercent: 10, stopPrice: 104 });
    it.bar([100, 103, 90, 91]);
    expect(it.book.get(1)!.stop).toBeCloseTo(99, 12);
    it.bar([101, 102, 100, 100]);
    expect(it.prices).toEqual([[1, 101]]);
  });

  test('become limit orders at their distance', () => {
    const it = new TestBook();
    it.sell({ type: 'TRAIL LIMIT', trailAmount: 5, limitOffset: 1 });
    it.bar([100, 100, 98, 99]);
    it.bar([90, 93, 89, 92]);
    // Triggered by the gap at 90; the limit of 94 is not met.
    expect(it.fills).toEqual([]);
    it.bar([93, 95, 92, 94]);
    expect(it.prices).toEqual([[1, 94]]);
  });
});

describe('brackets', () => {
  const bracket = {
    exits: [
      { type: 'LMT', limitPrice: 108 },
      { type: 'STP', stopPrice: 92 },
    ],
  } as const;

  test('both exits in one bar: the worse one', () => {
    const it = new TestBook();
    it.buy(bracket);
    it.bar(BAR);
    expect(it.prices).toEqual([
      [1, 100],
      [3, 92],
    ]);
    expect(it.ends).toContainEqual({ id: 2, end: 'cancelled', bar: 0 });
  });

  test('both exits of a short in one bar: the worse one', () => {
    const it = new TestBook();
    it.sell({
      exits: [
        { type: 'LMT', limitPrice: 92 },
        { type: 'STP', stopPrice: 108 },
      ],
    });
    it.bar(BAR);
    expect(it.prices).toEqual([
      [1, 100],
      [3, 108],
    ]);
  });

  test('the target fills in the bar of the entry when the high still lies ahead', () => {
    const it = new TestBook();
    it.buy({ ...bracket, type: 'STP', stopPrice: 105 });
    it.bar([100, 110, 95, 104]);
    expect(it.prices).toEqual([
      [1, 105],
      [2, 108],
    ]);
  });

  test('the target does not fill in the bar of a limit entry, whose high may have been before it', () => {
    const it = new TestBook();
    it.buy({ ...bracket, type: 'LMT', limitPrice: 96 });
    it.bar([100, 110, 95, 104]);
    expect(it.prices).toEqual([[1, 96]]);
    it.bar([105, 110, 95, 104]);
    expect(it.prices).toEqual([
      [1, 96],
      [2, 108],
    ]);
    expect(it.book.get(3)).toBeUndefined();
  });

  test('exits wait for their entry and go with it', () => {
    const it = new TestBook();
    const entry = it.buy({ ...bracket, type: 'LMT', limitPrice: 80 });
    it.bar(BAR);
    expect(it.fills).toEqual([]);
    it.book.cancel(entry, 'enough');
    expect(it.ends.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(it.book.of(0)).toEqual([]);
  });

  test('exits close what has filled of the entry, and no more', () => {
    const it = new TestBook({ participation: 0.1 });
    it.buy({ ...bracket, quantity: 15 });
    it.bar([100, 101, 99, 100, 100]);
    it.bar([100, 101, 80, 85, 100]);
    expect(it.fills).toEqual([
      { id: 1, quantity: 10, price: 100, bar: 0 },
      { id: 1, quantity: 5, price: 100, bar: 1 },
      { id: 3, quantity: 5, price: 92, bar: 1 },
    ]);
    it.bar([85, 86, 84, 85, 100]);
    expect(it.fills.at(-1)).toEqual({ id: 3, quantity: 10, price: 85, bar: 2 });
    expect(it.book.of(0)).toEqual([]);
  });
});

test('a fill of one order of a group cancels the others', () => {
  const it = new TestBook();
  it.buy({ type: 'STP', stopPrice: 105, ocaGroup: 'breakout' });
  it.sell({ type: 'STP', stopPrice: 97, ocaGroup: 'breakout' });
  it.bar(BAR);
  // The nearer to the open comes first.
  expect(it.prices).toEqual([[2, 97]]);
  expect(it.ends).toContainEqual({ id: 1, end: 'cancelled', bar: 0 });
});

test('the volume of a bar goes to the better price, then to the older order', () => {
  const it = new TestBook({ participation: 0.5 });
  it.buy({ type: 'LMT', limitPrice: 97, quantity: 30 });
  it.buy({ type: 'LMT', limitPrice: 98, quantity: 30 });
  it.buy({ type: 'LMT', limitPrice: 98, quantity: 30 });
  it.bar([100, 101, 95, 96, 100]);
  expect(it.fills.map(({ id, quantity }) => [id, quantity])).toEqual([
    [2, 30],
    [3, 20],
  ]);
  it.bar([99, 99, 94, 96, 100]);
  expect(it.fills.slice(2).map(({ id, quantity }) => [id, quantity])).toEqual([
    [3, 10],
    [1, 30],
  ]);
});

test('all or nothing looks at what the bar has', () => {
  const it = new TestBook({ participation: 0.1 });
  it.buy({ tif: 'FOK', quantity: 11 });
  it.buy({ tif: 'IOC', quantity: 11 });
  it.bar([100, 100, 100, 100, 100]);
  expect(it.fills).toEqual([{ id: 2, quantity: 10, price: 100, bar: 0 }]);
  expect(it.ends.map(({ id, end }) => [id, end])).toEqual([
    [1, 'cancelled'],
    [2, 'cancelled'],
  ]);
});

test('orders last as long as they say', () => {
  const it = new TestBook();
  const limit = { type: 'LMT', limitPrice: 50 } as const;
  it.buy({ ...limit, tif: 'DAY' });
  it.buy({ ...limit, tif: 'GTC' });
  it.buy({ ...limit, tif: 'GTD', goodTill: 2 });
  const morning = { day: 0, isLastOfDay: false };
  it.bar([100, 101, 99, 100], morning);
  expect(it.ends).toEqual([]);
  it.bar([100, 101, 99, 100], { day: 0, isFirstOfDay: false });
  expect(it.ends).toEqual([{ id: 1, end: 'expired', bar: 1 }]);
  it.bar([49, 49, 48, 49]);
  expect(it.ends.slice(1)).toEqual([
    { id: 3, end: 'expired', bar: 2 },
    { id: 2, end: 'filled', bar: 2 },
  ]);
});

test('an order for the open waits for the first bar of a day, one for the close for the last', () => {
  const it = new TestBook();
  it.buy({ tif: 'OPG' });
  it.buy({ type: 'MOC' });
  it.bar([100, 101, 99, 100], { day: 0, isFirstOfDay: false, isLastOfDay: false });
  expect(it.fills).toEqual([]);
  it.bar([101, 102, 100, 102], { day: 0, isFirstOfDay: false });
  expect(it.prices).toEqual([[2, 102]]);
  it.bar([103, 104, 102, 104], { day: 1, isLastOfDay: false });
  expect(it.prices.at(-1)).toEqual([1, 103]);
});

test('a change of price takes a new turn and works from the next bar', () => {
  const it = new TestBook({ participation: 0.1 });
  const first = it.buy({ type: 'LMT', limitPrice: 90, quantity: 10 });
  it.buy({ type: 'LMT', limitPrice: 95, quantity: 10 });
  it.book.change(first, { limitPrice: 95 }, 10e6, 9);
  it.bar([100, 101, 90, 91, 100]);
  expect(it.prices).toEqual([[2, 95]]);
});

test('a symbol has a bound of working orders', () => {
  const it = new TestBook();
  for (let i = 0; i < 1_000; i++) it.buy({ type: 'LMT', limitPrice: 1 });
  expect(() => it.buy({ type: 'LMT', limitPrice: 1 })).toThrow('at most 1000 working orders');
});
