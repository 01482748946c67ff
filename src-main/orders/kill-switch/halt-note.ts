import type { OrderRecord } from '#shared/orders/order-record.ts';
import { stateOf } from '#shared/orders/order-state.ts';
import type { OwedByHalt } from '../../ports/order-journal.ts';

export interface HaltWork {
  /** What is owed where we are; undefined: nothing. */
  readonly owed: OwedByHalt | undefined;
  /** See `owedElsewhere`. */
  readonly elsewhere: string;
  /** What closing has left, in words; empty: nothing. */
  readonly left: string;
  /** Orders that have to end before positions are closed. */
  readonly working: readonly OrderRecord[];
  readonly lost: readonly OrderRecord[];
}

/** What the kill switch has not done and why, in sentences; empty: nothing is to be said. */
export function haltNote({ owed, elsewhere, left, working, lost }: HaltWork): string {
  const notes = [elsewhere, left];
  if (owed?.isFlattening === true && working.length > 0)
    notes.push(`Positions are closed once these orders have ended: ${named(working)}.`);
  if (owed?.areCancelsOwed === true && lost.length > 0)
    notes.push(`The broker does not list ${named(lost)}: look in TWS and settle it in the blotter.`);
  return notes.filter((text) => text !== '').join(' ');
}

/** Working by our book, and in none of the broker's complete lists: there is nothing to cancel. */
export function isLost(record: OrderRecord): boolean {
  return record.doubt?.kind === 'missing' && stateOf(record) === 'unknown';
}

const NAMED_MAX = 5;

function named(records: readonly OrderRecord[]): string {
  const names = records
    .slice(0, NAMED_MAX)
    .map(({ ref, side, contract }) => `${ref} (${side} ${contract.symbol})`);
  const more = records.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}
