import type { UnixMillis } from '../kernel/time.ts';
import { quantityMicros } from '../model/quantity.ts';
import type { Ending, OrderRecord } from './order-record.ts';

/** Adds what is said of an order's end. Of each kind the first moment, the least count and one reason are kept. */
export function withEnding(record: OrderRecord, ending: Ending): OrderRecord {
  const known = record.endings.find(({ kind }) => kind === ending.kind);
  if (known === undefined) return { ...record, endings: sorted([...record.endings, ending]) };
  const joined: Ending = {
    kind: known.kind,
    at: known.at <= ending.at ? known.at : ending.at,
    filled: least(known.filled, ending.filled),
    reason: known.reason >= ending.reason ? known.reason : ending.reason,
  };
  return { ...record, endings: record.endings.map((one) => (one === known ? joined : one)) };
}

/** A sign of life: that nobody had it any more was no evidence. */
export function withoutGone(record: OrderRecord): OrderRecord {
  if (!record.endings.some(({ kind }) => kind === 'gone')) return record;
  const endings = record.endings.filter(({ kind }) => kind !== 'gone');
  return { ...record, endings, wasRevived: true };
}

/** Endings heard before a list was asked for in which the order is open. */
export function withoutEndingsBefore(record: OrderRecord, time: UnixMillis): OrderRecord {
  const endings = record.endings.filter(({ at }) => at >= time);
  return endings.length === record.endings.length ? record : { ...record, endings, wasRevived: true };
}

function sorted(endings: readonly Ending[]): Ending[] {
  return endings.toSorted((one, other) => (one.kind < other.kind ? -1 : 1));
}

function least(one: Ending['filled'], other: Ending['filled']): Ending['filled'] {
  if (one === null || other === null) return one ?? other;
  return quantityMicros(Math.min(one, other));
}
