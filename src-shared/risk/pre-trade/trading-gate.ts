import type { QuantityMicros } from '../../model/quantity.ts';

/** halted: kill switch, not connected, not reconciled. reducing: open differences, a breaker tripped, reset window. */
export type TradingState = 'halted' | 'reducing' | 'active';

/** What a request does to the risk of an account. `flatten` is the kill switch's own closing of a position. */
export type RiskEffect = 'increases' | 'reduces' | 'flatten' | 'cancel';

/** `all-rules`: every rule is asked. `validity`: limits are not, contract, tick, lot and broker's collar are. */
export type Gate = 'denied' | 'all-rules' | 'validity' | 'passes';

const TABLE: Readonly<Record<TradingState, Readonly<Record<RiskEffect, Gate>>>> = {
  halted: { increases: 'denied', reduces: 'denied', flatten: 'validity', cancel: 'passes' },
  reducing: { increases: 'denied', reduces: 'validity', flatten: 'validity', cancel: 'passes' },
  active: { increases: 'all-rules', reduces: 'validity', flatten: 'validity', cancel: 'passes' },
};

/** @param arePositionsProven positions equal the broker's: a flatten before that could open what it means to close */
export function gateOf(state: TradingState, effect: RiskEffect, arePositionsProven: boolean): Gate {
  if (effect === 'flatten' && !arePositionsProven) return 'denied';
  return TABLE[state][effect];
}

/**
 * Whether an order at most closes the position, working closes counted: what crosses zero does not.
 *
 * @param position      1e-6 units, negative when short
 * @param side          +1 buys, -1 sells
 * @param quantity      1e-6 units, above zero
 * @param workingCloses 1e-6 units that working orders on the same side could still fill; for a modify, without the order itself
 */
export function reducesRisk(
  position: QuantityMicros,
  side: 1 | -1,
  quantity: QuantityMicros,
  workingCloses: QuantityMicros,
): boolean {
  // Written so that NaN is never a reduction; the subtraction stays exact where a sum of the two might not.
  return quantity > 0 && workingCloses >= 0 && quantity <= -side * position - workingCloses;
}
