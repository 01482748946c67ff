import { toOrderPrice } from '../../../model/order-price.ts';
import { quantityMicros, toQuantityMicros } from '../../../model/quantity.ts';
import { noiseInteger, streamKey, type StreamKey } from '../../../kernel/rng.ts';
import type { Exchange } from '../exchange.ts';
import type { ExchangeInstrument } from '../instrument.ts';
import type { Cross, MarketEvent } from '../market-event.ts';
import { PLAIN_TERMS, type OrderTerms, type OrderType, type TimeInForce } from '../order-terms.ts';
import { stock } from './floor.ts';

const LOT = 200;

/** A stock, and something that trades in parts so small that half a tick of one is a whole micro-unit of money, and no smaller. */
export const FLOW_INSTRUMENTS: readonly ExchangeInstrument[] = [
  stock(1),
  { ...stock(2), sizeIncrement: quantityMicros(LOT), minSize: quantityMicros(LOT), isStock: false },
];

export const FLOW_ACCOUNTS = ['DU1', 'DU2', 'DU3'];

const TYPES: readonly OrderType[] = [
  ...([
    'MKT',
    'MKT',
    'LMT',
    'LMT',
    'LMT',
    'LMT',
    'LMT',
    'LMT',
    'STP',
    'STP LMT',
    'TRAIL',
    'TRAIL LIMIT',
  ] as const),
  ...(['MIT', 'LIT', 'MOC', 'LOC', 'PEG MID'] as const),
];
const TIFS: readonly TimeInForce[] = ['DAY', 'DAY', 'DAY', 'GTC', 'GTC', 'IOC', 'FOK', 'GTD', 'OPG'];
const MIDDLE = 10_000;
const TICK = 0.01;

/** A crowd that submits, changes and cancels whatever comes to its mind, in a market that jumps about. All of it follows from a seed. */
export class RandomFlow {
  exchange: Exchange;
  /** Orders so far: their keys are 1 to this. */
  orderCount = 0;
  /** What the market did in the last step. */
  readonly told: MarketEvent[] = [];
  time: number;
  /** Market prices walk, so that all of the grid is visited. */
  #middle = MIDDLE;
  #counter = 0;
  readonly #key: StreamKey;

  constructor(exchange: Exchange, seed: number) {
    this.exchange = exchange;
    this.#key = streamKey(seed, 'flow');
    this.time = 1_000;
    for (const { id } of FLOW_INSTRUMENTS) this.#phase(id, 'regular');
  }

