import type { Ending } from './order-record.ts';

/** Waits at the broker (for a trigger, a time, its parent) or works at the exchange. ApiPending and PendingSubmit are still on their way. */
const AT_BROKER: ReadonlySet<string> = new Set(['PreSubmitted', 'Submitted', 'PendingCancel']);

export function isAtBroker(status: string): boolean {
  return AT_BROKER.has(status);
}

/** How an order ended by its status word; null: it has not. A word nobody knows ends nothing. */
export function endingOf(status: string, whyHeld: string): Exclude<Ending['kind'], 'gone'> | null {
  switch (status) {
    case 'Filled':
      return 'filled';
    case 'Cancelled':
    case 'ApiCancelled':
      return 'cancelled';
    case 'Inactive':
      // A rejection, unless shares are looked for to sell short.
      return /locate/i.test(whyHeld) ? null : 'rejected';
    default:
      return null;
  }
}
