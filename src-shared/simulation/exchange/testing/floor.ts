import { fromOrderPrice, toOrderPrice } from '../../../model/order-price.ts';
import { fromQuantityMicros, toQuantityMicros } from '../../../model/quantity.ts';
import type { ExchangeSettings } from '../core.ts';
import { Exchange, type ExchangeSpec } from '../exchange.ts';
import type { ExchangeEvent } from '../exchange-event.ts';
import type { ExchangeInstrument } from '../instrument.ts';
import type { Cross, Phase } from '../market-event.ts';
import { PLAIN_TERMS, type OrderTerms } from '../order-terms.ts';
import { ORDER_TYPES } from '../order-types.ts';

const EVERYTHING = [
  ...Object.values(ORDER_TYPES).map(({ code }) => code),
  ...['GTC', 'IOC', 'FOK', 'GTD', 'OPG', 'ICE', 'MINQTY', 'AON', 'POSTONLY'],
];

export function stock(id: number): ExchangeInstrument {
  return {
    id,
    bands: [{ lowEdge: 0, increment: 0.01 }],
    minSize: toQuantityMicros(1),
    sizeIncrement: toQuantityMicros(1),
    orderTypes: EVERYTHING,
    defaultTrigger: 'last',
    isStock: true,
  };
}

export const TEST_PORTS: ExchangeSpec['ports'] = {
  preview: (account, instrument, terms) => ({ account, instrument, commission: terms.quantity / 1e6 }),
  opensAt: () => 'tomorrow',
};

/** Terms in units and price units, as people write them. */
export type Wish = Partial<
  Omit<
    OrderTerms,
    'quantity' | 'limitPrice' | 'stopPrice' | 'trailAmount' | 'limitOffset' | 'displaySize' | 'minQuantity'
  >
> & {
  readonly quantity?: number;
  readonly limitPrice?: number;
  readonly stopPrice?: number;
  readonly trailAmount?: number;
  readonly limitOffset?: number;
  readonly displaySize?: number;
  readonly minQuantity?: number;
};

export function termsOf(wish: Wish): OrderTerms {
  const {
    quantity = 100,
    limitPrice,
    stopPrice,
    trailAmount,
    limitOffset,
    displaySize,
    minQuantity,
    ...rest
  } = wish;
  const price = (value: number | undefined) => (value === undefined ? null : toOrderPrice(value));
  const size = (value: number | undefined) => (value === undefined ? null : toQuantityMicros(value));
  return {
    ...PLAIN_TERMS,
    ...rest,
    quantity: toQuantityMicros(quantity),
    limitPrice: price(limitPrice),
    stopPrice: price(stopPrice),
    trailAmount: price(trailAmount),
    limitOffset: price(limitOffset),
    displaySize: size(displaySize),
    minQuantity: size(minQuantity),
  };
}

/** An exchange with stock 1 and stock 2, a clock that ticks once per call, and a short way of saying what happened. */
export class Floor {
  readonly spec: ExchangeSpec;
  exchange: Exchange;
  time = 1_000_000;
  #read = 1;
  #nextKey = 1;

  constructor(settings: Partial<ExchangeSettings> = {}, instruments = [stock(1), stock(2)]) {
    this.spec = { instruments, ports: TEST_PORTS, settings };
    this.exchange = new Exchange(this.spec);
  }

  /** In regular hours, at 100.00 x 100.10, 500 a side, unless told otherwise. */
  static open(settings: Partial<ExchangeSettings> = {}): Floor {
    const floor = new Floor(settings);
    floor.phase('regular');
    floor.quote(100, 500, 100.1, 500);
    floor.said();
    return floor;
  }

  /** Returns the order's key. Parents and groups are as in the wish. */
  order(wish: Wish, { account = 'DU1', instrument = 1, isLocated = true } = {}): number {
    const key = this.#nextKey++;
    this.exchange.submit(this.tick(), { key, account, instrument, terms: termsOf(wish), isLocated });
    return key;
  }

