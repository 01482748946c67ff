import { expect, test } from 'vitest';
import { toOrderPrice } from '../../model/order-price.ts';
import { toQuantityMicros } from '../../model/quantity.ts';
import type { ParamValue } from './rule.ts';
import { RULES, type RuleCode } from './rules.ts';
import { shortSale } from './rules/short-sale.ts';
import { ask, attempts, book, day, equities, lossesAt, MARKET, minusOne, noQuote, orders, penny, SELL, trades, type Side } from './testing/ask-rule.ts'; // prettier-ignore
import { CONTRACT, NOW, plainRequest, viewOf } from './testing/sample.ts';

/** What passes, what is denied, and what nobody knows; each pair differs by one step of what the limit counts. */
interface Case {
  readonly passes: readonly Side[];
  readonly denied: readonly Side[];
  readonly unknown?: readonly Side[];
}

/** A hundred of the underlying at so much each; the option itself is quoted as everything here, at 100. */
const optionAt = (shortValue: number) => ({ securityType: 'OPT', multiplier: 100, shortValue });

const CASES: Record<RuleCode, Case> = {
  'request-sound': {
    passes: [{}, { request: { quantity: 0.000001 } }, { request: { limitPrice: 1e-8 } }],
    denied: [
      { request: { quantity: 0 } },
      { request: { quantity: -1 } },
      { request: { quantity: NaN } },
      { request: { quantity: 1e-7 } },
      { request: { side: 0 as 1 } },
      { request: { limitPrice: 0 } },
      { request: { limitPrice: NaN } },
      { request: { stopPrice: -1 } },
      { view: { now: NaN } },
    ],
  },
  'trading-state': {
    passes: [
      {},
      { request: { action: 'flatten', side: -1 }, view: { tradingState: 'halted', ...book(100) } },
      { request: SELL, view: { tradingState: 'reducing', ...book(100) } },
      { request: { action: 'cancel' }, view: { tradingState: 'halted' } },
    ],
    denied: [
      { view: { tradingState: 'halted' } },
      { request: SELL, view: { tradingState: 'halted', ...book(100) } },
      { request: SELL, view: { tradingState: 'reducing', ...book(99) } },
      { view: { tradingState: 'reducing' } },
      {
        request: { action: 'flatten', side: -1 },
        view: { tradingState: 'halted', arePositionsProven: false, ...book(100) },
      },
    ],
  },
  reconciliation: {
    passes: [
      {},
      { request: SELL, view: { reconciliation: 'differences', ...book(100) } },
      { request: { action: 'cancel' }, view: { reconciliation: 'unproven' } },
      { request: { action: 'flatten', side: -1 }, view: { reconciliation: 'differences', ...book(100) } },
    ],
    denied: [
      { view: { reconciliation: 'unproven' } },
      { request: SELL, view: { reconciliation: 'unproven', ...book(100) } },
      { request: SELL, view: { reconciliation: 'differences', ...book(99) } },
      { view: { reconciliation: 'differences' } },
    ],
  },
  'reset-window': {
    passes: [
      { view: { resetStartsAt: NOW + 120_001, resetEndsAt: NOW + 300_000 } },
      { view: { resetStartsAt: NOW - 300_000, resetEndsAt: NOW } },
      { request: SELL, view: { resetStartsAt: NOW, resetEndsAt: NOW + 1, ...book(100) } },
      { request: SELL, view: { resetStartsAt: NaN, resetEndsAt: NaN, ...book(100) } },
    ],
    denied: [
      { view: { resetStartsAt: NOW + 120_000, resetEndsAt: NOW + 300_000 } },
      { view: { resetStartsAt: NOW - 300_000, resetEndsAt: NOW + 1 } },
    ],
    unknown: [
      { view: { resetStartsAt: NaN, resetEndsAt: NaN } },
      { view: { resetStartsAt: NOW, resetEndsAt: NaN } },
    ],
  },
  'contract-known': {
    passes: [{}],
    denied: [
      { view: { contract: { id: 0 } } },
      { view: { contract: { id: NaN } } },
      { view: { contract: { isTradable: false } } },
    ],
  },
  'duplicate-id': {
    passes: [{}, { request: { action: 'modify' }, view: { isIdUsed: true } }],
    denied: [{ view: { isIdUsed: true } }],
  },
  'order-type': {
    passes: [
      {},
      { request: MARKET },
      { request: { type: 'STP', limitPrice: null, stopPrice: 101 } },
      { request: { type: 'STP LMT', stopPrice: 101 } },
    ],
    denied: [
      { request: { type: 'PEG MID' } },
      { request: { timeInForce: 'FOK' } },
      { request: { limitPrice: null } },
      { request: { type: 'STP', limitPrice: null } },
      { request: { type: 'STP LMT' } },
    ],
  },
  'price-tick': {
    passes: [
      { request: { limitPrice: 100.01 } },
      { request: { limitPrice: 0.9999 } },
      { request: { limitPrice: 1 } },
      { request: { limitPrice: null, stopPrice: 100.01 } },
    ],
    denied: [
      { request: { limitPrice: 100.005 } },
      { request: { limitPrice: 1.0001 } },
      { request: { limitPrice: 0.99995 } },
      { request: { limitPrice: 100, stopPrice: 100.00000001 } },
    ],
    unknown: [
      { view: { contract: { priceBands: [] } } },
      { view: { contract: { priceBands: [{ lowEdge: 0, increment: NaN }] } } },
      { view: { contract: { priceBands: [{ lowEdge: 0, increment: 0 }] } } },
    ],
  },
  'lot-size': {
    passes: [
      { request: { quantity: 10 }, view: { contract: { minSize: 10e6, sizeIncrement: 5e6, maxSize: 20e6 } } },
      { request: { quantity: 20 }, view: { contract: { minSize: 10e6, sizeIncrement: 5e6, maxSize: 20e6 } } },
      { request: { quantity: 0.0001 }, view: { contract: { minSize: 100, sizeIncrement: 100 } } },
    ],
    denied: [
      { request: { quantity: 9 }, view: { contract: { minSize: 10e6 } } },
      { request: { quantity: 21 }, view: { contract: { maxSize: 20e6 } } },
      { request: { quantity: 11 }, view: { contract: { sizeIncrement: 5e6 } } },
      { request: { quantity: 1.5 } },
    ],
    unknown: [
      { view: { contract: { sizeIncrement: NaN } } },
      { view: { contract: { minSize: NaN } } },
      { view: { contract: { maxSize: NaN } } },
    ],
  },
  'good-till-date': {
    passes: [{}, { request: { timeInForce: 'GTD', goodTillAt: NOW + 1 } }],
    denied: [{ request: { timeInForce: 'GTD', goodTillAt: NOW } }],
    unknown: [
      { request: { timeInForce: 'GTD', goodTillAt: NaN } },
      { request: { timeInForce: 'GTD', goodTillAt: null } },
    ],
  },
  'late-close': {
    passes: [
      { request: { type: 'MOC', limitPrice: null }, view: { contract: { closeOrdersUntil: NOW } } },
      { view: { contract: { closeOrdersUntil: NOW - 1 } } },
    ],
    denied: [
      { request: { type: 'MOC', limitPrice: null }, view: { contract: { closeOrdersUntil: NOW - 1 } } },
      { request: { type: 'LOC' }, view: { contract: { closeOrdersUntil: NOW - 1 } } },
    ],
    unknown: [{ request: { type: 'LOC' }, view: { contract: { closeOrdersUntil: NaN } } }],
  },
  'reduce-only': {
    passes: [
      { request: { ...SELL, isReduceOnly: true }, view: book(100) },
      { request: { isReduceOnly: true, quantity: 60 }, view: book(-100, 40) },
      { request: { isReduceOnly: true, action: 'cancel' } },
    ],
    denied: [
      { request: { ...SELL, isReduceOnly: true }, view: book(99) },
      { request: { isReduceOnly: true, quantity: 61 }, view: book(-100, 40) },
      { request: { isReduceOnly: true }, view: book(100) },
      { request: { action: 'flatten', side: -1 }, view: book(99) },
      { request: { action: 'flatten', side: -1 }, view: book(100, 0, 1) },
    ],
    unknown: [{ request: { ...SELL, isReduceOnly: true }, view: book(NaN) }],
  },
  'broker-collar': {
    passes: [
      { request: { limitPrice: 110 } },
      { request: { ...SELL, limitPrice: 90 }, view: { quote: { bid: 100 } } },
      { request: { limitPrice: 120 }, view: { contract: { securityType: 'OPT' } } },
      { request: { limitPrice: 500 }, view: { contract: { securityType: 'FUT' } } },
      { request: { limitPrice: 500 }, view: noQuote },
      { request: MARKET },
      { request: { limitPrice: 1 } },
    ],
    denied: [
      { request: { limitPrice: 110.01 } },
      { request: { ...SELL, limitPrice: 89.99 }, view: { quote: { bid: 100 } } },
      { request: { limitPrice: 120.01 }, view: { contract: { securityType: 'OPT' } } },
    ],
  },
  'broker-active-orders': {
    passes: [
      { view: { book: { buyOrders: 19, sellOrders: 20 } } },
      { request: { action: 'modify' }, view: { book: { buyOrders: 20 } } },
    ],
    denied: [{ view: { book: { buyOrders: 20 } } }, { request: SELL, view: { book: { sellOrders: 20 } } }],
    unknown: [{ view: { book: { buyOrders: NaN } } }],
  },
  'broker-message-rate': {
    passes: [
      { view: { messagesLastSecond: 39 } },
      { request: SELL, view: { messagesLastSecond: 44, ...book(100) } },
      { request: { action: 'cancel' }, view: { messagesLastSecond: 500 } },
    ],
    denied: [
      { view: { messagesLastSecond: 40 } },
      { request: SELL, view: { messagesLastSecond: 45, ...book(100) } },
    ],
    unknown: [{ view: { messagesLastSecond: NaN } }],
  },
  'restricted-list': {
    passes: [
      {},
      { params: { contracts: [1, 2, CONTRACT + 1] } },
      { request: SELL, view: book(100), params: { contracts: [CONTRACT] } },
    ],
    denied: [
      { params: { contracts: [CONTRACT] } },
      { params: { contracts: [1, 2, CONTRACT, CONTRACT + 1] } },
    ],
  },
  'allow-list': {
    passes: [{ params: { contracts: [1, CONTRACT] } }, { request: SELL, view: book(100) }],
    denied: [{ params: { contracts: [1, 2] } }, { params: { contracts: [CONTRACT + 1] } }, {}],
  },
  'short-sale': {
    passes: [
      { request: { ...SELL, quantity: 50 }, view: { ...book(100, 0, 50), contract: { shortable: 0 } } },
      { request: SELL, view: { contract: { shortable: 100e6 } } },
      { request: SELL, view: { contract: { shortable: 0 } }, params: { mustBeLocated: false } },
      { request: SELL, view: { contract: { shortable: 0, securityType: 'FUT' } } },
      { view: { contract: { shortable: 0 } } },
    ],
    denied: [
      { request: { ...SELL, quantity: 51 }, view: { ...book(100, 0, 50), contract: { shortable: 0 } } },
      { request: SELL, view: { contract: { shortable: 99e6 } } },
      { request: SELL, params: { isAllowed: false } },
    ],
    unknown: [
      { request: SELL, view: { contract: { shortable: NaN } } },
      { request: SELL, view: book(NaN) },
    ],
  },
  'session-hours': {
    passes: [
      { request: MARKET },
      { view: { contract: { isRegularSession: false } } },
      {
        request: { ...MARKET, isOutsideHours: true },
        view: { contract: { isRegularSession: false, isExtendedSession: true } },
      },
    ],
    denied: [
      { request: MARKET, view: { contract: { isRegularSession: false } } },
      { request: MARKET, view: { contract: { isRegularSession: false, isExtendedSession: true } } },
      { request: { ...MARKET, isOutsideHours: true }, view: { contract: { isRegularSession: false } } },
      { view: { contract: { isRegularSession: false } }, params: { mayLimitsWait: false } },
    ],
  },
  'daily-loss': {
    passes: [{ view: equities(980_000.01) }, { request: SELL, view: { ...equities(1), ...book(100) } }],
    denied: [
      { view: equities(980_000) },
      { view: equities(980_000, 1_200_000) },
      {
        view: {
          past: (activity) => activity.equity.restore({ dayStart: 0, dayLow: -1, high: 0, lowSinceHigh: -1 }),
        },
      },
    ],
    unknown: [{ view: { past: (activity) => activity.equity.beginDay() } }],
  },
  drawdown: {
    passes: [
      { view: equities(1_100_000, 1_045_000.01) },
      { view: equities(900_000, 1_200_000) },
      {
        view: {
          past: (activity) => {
            activity.marked(NOW - 10, 900_000);
            activity.equity.restartDrawdown(900_000);
          },
        },
      },
    ],
    denied: [{ view: equities(1_100_000, 1_045_000) }, { view: equities(1_100_000, 1_045_000, 1_099_999) }],
    unknown: [{ view: { past: (activity) => activity.equity.restartDrawdown(NaN) } }],
  },
  'loss-streak': {
    passes: [
      { view: lossesAt(3, 2, 1) },
      { view: lossesAt(7_200_100, 200, 150, 100) },
      { view: lossesAt(1_200_300, 1_200_200, 1_200_100, 1_200_000) },
    ],
    denied: [
      { view: lossesAt(4, 3, 2, 1) },
      { view: lossesAt(7_200_099, 200, 150, 100) },
      { view: lossesAt(1_200_300, 1_200_200, 1_200_100, 1_199_999) },
    ],
  },
  'submit-rate': {
    passes: [
      { view: orders(19) },
      { view: orders(20, CONTRACT, NOW - 60_000) },
      { request: { action: 'modify' }, view: orders(20) },
      { request: SELL, view: { ...orders(20), ...book(100) } },
    ],
    denied: [{ view: orders(20) }, { view: orders(20, CONTRACT, NOW - 59_999) }, { params: { max: 0 } }],
  },
  'modify-rate': {
    passes: [
      { request: { action: 'modify' }, view: attempts(59, 'modify') },
      { view: attempts(60, 'modify') },
    ],
    denied: [{ request: { action: 'modify' }, view: attempts(60, 'modify') }],
  },
  'duplicate-order': {
    passes: [
      { view: orders(5) },
      { view: orders(1, CONTRACT + 1, NOW - 10, plainRequest) },
      { view: orders(1, CONTRACT, NOW - 1_000, plainRequest) },
      { view: orders(1, CONTRACT, NOW - 10, { ...plainRequest, side: -1 }) },
      { view: orders(1, CONTRACT, NOW - 10, { ...plainRequest, limitPrice: toOrderPrice(99) }) },
      { view: orders(1, CONTRACT, NOW - 10, { ...plainRequest, stopPrice: toOrderPrice(99) }) },
      { view: orders(1, CONTRACT, NOW - 10, { ...plainRequest, type: 'LOC' }) },
      { request: { action: 'modify' }, view: orders(1, CONTRACT, NOW - 10, plainRequest) },
      { view: orders(2, CONTRACT, NOW - 10, plainRequest), params: { max: 3 } },
    ],
    denied: [
      { view: orders(1, CONTRACT, NOW - 999, plainRequest) },
      { view: orders(3, CONTRACT, NOW - 10, plainRequest), params: { max: 3 } },
    ],
  },
  'repeated-execution': {
    passes: [
      { view: trades(49) },
      { view: trades(50, -1) },
      { view: trades(50, 1, CONTRACT + 1) },
      { view: trades(50, 1, CONTRACT, NOW - 60_000) },
    ],
    denied: [
      { view: trades(50) },
      { request: SELL, view: trades(50, -1) },
      { view: trades(50, 1, CONTRACT, NOW - 59_999) },
    ],
  },
  'active-orders': {
    passes: [
      { view: { account: { workingOrders: 49 } } },
      { request: { action: 'modify' }, view: { account: { workingOrders: 50 } } },
    ],
    denied: [{ view: { account: { workingOrders: 50 } } }],
    unknown: [{ view: { account: { workingOrders: NaN } } }],
  },
  'daily-orders': {
    passes: [
      { view: orders(4), params: day(5, 5) },
      { view: orders(4, CONTRACT + 1), params: day(5, 1) },
      { request: { action: 'modify' }, view: orders(5), params: day(5, 5) },
    ],
    denied: [
      { view: orders(5, CONTRACT + 1), params: day(5, 5) },
      { view: orders(3), params: day(5, 3) },
    ],
  },
  'daily-cancels': {
    passes: [
      { view: attempts(4, 'cancel'), params: day(5, 5) },
      { request: { action: 'modify' }, view: attempts(9, 'cancel'), params: day(5, 5) },
      { request: { action: 'cancel' }, view: attempts(9, 'cancel'), params: day(5, 5) },
    ],
    denied: [
      { view: attempts(5, 'cancel', CONTRACT + 1), params: day(5, 5) },
      { view: attempts(3, 'cancel'), params: day(5, 3) },
    ],
  },
  'daily-trades': {
    passes: [
      { view: trades(4), params: day(5, 5) },
      { request: { action: 'modify' }, view: trades(9), params: day(5, 5) },
    ],
    denied: [
      { view: trades(5, 1, CONTRACT + 1), params: day(5, 5) },
      { view: trades(3), params: day(5, 3) },
    ],
  },
  'stale-quote': {
    passes: [{ view: { quote: { at: NOW - 5_000 } } }, { view: { quote: { at: NOW + 5_000 } } }],
    denied: [{ view: { quote: { at: NOW - 5_001 } } }, { view: { quote: { at: NOW + 5_001 } } }],
    unknown: [{ view: { quote: { at: NaN } } }, { view: { quote: { at: -Infinity } } }],
  },
  'quote-sanity': {
    passes: [
      { view: { quote: { bid: 75, ask: 125 } } },
      { view: { quote: { bid: 100, ask: 100 } } },
      { view: { quote: { bid: NaN } } },
    ],
    denied: [
      { view: { quote: { bid: 74.99, ask: 125.01 } } },
      { view: { quote: { bid: 100.01, ask: 100 } } },
    ],
  },
  'price-collar': {
    passes: [
      { request: { limitPrice: 102 } },
      { request: { ...SELL, limitPrice: 98 }, view: { quote: { bid: 100 } } },
      { request: { limitPrice: 50 } },
      { request: MARKET, view: noQuote },
      { request: { limitPrice: 102 }, view: { quote: { ask: NaN } } },
      { request: { limitPrice: 112.2, stopPrice: 110 } },
      { request: { limitPrice: 102, stopPrice: 90 } },
      { request: { limitPrice: 100.05 }, params: { maxTicks: 5 } },
      { request: { limitPrice: 0.5005 }, view: penny, params: { maxTicks: 5 } },
      { request: { limitPrice: 98 }, params: { isTwoSided: true } },
    ],
    denied: [
      { request: { limitPrice: 102.01 } },
      { request: { ...SELL, limitPrice: 97.99 }, view: { quote: { bid: 100 } } },
      { request: { limitPrice: 112.21, stopPrice: 110 } },
      { request: { limitPrice: 102.01, stopPrice: 90 } },
      { request: { limitPrice: 100.06 }, params: { maxTicks: 5 } },
      { request: { limitPrice: 0.5006 }, view: penny, params: { maxTicks: 5 } },
      { request: { limitPrice: 97.99 }, params: { isTwoSided: true } },
    ],
    unknown: [
      { view: noQuote },
      { request: { ...SELL, limitPrice: 1 }, view: minusOne },
      { request: { limitPrice: 101 }, view: { contract: { priceBands: [] } }, params: { maxTicks: 5 } },
    ],
  },
  'self-trade': {
    passes: [
      { view: { book: { ownBestAsk: 100.01 } } },
      { view: { book: { ownBestBid: 100 } } },
      { request: SELL, view: { book: { ownBestBid: 99.99 } } },
    ],
    denied: [
      { view: { book: { ownBestAsk: 100 } } },
      { request: SELL, view: { book: { ownBestBid: 100 } } },
      { request: MARKET, view: { book: { ownBestAsk: 5_000 } } },
      { view: { book: { ownBestAsk: -Infinity } } },
    ],
  },
  'order-quantity': {
    passes: [{ request: { quantity: 1_000 } }, { request: { quantity: 0.3 }, params: { max: 0.3 } }],
    denied: [
      { request: { quantity: 1_000.000001 } },
      { request: { quantity: 0.300001 }, params: { max: 0.3 } },
    ],
  },
  'order-value': {
    passes: [
      { request: { quantity: 250 } },
      { request: { ...MARKET, quantity: 250 } },
      { request: { ...MARKET, quantity: 250 }, view: { quote: { last: NaN } } },
      { request: { quantity: 250 }, view: noQuote },
      { request: { quantity: 125 }, view: { contract: { multiplier: 2 } } },
      { request: { quantity: 125 }, view: { contract: { rate: 2 } } },
      { request: { quantity: 200, limitPrice: null, stopPrice: 125 } },
      { request: { ...SELL, quantity: 250, limitPrice: 1 } },
      { request: { quantity: 250, limitPrice: -100 }, view: { contract: { mayPriceBeNegative: true } } },
      { request: { ...SELL, quantity: 1 }, view: { contract: optionAt(250) } },
      { request: { ...SELL, quantity: 2 }, view: { ...book(1), contract: optionAt(150) } },
      { request: { ...SELL, quantity: 2 }, view: { ...book(2), contract: optionAt(1_000) } },
      { request: { quantity: 2 }, view: { contract: optionAt(1_000) } },
    ],
    denied: [
      { request: { quantity: 250.000001 } },
      { request: { quantity: 250, limitPrice: 100.00000001 } },
      { request: { ...MARKET, quantity: 250 }, view: { quote: { last: 100.01 } } },
      { request: { ...MARKET, quantity: 250 }, view: { quote: { ask: 100.01 } } },
      { request: { quantity: 125.000001 }, view: { contract: { multiplier: 2 } } },
      { request: { quantity: 125.000001 }, view: { contract: { rate: 2 } } },
      { request: { quantity: 200, limitPrice: null, stopPrice: 125.01 } },
      { request: { ...SELL, quantity: 250.000001, limitPrice: 1 } },
      { request: { quantity: 250, limitPrice: -100.01 }, view: { contract: { mayPriceBeNegative: true } } },
      { request: { ...SELL, quantity: 1 }, view: { contract: optionAt(250.01) } },
      { request: { ...SELL, quantity: 2 }, view: { ...book(1), contract: optionAt(150.01) } },
      { request: { ...SELL, quantity: 2 }, view: { ...book(2, 0, 1), contract: optionAt(150.01) } },
    ],
    unknown: [
      {
        request: MARKET,
        view: { contract: { mayPriceBeNegative: true }, quote: { bid: 0, ask: 0, last: 0 } },
      },
      { request: SELL, view: { contract: optionAt(NaN) } },

      { request: MARKET, view: noQuote },
      { request: MARKET, view: minusOne },
      { request: MARKET, view: { quote: { bid: 0, ask: 0, last: 0 } } },
      { request: SELL, view: noQuote },
      { request: { ...SELL, limitPrice: 0.01 }, view: minusOne },
      { view: { contract: { rate: NaN } } },
      { view: { contract: { multiplier: NaN } } },
    ],
  },
  'position-quantity': {
    passes: [
      { view: book(9_800, 100, 5) },
      { request: SELL, view: book(-9_800, 5, 100) },
      { view: book(-20_000, 0, 5_000) },
    ],
    denied: [{ view: book(9_800, 100.000001) }, { request: SELL, view: book(-9_800, 0, 100.000001) }],
    unknown: [{ view: book(NaN) }, { view: book(0, NaN) }],
  },
  'position-value': {
    passes: [
      { view: book(800, 100, 7) },
      { request: SELL, view: book(-800, 7, 100) },
      { request: { ...SELL, quantity: 1 }, view: { ...book(-1), contract: optionAt(500) } },
    ],
    denied: [
      { request: { ...SELL, quantity: 1 }, view: { ...book(-1), contract: optionAt(500.01) } },
      { view: book(800, 100.000001) },
      { request: SELL, view: book(-800, 0, 100.000001) },
      { request: { limitPrice: 100.01 }, view: book(800, 100) },
      { view: { ...book(800, 100), quote: { bid: 100.01 } } },
    ],
    unknown: [{ view: book(NaN) }, { view: noQuote }, { view: { contract: { rate: NaN } } }],
  },
  concentration: {
    passes: [{ view: book(4_900) }],
    denied: [{ view: book(4_900.000001) }],
    unknown: [
      { view: { account: { equity: NaN } } },
      { view: { account: { equity: Infinity } } },
      { view: noQuote },
    ],
  },
  'sector-concentration': {
    passes: [
      { view: { account: { sectorOthers: 190_000 } } },
      { view: { contract: { hasSector: false }, account: { sectorOthers: NaN } } },
    ],
    denied: [{ view: { account: { sectorOthers: 190_000.01 } } }, { view: { ...book(1_800, 0, 3_801) } }],
    unknown: [
      { view: { account: { sectorOthers: NaN } } },
      { view: { account: { sectorOthers: -Infinity } } },
      { view: { account: { equity: Infinity } } },
    ],
  },
  'gross-exposure': {
    passes: [
      { view: { account: { grossOthers: 2_990_000 } } },
      { request: { ...SELL, quantity: 1 }, view: { ...book(1, 99, 1), account: { grossOthers: 2_990_000 } } },
    ],
    denied: [
      { view: { account: { grossOthers: 2_990_000.01 } } },
      {
        request: { ...SELL, quantity: 1 },
        view: { ...book(1, 100, 1), account: { grossOthers: 2_990_000 } },
      },
      { request: { ...SELL, quantity: 99 }, view: { ...book(-2), account: { grossOthers: 2_990_000 } } },
    ],
    unknown: [
      { view: { account: { grossOthers: NaN } } },
      { view: { account: { equity: NaN } } },
      { view: { account: { equity: Infinity } } },
    ],
  },
  'net-exposure': {
    passes: [
      { view: { account: { netHighOthers: 1_990_000 } } },
      { view: { account: { netHighOthers: -5_000_000 } } },
      { request: SELL, view: { account: { netLowOthers: -1_990_000 } } },
    ],
    denied: [
      { view: { account: { netHighOthers: 1_990_000.01 } } },
      { request: SELL, view: { account: { netLowOthers: -1_990_000.01 } } },
    ],
    unknown: [
      { view: { account: { netHighOthers: NaN } } },
      { view: { account: { netHighOthers: -Infinity } } },
      { view: { account: { equity: Infinity } } },
    ],
  },
  'buying-power': {
    passes: [
      // A fifth of what may have to be delivered.
      {
        request: { ...SELL, quantity: 1 },
        view: { account: { availableFunds: 20_000 }, contract: optionAt(997.5) },
      },
      { view: { account: { availableFunds: 20_000, workingMargin: 9_950 } } },
      { view: { account: { availableFunds: 20_000, workingMargin: 14_950 }, contract: { marginRate: 0.5 } } },
    ],
    denied: [
      {
        request: { ...SELL, quantity: 1 },
        view: { account: { availableFunds: 20_000 }, contract: optionAt(997.51) },
      },
      { view: { account: { availableFunds: 20_000, workingMargin: 9_950.01 } } },
      {
        view: {
          account: { availableFunds: 20_000, workingMargin: 14_950.01 },
          contract: { marginRate: 0.5 },
        },
      },
    ],
    unknown: [
      { view: { contract: { marginRate: NaN } } },
      { view: { account: { availableFunds: NaN } } },
      { view: { account: { availableFunds: Infinity } } },
      { view: { account: { workingMargin: NaN } } },
      { view: { account: { workingMargin: -Infinity } } },
    ],
  },
};

