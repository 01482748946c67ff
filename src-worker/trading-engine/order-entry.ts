import { assert } from '#shared/kernel/assert.ts';
import type { Execution } from '#shared/model/backtest.ts';
import type { ExitRequest, OrderChange, OrderRequest, WorkingOrder } from '#shared/model/order-request.ts';
import {
  quantityMicros,
  QUANTITY_STEPS_PER_UNIT,
  toQuantityMicros,
  type QuantityMicros,
} from '#shared/model/quantity.ts';
import type { Account } from '#shared/portfolio/account.ts';
import {
  assertFinite,
  assertWhole,
  isExit,
  newOrder,
  type BarOrder,
  type Sign,
} from '#shared/simulation/bar-matching/bar-order.ts';
import { ORDER_TYPES } from '#shared/simulation/exchange/order-types.ts';
import type { SimulatedBroker } from '#shared/simulation/simulated-broker.ts';
import type { BarPlace } from './bar-place.ts';
import type { OrderFunds } from './order-funds.ts';
import type { EngineSymbol } from './job.ts';
import type { MarginView } from './order-checks.ts';
import type { PlainOrders } from './plain-orders.ts';
import type { AskedOrder, PreTradeGate } from './pre-trade/pre-trade-gate.ts';
import { StrategyRemarks } from './strategy-remarks.ts';
import type { WorkingOrders } from './working-orders.ts';

export interface OrderEntryParts {
  readonly symbols: readonly EngineSymbol[];
  readonly execution: Execution;
  readonly account: Account;
  readonly broker: SimulatedBroker;
  readonly funds: OrderFunds;
  readonly plain: PlainOrders;
  readonly working: WorkingOrders;
}

/** Turns what a strategy asks for into orders of the book, once the account can afford them. */
export class OrderEntry implements MarginView {
  readonly account: Account;
  readonly symbols: readonly EngineSymbol[];
  /** A plain entry or exit may take the short way: nothing of the run's settings asks for more. */
  readonly isPlain: boolean;
  /** What the strategy has to say of it all. */
  readonly remarks = new StrategyRemarks();
  private readonly parts: OrderEntryParts;
  private readonly lots: readonly QuantityMicros[];
  private places: readonly BarPlace[] = [];
  /** Null: the run has no limits to ask about. */
  private gate: PreTradeGate | null = null;
  private lastId = 0;
  private lastEntered = 0;

  /** @param maySkip neither commission nor limits ask for more than the short way does */
  constructor(parts: OrderEntryParts, maySkip: boolean) {
    const { execution } = parts;
    this.parts = parts;
    this.account = parts.account;
    this.symbols = parts.symbols;
    this.lots = parts.symbols.map(({ lot }) => toQuantityMicros(lot));
    this.isPlain =
      maySkip &&
      execution.account === 'cash' &&
      execution.participation === null &&
      execution.latencyBars === 0;
  }

  connect(places: readonly BarPlace[], gate: PreTradeGate | null): void {
    this.places = places;
    this.gate = gate;
  }

  enter(symbol: number, side: Sign): void {
    const { funds, plain, broker, working } = this.parts;
    const { close, time } = this.places[symbol]!;
    if (side > 0 && this.isPlain && !working.isHeard) {
      plain.enterLong(symbol, close, time);
      return;
    }
    if (this.account.positions[symbol] !== 0 || broker.hasOpenOrders(symbol)) return;
    const quantity = funds.sizeOf(symbol, close);
    if (quantity === 0) funds.noteTooSmall(symbol, close, time);
    else this.place(symbol, side, quantity, {}, null);
  }

