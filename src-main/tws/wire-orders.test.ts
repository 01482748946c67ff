import { type OrderAction, OrderStatus, type OrderType } from '@stoqey/ib';
import { describe, expect, test } from 'vitest';
import { unixMillis } from '#shared/kernel/time.ts';
import { contractSchema } from '#shared/model/contract.ts';
import { toOrderPrice } from '#shared/model/order-price.ts';
import {
  orderRefSchema,
  PLAIN_TERMS,
  type OrderTerms,
  type OrderTicket,
} from '#shared/model/order-ticket.ts';
import { orderSchema } from '#shared/model/order.ts';
import { toQuantityMicros } from '#shared/model/quantity.ts';
import { applyOrderEvent } from '#shared/orders/order-machine.ts';
import { adoptedRecord, orderRecordSchema } from '#shared/orders/order-record.ts';
import { orderOf } from '#shared/orders/order-state.ts';
import { fromWireCompleted, fromWireOrder, toWireOrder } from './wire-orders.ts';
import { toWireContract } from './wire-contracts.ts';

const contract = contractSchema.parse({
  ...{ contractId: 265_598, symbol: 'AAPL', securityType: 'STK', expiry: null, strike: null, right: null },
  ...{
    multiplier: 1,
    exchange: 'SMART',
    primaryExchange: 'NASDAQ',
    currency: 'USD',
    localSymbol: '',
    tradingClass: '',
  },
});
const price = toOrderPrice;

function ticket(terms: Partial<OrderTerms>): OrderTicket {
  return {
    ...{ ref: orderRefSchema.parse('r-1'), account: 'DU1', contract, side: 'sell', parentRef: null },
    ...{ oca: { group: 'g', type: 2 }, isReduceOnly: false },
    terms: { ...PLAIN_TERMS, quantity: toQuantityMicros(100), ...terms },
  };
}

const wire = (terms: Partial<OrderTerms>) =>
  toWireOrder({ orderId: 7, ticket: ticket(terms), parentOrderId: 5, isTransmitted: false });

describe('what goes out is what comes back', () => {
  test.each<[string, Partial<OrderTerms>]>([
    ['MKT', { type: 'MKT' }],
    ['LMT', { type: 'LMT', limitPrice: price(0.3) }],
    ['STP', { type: 'STP', stopPrice: price(99.5), triggerMethod: 2 }],
    ['STP LMT', { type: 'STP LMT', stopPrice: price(99.5), limitPrice: price(99) }],
    ['MIT', { type: 'MIT', stopPrice: price(101) }],
    ['LIT', { type: 'LIT', stopPrice: price(101), limitPrice: price(100.5) }],
    ['TRAIL by amount', { type: 'TRAIL', trailAmount: price(1.5), stopPrice: price(98) }],
    ['TRAIL by per cent', { type: 'TRAIL', trailPercent: 2.5 }],
    [
      'TRAIL LIMIT',
      { type: 'TRAIL LIMIT', trailAmount: price(1.5), stopPrice: price(98), limitOffset: price(0.1) },
    ],
    ['MOC', { type: 'MOC' }],
    ['LOC', { type: 'LOC', limitPrice: price(100) }],
    ['PEG MID', { type: 'PEG MID', limitPrice: price(100), limitOffset: price(0.02) }],
    [
      'good till',
      { type: 'LMT', limitPrice: price(1), timeInForce: 'GTD', goodTillAt: unixMillis(1_800_000_000_000) },
    ],
    ['good after', { goodAfterAt: unixMillis(1_800_000_000_000) }],
    ['sizes', { displayQuantity: toQuantityMicros(10), minQuantity: toQuantityMicros(5), isAllOrNone: true }],
    [
      'conditions',
      {
        conditions: [
          { kind: 'price', joins: 'or', contractId: contract.contractId, exchange: 'SMART', isMore: true, price: price(120), triggerMethod: 2 }, // prettier-ignore
          { kind: 'time', joins: 'and', isMore: false, at: unixMillis(1_800_000_000_000) },
        ],
        ...{ areConditionsOutsideHours: true, doConditionsCancel: true, isOutsideHours: true },
      },
    ],
  ])('%s', (_, terms) => {
    const sent = wire(terms);
    const back = fromWireOrder(
      7,
      toWireContract(contract),
      { ...sent, clientId: 3, permId: 9 },
      { status: OrderStatus.Submitted },
    );
    expect(back?.terms).toEqual(ticket(terms).terms);
    expect(back).toMatchObject({
      ...{
        orderId: 7,
        clientId: 3,
        permId: 9,
        orderRef: 'r-1',
        account: 'DU1',
        side: 'sell',
        parentOrderId: 5,
      },
      ...{ oca: { group: 'g', type: 2 }, status: 'Submitted', extras: [] },
    });
  });
});

test('a change sends a trailing stop only where it was changed, and the reference of another as it came', () => {
  const change = (held: Partial<OrderTerms>, asked: Partial<OrderTerms>) => {
    const [before, after] = [ticket(held).terms, ticket({ ...held, ...asked })];
    return toWireOrder({
      orderId: 7,
      ticket: after,
      parentOrderId: null,
      isTransmitted: true,
      held: before,
      orderRef: '',
    });
  };
  const trail = { type: 'TRAIL', trailAmount: price(2), stopPrice: price(95) } as const;
  const smaller = { quantity: toQuantityMicros(50) };
  expect(change(trail, smaller)).toMatchObject({ auxPrice: 2, orderRef: '' });
  expect(change(trail, smaller)).not.toHaveProperty('trailStopPrice');
  expect(change(trail, { stopPrice: price(96) })).toMatchObject({ trailStopPrice: 96 });
  const limit = { ...trail, type: 'TRAIL LIMIT', limitPrice: price(94.5) } as const;
  expect(change(limit, smaller)).toMatchObject({ lmtPriceOffset: 0.5 });
  expect(change(limit, smaller)).not.toHaveProperty('lmtPrice');
  expect(change(limit, { limitPrice: price(94) })).toMatchObject({ lmtPrice: 94 });
  expect(change({ type: 'STP', stopPrice: price(95) }, smaller)).toMatchObject({ auxPrice: 95 });
});

