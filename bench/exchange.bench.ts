/**
 * The matching engine: market events per second over 100 instruments with resting orders and stops in each, and orders per
 * second through submit, rest, modify and cancel, and through submit and fill. One JSON line.
 *
 *   npm run bench -- exchange [--resting N] [--instruments N]
 */
import { parseArgs } from 'node:util';
import { toOrderPrice } from '../src-shared/model/order-price.ts';
import { toQuantityMicros } from '../src-shared/model/quantity.ts';
import { Exchange } from '../src-shared/simulation/exchange/exchange.ts';
import { PLAIN_TERMS, type OrderTerms } from '../src-shared/simulation/exchange/order-terms.ts';

const { values } = parseArgs({
  options: {
    resting: { type: 'string', default: '20' },
    instruments: { type: 'string', default: '100' },
  },
});
const RESTING = Number(values.resting);
const INSTRUMENTS = Number(values.instruments);
const EVENTS = 2_000_000;
const ORDERS = 200_000;
const ROUNDS = 3;

const account = 'DU1';
let time = 0;
let key = 0;

function openExchange(): Exchange {
  const exchange = new Exchange({
    instruments: Array.from({ length: INSTRUMENTS }, (_, index) => ({
      id: index,
      bands: [{ lowEdge: 0, increment: 0.01 }],
      minSize: toQuantityMicros(1),
      sizeIncrement: toQuantityMicros(1),
      orderTypes: ['MKT', 'LMT', 'STP', 'GTC'],
      defaultTrigger: 'last' as const,
      isStock: true,
    })),
    ports: { preview: () => ({}), opensAt: () => '' },
  });
  time = key = 0;
  for (let instrument = 0; instrument < INSTRUMENTS; instrument++) {
    exchange.onMarket({ kind: 'phase', instrument, time, phase: 'regular', cross: null });
    quote(exchange, instrument, 0);
  }
  return exchange;
}

function quote(exchange: Exchange, instrument: number, wiggle: number): void {
  exchange.onMarket({
    kind: 'quote',
    instrument,
    time: ++time,
    bid: toOrderPrice(100 + wiggle / 100),
    bidSize: toQuantityMicros(500),
    ask: toOrderPrice(100.02 + wiggle / 100),
    askSize: toQuantityMicros(500),
  });
}

function submit(exchange: Exchange, instrument: number, special: Partial<OrderTerms>): number {
  const terms = { ...PLAIN_TERMS, quantity: toQuantityMicros(100), ...special };
  exchange.submit(++time, { key: ++key, account, instrument, terms });
  return key;
}

/** Orders near the market but out of its reach, and stops further away. */
function fillBooks(exchange: Exchange): void {
  for (let instrument = 0; instrument < INSTRUMENTS; instrument++) {
    for (let order = 0; order < RESTING; order++) {
      const side = order % 2 === 0 ? 'buy' : 'sell';
      const away = (side === 'buy' ? -1 : 1) * (0.1 + order / 100);
      submit(exchange, instrument, { side, type: 'LMT', tif: 'GTC', limitPrice: toOrderPrice(100 + away) });
    }
    for (let order = 0; order < RESTING / 4; order++)
      submit(exchange, instrument, {
        side: 'sell',
        type: 'STP',
        tif: 'GTC',
        stopPrice: toOrderPrice(90 - order),
      });
  }
}

/** Nine quotes and a trade, and again. */
function marketEventsPerSecond(): number {
  const exchange = openExchange();
  fillBooks(exchange);
  return perSecond(EVENTS, (index) => {
    const instrument = index % INSTRUMENTS;
    if (index % 10 < 9) quote(exchange, instrument, (index % 7) - 3);
    else
      exchange.onMarket({
        kind: 'trade',
        instrument,
        time: ++time,
        price: toOrderPrice(100.01),
        size: toQuantityMicros(100),
      });
  });
}

function restedOrdersPerSecond(): number {
  const exchange = openExchange();
  fillBooks(exchange);
  return perSecond(ORDERS, (index) => {
    const instrument = index % INSTRUMENTS;
    const order = submit(exchange, instrument, { type: 'LMT', limitPrice: toOrderPrice(99.9) });
    const terms = { ...PLAIN_TERMS, quantity: toQuantityMicros(100), type: 'LMT' } as const;
    exchange.modify(++time, {
      key: order,
      account,
      instrument,
      terms: { ...terms, limitPrice: toOrderPrice(99.91) },
    });
    exchange.cancel(++time, order);
  });
}

function filledOrdersPerSecond(): number {
  const exchange = openExchange();
  fillBooks(exchange);
  return perSecond(ORDERS, (index) => {
    const instrument = index % INSTRUMENTS;
    quote(exchange, instrument, index % 3);
    submit(exchange, instrument, {});
  });
}

function perSecond(count: number, run: (index: number) => void): number {
  const start = performance.now();
  for (let index = 0; index < count; index++) run(index);
  return Math.round((count / (performance.now() - start)) * 1_000);
}

function best(measure: () => number): number {
  return Math.max(...Array.from({ length: ROUNDS }, measure));
}

console.log(
  JSON.stringify({
    instruments: INSTRUMENTS,
    restingPerInstrument: RESTING,
    marketEventsPerSecond: best(marketEventsPerSecond),
    submitModifyCancelPerSecond: best(restedOrdersPerSecond),
    quoteSubmitFillPerSecond: best(filledOrdersPerSecond),
  }),
);
