import { assert } from '../../kernel/assert.ts';
import type { OrderChange } from '../../model/order-request.ts';
import { ORDER_TYPES } from '../exchange/order-types.ts';
import {
  ELECTS,
  fillableOf,
  FILLS,
  isExit,
  isMarket,
  NOTHING,
  type BarOrder,
  type OrderEnd,
} from './bar-order.ts';
import { accepts, AT_CLOSE, AT_OPEN, findNext, TO_OTHER, TO_WORSE, type WalkedBar } from './walk.ts';

/** A bar as the book meets it. */
export interface MatchedBar extends WalkedBar {
  /** Start of the bar, Unix ms. */
  readonly time: number;
  readonly volume: number;
  /** Its number among the symbol's bars. */
  readonly index: number;
  /** Which trading day it belongs to, and whether it begins and ends it. */
  readonly day: number;
  readonly isFirstOfDay: boolean;
  readonly isLastOfDay: boolean;
}

export interface MatchingRules {
  /** A limit order fills when its price is reached; else only when it is traded through. */
  readonly isTouchEnough: boolean;
  /** Most that all orders together fill of a bar's volume, 0 to 1; null: no bound. */
  readonly participation: number | null;
  /** Per symbol: the smallest step of a quantity, 1e-6 units. */
  readonly lots: readonly number[];
}

/** Who keeps the account. Called in the order in which things happen. */
export interface BookHost {
  /** How much of a fill the account can take, 1e-6 units. */
  mayFill(order: BarOrder, quantity: number): number;
  /** Something has filled; `order.filled` and the like count it already, `order.value` and `charged` are the host's to keep. */
  onFill(order: BarOrder, quantity: number, price: number, time: number): void;
  onEnd(order: BarOrder, end: OrderEnd, reason: string): void;
}

/** Working orders of a symbol. A strategy that piles up more has lost sight of them. */
const MAX_WORKING_ORDERS = 1_000;

/**
 * Working orders over bars, for every order that is more than a plain market order. What happens to one order in a bar is
 * in walk.ts; this is what happens between orders: whose turn it is, brackets, groups, volume, and how long they last.
 *
 * Turns: all that happens at the open, then on the way to the first extreme, to the second, to the close. On one part of the
 * way what lies nearest to its beginning comes first; at the open market orders, then the better price; then the older.
 */
export class BarBook {
  private readonly counts: Int32Array;
  private readonly rules: MatchingRules;
  private readonly host: BookHost;
  private readonly perSymbol: readonly BarOrder[][];
  private readonly byId = new Map<number, BarOrder>();
  private readonly groups = new Map<string, Set<BarOrder>>();
  /** Left of the bar's volume, 1e-6 units. */
  private volumeLeft = Infinity;
  private bar: MatchedBar | null = null;

  /** @param counts open orders per symbol, which others may count in too */
  constructor(counts: Int32Array, rules: MatchingRules, host: BookHost) {
    const { participation } = rules;
    assert(
      participation === null || (participation > 0 && participation <= 1),
      `participation is above 0 and at most 1, was ${participation}`,
    );
    this.counts = counts;
    this.rules = rules;
    this.host = host;
    this.perSymbol = Array.from(counts, () => []);
  }

  add(order: BarOrder): void {
    assert(
      this.perSymbol[order.symbol]!.length < MAX_WORKING_ORDERS,
      `a symbol has at most ${MAX_WORKING_ORDERS} working orders: cancel what is not needed any more`,
    );
    this.perSymbol[order.symbol]!.push(order);
    this.byId.set(order.id, order);
    this.counts[order.symbol]!++;
    order.parent?.children.push(order);
    if (order.ocaGroup === null) return;
    const group = this.groups.get(order.ocaGroup);
    if (group === undefined) this.groups.set(order.ocaGroup, new Set([order]));
    else group.add(order);
  }

  /** A working order, waiting children included; undefined once it has ended. */
  get(id: number): BarOrder | undefined {
    return this.byId.get(id);
  }

  /** Oldest first. May hold orders that ended in this bar: ask `end`. */
  of(symbol: number): readonly BarOrder[] {
    return this.perSymbol[symbol]!;
  }

  cancel(order: BarOrder, reason: string): void {
    this.end(order, 'cancelled', reason);
    this.sweep(order.symbol);
  }

  /** @param entered its new turn */
  change(order: BarOrder, change: OrderChange, quantity: number, entered: number): void {
    order.limit = change.limitPrice ?? order.limit;
    order.stop = change.stopPrice ?? order.stop;
    if (change.trailAmount !== undefined || change.trailPercent !== undefined) {
      order.trailAmount = change.trailAmount ?? NaN;
      order.trailPercent = change.trailPercent ?? NaN;
    }
    order.limitOffset = change.limitOffset ?? order.limitOffset;
    order.changeFrom = Infinity;
    order.entered = entered;
    order.quantity = quantity;
    if (quantity <= order.filled) this.cancel(order, 'it was made no larger than what has filled');
  }

