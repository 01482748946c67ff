import type { OrderPrice } from '../model/order-price.ts';
import { quantityMicros, type QuantityMicros } from '../model/quantity.ts';

/** What one execDetails says of one order. */
export interface ReportedExecution {
  readonly execId: string;
  /** 1e-6 units. */
  readonly quantity: QuantityMicros;
  readonly price: OrderPrice;
}

export type Booked = 'new' | 'correction' | 'repeated' | 'superseded';

/**
 * The executions of one order, each once, in its latest correction, whatever order they arrive in. TWS corrects by sending
 * the execId again with the part after its last dot increased. Bounded by what the broker executes on the order.
 */
export class ExecutionLedger {
  readonly #latest = new Map<string, { readonly revision: number; readonly execution: ReportedExecution }>();

  book(execution: ReportedExecution): Booked {
    const { root, revision } = splitExecId(execution.execId);
    const known = this.#latest.get(root);
    if (known !== undefined && revision <= known.revision)
      return revision === known.revision ? 'repeated' : 'superseded';
    this.#latest.set(root, { revision, execution });
    return known === undefined ? 'new' : 'correction';
  }

  /** 1e-6 units, corrections applied. */
  get filled(): QuantityMicros {
    let filled = 0;
    for (const { execution } of this.#latest.values()) filled += execution.quantity;
    return quantityMicros(filled);
  }
}

/** An id without a number at its end is a fill of its own, never corrected. */
export function splitExecId(execId: string): { readonly root: string; readonly revision: number } {
  const match = /^(.+)\.(\d{1,15})$/.exec(execId);
  return match === null ? { root: execId, revision: 0 } : { root: match[1]!, revision: Number(match[2]) };
}
