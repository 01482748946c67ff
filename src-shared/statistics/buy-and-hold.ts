import { lowerBound, type BarColumns } from '#shared/bars/columns.ts';
import type { BarDividend } from '#shared/bars/apply-actions.ts';

/** What is held: bars, the index of the first one traded on, and dividends by bar, ascending. */
export interface HeldSymbol {
  readonly bars: BarColumns;
  readonly firstTraded: number;
  readonly dividends?: readonly BarDividend[] | undefined;
}

/** The same in the currency of an account that holds several. @param rates per bar; NaN before the first that is known */
export function heldInBase(
  { bars, firstTraded, dividends = [] }: HeldSymbol,
  rates: Float64Array,
): HeldSymbol {
  return {
    firstTraded,
    bars: { ...bars, close: bars.close.map((close, bar) => close * rates[bar]!) },
    dividends: dividends.map(({ bar, amount }) => ({ bar, amount: amount * rates[bar]! })),
  };
}

/**
 * Worth over time of one unit of money put equally into every symbol at its first traded close; a symbol without bars, or
 * that began at zero, stays as cash, as do its dividends. The same holding as `buyAndHoldReturn` tells at the end.
 *
 * @param times starts of bars, Unix ms, ascending
 */
export function buyAndHoldWorth(symbols: readonly HeldSymbol[], times: readonly number[]): number[] {
  const worth = new Array<number>(times.length).fill(0);
  for (const { bars, firstTraded, dividends = [] } of symbols) {
    const first = firstTraded < bars.length ? bars.close[firstTraded]! : 0;
    const due = dividends.filter(({ bar }) => bar > firstTraded);
    let received = 0;
    let next = 0;
    times.forEach((time, i) => {
      const after = lowerBound(bars.time, time + 1);
      while (next < due.length && due[next]!.bar < after) received += due[next++]!.amount;
      const growth = first > 0 && after > firstTraded ? (bars.close[after - 1]! + received) / first : 1;
      worth[i]! += growth / symbols.length;
    });
  }
  return worth;
}