const rows = (name: 'passes' | 'denied' | 'unknown') =>
  Object.entries(CASES).flatMap(([code, sides]: [string, Case]) =>
    (sides[name] ?? []).map((side, index) => [code as RuleCode, index, side] as const),
  );

test.each(rows('passes'))('%s passes on its side of the limit (%i)', (code, _index, side) => {
  expect(ask(code, side)).toBeNull();
});

test.each(rows('denied'))('%s denies beyond its limit, with the numbers (%i)', (code, _index, side) => {
  const denial = ask(code, side)!;
  expect(denial).toMatchObject({ code, missing: null });
  expect(denial.message).toMatch(/^Denied by .+\.$/);
  expect(denial.message).not.toMatch(/undefined|\[object|NaN (is|are|orders)/);
  expect(denial.help.length).toBeGreaterThan(20);
});

test('what only reduces is not blamed on the kill switch, and what is halted may be', () => {
  const help = (tradingState: 'halted' | 'reducing') =>
    ask('trading-state', { view: { tradingState } })!.help;
  expect(help('reducing')).toMatch(/differ.*blotter/);
  expect(help('reducing')).not.toMatch(/kill switch/i);
  expect(help('halted')).toMatch(/kill switch is on, there is no connection/);
});

test.each<[RuleCode, Side, RegExp]>([
  [
    'session-hours',
    { request: MARKET, view: { contract: { isRegularSession: false } } },
    /the market is closed/,
  ],
  [
    'session-hours',
    { request: MARKET, view: { contract: { isRegularSession: false, isExtendedSession: true } } },
    /regular hours are over/,
  ],
  ['reconciliation', { view: { reconciliation: 'unproven' } }, /not yet been compared/],
  ['reconciliation', { view: { reconciliation: 'differences' } }, /differ from the broker/],
  ['trading-state', { view: { tradingState: 'halted' } }, /only cancels pass/],
  ['trading-state', { view: { tradingState: 'reducing' } }, /only cancels and orders that only reduce/],
])('%s says which of its reasons it was (%#)', (code, side, words) => {
  expect(ask(code, side)!.message).toMatch(words);
});

test.each(rows('unknown'))('%s denies what it cannot know, and says so (%i)', (code, _index, side) => {
  const denial = ask(code, side)!;
  expect(denial.code).toBe(code);
  expect(denial.missing).toBeTypeOf('string');
  expect(denial.message).toContain('is not known');
});

test('a sale of what is there is no short sale, should the rule be asked about one', () => {
  const sells = (units: number) => ({
    ...plainRequest,
    side: -1 as const,
    quantity: toQuantityMicros(units),
  });
  const view = viewOf({ ...book(100, 0, 50), contract: { shortable: 0 } });
  const params = { isAllowed: false, mustBeLocated: true };
  expect(shortSale.check(sells(50), view, params)).toBeNull();
  expect(shortSale.check(sells(51), view, params)).toMatchObject({ param: 'isAllowed', value: 1 });
});

test('every rule has a code of its own, and figures for each of its parameters', () => {
  expect(new Set(RULES.map((rule) => rule.code)).size).toBe(RULES.length);
  for (const rule of RULES)
    for (const figures of [rule.live, 'practice' in rule ? rule.practice : rule.live] as Record<
      string,
      ParamValue
    >[])
      expect(Object.keys(figures)).toEqual(Object.keys(rule.params));
});