  #tell(event: MarketEvent): void {
    this.told.push(event);
    this.exchange.onMarket(event);
  }

  step(): void {
    this.pass();
    this.act();
  }

  /** Time goes by. */
  pass(): void {
    this.told.length = 0;
    this.time += this.#pick(4);
    this.exchange.advance(this.time);
  }

  /** An order, or something that happens to orders. */
  act(): void {
    const instrument = 1 + this.#pick(FLOW_INSTRUMENTS.length);
    const what = this.#pick(100);
    if (what < 40) this.#submit(instrument);
    else if (what < 46) this.exchange.cancel(this.time, 1 + this.#pick(this.orderCount + 1));
    else if (what < 52) this.#modify();
    else if (what < 74) this.#quote(instrument);
    else if (what < 94) this.#trade(instrument);
    else if (what < 95) this.#phase(instrument, 'post');
    else if (what < 96) this.#phase(instrument, 'closed');
    else if (what < 98) this.#phase(instrument, 'regular');
    else if (what < 99) this.#tell({ kind: 'halted', instrument, time: this.time });
    else this.#tell({ kind: 'resumed', instrument, time: this.time, cross: this.#cross() });
    // Nobody is away for long.
    if (what < 99) return;
    this.#phase(instrument, 'regular');
  }

  #submit(instrument: number): void {
    this.orderCount++;
    const account = this.#oneOf(FLOW_ACCOUNTS);
    const terms = this.#terms(instrument);
    this.exchange.submit(this.time, { key: this.orderCount, account, instrument, terms });
  }

  #modify(): void {
    const key = 1 + this.#pick(this.orderCount + 1);
    const order = this.exchange.order(key);
    if (order === undefined) return;
    const { account, instrument, terms } = order;
    const quantity = this.#pick(2) === 0 ? terms.quantity : this.#size(instrument);
    const limitPrice = terms.limitPrice === null ? null : this.#price();
    this.exchange.modify(this.time, { key, account, instrument, terms: { ...terms, quantity, limitPrice } });
  }

  #terms(instrument: number): OrderTerms {
    const type = this.#oneOf(TYPES);
    const tif = this.#oneOf(TIFS);
    const limits: readonly OrderType[] = ['LMT', 'STP LMT', 'LIT', 'LOC'];
    const stops: readonly OrderType[] = ['STP', 'STP LMT', 'MIT', 'LIT'];
    const isTrailing = type === 'TRAIL' || type === 'TRAIL LIMIT';
    const isPlain = type === 'LMT' && this.#pick(2) === 0;
    const quantity = this.#size(instrument);
    const special = isPlain ? 7 : this.#pick(14);
    return {
      ...PLAIN_TERMS,
      side: this.#pick(2) === 0 ? 'buy' : 'sell',
      quantity,
      type,
      limitPrice: limits.includes(type) ? this.#price() : null,
      stopPrice: stops.includes(type) ? this.#price() : null,
      trailAmount: isTrailing ? toOrderPrice((1 + this.#pick(5)) * TICK) : null,
      limitOffset: type === 'TRAIL LIMIT' ? toOrderPrice(this.#pick(3) * TICK) : null,
      tif,
      goodTill: tif === 'GTD' ? this.time + 1 + this.#pick(200) : null,
      outsideRth: this.#pick(4) === 0,
      allOrNone: special === 0,
      minQuantity: special === 1 ? quantity : null,
      displaySize: special === 2 || special === 3 ? this.#smaller(instrument, quantity) : null,
      postOnly: special === 4 && type === 'LMT',
      ocaGroup: special === 5 ? `g${this.#pick(3)}` : null,
      ocaType: this.#oneOf([1, 2, 3] as const),
      parent: special === 6 && this.orderCount > 1 ? this.#parent() : null,
      transmit: this.#pick(30) !== 0,
      goodAfter: this.#pick(20) === 0 ? this.time + this.#pick(50) : null,
      isDirected: this.#pick(8) === 0,
    };
  }

  /** One of the last few orders, which may still be alive. */
  #parent(): number {
    return Math.max(1, this.orderCount - 1 - this.#pick(4));
  }

  #quote(instrument: number): void {
    this.#middle = Math.max(MIDDLE - 20, Math.min(MIDDLE + 20, this.#middle + this.#pick(7) - 3));
    const bid = this.#middle - 1 - this.#pick(3);
    const isBidThere = this.#pick(12) !== 0;
    const isAskThere = this.#pick(12) !== 0;
    this.#tell({
      kind: 'quote',
      instrument,
      time: this.time,
      bid: isBidThere ? toOrderPrice(bid * TICK) : null,
      bidSize: isBidThere ? this.#size(instrument) : quantityMicros(0),
      ask: isAskThere ? toOrderPrice((bid + 1 + this.#pick(4)) * TICK) : null,
      askSize: isAskThere ? this.#size(instrument) : quantityMicros(0),
    });
  }

  #trade(instrument: number): void {
    const price = toOrderPrice((this.#middle + this.#pick(5) - 2) * TICK);
    this.#tell({
      kind: 'trade',
      instrument,
      time: this.time,
      price,
      size: this.#size(instrument),
    });
  }

  #phase(instrument: number, phase: 'regular' | 'post' | 'closed'): void {
    this.#tell({ kind: 'phase', instrument, time: this.time, phase, cross: this.#cross() });
  }

  #cross(): Cross | null {
    if (this.#pick(2) === 0) return null;
    return { price: this.#price(), size: this.#pick(2) === 0 ? null : toQuantityMicros(this.#pick(100)) };
  }

  #price() {
    return toOrderPrice((this.#middle + this.#pick(13) - 6) * TICK);
  }

  #size(instrument: number) {
    const lots = 1 + this.#pick(60);
    return instrument === 1 ? toQuantityMicros(lots) : quantityMicros(lots * LOT);
  }

  #smaller(instrument: number, quantity: number) {
    const lot = instrument === 1 ? 1_000_000 : LOT;
    return quantityMicros(lot * (1 + this.#pick(quantity / lot)));
  }

  #oneOf<T>(values: readonly T[]): T {
    return values[this.#pick(values.length)]!;
  }

  #pick(count: number): number {
    return noiseInteger(this.#key, this.#counter++, 0, count);
  }
}
