import type { Contract } from '../../model/contract.ts';
import type { OrderPrice } from '../../model/order-price.ts';
import type { OrderRef } from '../../model/order-ticket.ts';
import { isLive } from '../../model/order.ts';
import { quantityMicros, type QuantityMicros } from '../../model/quantity.ts';
import type { OrderRecord } from '../order-record.ts';
import { stateOf } from '../order-state.ts';
import type { HeldPosition } from '../reconcile/evidence.ts';
import { OrderFamilies } from './order-family.ts';

/** What stands between a position and a loss without end. Quantities in 1e-6. */
export interface Protection {
  readonly account: string;
  readonly contract: Contract;
  /** Negative when short. */
  readonly position: QuantityMicros;
  /** Without a sign. Covered by stops; stops beyond the position do not count. */
  readonly covered: QuantityMicros;
  readonly uncovered: QuantityMicros;
  readonly stops: readonly {
    readonly ref: OrderRef;
    readonly quantity: QuantityMicros;
    /** null: it trails, and the broker has not said where it stands. */
    readonly stopPrice: OrderPrice | null;
    /** A stop with a limit may be passed over. */
    readonly isSure: boolean;
  }[];
}

const STOPS: ReadonlySet<string> = new Set(['STP', 'STP LMT', 'TRAIL', 'TRAIL LIMIT']);
const WITH_LIMIT: ReadonlySet<string> = new Set(['STP LMT', 'TRAIL LIMIT']);

/**
 * For each position that is not zero the stops that would close it. A stop that waits for its parent, is being cancelled or
 * of which nobody knows protects nothing; those of one group protect once.
 */
export function protectionsOf(
  positions: readonly HeldPosition[],
  records: readonly OrderRecord[],
): Protection[] {
  const families = new OrderFamilies(records);
  const stops = records.filter((record) => STOPS.has(record.terms.type) && isSureToBeThere(record));
  return positions
    .filter(({ quantity }) => quantity !== 0)
    .map((position) => protectionOf(position, stops, families));
}

function protectionOf(
  { account, contract, quantity }: HeldPosition,
  all: readonly OrderRecord[],
  families: OrderFamilies,
): Protection {
  const closing = quantity > 0 ? 'sell' : 'buy';
  const stops = all
    .filter(
      (stop) =>
        stop.side === closing &&
        stop.account === account &&
        stop.contract.contractId === contract.contractId &&
        families.activeOf(stop) > 0,
    )
    .map((stop) => ({
      ...{ ref: stop.ref, quantity: families.activeOf(stop), stopPrice: stop.terms.stopPrice },
      ...{ isSure: !WITH_LIMIT.has(stop.terms.type), group: stop.oca?.group ?? stop.ref },
    }));
  const largest = new Map<string, number>();
  for (const { group, quantity: size } of stops) largest.set(group, Math.max(size, largest.get(group) ?? 0));
  const size = Math.abs(quantity);
  const covered = Math.min(
    size,
    [...largest.values()].reduce((sum, each) => sum + each, 0),
  );
  return {
    ...{ account, contract, position: quantity },
    ...{ covered: quantityMicros(covered), uncovered: quantityMicros(size - covered) },
    stops: stops.map(({ ref, quantity: each, stopPrice, isSure }) => ({
      ref,
      quantity: each,
      stopPrice,
      isSure,
    })),
  };
}

function isSureToBeThere(record: OrderRecord): boolean {
  const state = stateOf(record);
  return isLive(state) && record.isWorking && state !== 'unknown' && state !== 'pending-cancel';
}
