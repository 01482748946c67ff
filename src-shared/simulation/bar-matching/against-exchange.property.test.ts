import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OrderRequest } from '../../model/order-request.ts';
import { fromOrderPrice } from '../../model/order-price.ts';
import { Floor, type Wish } from '../exchange/testing/floor.ts';
import type { Sign } from './bar-order.ts';
import { TestBook, type Prices } from './testing/test-book.ts';

/*
 * The exchange of the paper gateway is the oracle: it is shown every price along the way that the bar book assumes, tick by
 * tick, with all the size in the world on both sides, and has to fill the same orders at the same prices in the same bars.
 *
 * Where the two differ by design, and what therefore is not compared (docs/adr/0012):
 * - `isTouchEnough` is on here: an exchange with size at a limit fills it; a bar does not say that there was any;
 * - IOC and FOK: the exchange looks at its book the moment it opens, the bar book at the first price of the bar;
 * - trailing by per cent: the exchange puts the stop on the grid of prices, a bar's prices need not have one;
 * - volume: the exchange is shown sizes, the bar book a share of the bar.
 */
const BUY: Sign = 1;
const SELL: Sign = -1;
const PLENTY = 1_000_000;
const numRuns = process.env['TRADEWIND_COUNTS'] === 'full' ? 20_000 : 150;

const price = (spread: number) => fc.integer({ min: 200 - spread, max: 200 + spread });

const anyBar: fc.Arbitrary<Prices> = fc
  .record({ open: price(15), close: price(15), up: fc.nat(10), down: fc.nat(10) })
  .map(({ open, close, up, down }) => [
    open,
    Math.max(open, close) + up,
    Math.min(open, close) - down,
    close,
  ]);

const anyTerms = fc.oneof(
  fc.record({ type: fc.constantFrom('LMT' as const, 'LOC' as const), limitPrice: price(25) }),
  fc.record({ type: fc.constant('LMT' as const), limitPrice: price(25), tif: fc.constant('OPG' as const) }),
  fc.record({ type: fc.constantFrom('STP' as const, 'MIT' as const), stopPrice: price(25) }),
  fc.record({
    type: fc.constantFrom('STP LMT' as const, 'LIT' as const),
    stopPrice: price(25),
    limitPrice: price(25),
  }),
  fc.record({ type: fc.constant('TRAIL' as const), trailAmount: fc.integer({ min: 1, max: 20 }) }),
  fc.record({
    type: fc.constant('TRAIL' as const),
    trailAmount: fc.integer({ min: 1, max: 20 }),
    stopPrice: price(25),
  }),
  fc.record({
    type: fc.constant('TRAIL LIMIT' as const),
    trailAmount: fc.integer({ min: 1, max: 20 }),
    limitOffset: fc.integer({ min: 0, max: 6 }),
  }),
  fc.record({ type: fc.constantFrom('MKT' as const, 'MOC' as const) }),
  fc.constant({ type: 'MKT' as const, tif: 'OPG' as const }),
);

const anyOrder = fc
  .record({ terms: anyTerms, isDay: fc.boolean() })
  .map(({ terms, isDay }): Partial<OrderRequest> => ({ tif: isDay ? 'DAY' : 'GTC', ...terms }));

/** The bar's prices in the order that is worse for a side, a tick at a time. */
function* wayThrough([open, high, low, close]: Prices, side: Sign): Generator<number> {
  let at = open;
  yield at;
  for (const to of side > 0 ? [high, low, close] : [low, high, close]) {
    while (at !== to) {
      at += Math.sign(to - at);
      yield at;
    }
  }
}

/** Shows the exchange one day and returns what filled: key and price. */
function showDay(floor: Floor, bar: Prices, side: Sign): (readonly [number, number])[] {
  floor.phase('regular');
  for (const at of wayThrough(bar, side)) {
    floor.quote(at, PLENTY, at, PLENTY);
    floor.trade(at, PLENTY);
  }
  floor.phase('closed');
  return floor
    .events()
    .flatMap((event) => (event.kind === 'fill' ? [[event.order, fromOrderPrice(event.price)] as const] : []));
}

function fillsInBook(book: TestBook, bars: readonly Prices[]) {
  return bars.map((bar) => {
    const before = book.fills.length;
    book.bar(bar);
    return book.prices.slice(before);
  });
}

