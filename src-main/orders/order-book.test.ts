import { expect, test } from 'vitest';
import { unixMillis } from '#shared/kernel/time.ts';
import { contractIdSchema, contractSchema } from '#shared/model/contract.ts';
import type { Execution } from '#shared/model/execution.ts';
import { toOrderPrice } from '#shared/model/order-price.ts';
import { orderRefSchema, PLAIN_TERMS, type OrderTicket } from '#shared/model/order-ticket.ts';
import { toQuantityMicros } from '#shared/model/quantity.ts';
import { applyOrderEvent } from '#shared/orders/order-machine.ts';
import { newRecord, type OrderRecord } from '#shared/orders/order-record.ts';
import { ENDED_MAX, OrderBook } from './order-book.ts';

const at = unixMillis(1_700_000_000_000);
const contract = contractSchema.parse({
  ...{
    contractId: 7,
    symbol: 'X',
    securityType: 'STK',
    expiry: null,
    strike: null,
    right: null,
    multiplier: 1,
  },
  ...{ exchange: 'SMART', primaryExchange: 'NYSE', currency: 'USD', localSymbol: 'X', tradingClass: 'X' },
});
let orderId = 0;

function working(
  ref: string,
  side: 'buy' | 'sell',
  units: number,
  more: Partial<OrderTicket> = {},
  limit?: number,
): OrderRecord {
  const terms = { ...PLAIN_TERMS, quantity: toQuantityMicros(units) };
  const ticket: OrderTicket = {
    ...{
      ref: orderRefSchema.parse(ref),
      account: 'DU1',
      contract,
      side,
      parentRef: null,
      oca: null,
      isReduceOnly: false,
    },
    terms: limit === undefined ? terms : { ...terms, type: 'LMT', limitPrice: toOrderPrice(limit) },
    ...more,
  };
  orderId++;
  return applyOrderEvent(newRecord(ticket, at, null), { kind: 'queued', at, clientId: 1, orderId }).record;
}

/** Of 4. */
function fillOf({ orderId: id, ref, side }: OrderRecord): Execution {
  return {
    ...{
      execId: 'e.01',
      at,
      account: 'DU1',
      contract,
      side: side === 'unknown' ? 'buy' : side,
      quantity: toQuantityMicros(4),
    },
    ...{ price: toOrderPrice(1), exchange: 'X', permId: 5, clientId: 1, orderId: id!, orderRef: ref },
    ...{ liquidity: 'unknown', isLiquidation: false },
  };
}

function factsOf(book: OrderBook, except: string | null = null) {
  const facts = { workingBuy: 0, workingSell: 0, buyOrders: 0, sellOrders: 0, ownBestBid: 0, ownBestAsk: 0 };
  book.readInto(facts, 'DU1', contract.contractId, except === null ? null : orderRefSchema.parse(except));
  return { ...facts, workingBuy: facts.workingBuy / 1e6, workingSell: facts.workingSell / 1e6 };
}

function bookOf(...records: OrderRecord[]): OrderBook {
  const book = new OrderBook();
  for (const record of records) book.put(record);
  return book;
}

test('what works is summed by side, without the order that is being changed', () => {
  const book = bookOf(
    working('a', 'buy', 10, {}, 99),
    working('b', 'buy', 5, {}, 98),
    working('c', 'sell', 7),
  );
  expect(factsOf(book)).toEqual({
    ...{ workingBuy: 15, workingSell: 7, buyOrders: 2, sellOrders: 1, ownBestBid: 99, ownBestAsk: -Infinity },
  });
  expect(factsOf(book, 'a')).toMatchObject({ workingBuy: 5, buyOrders: 1, ownBestBid: 98 });
  expect(factsOf(new OrderBook())).toMatchObject({ workingBuy: 0, ownBestBid: NaN });
  expect([
    book.count('DU1', null),
    book.count('DU1', orderRefSchema.parse('a')),
    book.count('DU2', null),
  ]).toEqual([3, 2, 0]);
  expect(book.highestPrice('DU1', contract.contractId)).toBe(toOrderPrice(99));
});

test('an order of unknown side counts as a purchase and as a sale, and is no exit of anything', () => {
  const entry = working('entry', 'buy', 10, {}, 5);
  const strange: OrderRecord = {
    ...working('strange', 'sell', 3, { parentRef: entry.ref }, 7),
    side: 'unknown',
  };
  expect(factsOf(bookOf(entry, strange))).toEqual({
    ...{ workingBuy: 13, workingSell: 3, buyOrders: 2, sellOrders: 1, ownBestBid: 7, ownBestAsk: 7 },
  });
  const atMarket = { ...strange, terms: { ...strange.terms, limitPrice: null } };
  expect(factsOf(bookOf(atMarket))).toMatchObject({ ownBestBid: Infinity, ownBestAsk: -Infinity });
});

test('of a group with block only the largest can fill; without block all of them may', () => {
  const inGroup = (type: 1 | 3) => bookOf(
    working('a', 'sell', 10, { oca: { group: 'g', type } }),
    working('b', 'sell', 12, { oca: { group: 'g', type } }),
    working('c', 'sell', 3),
  ); // prettier-ignore
  expect(factsOf(inGroup(1)).workingSell).toBe(15);
  expect(factsOf(inGroup(3)).workingSell).toBe(25);
});

