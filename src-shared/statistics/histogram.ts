import { quantileOf } from './return-figures.ts';

const BARS_WANTED = 40;

/** From, to, and how many values lie from one up to, not including, the other. */
export type HistogramBar = [from: number, to: number, count: number];

/**
 * Bars of one round width over the middle 99 % of the values; the outermost two take what lies beyond.
 *
 * @param sorted ascending, at least one
 */
export function histogramOf(sorted: ArrayLike<number>): HistogramBar[] {
  const low = quantileOf(sorted, 0.005);
  const high = quantileOf(sorted, 0.995);
  // Narrower ones could not be told apart where the values lie.
  const least = Math.max(Math.abs(low), Math.abs(high)) * 1e-9;
  const width = roundWidth(high - low > least ? Math.max((high - low) / BARS_WANTED, least) : 0);
  const first = Math.floor(low / width);
  const count = Math.floor(high / width) - first + 1;
  const heights = new Array<number>(count).fill(0);
  for (let i = 0; i < sorted.length; i++) {
    heights[Math.max(0, Math.min(count - 1, Math.floor(sorted[i]! / width) - first))]!++;
  }
  // Not 0.30000000000000004: an edge is what a person would write.
  const edge = (index: number) => Number(((first + index) * width).toPrecision(12));
  return heights.map((height, index) => [edge(index), edge(index + 1), height]);
}

/** The next of 1, 2, 5 times a power of ten. */
function roundWidth(width: number): number {
  if (!(width > 1e-12)) return 0.001;
  const power = 10 ** Math.floor(Math.log10(width));
  return ([1, 2, 5].find((factor) => factor * power >= width) ?? 10) * power;
}
