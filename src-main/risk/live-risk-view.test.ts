import { expect, test } from 'vitest';
import {
  contractIdSchema,
  contractSchema,
  type Contract,
  type ContractDetails,
} from '#shared/model/contract.ts';
import { USD } from '#shared/model/currency.ts';
import { DATA_KINDS, emptyQuote, type DataKind, type Quote } from '#shared/model/quote.ts';
import { quantityMicros } from '#shared/model/quantity.ts';
import { RiskActivity } from '#shared/risk/pre-trade/activity/risk-activity.ts';
import type { WorkingFacts } from '../ports/working-orders.ts';
import { LiveRiskView, type TradingFacts, type ViewSources } from './live-risk-view.ts';

const NOW = Date.parse('2026-03-04T15:00:00Z');
const TRADING: TradingFacts = {
  ...{ tradingState: 'active', reconciliation: 'clean', arePositionsProven: true },
  ...{ resetStartsAt: Infinity, resetEndsAt: Infinity, messagesLastSecond: 0 },
};

function contractOf(id: number): Contract {
  return contractSchema.parse({
    ...{ contractId: id, symbol: `S${id}`, securityType: 'STK', expiry: null, strike: null, right: null },
    ...{ multiplier: 1, exchange: 'SMART', primaryExchange: 'NYSE', currency: 'USD' },
    ...{ localSymbol: '', tradingClass: '' },
  });
}

/** Contract 1 is asked about; 2 is held, and nobody says what it is worth unless its quote does. */
function viewOf({ quotes = {}, working = 0 }: { quotes?: Record<number, Partial<Quote>>; working?: number }) {
  const sources = {
    quotes: {
      readInto(id: number, out: Quote) {
        Object.assign(out, emptyQuote(), quotes[id]);
        return quotes[id] !== undefined;
      },
    },
    contracts: {
      known: (id: number) =>
        ({
          ...{ contract: contractOf(id), venues: [], minTick: 0.01, minSize: 1, sizeIncrement: 1 },
          ...{ orderTypes: [], tradingHours: [], liquidHours: [], industry: '', fetchedAt: 1 },
        }) as unknown as ContractDetails,
    },
    portfolio: {
      quantity: (_: string, id: number) => quantityMicros(id === 2 ? 100_000_000 : 0),
      positions: () => [{ contract: contractOf(2), quantity: 100_000_000, value: NaN, rate: 1 }],
      account: () => ({ baseCurrency: USD, netLiquidation: 1_000, availableFunds: 1_000 }),
      rate: () => 1,
    },
    working: {
      readInto(out: WorkingFacts, _: string, id: number) {
        const workingBuy = id === 2 ? working : 0;
        Object.assign(out, {
          workingBuy,
          workingSell: 0,
          buyOrders: 0,
          sellOrders: 0,
          ownBestBid: NaN,
          ownBestAsk: NaN,
        });
      },
      contracts: () => [contractIdSchema.parse(2)],
      count: () => 0,
      highestPrice: () => NaN,
    },
  } as unknown as ViewSources;
  const activity = new RiskActivity('America/New_York');
  const view = new LiveRiskView(sources, activity, USD);
  const place = { account: 'U1', contract: contractOf(1), except: null, assumed: 0, isIdUsed: false };
  view.fill(place, TRADING, activity, USD, NOW);
  return view;
}

test('prices that are delayed are as old as they are, however lately they came', () => {
  const age = (kind: DataKind) => {
    const quote = { bid: 9, ask: 10, last: 10, at: NOW - 1_000, kind: DATA_KINDS.indexOf(kind) };
    return NOW - viewOf({ quotes: { 1: quote } }).quote.at;
  };
  expect(DATA_KINDS.map((kind) => [kind, age(kind)])).toEqual([
    ['live', 1_000],
    ['frozen', 1_000],
    ['delayed', 901_000],
    ['delayed-frozen', 901_000],
  ]);
  expect(viewOf({}).quote.at).toBeNaN();
});

test('what nobody quotes makes exposure unknown, and margin only where an order works in it', () => {
  expect(viewOf({}).account).toMatchObject({ grossOthers: NaN, workingMargin: 0 });
  expect(viewOf({ working: 50_000_000 }).account.workingMargin).toBeNaN();
  const quoted = viewOf({ working: 50_000_000, quotes: { 2: { bid: 9, ask: 10 } } }).account;
  expect(quoted.grossOthers).toBeCloseTo(1_500, 6);
  expect(quoted.workingMargin).toBeCloseTo(250, 6);
});
