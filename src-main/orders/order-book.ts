import type { ContractId } from '#shared/model/contract.ts';
import { ORDER_PRICE_STEPS_PER_UNIT } from '#shared/model/order-price.ts';
import type { OrderRef } from '#shared/model/order-ticket.ts';
import { isLive } from '#shared/model/order.ts';
import { filledOf, splitExecId } from '#shared/orders/execution-ledger.ts';
import type { BrokerNames } from '#shared/orders/order-event.ts';
import { OrderIndex } from '#shared/orders/order-index.ts';
import type { OrderRecord } from '#shared/orders/order-record.ts';
import { leavesOf, stateOf } from '#shared/orders/order-state.ts';
import { isExitOf } from '#shared/orders/relations/exit-of.ts';
import type { WorkingFacts, WorkingOrders } from '../ports/working-orders.ts';

/** Ended orders kept in memory for the blotter and late reports; older ones are in the journal. */
export const ENDED_MAX = 5_000;

type LiveOrders = Map<OrderRef, OrderRecord>;

/**
 * The orders of the current book in memory, found by reference, order id, permId or execution. Risk and the order path decide
 * on these; the journal has the same on the disk.
 */
export class OrderBook implements WorkingOrders {
  readonly #byRef = new Map<OrderRef, OrderRecord>();
  #index = new OrderIndex();
  readonly #byExecution = new Map<string, OrderRef>();
  /** Oldest first. */
  readonly #ended = new Set<OrderRef>();
  readonly #live = new Map<string, Map<ContractId, LiveOrders>>();

  get(ref: OrderRef): OrderRecord | undefined {
    return this.#byRef.get(ref);
  }

  get all(): Iterable<OrderRecord> {
    return this.#byRef.values();
  }

  get live(): OrderRecord[] {
    return [...this.#live.values()].flatMap((contracts) =>
      [...contracts.values()].flatMap((orders) => [...orders.values()]),
    );
  }

