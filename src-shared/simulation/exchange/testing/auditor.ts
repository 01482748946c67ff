import { assert } from '../../../kernel/assert.ts';
import type { Exchange } from '../exchange.ts';
import type { ExchangeEvent } from '../exchange-event.ts';
import type { MarketEvent } from '../market-event.ts';
import { oppositePrice } from '../market-view.ts';
import { fillableOf, isBetter, smallestFillOf, type OrderRecord } from '../order-record.ts';
import { isFinal, TRANSITIONS, type OrderState } from '../order-state.ts';
import type { OrderTerms } from '../order-terms.ts';
import { opposite } from '../side.ts';
import { ORDER_TYPES } from '../order-types.ts';
import { canTrade } from '../take-plan.ts';

type Fill = Extract<ExchangeEvent, { kind: 'fill' }>;

/** What a resting order looked like before a call. */
interface Stood {
  readonly order: Readonly<OrderRecord>;
  readonly limit: OrderRecord['limit'];
  readonly entered: number;
  readonly filled: number;
}

/** Watches an exchange from outside, a call at a time, and throws where it breaks a rule of the trade. */
export class Auditor {
  readonly #exchange: Exchange;
  readonly #states = new Map<number, OrderState>();
  readonly #filled = new Map<number, number>();
  #read = 1;
  #sequence = 0;
  readonly #terms = new Map<number, OrderTerms>();
  readonly #budgets = new Map<string, number>();
  #volume = 0;
  #stood: readonly Stood[] = [];

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  before(): void {
    this.#stood = this.#exchange
      .liveOrders()
      .filter((order) => order.place === 'book' && this.#isOffered(order))
      .map((order) => ({ order, limit: order.limit, entered: order.entered, filled: order.filled }));
  }

  /** @param told what the market did meanwhile */
  after(told: readonly MarketEvent[]): void {
    this.#volume = 0;
    for (const event of told) this.#renewBudgets(event);
    const { events } = this.#exchange.eventsSince(this.#read);
    this.#read = this.#exchange.nextSequence;
    for (const event of events) {
      assert(event.sequence === ++this.#sequence, 'events are numbered without a gap');
      if (event.kind === 'accepted' || event.kind === 'amended') this.#terms.set(event.order, event.terms);
      if (event.kind === 'status') this.#auditStatus(event);
      if (event.kind !== 'fill') continue;
      this.#auditFill(event);
      this.#spend(event);
    }
    for (const order of this.#exchange.liveOrders()) {
      assert(order.filled < order.quantity, `order ${order.key} has filled and lives`);
      assert(order.quantity <= order.terms.quantity, `order ${order.key} has grown`);
      assert(order.place !== 'none', `order ${order.key} is nowhere`);
    }
    this.#auditCrossed();
  }

  /** Orders of two clients that would trade with one another do not rest side by side, unless one waits for a better price that the market shows. */
  #auditCrossed(): void {
    const resting = this.#exchange
      .liveOrders()
      .filter((order) => order.place === 'book' && order.limit !== null && this.#isOffered(order));
    for (const bid of resting) {
      if (bid.terms.side !== 'buy') continue;
      for (const offer of resting) {
        if (offer.terms.side === 'buy' || offer.instrument !== bid.instrument) continue;
        const { bid: best, ask: least } = this.#exchange.market(bid.instrument)!;
        const waits = (best !== null && best > bid.limit!) || (least !== null && least < offer.limit!);
        assert(
          offer.account === bid.account || offer.limit! > bid.limit! || waits,
          `orders ${bid.key} and ${offer.key} rest crossed`,
        );
      }
    }
  }

  /** Sizes shown can be had once, and so can the volume of a trade. */
  #renewBudgets(event: MarketEvent): void {
    if (event.kind === 'quote') {
      this.#budgets.set(`${event.instrument} buy`, event.askSize);
      this.#budgets.set(`${event.instrument} sell`, event.bidSize);
    }
    this.#volume = event.kind === 'trade' ? event.size : 0;
  }

  /** During a trade its volume can be had beside the size shown. */
  #spend({ against, liquidity, instrument, side, quantity, order }: Fill): void {
    if (against !== null || liquidity === 'auction') return;
    const ofVolume = Math.min(this.#volume, quantity);
    this.#volume -= ofVolume;
    const budget = (this.#budgets.get(`${instrument} ${side}`) ?? 0) - (quantity - ofVolume);
    assert(budget >= 0, `order ${order} filled more than the market had shown`);
    this.#budgets.set(`${instrument} ${side}`, budget);
  }

  #auditStatus({ order, state, filled, remaining }: Extract<ExchangeEvent, { kind: 'status' }>): void {
    const from = this.#states.get(order);
    if (from !== undefined && from !== state)
      assert(TRANSITIONS[from].includes(state), `order ${order} went from ${from} to ${state}`);
    assert(from === undefined || !isFinal(from), `order ${order} spoke after its end`);
    this.#states.set(order, state);
    assert(filled === (this.#filled.get(order) ?? 0), `order ${order} reports what it did not fill`);
    assert(remaining >= 0 && (state !== 'filled' || remaining === 0), `order ${order} is overfilled`);
  }

  #auditFill(fill: Fill): void {
    const filled = (this.#filled.get(fill.order) ?? 0) + fill.quantity;
    this.#filled.set(fill.order, filled);
    // As they were when it filled: a modify may have come right after.
    const terms = this.#terms.get(fill.order)!;
    assert(filled === fill.filled && filled <= terms.quantity, `order ${fill.order} filled beyond its size`);
    const { limitPrice, side, type } = terms;
    if (limitPrice !== null && !ORDER_TYPES[type].isMarket)
      assert(!isBetter(side, fill.price, limitPrice), `order ${fill.order} filled beyond its limit`);
    this.#auditThrough(fill);
    this.#auditPriority(fill);
  }

  /** Whoever took liquidity got the best price that another client's order or the market offered. */
  #auditThrough(fill: Fill): void {
    if (fill.liquidity !== 'removed') return;
    const market = oppositePrice(this.#exchange.market(fill.instrument)!, fill.side);
    if (market !== null && fill.against !== null)
      assert(
        !isBetter(opposite(fill.side), market, fill.price),
        `order ${fill.order} traded at ${fill.price} with a client, past the market's ${market}`,
      );
    // What wants all or nothing waits beside offers that are too small for it, until the market brings enough.
    const { allOrNone, minQuantity } = this.#exchange.order(fill.order)!.terms;
    if (allOrNone || minQuantity !== null) return;
    for (const stood of this.#stood) {
      const { order, limit } = stood;
      if (order.instrument !== fill.instrument || order.terms.side === fill.side) continue;
      if (order.account === fill.account || limit === null || !this.#wasPassedOver(stood)) continue;
      assert(
        !isBetter(order.terms.side, limit, fill.price),
        `order ${fill.order} traded at ${fill.price}, through order ${order.key} at ${limit}`,
      );
    }
  }

  /** Of two orders that rested, the better price fills first, then the older one. */
  #auditPriority(fill: Fill): void {
    if (fill.liquidity !== 'added') return;
    const filled = this.#stood.find(({ order }) => order.key === fill.order);
    // One that was given another price meanwhile took a new turn.
    if (filled === undefined || filled.limit !== fill.price) return;
    const contra = fill.against === null ? null : this.#exchange.order(fill.against)!.account;
    for (const stood of this.#stood) {
      const { order, limit, entered } = stood;
      if (order.instrument !== fill.instrument || order.terms.side !== fill.side) continue;
      if (limit === null || order.account === contra || !this.#wasPassedOver(stood)) continue;
      const isFirst =
        isBetter(fill.side, limit, filled.limit) || (limit === filled.limit && entered < filled.entered);
      assert(!isFirst, `order ${fill.order} filled before order ${order.key}, whose turn it was`);
    }
  }

  /** It stood there, stands there unchanged, and could have traded. */
  #wasPassedOver({ order, limit, entered, filled }: Stood): boolean {
    return (
      order.place === 'book' &&
      order.limit === limit &&
      order.entered === entered &&
      order.filled === filled &&
      this.#isOffered(order)
    );
  }

  #isOffered(order: Readonly<OrderRecord>): boolean {
    const view = this.#exchange.market(order.instrument)!;
    return fillableOf(order) > 0 && smallestFillOf(order) === 0 && canTrade(view, order);
  }
}
