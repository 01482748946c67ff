import { expect, test } from 'vitest';
import type { WireOrder } from '#shared/tws-protocol/nouns/wire-order.ts';
import { BTC, contractOf, ES, EURUSD, useOrderBench } from './testing/order-bench.ts';

const bench = useOrderBench();
type Quote = ReturnType<typeof bench.quote>;
type Shape = (quote: Quote) => Partial<WireOrder>;

const cents = (price: number) => Math.round(price * 100) / 100;
/** A limit that takes what is offered, one that waits, and stops on either side. */
const above = ({ ask }: Quote) => cents(ask + 2);
const below = ({ bid }: Quote) => cents(bid - 2);

/** What a type is told as: the first word that was said of it. */
const shapes: readonly [name: string, shape: Shape, expected: string][] = [
  ['MKT', () => ({}), 'Filled'],
  ['MKT IOC', () => ({ tif: 'IOC' }), 'Filled'],
  ['LMT through the market', (q) => ({ orderType: 'LMT', lmtPrice: above(q) }), 'Filled'],
  ['LMT below the market', (q) => ({ orderType: 'LMT', lmtPrice: below(q) }), 'Submitted'],
  ['LMT GTC', (q) => ({ orderType: 'LMT', lmtPrice: below(q), tif: 'GTC' }), 'Submitted'],
  ['LMT outside hours too', (q) => ({ orderType: 'LMT', lmtPrice: below(q), outsideRth: true }), 'Submitted'],
  ['LMT IOC below the market', (q) => ({ orderType: 'LMT', lmtPrice: below(q), tif: 'IOC' }), 'Cancelled'],
  ['LMT FOK below the market', (q) => ({ orderType: 'LMT', lmtPrice: below(q), tif: 'FOK' }), 'Cancelled'],
  [
    'LMT FOK of more than there is',
    (q) => ({ orderType: 'LMT', lmtPrice: above(q), tif: 'FOK', totalQuantity: 2_000 }),
    'Cancelled',
  ],
  ['STP above', (q) => ({ orderType: 'STP', auxPrice: above(q) }), 'PreSubmitted'],
  ['STP that is reached', (q) => ({ orderType: 'STP', auxPrice: below(q) }), 'Filled'],
  [
    'STP LMT above',
    (q) => ({ orderType: 'STP LMT', auxPrice: above(q), lmtPrice: above(q) + 1 }),
    'PreSubmitted',
  ],
  [
    'STP LMT that is reached and waits',
    (q) => ({ orderType: 'STP LMT', auxPrice: below(q), lmtPrice: below(q) }),
    'Submitted',
  ],
  ['TRAIL by an amount', () => ({ orderType: 'TRAIL', auxPrice: 2 }), 'PreSubmitted'],
  ['TRAIL by per cent', () => ({ orderType: 'TRAIL', trailingPercent: 3 }), 'PreSubmitted'],
  [
    'TRAIL LIMIT',
    (q) => ({ orderType: 'TRAIL LIMIT', auxPrice: 2, trailStopPrice: above(q), lmtPriceOffset: 0.1 }),
    'PreSubmitted',
  ],
  ['MIT below', (q) => ({ orderType: 'MIT', auxPrice: below(q) }), 'PreSubmitted'],
  ['MIT that is touched', (q) => ({ orderType: 'MIT', auxPrice: above(q) }), 'Filled'],
  ['LIT below', (q) => ({ orderType: 'LIT', auxPrice: below(q), lmtPrice: below(q) }), 'PreSubmitted'],
  ['MOC', () => ({ orderType: 'MOC' }), 'PreSubmitted'],
  ['LOC', (q) => ({ orderType: 'LOC', lmtPrice: above(q) }), 'PreSubmitted'],
  ['MKT on open', () => ({ tif: 'OPG' }), 'PreSubmitted'],
  ['LMT on open', (q) => ({ orderType: 'LMT', lmtPrice: above(q), tif: 'OPG' }), 'PreSubmitted'],
  ['PEG MID', () => ({ orderType: 'PEG MID' }), 'Submitted'],
  [
    'GTD',
    (q) => ({ orderType: 'LMT', lmtPrice: below(q), tif: 'GTD', goodTillDate: '20260106-20:00:00' }),
    'Submitted',
  ],
  ['good after', () => ({ goodAfterTime: '20260106 14:00:00 US/Eastern' }), 'PreSubmitted'],
  [
    'an iceberg',
    (q) => ({ orderType: 'LMT', lmtPrice: below(q), totalQuantity: 500, displaySize: 100 }),
    'Submitted',
  ],
  ['at least so many', (q) => ({ orderType: 'LMT', lmtPrice: below(q), minQty: 5 }), 'Submitted'],
  ['all or none', (q) => ({ orderType: 'LMT', lmtPrice: below(q), allOrNone: true }), 'Submitted'],
  [
    'post-only through the market',
    (q) => ({ orderType: 'LMT', lmtPrice: above(q), orderMiscOptions: 'PostOnly=1;' }),
    'Cancelled',
  ],
  [
    'code without a space',
    (q) => ({ orderType: 'STPLMT', auxPrice: above(q), lmtPrice: above(q) }),
    'PreSubmitted',
  ],
];