  modify(key: number, wish: Wish, { account = 'DU1', instrument = 1 } = {}): void {
    this.exchange.modify(this.tick(), { key, account, instrument, terms: termsOf(wish) });
  }

  cancel(key: number): void {
    this.exchange.cancel(this.tick(), key);
  }

  /** A size of 0 is nobody. */
  quote(bid: number, bidSize: number, ask: number, askSize: number, instrument = 1): void {
    this.exchange.onMarket({
      kind: 'quote',
      instrument,
      time: this.tick(),
      bid: bidSize === 0 ? null : toOrderPrice(bid),
      bidSize: toQuantityMicros(bidSize),
      ask: askSize === 0 ? null : toOrderPrice(ask),
      askSize: toQuantityMicros(askSize),
    });
  }

  trade(price: number, size: number, instrument = 1): void {
    this.exchange.onMarket({
      kind: 'trade',
      instrument,
      time: this.tick(),
      price: toOrderPrice(price),
      size: toQuantityMicros(size),
    });
  }

  phase(phase: Phase, cross: { price: number; size?: number } | null = null, instrument = 1): void {
    this.exchange.onMarket({ kind: 'phase', instrument, time: this.tick(), phase, cross: crossOf(cross) });
  }

  halt(instrument = 1): void {
    this.exchange.onMarket({ kind: 'halted', instrument, time: this.tick() });
  }

  resume(cross: { price: number; size?: number } | null = null, instrument = 1): void {
    this.exchange.onMarket({ kind: 'resumed', instrument, time: this.tick(), cross: crossOf(cross) });
  }

  /** @param ms how much later */
  wait(ms: number): void {
    this.time += ms;
    this.exchange.advance(this.time);
  }

  /** Everything said since the last question. */
  events(): readonly ExchangeEvent[] {
    const { events } = this.exchange.eventsSince(this.#read);
    this.#read = this.exchange.nextSequence;
    return events;
  }

  /** The same, a line each, without acceptances and statuses. */
  said(): string[] {
    return this.events().flatMap(lineOf);
  }

  /** `submitted 40/100`: state, filled and total. */
  stateOf(key: number): string {
    const order = this.exchange.order(key);
    if (order === undefined) return 'unknown';
    return `${order.state} ${fromQuantityMicros(order.filled)}/${fromQuantityMicros(order.quantity)}`;
  }

  /** Through JSON and into a new exchange. */
  restart(): void {
    const text = JSON.stringify(this.exchange.snapshot());
    const restored = Exchange.restore(this.spec, JSON.parse(text) as ReturnType<Exchange['snapshot']>);
    if (!restored.ok) throw new Error(JSON.stringify(restored.error));
    this.exchange = restored.value;
  }

  tick(): number {
    return ++this.time;
  }
}

function crossOf(cross: { price: number; size?: number } | null): Cross | null {
  if (cross === null) return null;
  const size = cross.size === undefined ? null : toQuantityMicros(cross.size);
  return { price: toOrderPrice(cross.price), size };
}

function lineOf(event: ExchangeEvent): string[] {
  switch (event.kind) {
    case 'fill': {
      const { order, side, quantity, price, liquidity, against } = event;
      const verb = side === 'buy' ? 'buys' : 'sells';
      const whom = against === null ? '' : ` with ${against}`;
      return [
        `${order} ${verb} ${fromQuantityMicros(quantity)} at ${fromOrderPrice(price)} ${liquidity}${whom}`,
      ];
    }
    case 'amended':
      return [`${event.order} amended to ${fromQuantityMicros(event.quantity)}`];
    case 'cancelled':
    case 'rejected':
    case 'notice':
      return [`${event.order} ${event.kind} ${event.code}`];
    case 'refused':
      return [`${event.order} ${event.request} refused ${event.code}`];
    case 'preview':
      return [`${event.order} preview`];
    case 'accepted':
    case 'status':
      return [];
  }
}
