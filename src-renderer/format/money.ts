import { formatNumber, NO_VALUE } from './number.ts';

const PRICE_DECIMALS_MAX = 5;

/** Amounts cross as micro-units; null stays null. */
export function unitsOf(micros: number | null): number | null {
  return micros === null ? null : micros / 1e6;
}

/** A price without its contract's tick at hand: at least cents, and as many decimals as it has, at most five. */
export function formatAnyPrice(price: number | null): string {
  if (price === null || !Number.isFinite(price)) return NO_VALUE;
  const written = String(Number(price.toFixed(PRICE_DECIMALS_MAX))).split('.')[1]?.length ?? 0;
  return formatNumber(price, Math.max(2, written));
}

/** How long something lasted, in its two largest units: `2 d 3 h`, `14 min 5 s`, `0 s`. */
export function formatHeld(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return '0 s';
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}