test('what would be lost with a change is told of an order', () => {
  const own = { ...wire({ type: 'LMT', limitPrice: price(20) }), adjustedOrderType: 'None' as OrderType };
  const read = (more: object) =>
    fromWireOrder(7, toWireContract(contract), { ...own, ...more }, { status: OrderStatus.Submitted })!
      .extras;
  expect(read({ scaleInitLevelSize: 2_147_483_647 })).toEqual([]);
  expect(read({ scaleInitLevelSize: 10, hedgeType: 'B', randomizeSize: true })).toEqual([
    'hedge',
    'random size',
    'scale',
  ]);
});

test('transmit is always said, and a price is the double nearest to its decimal', () => {
  expect(wire({ type: 'LMT', limitPrice: price(0.1 + 0.2) })).toMatchObject({
    transmit: false,
    whatIf: false,
    lmtPrice: 0.3,
  });
  expect(Object.values(wire({ type: 'MKT' })).every((value) => value !== undefined)).toBe(true);
});

test('what we do not know of an order from outside is told in words, and no number of the wire’s "unset" is taken for one', () => {
  const read = fromWireOrder(
    -4,
    toWireContract(contract),
    {
      ...{
        orderType: 'REL' as OrderType,
        totalQuantity: 0,
        cashQty: 500,
        algoStrategy: 'Adaptive',
        hidden: true,
      },
      ...{
        lmtPrice: Number.MAX_VALUE,
        auxPrice: Number.MAX_VALUE,
        goodTillDate: 'whenever',
        tif: undefined as never,
      },
    },
    { status: OrderStatus.PreSubmitted },
  );
  expect(read).toMatchObject({
    terms: { type: 'REL', quantity: 0, limitPrice: null, stopPrice: null, goodTillAt: null, timeInForce: '' },
    extras: ['algorithm Adaptive', 'for an amount of 500', 'hidden', 'time whenever', 'action not told'],
    side: 'unknown',
  });
  const sideOfAction = (action: string) => {
    const order = { action: action as OrderAction, orderType: 'MKT' as OrderType };
    return fromWireOrder(7, toWireContract(contract), order, { status: OrderStatus.Submitted })!.side;
  };
  expect(['BUY', 'SELL', 'SSHORT', 'SLONG', 'EXCHANGE'].map(sideOfAction)).toEqual([
    ...['buy', 'sell', 'sell', 'sell', 'unknown'],
  ]);
});

test('a completed order says how much of it filled, when it ended and why', () => {
  const order = { ...wire({ type: 'MKT' }), filledQuantity: 40, permId: 9 };
  const state = {
    ...{ status: OrderStatus.Cancelled, completedStatus: 'Cancelled by Trader' },
    completedTime: '20260105 10:00:00 America/New_York',
  };
  expect(fromWireCompleted(toWireContract(contract), order, state)).toMatchObject({
    ...{ filled: 40_000_000, completedStatus: 'Cancelled by Trader', completedAt: Date.UTC(2026, 0, 5, 15) },
    order: { orderId: 0, permId: 9 },
  });
  expect(fromWireCompleted({ symbol: 'X' }, order, state)).toBeNull();
});

describe('whatever the wire says of an order, the journal can read it again and the window show it', () => {
  const at = unixMillis(1_700_000_000_000);
  const long = 'x'.repeat(500);
  const condition = { type: 1, conId: 5, exchange: long, isMore: true, price: 3, triggerMethod: 0 };
  test.each<[string, object, object?]>([
    ['an account', { account: long }],
    ['a type', { orderType: long }],
    ['no type', { orderType: undefined }],
    ['a time in force', { tif: long }],
    ['a status', {}, { status: long }],
    ['no status', {}, { status: undefined }],
    ['an algorithm', { algoStrategy: long }],
    ['a reference and a group', { orderRef: long, ocaGroup: long }],
    ['a date', { goodTillDate: long }],
    ['an exchange', { conditions: [condition] }],
    ['a price of a condition', { conditions: [{ ...condition, exchange: 'SMART', price: 1e9 }] }],
    ['sizes', { totalQuantity: 1e300, displaySize: NaN, minQty: -1 }],
    ['prices', { lmtPrice: 1e12 }],
    ['a trail', { orderType: 'TRAIL', trailingPercent: NaN, auxPrice: Number.MAX_VALUE }],
    ['no numbers', { permId: NaN, clientId: NaN, parentId: NaN }],
    ['numbers that are none', { permId: 1.5, clientId: 1e22 }],
  ])('%s', (_, order, state = {}) => {
    const plain = { orderType: 'LMT', action: 'BUY', totalQuantity: 5, lmtPrice: 3, clientId: 3, permId: 9 };
    const read = fromWireOrder(
      5,
      toWireContract(contract),
      { ...plain, account: 'DU1', tif: 'DAY', ...order } as never,
      { status: 'Submitted', ...state } as never,
    )!;
    const { record } = applyOrderEvent(adoptedRecord(read, at), { kind: 'open-order', at, order: read });
    expect(orderRecordSchema.safeParse(JSON.parse(JSON.stringify(record))).error).toBeUndefined();
    expect(orderSchema.safeParse(orderOf(record)).error).toBeUndefined();
  });
});