  exit(symbol: number): void {
    const { plain, broker, working } = this.parts;
    const position = this.account.positions[symbol]!;
    if (position === 0) return;
    const orders = working.book.of(symbol);
    const closing = position > 0 ? -1 : 1;
    if (orders.length > 0) {
      if (orders.some((order) => isClosing(order, closing))) return;
      for (const order of [...orders]) if (order.end === null) working.book.cancel(order, CANCELLED);
    }
    if (this.isPlain && !working.isHeard) plain.exit(symbol, this.places[symbol]!.time);
    else if (!broker.hasOpenOrders(symbol)) {
      const quantity = quantityMicros(Math.abs(position));
      if (this.passes({ ...PLAIN_MARKET, symbol, side: closing }, quantity))
        this.force(symbol, closing, quantity, false);
    }
  }

  /** A market order for which the account is not asked: it closes. */
  force(symbol: number, side: Sign, quantity: QuantityMicros, isForced: boolean): BarOrder {
    const { index, time } = this.places[symbol]!;
    const order = newOrder(
      {
        ...{ id: ++this.lastId, entered: ++this.lastEntered, symbol, side, quantity, submittedAt: time },
        ...{ activeFrom: index + 1 + (isForced ? 0 : this.parts.execution.latencyBars), isForced },
      },
      {},
      'GTC',
    );
    this.parts.working.book.add(order);
    return order;
  }

  submit(symbol: number, side: Sign, wish: number | OrderRequest): number {
    const request: OrderRequest = typeof wish === 'number' ? { quantity: wish } : wish;
    const target = this.known(request.symbol ?? symbol);
    assert(
      Number.isFinite(request.quantity),
      `quantity of an order must be a number, was ${request.quantity}`,
    );
    assert(
      request.quantity >= 0,
      `quantity of an order is not negative, was ${request.quantity}: sell instead`,
    );
    const parent = this.parentOf(request);
    const quantity = this.wholeLots(target, request.quantity);
    if (quantity === 0) {
      const { close, time } = this.places[symbol]!;
      this.parts.funds.noteTooSmall(target, close, time);
      return 0;
    }
    return this.place(target, side, quantity, request, parent);
  }

  targetPosition(symbol: number, units: number): number {
    assert(Number.isFinite(units), `a position to reach must be a number, was ${units}`);
    let due =
      toQuantityMicros(units) - this.account.positions[symbol]! - this.parts.broker.orders.netOf(symbol);
    for (const { type, side, parent, quantity, filled, end } of this.parts.working.book.of(symbol)) {
      if (end === null && type === 'MKT' && parent === null) due -= side * (quantity - filled);
    }
    const quantity = this.lotsIn(symbol, Math.abs(due));
    return quantity === 0 ? 0 : this.place(symbol, due > 0 ? 1 : -1, quantity, {}, null);
  }

  cancel(id: number): boolean {
    const { working, execution } = this.parts;
    const order = working.book.get(id);
    if (order === undefined || order.isForced) return false;
    this.gate?.cancelled(order, this.now());
    if (execution.latencyBars === 0) working.book.cancel(order, CANCELLED);
    else order.cancelFrom = Math.min(order.cancelFrom, this.dueOf(order.symbol));
    return true;
  }

  modify(id: number, change: OrderChange): boolean {
    const { working, execution, funds } = this.parts;
    const order = working.book.get(id);
    if (order === undefined || order.isForced) return false;
    assertFinite(change);
    const quantity =
      change.quantity === undefined ? order.quantity : this.wholeLots(order.symbol, change.quantity);
    if (this.gate !== null && quantity > order.filled) {
      const { limitPrice = order.limit, stopPrice = order.stop } = change;
      const changed = { ...order, limit: limitPrice, stop: stopPrice };
      if (!this.gate.passesChange(order, changed, quantity - order.filled, this.now())) return false;
    }
    if (quantity > order.quantity) {
      const { time } = this.places[order.symbol]!;
      const more = { id: ++this.lastId, symbol: order.symbol, side: order.side };
      const added = quantityMicros(quantity - order.quantity);
      const price = this.priceOf(
        order.symbol,
        change.limitPrice ?? order.limit,
        change.stopPrice ?? order.stop,
      );
      const isFree = isExit(order);
      if (!isFree && !funds.admit({ ...more, quantity: added }, price, time, this.sellable(order), this))
        return false;
    }
    this.lastEntered++;
    if (execution.latencyBars === 0) {
      working.book.change(order, change, quantity, this.lastEntered);
    } else {
      order.change = change;
      order.changedQuantity = quantity;
      order.changeFrom = this.dueOf(order.symbol);
    }
    return true;
  }

