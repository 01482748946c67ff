import type { ShownQuote } from '../../stores/quotes.ts';

export interface DayChange {
  readonly amount: number;
  /** null where the close before is zero or below: no percentage means anything there. */
  readonly fraction: number | null;
}

/** Since the close of the session before; null while either is unknown. */
export function changeOf(quote: Pick<ShownQuote, 'last' | 'mark' | 'close'> | undefined): DayChange | null {
  const price = quote?.last ?? quote?.mark ?? null;
  const close = quote?.close ?? null;
  if (price === null || close === null) return null;
  const amount = price - close;
  return { amount, fraction: close > 0 ? amount / close : null };
}

/** A polyline of a box, the oldest value at its left edge; null with fewer than two values. */
export function sparkPoints(values: readonly number[], width: number, height: number): string | null {
  if (values.length < 2) return null;
  const low = Math.min(...values);
  const span = Math.max(...values) - low;
  return values
    .map((value, index) => {
      const x = (index / (values.length - 1)) * width;
      const y = span === 0 ? height / 2 : height - ((value - low) / span) * height;
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(' ');
}

/** `5 s`, `3 min`, `2 h`, `4 d`: the age of a price in as few signs as there are. */
export function shortAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 86_400 ? `${Math.floor(seconds / 3_600)} h` : `${Math.floor(seconds / 86_400)} d`;
}
