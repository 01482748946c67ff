import type { ScreenResult } from '#shared/model/screen.ts';

/** Those that have passed, the highest score first; equal ones by symbol and source. */
export function passedBestFirst(results: readonly ScreenResult[]): ScreenResult[] {
  return results
    .filter(({ passed }) => passed)
    .sort((a, b) => b.score! - a.score! || order(a.symbol, b.symbol) || order(a.source, b.source));
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