test('the exits of a bracket fill nothing before their entry has, and never more than it', () => {
  const entry = working('entry', 'buy', 10);
  const exits = ['target', 'stop'].map((ref) => working(ref, 'sell', 10, { parentRef: entry.ref }));
  const book = bookOf(entry, ...exits);
  expect(factsOf(book)).toMatchObject({ workingBuy: 10, workingSell: 0, sellOrders: 2 });
  const execution = fillOf(entry);
  book.put(applyOrderEvent(entry, { kind: 'execution', at, execution }).record);
  expect(factsOf(book)).toMatchObject({ workingBuy: 6, workingSell: 4 });
  expect(book.findByExecution('e.02')?.ref).toBe('entry');
});

test('exits of one entry that are not in one group can all fill: beyond the entry they count', () => {
  const entry = working('entry', 'buy', 10);
  const exit = (ref: string, group: string | null, type: 1 | 3 = 1) =>
    working(ref, 'sell', 10, { parentRef: entry.ref, oca: group === null ? null : { group, type } });
  const [x, y, z] = [exit('x', 'a'), exit('y', 'b'), exit('z', null)];
  expect(factsOf(bookOf(entry, x)).workingSell).toBe(0);
  expect(factsOf(bookOf(entry, x, exit('x2', 'a'))).workingSell).toBe(0);
  expect(factsOf(bookOf(entry, x, y, z)).workingSell).toBe(20);
  expect(factsOf(bookOf(entry, exit('x', 'a', 3), exit('y', 'a', 3))).workingSell).toBe(10);
  expect(factsOf(bookOf(entry, x, exit('x2', 'a'), y), 'x').workingSell).toBe(0);
  const part = applyOrderEvent(entry, { kind: 'execution', at, execution: fillOf(entry) }).record;
  expect(factsOf(bookOf(part, x)).workingSell).toBe(4);
  expect(factsOf(bookOf(part, x, y)).workingSell).toBe(14);

  const unclaimed = (...exits: OrderRecord[]) =>
    bookOf(entry, ...exits).unclaimed(entry, exit('new', 'c')) / 1e6;
  expect([unclaimed(), unclaimed(x), unclaimed(x, y)]).toEqual([10, 0, 0]);
  expect(unclaimed(working('half', 'sell', 4, { parentRef: entry.ref }))).toBe(6);
  expect(bookOf(entry, x).unclaimed(entry, exit('new', 'a')) / 1e6, 'of the same group').toBe(10);
  expect(bookOf(part, x).unclaimed(part, exit('new', 'c')) / 1e6).toBe(0);
});

test('what is attached and closes nothing counts in full: the same side, a third link, another contract, an unknown parent', () => {
  const entry = working('entry', 'buy', 10);
  const exit = working('exit', 'sell', 10, { parentRef: entry.ref });
  const again = working('again', 'buy', 7, { parentRef: exit.ref });
  const more = working('more', 'buy', 3, { parentRef: entry.ref });
  expect(factsOf(bookOf(entry, exit, again, more))).toMatchObject({ workingBuy: 20, workingSell: 0 });
  const elsewhere = { ...contract, contractId: contractIdSchema.parse(8) };
  const hedges = ['one', 'two'].map((ref) =>
    working(ref, 'sell', 10, { parentRef: orderRefSchema.parse('other') }),
  );
  const other = working('other', 'buy', 10, { contract: elsewhere });
  expect(factsOf(bookOf(other, ...hedges)).workingSell).toBe(20);
  expect(factsOf(bookOf(...hedges)).workingSell).toBe(20);
  // Exits in a group of their own are what that group is.
  const loose = ['x', 'y'].map((ref) =>
    working(ref, 'sell', 10, { parentRef: entry.ref, oca: { group: 'g', type: 3 } }),
  );
  const filled = applyOrderEvent(entry, {
    kind: 'execution',
    at,
    execution: { ...fillOf(entry), quantity: toQuantityMicros(10) },
  });
  expect(factsOf(bookOf(filled.record, ...loose)).workingSell).toBe(20);
});

test('ended orders are forgotten when there are too many, the oldest first; live ones never', () => {
  const book = bookOf(working('live', 'buy', 1));
  for (let count = 0; count <= ENDED_MAX; count++) {
    const record = working(`d-${count}`, 'buy', 1);
    book.put(applyOrderEvent(record, { kind: 'not-sent', at, reason: 'x' }).record);
  }
  expect(book.get(orderRefSchema.parse('d-0'))).toBeUndefined();
  expect([...book.all]).toHaveLength(ENDED_MAX + 1);
  expect([book.liveCount, book.live[0]!.ref]).toEqual([1, 'live']);
  book.clear();
  expect([book.liveCount, [...book.all].length]).toEqual([0, 0]);
});

test('while one order of a group is changed the others count only by what they are larger', () => {
  const entry = working('entry', 'buy', 10);
  const filled = applyOrderEvent(entry, {
    kind: 'execution',
    at,
    execution: { ...fillOf(entry), quantity: toQuantityMicros(10) },
  }).record;
  const exits = (stop: number) => [
    working('target', 'sell', 10, { parentRef: entry.ref }),
    working('stop', 'sell', stop, { parentRef: entry.ref }),
    working('alone', 'sell', 3),
  ];
  // Whoever asks adds the order itself: then the group comes to its largest, as before.
  expect(factsOf(bookOf(filled, ...exits(10)), 'target').workingSell).toBe(3);
  expect(factsOf(bookOf(filled, ...exits(12)), 'target').workingSell).toBe(5);
  expect(factsOf(bookOf(filled, ...exits(12)), 'stop').workingSell).toBe(3);
  expect(factsOf(bookOf(filled, ...exits(12)), 'alone').workingSell).toBe(12);
  expect(factsOf(bookOf(filled, ...exits(12)), 'gone').workingSell).toBe(15);
});
