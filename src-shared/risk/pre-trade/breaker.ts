import { missing, shown, shownPart, type Finding } from './rule.ts';

/** Whether the fall from one mark of equity to another is a part of the first or more. At the limit it trips. */
export function hasFallen(from: number, to: number, part: number): boolean {
  // A doubt of rounding trips it, and so does NaN; an account with nothing in it has lost nothing.
  return !(to >= from || from - to + Math.abs(from) * 4e-15 < from * part);
}

export function fallFinding(what: string, from: number, to: number, part: number): Finding {
  if (!Number.isFinite(from) || !Number.isFinite(to)) return missing('the equity of the account');
  const value = from > 0 ? (from - to) / from : 1;
  return {
    param: 'max',
    value,
    limit: part,
    text: `${what} has reached ${shownPart(value)} (from ${shown(from)} to ${shown(to)}), and ${shownPart(part)} stops new risk`,
  };
}
