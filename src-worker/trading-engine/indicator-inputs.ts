import { lowerBound, type BarColumns } from '#shared/bars/columns.ts';
import type { IndicatorInput } from '#shared/indicators/definition.ts';
import { assertNever } from '#shared/kernel/assert.ts';
import { LocalDays } from '#shared/model/local-days.ts';

/** A symbol's bars, and whose midnight ends its days. */
export interface InputSource {
  readonly bars: BarColumns;
  readonly timeZone: string;
  /** Per bar, from when on it is known: by its start where all bars are of one length, else by its end. Unix ms. */
  readonly knownAt: Float64Array;
}

/**
 * The columns an indicator reads, each as long as the bars, and the index of the first bar on which all of them are there.
 *
 * @param others the second symbol, for indicators that read one; several are a basket of equal value
 */
export function indicatorInputs(
  names: readonly IndicatorInput[],
  source: InputSource,
  others: readonly InputSource[],
): { readonly inputs: readonly Float64Array[]; readonly from: number } {
  let from = 0;
  const inputs = names.map((name) => {
    switch (name) {
      case 'open':
      case 'high':
      case 'low':
      case 'close':
      case 'volume':
        return source.bars[name];
      case 'session':
        return daysOf(source);
      case 'other': {
        const firsts = others.map(({ knownAt }) => knownAt[0] ?? Infinity);
        from = lowerBound(source.knownAt, Math.max(...firsts));
        return basketOf(others.map((other) => alignedCloses(source, other)));
      }
      default:
        return assertNever(name);
    }
  });
  return { inputs, from };
}

function daysOf({ bars, timeZone }: InputSource): Float64Array {
  const days = new LocalDays(timeZone);
  return Float64Array.from(bars.time, (time) => days.advance(time));
}

/** Per bar, the close of the other series' last bar that is known no later: both have ended when a strategy is asked. */
function alignedCloses({ knownAt }: InputSource, other: InputSource): Float64Array {
  const aligned = new Float64Array(knownAt.length).fill(NaN);
  const { close } = other.bars;
  let next = 0;
  for (let i = 0; i < knownAt.length; i++) {
    while (next < close.length && other.knownAt[next]! <= knownAt[i]!) next++;
    if (next > 0) aligned[i] = close[next - 1]!;
  }
  return aligned;
}

/** The geometric mean of each row: no price weighs more for being higher. One column is itself, to the last bit. */
function basketOf(columns: readonly Float64Array[]): Float64Array {
  const [only] = columns;
  if (columns.length === 1) return only!;
  return only!.map((_, i) => {
    let sum = 0;
    for (const column of columns) sum += Math.log(column[i]!);
    return Math.exp(sum / columns.length);
  });
}