  get liveCount(): number {
    let count = 0;
    for (const account of this.#live.keys()) count += this.count(account, null);
    return count;
  }

  /** The order that a message of the broker is about. */
  find(names: BrokerNames): OrderRecord | undefined {
    return this.#record(this.#index.find(names) ?? undefined);
  }

  findByExecution(execId: string): OrderRecord | undefined {
    return this.#record(this.#byExecution.get(splitExecId(execId).root));
  }

  put(record: OrderRecord): void {
    const { ref, fills } = record;
    const known = this.#byRef.get(ref);
    this.#byRef.set(ref, record);
    if (known?.permId !== record.permId || known.orderId !== record.orderId) this.#index.put(record);
    for (const { execution } of fills) this.#byExecution.set(splitExecId(execution.execId).root, ref);
    if (isLive(stateOf(record))) {
      this.#ended.delete(ref);
      this.#liveIn(record).set(ref, record);
    } else {
      this.#forgetLive(record);
      this.#ended.add(ref);
      if (this.#ended.size > ENDED_MAX) this.#forgetOldest();
    }
  }

  /** Removes an order that was put in only while its unit was checked. */
  remove({ ref }: Pick<OrderRecord, 'ref'>): void {
    const record = this.#byRef.get(ref);
    if (record === undefined) return;
    this.#forgetLive(record);
    this.#ended.delete(ref);
    this.#byRef.delete(ref);
    for (const { execution } of record.fills) this.#byExecution.delete(splitExecId(execution.execId).root);
    this.#index.remove(record);
  }

  clear(): void {
    for (const map of [this.#byRef, this.#byExecution, this.#live]) map.clear();
    this.#index = new OrderIndex();
    this.#ended.clear();
  }

  // ── For the pre-trade rules ────────────────────────────────────────────────────────────────────────────────────

  readInto(out: WorkingFacts, account: string, contractId: ContractId, except: OrderRef | null): void {
    out.workingBuy = out.workingSell = out.buyOrders = out.sellOrders = 0;
    out.ownBestBid = out.ownBestAsk = NaN;
    const orders = this.#live.get(account)?.get(contractId);
    if (orders === undefined) return;
    /** Largest order of each group of which only one can fill. */
    let groups = this.#groupOfLeft(orders, except);
    let exits: Map<OrderRef, Exits> | null = null;
    for (const record of orders.values()) {
      if (record.ref === except) continue;
      // Of unknown side is either: it counts as both, and takes no risk off.
      const mayBuy = record.side !== 'sell';
      const maySell = record.side !== 'buy';
      if (mayBuy) out.buyOrders++;
      if (maySell) out.sellOrders++;
      const entry = this.#entryOf(record);
      const size = reachable(record, entry);
      if (entry !== undefined && isLive(stateOf(entry))) {
        exits ??= new Map();
        addExit(exits, record, entry, except === null ? undefined : orders.get(except));
        if (size > 0) quote(out, record);
        continue;
      }
      if (size === 0) continue;
      quote(out, record);
      let added = size;
      const group = groupOf(record, entry);
      if (group !== null) {
        groups ??= new Map();
        const key = `${record.side} ${group}`;
        const counted = groups.get(key) ?? 0;
        added = Math.max(0, size - counted);
        groups.set(key, Math.max(counted, size));
      }
      if (mayBuy) out.workingBuy += added;
      if (maySell) out.workingSell += added;
    }
    for (const { entry, groups: leavesOfGroups } of exits?.values() ?? []) {
      const added = reachableOf(entry, leavesOfGroups);
      if (entry.side === 'sell') out.workingBuy += added;
      else out.workingSell += added;
    }
  }

  /**
   * Quantity (1e-6) of an entry that no other exit closes yet. The exits of one group close it once between them, each further
   * group once more.
   *
   * @param exit the order that is checked, as it would be
   */
  unclaimed(entry: OrderRecord, exit: Pick<OrderRecord, 'ref' | 'oca'>): number {
    const others: Map<OrderRef, Exits> = new Map();
    const orders = this.#live.get(entry.account)?.get(entry.contract.contractId);
    for (const record of orders?.values() ?? [])
      if (record.ref !== exit.ref && this.#entryOf(record)?.ref === entry.ref) addExit(others, record, entry);
    let claimed = 0;
    const filled = filledOf(entry.fills);
    for (const [key, { leaves }] of others.get(entry.ref)?.groups ?? [])
      if (key !== exitGroupOf(exit, entry)) claimed += Math.max(0, leaves - filled);
    return Math.max(0, leavesOf(entry) - claimed);
  }

  /** The caller counts the order that is being changed: others of its group add only what exceeds it. */
  #groupOfLeft(orders: LiveOrders, except: OrderRef | null): Map<string, number> | null {
    const left = except === null ? undefined : orders.get(except);
    if (left === undefined) return null;
    const entry = this.#entryOf(left);
    const group = groupOf(left, entry);
    return group === null ? null : new Map([[`${left.side} ${group}`, reachable(left, entry)]]);
  }

  contracts(account: string): Iterable<ContractId> {
    return this.#live.get(account)?.keys() ?? [];
  }

  count(account: string, except: OrderRef | null): number {
    let count = 0;
    for (const orders of this.#live.get(account)?.values() ?? []) {
      count += orders.size;
      if (except !== null && orders.has(except)) count--;
    }
    return count;
  }

  highestPrice(account: string, contractId: ContractId): number {
    let highest = NaN;
    for (const { terms } of this.#live.get(account)?.get(contractId)?.values() ?? []) {
      const price = Math.abs(terms.limitPrice ?? terms.stopPrice ?? NaN);
      if (!Number.isNaN(price) && !(price <= highest)) highest = price;
    }
    return highest;
  }

  /** The entry that this order exits; undefined: it is no exit. */
  #entryOf(record: OrderRecord): OrderRecord | undefined {
    const parent = record.parentRef === null ? undefined : this.#byRef.get(record.parentRef);
    return parent !== undefined && isExitOf(parent, record) ? parent : undefined;
  }

  #record(ref: OrderRef | undefined): OrderRecord | undefined {
    return ref === undefined ? undefined : this.#byRef.get(ref);
  }

  #liveIn({ account, contract: { contractId } }: OrderRecord): LiveOrders {
    const contracts = this.#live.get(account) ?? new Map<ContractId, LiveOrders>();
    this.#live.set(account, contracts);
    const orders: LiveOrders = contracts.get(contractId) ?? new Map<OrderRef, OrderRecord>();
    contracts.set(contractId, orders);
    return orders;
  }

  #forgetLive({ account, contract: { contractId }, ref }: OrderRecord): void {
    const contracts = this.#live.get(account);
    const orders = contracts?.get(contractId);
    if (orders?.delete(ref) === true && orders.size === 0) contracts!.delete(contractId);
  }

