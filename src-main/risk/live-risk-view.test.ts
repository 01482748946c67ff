import { expect, test } from 'vitest';
import {
  contractIdSchema,
  contractSchema,
  type Contract,
  type ContractDetails,
} from '#shared/model/contract.ts';
import { currencySchema, USD } from '#shared/model/currency.ts';
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
interface Sample {
  readonly quotes?: Record<number, Partial<Quote>>;
  /** 1e-6 units that work to buy, and to sell, in the other contract. */
  readonly working?: number;
  readonly selling?: number;
  /** Of the other contract, of which 100 are held. */
  readonly value?: number;
  readonly other?: Partial<Contract>;
  readonly held?: number;
  readonly asked?: number;
  /** A currency of which the broker tells no rate. */
  readonly untold?: string;
}

function viewOf({
  quotes = {},
  working = 0,
  selling = 0,
  value = NaN,
  other = {},
  held = 100,
  asked = 1,
  untold,
}: Sample) {
  const described = (id: number) => (id === 2 ? { ...contractOf(2), ...other } : contractOf(id));
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
          ...{ contract: described(id), venues: [], minTick: 0.01, minSize: 1, sizeIncrement: 1 },
          ...{
            orderTypes: [],
            tradingHours: [],
            liquidHours: [],
            industry: '',
            fetchedAt: 1,
            underlyingId: id === 2 ? 3 : null,
          },
        }) as unknown as ContractDetails,
    },
    portfolio: {
      quantity: (_: string, id: number) => quantityMicros(id === 2 ? held * 1e6 : 0),
      positions: () => [{ contract: described(2), quantity: held * 1e6, value, rate: 1 }],
      account: () => ({ baseCurrency: USD, netLiquidation: 1_000, availableFunds: 1_000 }),
      rate: (_: string, currency: string) => (currency === untold ? NaN : 1),
    },
    working: {
      readInto(out: WorkingFacts, _: string, id: number) {
        const workingBuy = id === 2 ? working : 0;
        Object.assign(out, {
          workingBuy,
          workingSell: id === 2 ? selling : 0,
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
    fx: { rate: (from: string, to: string) => (from === 'EUR' && to === 'USD' ? 1.5 : NaN) },
  } as unknown as ViewSources;
  const activity = new RiskActivity('America/New_York');
  const view = new LiveRiskView(sources, activity, USD);
  const place = { account: 'U1', contract: described(asked), except: null, assumed: 0, isIdUsed: false };
  view.fill(place, TRADING, activity, USD, NOW, 0);
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

test('what the broker marks at nothing and nobody quotes is worth nothing', () => {
  expect(viewOf({ value: 0 }).account).toMatchObject({ grossOthers: 0, netHighOthers: 0 });
  expect(viewOf({ value: 0, quotes: { 2: { bid: 9, ask: 10 } } }).account.grossOthers).toBeCloseTo(1_000, 6);
});

test('a short option counts at what it may have to deliver, a long one at its price', () => {
  const option = { securityType: 'OPT', strike: 50, right: 'put', multiplier: 100 } as const;
  const quotes = { 2: { bid: 1, ask: 1 }, 3: { bid: 60, ask: 62 } };
  const of = (sample: Sample) => viewOf({ quotes, ...sample, other: { ...option, ...sample.other } }).account;
  expect(of({ held: 3, value: 300 }).grossOthers).toBeCloseTo(300, 6);
  const short = of({ held: -3, value: -300 });
  expect([short.grossOthers, short.netLowOthers, short.workingMargin].map(Math.round)).toEqual([
    15_000, -15_000, 0,
  ]);
  // A call: of what the underlying is at.
  expect(of({ held: -3, value: -300, other: { right: 'call' } }).grossOthers).toBeCloseTo(18_600, 6);
  // Orders that would sell two more than are held; a fifth of what the two may have to deliver is margin.
  const selling = of({ held: 3, value: 300, selling: 5e6 });
  expect([selling.grossOthers, selling.netHighOthers, selling.netLowOthers].map(Math.round)).toEqual([
    10_000, 300, -10_000,
  ]);
  expect(of({ held: -1, value: -100, selling: 2e6 }).workingMargin).toBeCloseTo(2_000, 6);
});

test('what is sold short here is valued by its strike, a call by its underlying too', () => {
  const option = { securityType: 'OPT', strike: 50, multiplier: 100 } as const;
  const shortValueOf = (right: 'call' | 'put', quotes: Record<number, Partial<Quote>>) =>
    viewOf({ quotes, asked: 2, other: { ...option, right } }).contract.shortValue;
  expect([shortValueOf('put', {}), shortValueOf('put', { 3: { last: 70 } })]).toEqual([50, 50]);
  expect([shortValueOf('call', {}), shortValueOf('call', { 3: { last: 70 } })]).toEqual([50, 70]);
  expect(viewOf({}).contract.shortValue).toBe(0);
});

test('where the broker tells no rate of exchange that of the quotes counts', () => {
  const euros = { other: { currency: currencySchema.parse('EUR') }, asked: 2 } as const;
  expect(viewOf(euros).contract.rate).toBe(1);
  expect(viewOf({ ...euros, untold: 'EUR' }).contract.rate).toBe(1.5);
  expect(
    viewOf({ other: { currency: currencySchema.parse('SEK') }, asked: 2, untold: 'SEK' }).contract.rate,
  ).toBeNaN();
});
