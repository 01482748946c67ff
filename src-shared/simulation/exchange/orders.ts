import type { OrderRecord } from './order-record.ts';

/** Every order by its key: the live ones, the last of the finished ones, and who belongs to which group or watches what. */
export class Orders {
  /** In the order they were accepted. */
  readonly live = new Map<number, OrderRecord>();
  /** In the order they ended. */
  readonly finished = new Map<number, OrderRecord>();
  /** Live orders with a condition on an instrument's price that has not come true. */
  readonly watches = new Map<number, Set<OrderRecord>>();
  readonly #groups = new Map<string, Set<OrderRecord>>();
  readonly #retained: number;

  /** @param retained how many finished orders are remembered */
  constructor(retained: number) {
    this.#retained = retained;
  }

  get(key: number): OrderRecord | undefined {
    return this.live.get(key) ?? this.finished.get(key);
  }

  add(order: OrderRecord): void {
    this.live.set(order.key, order);
    const group = groupOf(order);
    if (group !== null) addTo(this.#groups, group, order);
    this.watch(order);
  }

  watch(order: OrderRecord): void {
    if (order.isConditionMet) return;
    for (const condition of order.terms.conditions) {
      if (condition.kind === 'price') addTo(this.watches, condition.instrument, order);
    }
  }

  unwatch(order: OrderRecord): void {
    for (const condition of order.terms.conditions) {
      if (condition.kind === 'price') removeFrom(this.watches, condition.instrument, order);
    }
  }

  /** The other live orders of its group, in the order they were accepted. */
  othersInGroup(order: OrderRecord): OrderRecord[] {
    const group = groupOf(order);
    if (group === null) return [];
    return [...(this.#groups.get(group) ?? [])].filter((other) => other !== order);
  }

  /** The order has ended: it is remembered as one of the last. */
  finish(order: OrderRecord): void {
    this.live.delete(order.key);
    const group = groupOf(order);
    if (group !== null) removeFrom(this.#groups, group, order);
    this.unwatch(order);
    this.finished.set(order.key, order);
    this.#forgetOldest();
  }

  #forgetOldest(): void {
    for (let tries = this.finished.size; this.finished.size > this.#retained && tries > 0; tries--) {
      const [key, oldest] = this.finished.entries().next().value!;
      this.finished.delete(key);
      // What is attached to it still asks how much of it filled.
      if (oldest.children.some((child) => this.live.has(child))) this.finished.set(key, oldest);
    }
  }

  /** From a snapshot, as they were. */
  restore(live: readonly OrderRecord[], finished: readonly OrderRecord[]): void {
    for (const order of live) this.add(order);
    for (const order of finished) this.finished.set(order.key, order);
  }
}

/** Of an account: two accounts may use the same name. */
export function groupOf(order: OrderRecord): string | null {
  const { ocaGroup } = order.terms;
  return ocaGroup === null ? null : `${order.account}/${ocaGroup}`;
}

function addTo<Key>(sets: Map<Key, Set<OrderRecord>>, key: Key, order: OrderRecord): void {
  const set = sets.get(key);
  if (set === undefined) sets.set(key, new Set([order]));
  else set.add(order);
}

function removeFrom<Key>(sets: Map<Key, Set<OrderRecord>>, key: Key, order: OrderRecord): void {
  const set = sets.get(key);
  if (set?.delete(order) === true && set.size === 0) sets.delete(key);
}
