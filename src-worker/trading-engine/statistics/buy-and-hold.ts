import { lowerBound, type BarColumns } from '#shared/bars/columns.ts';

/**
 * Worth over time of one unit of money put equally into every symbol at its first traded close; a symbol without bars, or
 * that began at zero, stays as cash. The same holding as `buyAndHoldReturn` tells at the end.
 *
 * @param symbols bars of each, and the index of the first one traded on
 * @param times   starts of bars, Unix ms, ascending
 */
export function buyAndHoldWorth(
  symbols: readonly { readonly bars: BarColumns; readonly firstTraded: number }[],
  times: readonly number[],
): number[] {
  const worth = new Array<number>(times.length).fill(0);
  for (const { bars, firstTraded } of symbols) {
    const first = firstTraded < bars.length ? bars.close[firstTraded]! : 0;
    times.forEach((time, i) => {
      const after = lowerBound(bars.time, time + 1);
      const growth = first > 0 && after > firstTraded ? bars.close[after - 1]! / first : 1;
      worth[i]! += growth / symbols.length;
    });
  }
  return worth;
}