  #forgetOldest(): void {
    for (const ref of this.#ended) {
      const record = this.#byRef.get(ref);
      if (record !== undefined) this.remove(record);
      return;
    }
  }
}

/** Working exits of an entry, by groups of which only one order can fill. */
interface Exits {
  readonly entry: OrderRecord;
  /** Quantities (1e-6): the largest order of the group, and what the caller counts of it. */
  readonly groups: Map<string, { leaves: number; readonly counted: number }>;
}

/** @param left the order that the caller counts: others of its group add only what exceeds it */
function addExit(
  exits: Map<OrderRef, Exits>,
  record: OrderRecord,
  entry: OrderRecord,
  left?: OrderRecord,
): void {
  let its = exits.get(entry.ref);
  if (its === undefined) exits.set(entry.ref, (its = { entry, groups: new Map() }));
  const key = exitGroupOf(record, entry);
  const isOfLeft = left?.parentRef === entry.ref && exitGroupOf(left, entry) === key;
  const known = its.groups.get(key) ?? { leaves: 0, counted: isOfLeft ? leavesOf(left) : 0 };
  its.groups.set(key, { ...known, leaves: Math.max(known.leaves, leavesOf(record)) });
}

/**
 * Quantity (1e-6) by which the exits of a working entry count, the larger of two: what they can fill now, each group up to
 * what the entry has filled; and, once the entry has filled completely, what all of them together exceed its rest by.
 */
function reachableOf(entry: OrderRecord, groups: Exits['groups']): number {
  const filled = filledOf(entry.fills);
  let now = 0;
  let all = 0;
  for (const { leaves, counted } of groups.values()) {
    now += Math.max(0, Math.min(leaves, filled) - Math.min(counted, filled));
    all += Math.max(0, leaves - counted);
  }
  return Math.max(now, all - leavesOf(entry));
}

function exitGroupOf(exit: Pick<OrderRecord, 'ref' | 'oca'>, entry: OrderRecord): string {
  return groupOf(exit, entry) ?? `alone ${exit.ref}`;
}

/** Quantity (1e-6) that can fill now: an exit of a working entry no more than the entry has filled. */
function reachable(record: OrderRecord, entry: OrderRecord | undefined): number {
  const leaves = leavesOf(record);
  return entry !== undefined && isLive(stateOf(entry)) ? Math.min(leaves, filledOf(entry.fills)) : leaves;
}

/**
 * The group of which only one order can fill: the exits of a bracket, which the broker reduces together, and OCA groups with
 * block (types 1 and 2). Without block (type 3) several may fill at once, so each counts.
 */
function groupOf({ oca }: Pick<OrderRecord, 'oca'>, entry: OrderRecord | undefined): string | null {
  if (oca !== null) return oca.type === 3 ? null : oca.group;
  return entry === undefined ? null : `exits of ${entry.ref}`;
}

function quote(out: WorkingFacts, { side, terms: { limitPrice } }: OrderRecord): void {
  const price = limitPrice === null ? Infinity : limitPrice / ORDER_PRICE_STEPS_PER_UNIT;
  if (side !== 'sell')
    out.ownBestBid = Number.isNaN(out.ownBestBid) ? price : Math.max(out.ownBestBid, price);
  if (side === 'buy') return;
  // Without a limit it meets every price.
  const ask = limitPrice === null ? -Infinity : price;
  out.ownBestAsk = Number.isNaN(out.ownBestAsk) ? ask : Math.min(out.ownBestAsk, ask);
}