test('fills what the exchange fills along the same way, at the same prices', () => {
  fc.assert(
    fc.property(
      anyOrder,
      fc.constantFrom(BUY, SELL),
      fc.array(anyBar, { minLength: 1, maxLength: 3 }),
      (terms, side, bars) => {
        const book = new TestBook({ isTouchEnough: true });
        book.add(side, { ...terms, quantity: 100 });
        const floor = new Floor();
        floor.order({ ...(terms as Wish), side: side > 0 ? 'buy' : 'sell' });
        expect(fillsInBook(book, bars)).toEqual(bars.map((bar) => showDay(floor, bar, side)));
      },
    ),
    { numRuns },
  );
});

test('fills the exits of a bracket as the exchange does along the way that is worse for them', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(BUY, SELL),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 20 }),
      fc.boolean(),
      fc.array(anyBar, { minLength: 1, maxLength: 3 }),
      (side, gain, loss, isTrailing, bars) => {
        const open = bars[0]![0];
        const target = { type: 'LMT', limitPrice: open + side * gain } as const;
        const stop = isTrailing
          ? ({ type: 'TRAIL', trailAmount: loss } as const)
          : ({ type: 'STP', stopPrice: open - side * loss } as const);
        const book = new TestBook({ isTouchEnough: true });
        book.add(side, { quantity: 100, exits: [target, stop] });
        const floor = new Floor();
        const [own, other] = side > 0 ? (['buy', 'sell'] as const) : (['sell', 'buy'] as const);
        const parent = floor.order({ side: own, tif: 'GTC' });
        for (const exit of [target, stop]) floor.order({ ...exit, side: other, parent, tif: 'GTC' });
        const inExchange = bars.map((bar) => showDay(floor, bar, -side as Sign));
        expect(fillsInBook(book, bars)).toEqual(inExchange);
      },
    ),
    { numRuns },
  );
});

test('never fills outside a bar, beyond its share of volume, beyond its size, nor better than its prices allow', () => {
  const anyPart = fc.constantFrom(null, 0.01, 0.1, 1);
  const sized = fc.record({
    terms: anyOrder,
    side: fc.constantFrom(BUY, SELL),
    quantity: fc.integer({ min: 1, max: 300 }),
    bar: fc.nat(5),
    group: fc.constantFrom(undefined, 'one', 'other'),
    hasExits: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(sized, { maxLength: 12 }),
      fc.array(fc.tuple(anyBar, fc.nat(2_000)), { minLength: 1, maxLength: 8 }),
      anyPart,
      fc.boolean(),
      (orders, bars, participation, isTouchEnough) => {
        const it = new TestBook({ participation, isTouchEnough });
        bars.forEach(([prices, volume], index) => {
          for (const { terms, side, quantity, bar, group, hasExits } of orders) {
            if (bar !== index) continue;
            const exits = [
              { type: 'LMT', limitPrice: 200 + side * 9 },
              { type: 'TRAIL', trailAmount: 7 },
            ] as const;
            it.add(side, {
              ...{ ...terms, quantity },
              ...(group === undefined ? {} : { ocaGroup: group }),
              ...(hasExits ? { exits } : {}),
            });
          }
          const working = new Map(it.book.of(0).map((order) => [order.id, order]));
          // One that found no volume when it was triggered is a market order from then on.
          const elected = new Set([...working.values()].filter((order) => order.isElected));
          const before = it.fills.length;
          const [open, high, low, close] = prices;
          it.bar([open, high, low, close, volume]);
          const fills = it.fills.slice(before);
          const total = fills.reduce((sum, fill) => sum + fill.quantity, 0);
          if (participation !== null) expect(total).toBeLessThanOrEqual(volume * participation);
          for (const { id, price: at, quantity } of fills) {
            const order = working.get(id)!;
            expect(quantity).toBeGreaterThan(0);
            expect(order.filled).toBeLessThanOrEqual(order.quantity);
            expect(at).toBeGreaterThanOrEqual(low);
            expect(at).toBeLessThanOrEqual(high);
            if (order.parent !== null) expect(order.parent.exited).toBeLessThanOrEqual(order.parent.filled);
            if (!Number.isNaN(order.limit))
              expect(order.side * at).toBeLessThanOrEqual(order.side * order.limit);
            // A stop never does better than its price.
            if (order.type === 'STP' && !elected.has(order))
              expect(order.side * at).toBeGreaterThanOrEqual(order.side * order.stop);
            // Only limits and touches do better than the open, and only down to their own price.
            const { type, parent } = order;
            if (type === 'LMT' && parent === null && at !== open) expect(at).toBe(order.limit);
          }
        });
      },
    ),
    { numRuns },
  );
});
