import { expect, test } from 'vitest';
import { RULES, type RuleCode } from './rules.ts';
import { ask, attempts, book, day, equities, lossesAt, MARKET, orders, SELL, trades, type Side } from './testing/ask-rule.ts'; // prettier-ignore
import { CONTRACT, NOW, plainRequest } from './testing/sample.ts';

/** One step below the limit, at it, one step above: what a rule counts in is its step. */
type Step = -1 | 0 | 1;
type Answers = 'pass pass deny' | 'pass deny deny' | 'deny deny pass' | 'deny pass pass' | 'deny pass deny';

interface Edge {
  /** What is counted, and in what. */
  readonly what: string;
  readonly answers: Answers;
  readonly at: (step: Step) => Side;
}
const edge = (what: string, answers: Answers, at: (step: Step) => Side): Edge => ({ what, answers, at });

/** A millionth of a unit, the least there is of a quantity; a cent; a 1e-8 of a price. */
const MICRO = 1e-6;
const CENT = 0.01;
const PRICE_STEP = 1e-8;
const reversed = (step: Step) => -step as Step;

const EDGES: Record<RuleCode, readonly Edge[]> = {
  'request-sound': [
    edge('quantity above zero, millionths', 'deny deny pass', (step) => ({ request: { quantity: step * MICRO } })),
    edge('limit price above zero, 1e-8', 'deny deny pass', (step) => ({ request: { limitPrice: step * PRICE_STEP } })),
    edge('stop price above zero, 1e-8', 'deny deny pass', (step) => ({ request: { stopPrice: step * PRICE_STEP } })),
  ],
  'trading-state': [
    edge('reducing: a close of all that is held, millionths', 'pass pass deny', (step) => ({
      request: { ...SELL, quantity: 100 + step * MICRO },
      view: { tradingState: 'reducing', ...book(100) },
    })),
    edge('reducing: a close beside one that works, millionths', 'pass pass deny', (step) => ({
      request: { ...SELL, quantity: 60 + step * MICRO },
      view: { tradingState: 'reducing', ...book(100, 0, 40) },
    })),
  ],
  reconciliation: [
    edge('differences: a close of all that is held, millionths', 'pass pass deny', (step) => ({
      request: { quantity: 100 + step * MICRO },
      view: { reconciliation: 'differences', ...book(-100) },
    })),
  ],
  'reset-window': [
    edge('milliseconds before it begins', 'deny deny pass', (step) => ({
      view: { resetStartsAt: NOW + 120_000 + step, resetEndsAt: NOW + 300_000 },
    })),
    edge('milliseconds until it is over', 'pass pass deny', (step) => ({
      view: { resetStartsAt: NOW - 1_000, resetEndsAt: NOW + step },
    })),
  ],
  'contract-known': [edge('number of the contract', 'deny deny pass', (step) => ({ view: { contract: { id: step } } }))],
  'duplicate-id': [
    edge('orders of that name, beyond none', 'pass pass deny', (step) => ({ view: { isIdUsed: step > 0 } })),
  ],
  'order-type': [
    edge('types that are taken, and one more', 'pass pass deny', (step) => ({
      request: { ...MARKET, type: ['MKT', 'MOC', 'MKT PRT'][step + 1]! },
    })),
    edge('times that are taken, and one more', 'pass pass deny', (step) => ({
      request: { timeInForce: ['DAY', 'GTC', 'FOK'][step + 1]! },
    })),
  ],
  'price-tick': [
    edge('1e-8 around a tick', 'deny pass deny', (step) => ({ request: { limitPrice: 100 + step * PRICE_STEP } })),
    edge('the price from which on ticks are larger, small ticks', 'pass pass deny', (step) => ({
      request: { limitPrice: 1 + step * 0.0001 },
    })),
  ],
  'lot-size': [
    edge('the least, millionths', 'deny pass pass', (step) => ({
      request: { quantity: 10 + step * MICRO },
      view: { contract: { minSize: 10e6, sizeIncrement: 1 } },
    })),
    edge('the most, millionths', 'pass pass deny', (step) => ({
      request: { quantity: 20 + step * MICRO },
      view: { contract: { maxSize: 20e6, sizeIncrement: 1 } },
    })),
    edge('a multiple, millionths', 'deny pass deny', (step) => ({
      request: { quantity: 15 + step * MICRO },
      view: { contract: { sizeIncrement: 5e6 } },
    })),
  ],
  'good-till-date': [
    edge('milliseconds from now', 'deny deny pass', (step) => ({
      request: { timeInForce: 'GTD', goodTillAt: NOW + step },
    })),
  ],
  'late-close': [
    edge('milliseconds left', 'deny pass pass', (step) => ({
      request: { ...MARKET, type: 'MOC' },
      view: { contract: { closeOrdersUntil: NOW + step } },
    })),
  ],
  'reduce-only': [
    edge('all that is held, millionths', 'pass pass deny', (step) => ({
      request: { ...SELL, isReduceOnly: true, quantity: 100 + step * MICRO },
      view: book(100),
    })),
    edge('closing by the kill switch, millionths', 'pass pass deny', (step) => ({
      request: { action: 'flatten', quantity: 60 + step * MICRO },
      view: book(-100, 40),
    })),
  ],
  'broker-collar': [
    edge('a buy of a stock, cents', 'pass pass deny', (step) => ({ request: { limitPrice: 110 + step * CENT } })),
    edge('a sale of a stock, cents', 'pass pass deny', (step) => ({
      request: { ...SELL, limitPrice: 90 - step * CENT },
      view: { quote: { bid: 100 } },
    })),
    edge('a buy of an option, cents', 'pass pass deny', (step) => ({
      request: { limitPrice: 120 + step * CENT },
      view: { contract: { securityType: 'OPT' } },
    })),
  ],
  'broker-active-orders': [
    edge('orders that buy', 'pass deny deny', (step) => ({ view: { book: { buyOrders: 20 + step } } })),
    edge('orders that sell', 'pass deny deny', (step) => ({ request: SELL, view: { book: { sellOrders: 20 + step } } })),
  ],
  'broker-message-rate': [
    edge('messages before new risk', 'pass deny deny', (step) => ({ view: { messagesLastSecond: 40 + step } })),
    edge('messages before an exit', 'pass deny deny', (step) => ({
      request: SELL,
      view: { messagesLastSecond: 45 + step, ...book(100) },
    })),
  ],
  'restricted-list': [
    edge('numbers around one that is listed', 'pass deny deny', (step) => ({
      view: { contract: { id: 500 + step } },
      params: { contracts: [1, 500, 501, 900] },
    })),
  ],
  'allow-list': [
    edge('numbers around one that is listed', 'deny pass deny', (step) => ({
      view: { contract: { id: 500 + step } },
      params: { contracts: [1, 500, 900] },
    })),
  ],
  'short-sale': [
    edge('more than can be borrowed, millionths', 'pass pass deny', (step) => ({
      request: { ...SELL, quantity: 100 + step * MICRO },
      view: { contract: { shortable: 100e6 } },
    })),
    edge('more than is held, millionths', 'pass pass deny', (step) => ({
      request: { ...SELL, quantity: 50 + step * MICRO },
      view: book(100, 0, 50),
      params: { isAllowed: false },
    })),
  ],
  'session-hours': [
    edge('regular, extended and no hours, for an order of both', 'pass pass deny', (step) => ({
      request: { ...MARKET, isOutsideHours: true },
      view: { contract: { isRegularSession: step < 0, isExtendedSession: step < 1 } },
    })),
  ],
  'daily-loss': [
    edge('cents lost of a million, at 2 %', 'pass deny deny', (step) => ({ view: equities(980_000 - step * CENT) })),
  ],
  drawdown: [
    edge('cents lost from a new high, at 5 %', 'pass deny deny', (step) => ({
      view: equities(1_100_000, 1_045_000 - step * CENT),
    })),
  ],
  'loss-streak': [
    edge('losses', 'pass deny deny', (step) => ({ view: lossesAt(...[5, 4, 3, 2, 1].slice(1 - step)) })),
    edge('milliseconds of the window', 'deny pass pass', (step) => ({
      view: lossesAt(7_200_100 + step, 200, 150, 100),
    })),
    edge('milliseconds of the pause', 'deny pass pass', (step) => ({
      view: lossesAt(1_200_300, 1_200_200, 1_200_100, 1_200_000 + step),
    })),
  ],
  'submit-rate': [
    edge('orders', 'pass deny deny', (step) => ({ view: orders(20 + step) })),
    edge('milliseconds since the oldest', 'deny pass pass', (step) => ({
      view: orders(20, CONTRACT, NOW - 60_000 - step),
    })),
  ],
  'modify-rate': [
    edge('changes', 'pass deny deny', (step) => ({
      request: { action: 'modify' },
      view: attempts(60 + step, 'modify'),
    })),
  ],
  'duplicate-order': [
    edge('orders alike', 'pass deny deny', (step) => ({
      view: orders(3 + step, CONTRACT, NOW - 10, plainRequest),
      params: { max: 3 },
    })),
    edge('milliseconds since the first', 'deny pass pass', (step) => ({
      view: orders(1, CONTRACT, NOW - 1_000 - step, plainRequest),
    })),
  ],
  'repeated-execution': [
    edge('executions', 'pass deny deny', (step) => ({ view: trades(50 + step) })),
    edge('milliseconds since the first', 'deny pass pass', (step) => ({
      view: trades(50, 1, CONTRACT, NOW - 60_000 - step),
    })),
  ],
  'active-orders': [
    edge('orders that work', 'pass deny deny', (step) => ({ view: { account: { workingOrders: 50 + step } } })),
  ],
  'daily-orders': [
    edge('orders of the day', 'pass deny deny', (step) => ({ view: orders(5 + step, CONTRACT + 1), params: day(5, 9) })),
    edge('of the contract', 'pass deny deny', (step) => ({ view: orders(5 + step), params: day(9, 5) })),
  ],
  'daily-cancels': [
    edge('cancels of the day', 'pass deny deny', (step) => ({
      view: attempts(5 + step, 'cancel', CONTRACT + 1),
      params: day(5, 9),
    })),
    edge('of the contract', 'pass deny deny', (step) => ({ view: attempts(5 + step, 'cancel'), params: day(9, 5) })),
  ],
  'daily-trades': [
    edge('trades of the day', 'pass deny deny', (step) => ({
      view: trades(5 + step, 1, CONTRACT + 1),
      params: day(5, 9),
    })),
    edge('of the contract', 'pass deny deny', (step) => ({ view: trades(5 + step), params: day(9, 5) })),
  ],
  'stale-quote': [
    edge('milliseconds of age', 'pass pass deny', (step) => ({ view: { quote: { at: NOW - 5_000 - step } } })),
    edge('milliseconds ahead of us', 'pass pass deny', (step) => ({ view: { quote: { at: NOW + 5_000 + step } } })),
  ],
  'quote-sanity': [
    edge('cents of spread', 'pass pass deny', (step) => ({
      view: { quote: { bid: 75 - step * CENT, ask: 125 + step * CENT } },
    })),
    edge('cents by which it is crossed', 'pass pass deny', (step) => ({
      view: { quote: { bid: 100 + step * CENT, ask: 100 } },
    })),
  ],
  'price-collar': [
    edge('a buy, 1e-8', 'pass pass deny', (step) => ({ request: { limitPrice: 102 + step * PRICE_STEP } })),
    edge('a sale, 1e-8', 'pass pass deny', (step) => ({
      request: { ...SELL, limitPrice: 98 - step * PRICE_STEP },
      view: { quote: { bid: 100 } },
    })),
    edge('ticks', 'pass pass deny', (step) => ({
      request: { limitPrice: 100.05 + step * CENT },
      params: { maxTicks: 5 },
    })),
    edge('waiting far away, 1e-8', 'pass pass deny', (step) => ({
      request: { limitPrice: 98 - step * PRICE_STEP },
      params: { isTwoSided: true },
    })),
  ],
  'self-trade': [
    edge('a buy below one’s own sale, cents', 'pass deny deny', (step) => ({
      request: { limitPrice: 100 + step * CENT },
      view: { book: { ownBestAsk: 100 } },
    })),
    edge('a sale above one’s own buy, cents', 'pass deny deny', (step) => ({
      request: { ...SELL, limitPrice: 100 - step * CENT },
      view: { book: { ownBestBid: 100 } },
    })),
  ],
  'order-quantity': [
    edge('millionths', 'pass pass deny', (step) => ({ request: { quantity: 1_000 + step * MICRO } })),
  ],
  'order-value': [
    edge('of a limit order, millionths of a unit', 'pass pass deny', (step) => ({
      request: { quantity: 250 + step * MICRO },
    })),
    edge('of a market order, cents of the far touch', 'pass pass deny', (step) => ({
      request: { ...MARKET, quantity: 250 },
      view: { quote: { bid: 99, ask: 100 + step * CENT, last: 99 } },
    })),
    edge('in millionths of the currency', 'pass pass deny', (step) => ({ params: { max: 10_000 - step * MICRO } })),
  ],
  'position-quantity': [
    edge('millionths, long', 'pass pass deny', (step) => ({ view: book(9_800, 100 + step * MICRO) })),
    edge('millionths, short', 'pass pass deny', (step) => ({
      request: SELL,
      view: book(-9_800, 0, 100 + step * MICRO),
    })),
  ],
  'position-value': [
    edge('millionths of a unit, long', 'pass pass deny', (step) => ({ view: book(800, 100 + step * MICRO) })),
    edge('millionths of a unit, short', 'pass pass deny', (step) => ({
      request: SELL,
      view: book(-800, 0, 100 + step * MICRO),
    })),
  ],
  concentration: [edge('millionths of a unit', 'pass pass deny', (step) => ({ view: book(4_900 + step * MICRO) }))],
  'sector-concentration': [
    edge('cents', 'pass pass deny', (step) => ({ view: { account: { sectorOthers: 190_000 + step * CENT } } })),
  ],
  'gross-exposure': [
    edge('cents', 'pass pass deny', (step) => ({ view: { account: { grossOthers: 2_990_000 + step * CENT } } })),
  ],
  'net-exposure': [
    edge('cents, long', 'pass pass deny', (step) => ({ view: { account: { netHighOthers: 1_990_000 + step * CENT } } })),
    edge('cents, short', 'pass pass deny', (step) => ({
      request: SELL,
      view: { account: { netLowOthers: -1_990_000 - step * CENT } },
    })),
  ],
  'buying-power': [
    edge('cents of margin that works', 'pass pass deny', (step) => ({
      view: { account: { availableFunds: 20_000, workingMargin: 9_950 + step * CENT } },
    })),
    edge('cents of free funds', 'pass pass deny', (step) => ({
      view: { account: { availableFunds: 10_000 + reversed(step) * CENT } },
      params: { buffer: 0 },
    })),
  ],
}; // prettier-ignore

const rows = RULES.flatMap(({ code }) =>
  EDGES[code].map((one) => [code, one.what, one.answers, one] as const),
);

test.each(rows)('%s, %s: below, at, above: %s', (code, _what, answers, { at }) => {
  const told = ([-1, 0, 1] as const).map((step) => ask(code, at(step)));
  expect(told.map((denial) => (denial === null ? 'pass' : 'deny')).join(' ')).toBe(answers);
  // By this rule, and by its numbers.
  for (const denial of told) if (denial !== null) expect(denial).toMatchObject({ code, missing: null });
});