  workingOrders(symbol: number): WorkingOrder[] {
    return this.parts.working.book
      .of(symbol)
      .filter((order) => order.end === null && !order.isForced)
      .map((order) => ({
        ...{ id: order.id, symbol, side: order.side > 0 ? 'buy' : 'sell', type: order.type, tif: order.tif },
        quantity: order.quantity / QUANTITY_STEPS_PER_UNIT,
        filled: order.filled / QUANTITY_STEPS_PER_UNIT,
        limitPrice: orNull(order.limit),
        stopPrice: orNull(order.stop),
        parent: order.parent?.id ?? null,
      }));
  }

  /** The symbol, when the run has it. */
  known(symbol: number): number {
    assert(
      this.symbols[symbol] !== undefined,
      `symbol must be from 0 to ${this.symbols.length - 1}, was ${symbol}`,
    );
    return symbol;
  }

  closeOf(symbol: number): number {
    const { index, bars } = this.places[symbol]!;
    return index < 0 ? NaN : bars.close[index]!;
  }

  entryUnits(symbol: number): number {
    return this.parts.funds.sizeOf(symbol, this.closeOf(symbol)) / QUANTITY_STEPS_PER_UNIT;
  }

  workingOf(symbol: number, side: Sign): number {
    let sum = Math.max(0, side * this.parts.broker.orders.netOf(symbol));
    for (const order of this.parts.working.book.of(symbol)) {
      if (order.end === null && order.side === side && !isExit(order)) sum += order.quantity - order.filled;
    }
    return sum;
  }

  private place(
    symbol: number,
    side: Sign,
    quantity: QuantityMicros,
    request: Partial<OrderRequest>,
    parent: BarOrder | null,
  ): number {
    const { funds, working, execution } = this.parts;
    const type = request.type ?? 'MKT';
    const tif = request.tif ?? (type === 'MKT' ? 'GTC' : 'DAY');
    assertWhole({ ...request, quantity }, tif);
    const exits = request.exits ?? [];
    for (const exit of exits) assertWhole(exit, exit.tif ?? 'GTC');
    const id = this.lastId + 1;
    const { time } = this.places[symbol]!;
    const price = this.priceOf(symbol, request.limitPrice, request.stopPrice);
    assert(
      Number.isFinite(price),
      'an order needs a symbol that has had a bar: nobody knows what it is worth',
    );
    const order = newOrder(
      {
        ...{ id, entered: this.lastEntered + 1, symbol, side, quantity, submittedAt: time, parent },
        activeFrom: this.activeFrom(symbol, parent),
      },
      request,
      tif,
    );
    if (this.gate !== null && !this.bracketPasses(order, exits)) return 0;
    if (
      !isExit(order) &&
      !funds.admit({ id, symbol, side, quantity }, price, time, this.sellable(order), this)
    )
      return 0;
    this.lastId = id;
    this.lastEntered++;
    working.book.add(order);
    for (const exit of exits) this.attach(order, exit);
    if (
      ORDER_TYPES[type].isAtClose &&
      execution.closeFill === 'this-close' &&
      execution.latencyBars === 0 &&
      parent === null &&
      working.isLastOfDay(symbol)
    )
      working.fillAtClose(order);
    return id;
  }

  private passes(order: AskedOrder, quantity: number): boolean {
    return this.gate === null || this.gate.passesNew(order, quantity, this.now());
  }