  /** Takes a symbol's orders through its next bar. */
  match(symbol: number, bar: MatchedBar): void {
    const orders = this.perSymbol[symbol]!;
    this.bar = bar;
    this.volumeLeft = this.volumeFor(symbol, bar.volume);
    for (let i = 0; i < orders.length; i++) this.begin(orders[i]!, bar);
    for (let order = this.first(orders); order !== null; order = this.first(orders)) this.step(order);
    this.holdClose(orders, bar);
    for (let i = 0; i < orders.length; i++) this.finish(orders[i]!, bar);
    this.bar = null;
    this.sweep(symbol);
  }

  /** Fills at the close that was just seen: for orders that are at the close and are taken to be there in time. */
  fillAtClose(order: BarOrder, bar: MatchedBar): void {
    this.bar = bar;
    this.volumeLeft = this.volumeFor(order.symbol, bar.volume);
    order.isDone = false;
    order.leg = AT_CLOSE;
    if (isMarket(order) || accepts(order.side, order.limit, bar.close, this.rules.isTouchEnough))
      this.fill(order, bar.close);
    if (order.end === null) this.end(order, 'cancelled', 'it was not filled at the close');
    this.bar = null;
    this.sweep(order.symbol);
  }

  private volumeFor(symbol: number, volume: number): number {
    const { participation, lots } = this.rules;
    if (participation === null) return Infinity;
    const lot = lots[symbol]!;
    return Math.max(0, Math.floor((volume * 1e6 * participation) / lot) * lot);
  }

  private begin(order: BarOrder, bar: MatchedBar): void {
    order.isDone = true;
    if (order.end !== null || bar.index < order.activeFrom) return;
    if (bar.index >= order.cancelFrom) return this.end(order, 'cancelled', 'the strategy cancelled it');
    if (bar.index >= order.changeFrom)
      this.change(order, order.change!, order.changedQuantity, order.entered);
    if (hasEnded(order)) return;
    if (bar.time >= order.goodTill) return this.end(order, 'expired', 'its good-till date has come');
    if (order.tif === 'DAY' && order.day !== bar.day && !Number.isNaN(order.day))
      return this.end(order, 'expired', 'its day is over');
    if (order.tif === 'OPG' && !bar.isFirstOfDay) return;
    order.day = bar.day;
    order.leg = AT_OPEN;
    order.at = bar.open;
    order.hasOther = true;
    order.isDone = ORDER_TYPES[order.type].isAtClose;
    if (!order.isDone) findNext(order, bar, this.rules.isTouchEnough);
  }

  /** The order whose turn it is, or null when nothing more happens. */
  private first(orders: readonly BarOrder[]): BarOrder | null {
    let first: BarOrder | null = null;
    for (let i = 0; i < orders.length; i++) {
      const order = orders[i]!;
      if (order.isDone || order.end !== null || order.next === NOTHING || fillableOf(order) === 0) continue;
      if (order.nextLeg > AT_OPEN && isForOpenOnly(order)) continue;
      if (first === null || this.precedes(order, first)) first = order;
    }
    return first;
  }

  private precedes(a: BarOrder, b: BarOrder): boolean {
    if (a.nextLeg !== b.nextLeg) return a.nextLeg < b.nextLeg;
    const near = this.distanceOf(a) - this.distanceOf(b);
    if (near !== 0) return near < 0;
    const rank = rankOf(a) - rankOf(b);
    return rank === 0 ? a.entered < b.entered : rank < 0;
  }

  /** Price units between where the leg begins on which the order acts next, and the price at which it does. */
  private distanceOf(order: BarOrder): number {
    const { open, high, low } = this.bar!;
    switch (order.nextLeg) {
      case AT_OPEN:
        return 0;
      case TO_WORSE:
        return Math.abs(order.nextPrice - open);
      case TO_OTHER:
        return Math.abs(order.nextPrice - (order.side > 0 ? high : low));
      default:
        return Math.abs(order.nextPrice - (order.side > 0 ? low : high));
    }
  }

  private step(order: BarOrder): void {
    order.leg = order.nextLeg;
    order.at = order.nextPrice;
    order.stop = order.nextStop;
    if (order.next === ELECTS) {
      order.isElected = true;
      if (order.type === 'TRAIL LIMIT') order.limit = order.stop + order.side * order.limitOffset;
      findNext(order, this.bar!, this.rules.isTouchEnough);
      return;
    }
    assert(order.next === FILLS, 'an order has its turn when something happens to it');
    this.fill(order, order.nextPrice);
    // What is left fills at the same price as far as the volume goes, which is nowhere now.
    order.isDone = true;
  }

  private fill(order: BarOrder, price: number): void {
    const { time } = this.bar!;
    const wanted = fillableOf(order);
    const most = Math.min(wanted, this.host.mayFill(order, wanted));
    if (most < wanted && most <= 0) {
      this.end(order, 'cancelled', 'the account holds nothing that it could sell');
      return;
    }
    const quantity = Math.min(most, this.volumeLeft);
    if (quantity <= 0 || (order.tif === 'FOK' && quantity < order.quantity)) return;
    this.volumeLeft -= quantity;
    order.filled += quantity;
    // A limit order that met its price in the market made it; whoever came beyond it, or was triggered, took.
    if (!isMarket(order) && order.leg !== AT_OPEN && price === order.limit) order.rested += quantity;
    this.host.onFill(order, quantity, price, time);
    if (order.filled >= order.quantity) this.end(order, 'filled', '');
    this.settle(order, quantity);
  }