test.each(shapes)('%s', async (_name, shape, expected) => {
  const trader = await bench.trader();
  const quote = bench.quote();
  const terms = { totalQuantity: 10, ...shape(quote) };
  const id = await trader.place(terms);
  expect(trader.status(id), trader.story(id).join(' ')).toBe(expected);
  const opened = trader.all('openOrder').find(({ orderId }) => orderId === id);
  // What never rested need not have been shown; what was is shown as it was asked for.
  if (opened !== undefined) {
    const { orderType = 'MKT', tif = 'DAY', totalQuantity } = terms;
    const shown = opened.order;
    expect([shown.tif, shown.totalQuantity, shown.account]).toEqual([tif, totalQuantity, 'DU1000001']);
    expect(shown.orderType.replaceAll(' ', '')).toBe(orderType.replaceAll(' ', ''));
  }
  trader.forget();
  if (expected === 'Submitted' || expected === 'PreSubmitted') {
    await trader.cancel(id);
    expect(trader.story(id)).toEqual(['PendingCancel', 'Cancelled', '202']);
  }
});

test.each([
  ['a sale', () => ({ action: 'SELL' })],
  ['a limit sale', (q: Quote) => ({ action: 'SELL', orderType: 'LMT', lmtPrice: below(q) })],
  ['a stop sale', (q: Quote) => ({ action: 'SELL', orderType: 'STP', auxPrice: above(q) })],
] as const)('%s fills at the bid or better', async (_name, shape) => {
  const trader = await bench.trader();
  const quote = bench.quote();
  const id = await trader.place({ totalQuantity: 10, ...shape(quote) });
  expect(trader.status(id)).toBe('Filled');
  const [fill] = trader.all('execDetails');
  expect(fill).toMatchObject({ side: 'SLD', shares: 10, reqId: -1, orderId: id, cumQty: 10 });
  expect(fill!.price).toBeGreaterThanOrEqual(quote.bid);
});

test.each([
  ['a future', ES, 'ES', 1],
  ['a currency pair', EURUSD, 'EUR.USD', 25_000],
  ['crypto', BTC, 'BTC', 0.25],
] as const)('%s fills too, and costs something in USD', async (_name, contract, _id, totalQuantity) => {
  const trader = await bench.trader();
  const id = await trader.place({ totalQuantity, tif: 'IOC' }, contract);
  expect(trader.all('execDetails')[0], trader.story(id).join(' ')).toMatchObject({ side: 'BOT' });
  expect(trader.all('commissionReport')[0]!.commission).toBeGreaterThan(0);
  expect(trader.all('commissionReport')[0]!.currency).toBe('USD');
});