  /** All of it or nothing: an entry whose exits may not be given is not given either. */
  private bracketPasses(order: BarOrder, exits: readonly ExitRequest[]): boolean {
    if (!this.passes(order, order.quantity)) return false;
    const { symbol } = order;
    return exits.every((exit) => {
      const asked: AskedOrder = {
        ...{ symbol, side: order.side > 0 ? -1 : 1, type: exit.type, tif: exit.tif ?? 'GTC', parent: order },
        ...{
          limit: exit.limitPrice ?? NaN,
          stop: exit.stopPrice ?? NaN,
          goodTill: exit.goodTill ?? Infinity,
        },
      };
      const { quantity } = exit;
      return this.passes(asked, quantity === undefined ? order.quantity : this.wholeLots(symbol, quantity));
    });
  }

  /** Start of the bars that have ended last, Unix ms. An order may be for a symbol that had none of them. */
  private now(): number {
    let latest = -Infinity;
    for (const { time } of this.places) if (time > latest) latest = time;
    return latest;
  }

  private attach(parent: BarOrder, exit: ExitRequest): void {
    const { symbol } = parent;
    const quantity =
      exit.quantity === undefined ? quantityMicros(parent.quantity) : this.wholeLots(symbol, exit.quantity);
    assert(quantity > 0, `an exit of ${exit.quantity} units is less than a lot`);
    this.parts.working.book.add(
      newOrder(
        {
          ...{ id: ++this.lastId, entered: ++this.lastEntered, symbol, quantity, parent },
          ...{ side: parent.side > 0 ? -1 : 1, submittedAt: parent.submittedAt, activeFrom: Infinity },
        },
        exit,
        exit.tif ?? 'GTC',
      ),
    );
  }

  private parentOf(request: OrderRequest): BarOrder | null {
    if (request.parent === undefined) return null;
    const parent = this.parts.working.book.get(request.parent);
    assert(parent !== undefined, `there is no working order ${request.parent} to hang an order on`);
    return parent;
  }

  /** One that hangs on an order that has filled in part already works at once. */
  private activeFrom(symbol: number, parent: BarOrder | null): number {
    return parent === null || parent.filled > 0 ? this.dueOf(symbol) : Infinity;
  }

  private dueOf(symbol: number): number {
    return this.places[symbol]!.index + 1 + this.parts.execution.latencyBars;
  }

  /** 1e-6 units that a cash account can sell beside what works already; orders of one group count once. */
  private sellable({ symbol, ocaGroup }: BarOrder): number {
    const groups = new Map<string, number>();
    let working = Math.max(0, -this.parts.broker.orders.netOf(symbol));
    for (const order of this.parts.working.book.of(symbol)) {
      if (order.end !== null || order.side > 0 || isExit(order)) continue;
      const left = order.quantity - order.filled;
      if (order.ocaGroup === null) working += left;
      else if (order.ocaGroup !== ocaGroup)
        groups.set(order.ocaGroup, Math.max(left, groups.get(order.ocaGroup) ?? 0));
    }
    for (const left of groups.values()) working += left;
    return this.account.positions[symbol]! - working;
  }

  /** What an order is judged at: its limit, else its trigger, else the last close. */
  private priceOf(symbol: number, limit: number = NaN, stop: number = NaN): number {
    if (!Number.isNaN(limit)) return limit;
    return Number.isNaN(stop) ? this.closeOf(symbol) : stop;
  }

  private wholeLots(symbol: number, units: number): QuantityMicros {
    return this.lotsIn(symbol, toQuantityMicros(units));
  }

  private lotsIn(symbol: number, quantity: number): QuantityMicros {
    return quantityMicros(quantity - (quantity % this.lots[symbol]!));
  }
}

const CANCELLED = 'the strategy cancelled it';

const PLAIN_MARKET: Omit<AskedOrder, 'symbol' | 'side'> = {
  ...{ type: 'MKT', tif: 'GTC', limit: NaN, stop: NaN, goodTill: Infinity, parent: null },
};

function isClosing({ end, type, side, parent }: BarOrder, closing: Sign): boolean {
  return end === null && type === 'MKT' && side === closing && parent === null;
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
