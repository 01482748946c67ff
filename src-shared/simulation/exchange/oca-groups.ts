import { closeOrder, shrink } from './brackets.ts';
import { deskOf, setTimer, type Core } from './core.ts';
import { remainingOf, type OrderRecord } from './order-record.ts';
import { shareDown } from './proportion.ts';
import { refusals } from './refusals.ts';

const GROUP_FILLED = refusals.cancelled('another order of its OCA group was filled');

/**
 * One order of a group has filled. Types 1 and 2 block: the others learn of it before anything else can fill. Under type 3
 * word takes as long as a cancel, and until then they can fill.
 *
 * @param remainingBefore what was left of the order before the fill
 */
export function applyOca(core: Core, order: OrderRecord, remainingBefore: number): void {
  const others = core.orders.othersInGroup(order);
  if (others.length === 0) return;
  const numerator = remainingOf(order);
  for (const other of others) {
    if (!core.orders.live.has(other.key)) continue;
    switch (order.terms.ocaType) {
      case 1:
        closeOrder(core, other, 'cancelled', GROUP_FILLED);
        break;
      case 2:
        keepPart(core, other, numerator, remainingBefore);
        break;
      case 3:
        if (core.settings.cancelMs === 0) keepPart(core, other, numerator, remainingBefore);
        else {
          const task = { kind: 'reduce', numerator, denominator: remainingBefore } as const;
          setTimer(core, core.time + core.settings.cancelMs, other.key, task);
        }
        break;
    }
  }
}

/** Leaves an order `numerator` of every `denominator` parts of its remaining quantity, rounded down. */
export function keepPart(core: Core, order: OrderRecord, numerator: number, denominator: number): void {
  const step = deskOf(core, order.instrument).instrument.sizeIncrement;
  const kept = shareDown(remainingOf(order), numerator, denominator, step);
  shrink(core, order, order.filled + kept, GROUP_FILLED);
}
