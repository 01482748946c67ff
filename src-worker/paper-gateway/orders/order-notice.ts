import type { WireOrder } from '#shared/tws-protocol/nouns/wire-order.ts';
import { unsimulatedAttributes } from './unsupported-attributes.ts';

/** What the exchange looks at (read-order.ts). The others are kept and told, and taken as not met. */
const KNOWN_CONDITIONS: ReadonlySet<number> = new Set([1, 3]);
const CONDITION_NAMES = {
  1: 'price',
  3: 'time',
  4: 'margin',
  5: 'execution',
  6: 'volume',
  7: 'percent change',
};

/** What a client should know of an order that is taken, but not wholly simulated. null: nothing. */
export function noticeOn(order: WireOrder): string | null {
  const kept = unsimulatedAttributes(order);
  const unknown = order.conditions.filter(({ type }) => !KNOWN_CONDITIONS.has(type));
  const conditions = [...new Set(unknown.map(({ type }) => CONDITION_NAMES[type]))];
  const notices = [
    kept.length === 0 ? '' : `the paper gateway keeps, but does not simulate: ${kept.join(', ')}.`,
    conditions.length === 0
      ? ''
      : `the paper gateway never takes these conditions as met: ${conditions.join(', ')}.`,
  ].filter((notice) => notice !== '');
  return notices.length === 0 ? null : `Warning: ${notices.join(' And ')}`;
}
