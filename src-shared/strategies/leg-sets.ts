import type { BarContext } from './strategy.ts';

export interface Leg {
  readonly symbol: number;
  /** Negative: sold short. */
  readonly units: number;
}

/** Half of the smallest step of a quantity: sums of units that lie closer are the same. */
const SAME_UNITS = 5e-7;

interface LegSet {
  /** `entering` and `leaving` last until every leg stands where it should. */
  state: 'out' | 'entering' | 'in' | 'leaving';
  /** What is to be held, in whole lots as the orders were taken. */
  legs: readonly Leg[];
  orders: readonly number[];
  /** Moments since the state was entered. */
  age: number;
}

/**
 * Positions that are held together or not at all. Legs are ordered in one go; when one is not taken, the others are taken
 * back. When one has not filled after `patience` moments, when one of them is closed by a margin call, or when one symbol
 * of a set has no bar for so long, the whole set is closed by market orders, and the result says so. Several sets may share a
 * symbol: its position is then the sum of their legs.
 *
 * A moment is a time at which any symbol of the run has a bar.
 */
export class LegSets {
  readonly #sets: readonly LegSet[];
  readonly #patience: number;
  #moment = 0;
  #time = NaN;
  /** Per symbol, the moment of its last bar. */
  readonly #seenAt: Float64Array;

  constructor(setCount: number, symbolCount: number, patience: number) {
    this.#sets = Array.from({ length: setCount }, () => ({ state: 'out', legs: [], orders: [], age: 0 }));
    this.#seenAt = new Float64Array(symbolCount);
    this.#patience = patience;
  }

  isOut(set: number): boolean {
    return this.#sets[set]!.state === 'out';
  }

  isIn(set: number): boolean {
    return this.#sets[set]!.state === 'in';
  }

  /** Looks after what was ordered. To be called first in every `onBar`. */
  tend(context: BarContext): void {
    if (context.time !== this.#time) {
      this.#time = context.time;
      this.#moment++;
      for (const set of this.#sets) if (set.state !== 'out') this.#tendOne(context, set);
    }
    this.#seenAt[context.symbol] = this.#moment;
  }

  /** Orders all legs of a set that is out. Returns false when they came to nothing. */
  enter(context: BarContext, index: number, legs: readonly Leg[]): boolean {
    const set = this.#sets[index]!;
    const orders: number[] = [];
    const taken: Leg[] = [];
    // Sales first: they are what an account refuses most.
    for (const { symbol, units } of legs.toSorted((a, b) => a.units - b.units)) {
      const request = { symbol, quantity: Math.abs(units) };
      const order = units < 0 ? context.sell(request) : context.buy(request);
      if (order === 0) {
        context.note('one leg could not be ordered, so that none was; the reason is told with its orders.', symbol); // prettier-ignore
        if (orders.length > 0) this.#giveUp(context, set, taken, orders);
        return false;
      }
      orders.push(order);
      const lots = context.workingOrders(symbol).find(({ id }) => id === order)?.quantity ?? Math.abs(units);
      taken.push({ symbol, units: units < 0 ? -lots : lots });
    }
    Object.assign(set, { state: 'entering', legs: taken, orders, age: 0 } satisfies LegSet);
    return true;
  }

  /** Closes a set. */
  leave(context: BarContext, index: number): void {
    const set = this.#sets[index]!;
    this.#giveUp(context, set, set.legs, set.orders);
  }

  #tendOne(context: BarContext, set: LegSet): void {
    set.age++;
    const missing = set.legs.find(({ symbol }) => !this.#isReached(context, symbol));
    const silent = set.legs.find(({ symbol }) => this.#moment - this.#seenAt[symbol]! > this.#patience);
    switch (set.state) {
      case 'entering':
        if (missing === undefined) set.state = 'in';
        else if (set.age >= this.#patience)
          this.#unwind(
            context,
            set,
            missing,
            'its leg did not fill in time, so that the others were closed.',
          );
        break;
      case 'in':
        if (missing !== undefined && !this.#isChanging(missing.symbol))
          this.#unwind(context, set, missing, 'its position was changed from outside (a margin call, a split), so that all legs were closed.'); // prettier-ignore
        else if (silent !== undefined)
          this.#unwind(context, set, silent, 'it has no bars any more, so that the other legs were closed.');
        break;
      case 'leaving':
        this.#settle(context, set);
        if (missing === undefined && !isWorking(context, set)) set.state = 'out';
        break;
      case 'out':
        break;
    }
  }

  #unwind(context: BarContext, set: LegSet, leg: Leg, sentence: string): void {
    context.note(sentence, leg.symbol);
    this.#giveUp(context, set, set.legs, set.orders);
  }

  #giveUp(context: BarContext, set: LegSet, legs: readonly Leg[], orders: readonly number[]): void {
    Object.assign(set, { state: 'leaving', legs, orders, age: 0 } satisfies LegSet);
    for (const order of orders) context.cancel(order);
    this.#settle(context, set);
  }

  /** Waits for the set's own orders (a cancel may be on its way), then orders what is missing. */
  #settle(context: BarContext, set: LegSet): void {
    if (isWorking(context, set)) return;
    for (const { symbol } of set.legs) context.targetPosition(this.#wantedOf(symbol), symbol);
  }

  #isReached(context: BarContext, symbol: number): boolean {
    return Math.abs(context.positionOf(symbol) - this.#wantedOf(symbol)) < SAME_UNITS;
  }

  #wantedOf(symbol: number): number {
    let units = 0;
    for (const { state, legs } of this.#sets) {
      if (state !== 'entering' && state !== 'in') continue;
      for (const leg of legs) if (leg.symbol === symbol) units += leg.units;
    }
    return units;
  }

  /** Another set that has a leg in the symbol is on its way. */
  #isChanging(symbol: number): boolean {
    return this.#sets.some(
      ({ state, legs }) =>
        (state === 'entering' || state === 'leaving') && legs.some((leg) => leg.symbol === symbol),
    );
  }
}

/** One of the orders that it was entered with still works. */
function isWorking(context: BarContext, { legs, orders }: LegSet): boolean {
  return legs.some(({ symbol }) => context.workingOrders(symbol).some(({ id }) => orders.includes(id)));
}
