import { areOpposite, type OrderRef } from '../../model/order-ticket.ts';
import { isLive } from '../../model/order.ts';
import { quantityMicros, type QuantityMicros } from '../../model/quantity.ts';
import { filledOf } from '../execution-ledger.ts';
import type { OrderRecord } from '../order-record.ts';
import { leavesOf, stateOf } from '../order-state.ts';

/** How orders hang together, by their states: made anew whenever it is asked for. Attached orders of any depth. */
export class OrderFamilies {
  readonly #records: ReadonlyMap<OrderRef, OrderRecord>;
  readonly #children = new Map<OrderRef, OrderRecord[]>();
  readonly #groups = new Map<string, OrderRecord[]>();

  constructor(records: readonly OrderRecord[]) {
    this.#records = new Map(records.map((record) => [record.ref, record]));
    for (const record of records) {
      const { parentRef, oca, account } = record;
      if (parentRef !== null) addTo(this.#children, parentRef, record);
      if (oca !== null) addTo(this.#groups, `${account} ${oca.group}`, record);
    }
  }

  parentOf({ parentRef }: OrderRecord): OrderRecord | null {
    return parentRef === null ? null : (this.#records.get(parentRef) ?? null);
  }

  childrenOf({ ref }: OrderRecord): readonly OrderRecord[] {
    return this.#children.get(ref) ?? [];
  }

  /** The others of its group. */
  groupOf(record: OrderRecord): readonly OrderRecord[] {
    const { oca, account, ref } = record;
    if (oca === null) return [];
    return this.#groups.get(`${account} ${oca.group}`)!.filter((other) => other.ref !== ref);
  }

  /** An attached order of the other side: it closes what its parent opens. */
  isExit(record: OrderRecord): boolean {
    const parent = this.parentOf(record);
    return (
      parent !== null &&
      areOpposite(parent.side, record.side) &&
      parent.contract.contractId === record.contract.contractId
    );
  }

  /**
   * 1e-6 units of it that may fill as things are: what is attached acts on its share of what its parent has filled, and the
   * exits of one parent never close more than that together. As near as can be told without the broker's rounding to lots.
   */
  activeOf(record: OrderRecord): QuantityMicros {
    const leaves = leavesOf(record);
    const parent = this.parentOf(record);
    if (parent === null || leaves === 0) return leaves;
    return quantityMicros(
      Math.min(leaves, Math.max(0, this.#allowed(record, parent) - filledOf(record.fills))),
    );
  }

  /** What would become of the others if the broker took an order away now. */
  effectOfCancel(record: OrderRecord): CancelEffect {
    const effect: { ends: OrderRef[]; shrinks: { ref: OrderRef; to: QuantityMicros }[] } = {
      ends: [],
      shrinks: [],
    };
    for (const child of this.childrenOf(record)) {
      if (!isLive(stateOf(child))) continue;
      const kept = this.activeOf(child);
      if (kept > 0) {
        if (kept < leavesOf(child)) effect.shrinks.push({ ref: child.ref, to: kept });
        continue;
      }
      const below = this.effectOfCancel(child);
      effect.ends.push(child.ref, ...below.ends);
      effect.shrinks.push(...below.shrinks);
    }
    return effect;
  }

  /** Up to where an attached order may have filled in all. */
  #allowed(record: OrderRecord, parent: OrderRecord): number {
    const whole = parent.terms.quantity;
    const opened = filledOf(parent.fills);
    const own = record.terms.quantity;
    const share = opened >= whole ? own : Math.floor(own * (opened / whole));
    if (!this.isExit(record)) return share;
    const others = this.childrenOf(parent).filter((other) => other.ref !== record.ref && this.isExit(other));
    const closed = others.reduce((sum, other) => sum + filledOf(other.fills), 0);
    return Math.min(share, Math.max(0, opened - closed));
  }
}

/** Orders of the same group as the one cancelled stay as they are: only a fill ends those. */
export interface CancelEffect {
  /** Attached orders that end with it. */
  readonly ends: readonly OrderRef[];
  /** Attached orders that stay for what it has filled, 1e-6 units. */
  readonly shrinks: readonly { readonly ref: OrderRef; readonly to: QuantityMicros }[];
}

function addTo<K>(map: Map<K, OrderRecord[]>, key: K, record: OrderRecord): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [record]);
  else list.push(record);
}