/** The first code that an order is answered with. */
const refused: readonly [name: string, shape: Shape, code: number][] = [
  ['no size', () => ({ totalQuantity: 0 }), 434],
  ['no size at all', () => ({ totalQuantity: undefined }), 107],
  ['half a share', () => ({ totalQuantity: 0.5 }), 10243],
  ['a size beyond all measure', () => ({ totalQuantity: 1e12 }), 201],
  ['a limit off the tick', () => ({ orderType: 'LMT', lmtPrice: 100.003 }), 110],
  ['a limit beyond all measure', () => ({ orderType: 'LMT', lmtPrice: 1e300 }), 109],
  ['a limit order without its limit', () => ({ orderType: 'LMT' }), 107],
  ['a stop without its price', () => ({ orderType: 'STP' }), 107],
  ['a market order with protection', () => ({ orderType: 'MKT PRT' }), 387],
  ['a type that nobody knows', () => ({ orderType: 'REL' }), 387],
  ['a time in force that nobody knows', () => ({ tif: 'DTC' }), 111],
  ['a stop that is IOC', (q) => ({ orderType: 'STP', auxPrice: above(q), tif: 'IOC' }), 111],
  ['GTD without its date', (q) => ({ orderType: 'LMT', lmtPrice: below(q), tif: 'GTD' }), 107],
  [
    'a date that has passed',
    (q) => ({ orderType: 'LMT', lmtPrice: below(q), tif: 'GTD', goodTillDate: '20250106' }),
    201,
  ],
  [
    'a date that is none',
    (q) => ({ orderType: 'LMT', lmtPrice: below(q), tif: 'GTD', goodTillDate: 'soon' }),
    321,
  ],
  ['neither buy nor sell', () => ({ action: 'HOLD' }), 321],
  ['a side for institutions', () => ({ action: 'SSHORT' }), 321],
  ["somebody else's account", () => ({ account: 'DU9' }), 321],
  [
    'a trigger method that nobody knows',
    (q) => ({ orderType: 'STP', auxPrice: above(q), triggerMethod: 5 }),
    321,
  ],
  ['an OCA type that nobody knows', () => ({ ocaGroup: 'g', ocaType: 4 }), 321],
  ['a financial advisor group', () => ({ faGroup: 'G' }), 201],
  ['an amount of cash', () => ({ cashQty: 500 }), 201],
  ['a parent that is not there', () => ({ parentId: 999 }), 135],
  [
    'more shown than there is',
    (q) => ({ orderType: 'LMT', lmtPrice: below(q), totalQuantity: 10, displaySize: 20 }),
    201,
  ],
  [
    "a condition on nobody's price",
    () => ({
      conditions: [
        { type: 1, conjunction: 'a', isMore: true, value: 1, conId: 5, exchange: 'SMART', triggerMethod: 0 },
      ],
    }),
    321,
  ],
  ['more than the account can pay', () => ({ totalQuantity: 1_000_000 }), 201],
];

test.each(refused)('refused: %s', async (_name, shape, code) => {
  const trader = await bench.trader();
  const id = await trader.place(shape(bench.quote()));
  expect(trader.story(id)).toEqual([String(code), 'Inactive']);
  const answers = await trader.ask({ kind: 'reqOpenOrders' });
  expect(answers).toEqual([{ kind: 'openOrderEnd' }]);
  // Its number is used up all the same.
  await trader.place({}, undefined, id);
  expect(trader.codes(id)).toEqual([103]);
});

test.each([
  ['no exchange', contractOf('AAPL', { exchange: '' }), 321],
  ['a contract that is not there', contractOf('NOSUCH'), 200],
  ['an index', contractOf('SPX', { secType: 'IND', exchange: 'CBOE' }), 387],
  ['a combination without legs', contractOf('AAPL', { secType: 'BAG' }), 321],
] as const)('refused: %s', async (_name, contract, code) => {
  const trader = await bench.trader();
  const id = await trader.place({}, contract);
  expect(trader.codes(id)).toEqual([code]);
});
