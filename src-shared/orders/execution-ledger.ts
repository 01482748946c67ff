import { z } from 'zod';
import { roundHalfEven } from '../kernel/round.ts';
import { executionSchema, type Execution } from '../model/execution.ts';
import { orderPrice, type OrderPrice } from '../model/order-price.ts';
import { quantityMicros, type QuantityMicros } from '../model/quantity.ts';

/** One fill in its latest correction. */
export const ledgerEntrySchema = z.strictObject({
  execution: executionSchema,
  /** 1e-6 units: the most that any version of it said. */
  peak: z.number().int().nonnegative().transform(quantityMicros),
});
export type LedgerEntry = z.output<typeof ledgerEntrySchema>;

/** The fills of one order, each once, in its latest correction, ascending by what comes before the execId's last dot. */
export type ExecutionLedger = readonly LedgerEntry[];

export type Booked = 'new' | 'correction' | 'repeated' | 'superseded';

/**
 * Books what one execDetails says. Whatever order executions and corrections arrive in, and however often, the ledger comes
 * out the same. TWS corrects by sending the execId again with the part after its last dot increased. Bounded by what the
 * broker executes on the order.
 */
export function bookExecution(
  ledger: ExecutionLedger,
  execution: Execution,
): { readonly ledger: ExecutionLedger; readonly booked: Booked } {
  const { root, revision } = splitExecId(execution.execId);
  const index = ledger.findIndex((entry) => splitExecId(entry.execution.execId).root >= root);
  const known = index < 0 ? undefined : ledger[index]!;
  if (known === undefined || splitExecId(known.execution.execId).root !== root) {
    const entry = { execution, peak: execution.quantity };
    return { ledger: ledger.toSpliced(index < 0 ? ledger.length : index, 0, entry), booked: 'new' };
  }
  const knownRevision = splitExecId(known.execution.execId).revision;
  const peak = quantityMicros(Math.max(known.peak, execution.quantity));
  if (revision > knownRevision)
    return { ledger: ledger.with(index, { execution, peak }), booked: 'correction' };
  const booked = revision === knownRevision ? 'repeated' : 'superseded';
  return { ledger: peak === known.peak ? ledger : ledger.with(index, { ...known, peak }), booked };
}

/** 1e-6 units, corrections applied. */
export function filledOf(ledger: ExecutionLedger): QuantityMicros {
  let filled = 0;
  for (const { execution } of ledger) filled += execution.quantity;
  return quantityMicros(filled);
}

/** 1e-6 units, as if nothing had been corrected downwards: what the broker's own count may once have been. */
export function peakOf(ledger: ExecutionLedger): QuantityMicros {
  let filled = 0;
  for (const { peak } of ledger) filled += peak;
  return quantityMicros(filled);
}

/** Of what has filled, rounded half-even to 1e-8; null: nothing has. Exact up to the rounding. */
export function averagePriceOf(ledger: ExecutionLedger): OrderPrice | null {
  const filled = filledOf(ledger);
  if (filled === 0) return null;
  // Around the first price the products stay small: the fills of one order lie close together.
  const origin = ledger[0]!.execution.price;
  let above = 0;
  for (const { execution } of ledger) above += (execution.price - origin) * (execution.quantity / filled);
  return orderPrice(origin + roundHalfEven(above));
}

/** An id without a number at its end is a fill of its own, never corrected. */
export function splitExecId(execId: string): { readonly root: string; readonly revision: number } {
  const match = /^(.+)\.(\d{1,15})$/.exec(execId);
  return match === null ? { root: execId, revision: 0 } : { root: match[1]!, revision: Number(match[2]) };
}