  /** What a fill means for the orders around it. */
  private settle(order: BarOrder, quantity: number): void {
    const group = order.ocaGroup === null ? undefined : this.groups.get(order.ocaGroup);
    if (group !== undefined) {
      for (const other of [...group])
        if (other !== order) this.end(other, 'cancelled', 'another order of its group has filled');
    }
    const { parent } = order;
    if (parent !== null && isExit(order)) {
      parent.exited += quantity;
      this.endSpentExits(parent);
    }
    for (const child of order.children) this.wake(child, order);
  }

  private endSpentExits(parent: BarOrder): void {
    if (parent.end === null || parent.exited < parent.filled) return;
    for (const child of parent.children)
      if (isExit(child)) this.end(child, 'cancelled', 'another exit has closed what it was for');
  }

  /**
   * A child begins where its parent has filled, in the same bar. What is bad for it may always come after; the extreme that
   * is good for it only where it lies ahead on the parent's way too.
   */
  private wake(child: BarOrder, parent: BarOrder): void {
    if (child.end !== null || child.activeFrom !== Infinity || fillableOf(child) === 0) return;
    const bar = this.bar!;
    if (parent.leg >= AT_CLOSE || child.tif === 'OPG' || child.symbol !== parent.symbol) {
      child.activeFrom = bar.index + 1;
      return;
    }
    child.activeFrom = bar.index;
    child.day = bar.day;
    if (ORDER_TYPES[child.type].isAtClose) return;
    child.leg = parent.leg;
    child.at = parent.at;
    const isGoodForParent = child.side === parent.side;
    child.hasOther = isGoodForParent ? parent.hasOther && parent.leg <= TO_OTHER : parent.leg <= TO_WORSE;
    child.isDone = false;
    // The worse extreme comes first, whatever part of the way the parent was on.
    child.leg = Math.min(child.leg, TO_WORSE);
    findNext(child, bar, this.rules.isTouchEnough);
  }

  private holdClose(orders: readonly BarOrder[], bar: MatchedBar): void {
    if (!bar.isLastOfDay) return;
    const { isTouchEnough } = this.rules;
    for (let i = 0; i < orders.length; i++) {
      const order = orders[i]!;
      if (!ORDER_TYPES[order.type].isAtClose || order.end !== null || bar.index < order.activeFrom) continue;
      if (fillableOf(order) === 0) continue;
      order.leg = AT_CLOSE;
      if (isMarket(order) || accepts(order.side, order.limit, bar.close, isTouchEnough))
        this.fill(order, bar.close);
      if (!hasEnded(order) && order.tif === 'DAY')
        this.end(order, 'expired', 'it was not filled at the close');
    }
  }

  private finish(order: BarOrder, bar: MatchedBar): void {
    if (order.end !== null || bar.index < order.activeFrom) return;
    const { isTrailing } = ORDER_TYPES[order.type];
    if (isTrailing && !order.isElected && order.next === NOTHING && !order.isDone)
      order.stop = order.nextStop;
    if (isForOpenOnly(order) && (order.tif !== 'OPG' || bar.isFirstOfDay))
      this.end(order, 'cancelled', 'what does not fill at once is cancelled');
    else if (order.tif === 'DAY' && bar.isLastOfDay && !Number.isNaN(order.day))
      this.end(order, 'expired', 'its day is over');
  }

  private end(order: BarOrder, end: OrderEnd, reason: string): void {
    if (order.end !== null) return;
    order.end = end;
    this.byId.delete(order.id);
    this.counts[order.symbol]!--;
    if (order.ocaGroup !== null) {
      const group = this.groups.get(order.ocaGroup);
      group?.delete(order);
      if (group?.size === 0) this.groups.delete(order.ocaGroup);
    }
    this.host.onEnd(order, end, reason);
    for (const child of order.children) {
      const isHopeless = isExit(child) ? order.filled <= order.exited : order.filled < order.quantity;
      if (isHopeless && end !== 'filled') this.end(child, 'cancelled', 'the order it hangs on has ended');
    }
  }

  /** Takes what has ended off a symbol's list. Not while the list is walked. */
  private sweep(symbol: number): void {
    if (this.bar !== null) return;
    const orders = this.perSymbol[symbol]!;
    let kept = 0;
    for (let i = 0; i < orders.length; i++) {
      const order = orders[i]!;
      if (order.end === null) orders[kept++] = order;
    }
    orders.length = kept;
  }
}

/** Asked anew after a call that may have ended it. */
function hasEnded({ end }: BarOrder): boolean {
  return end !== null;
}

function isForOpenOnly({ tif }: BarOrder): boolean {
  return tif === 'IOC' || tif === 'FOK' || tif === 'OPG';
}

/** At one place: market orders, then whoever offers more. */
function rankOf(order: BarOrder): number {
  if (!order.isElected || isMarket(order)) return -Number.MAX_VALUE;
  return -order.side * order.limit;
}
