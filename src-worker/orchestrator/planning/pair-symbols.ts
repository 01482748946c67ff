import type { SeriesSummary } from '#shared/model/series.ts';

/** Closes of a series at times that ascend. */
export interface PriceLine {
  readonly time: Float64Array;
  readonly close: Float64Array;
}

/** Fewer returns in common say nothing. */
const RETURNS_MIN = 20;

/**
 * Puts symbols that move together into groups of `size`, each symbol in one group: first the two that correlate most, then
 * what correlates most with them, and so on with those that are left. Only series of one currency and bar size share an
 * account. Whatever finds no company makes a smaller group. The same series give the same groups.
 *
 * @param prices one per series; absent: it correlates with nothing
 */
export function groupByCorrelation(
  series: readonly SeriesSummary[],
  prices: readonly (PriceLine | undefined)[],
  size: number,
): SeriesSummary[][] {
  if (size <= 1) return series.map((one) => [one]);
  const returns = prices.map((line) => (line === undefined ? new Map<number, number>() : returnsOf(line)));
  const couples: { a: number; b: number; correlation: number }[] = [];
  for (let a = 0; a < series.length; a++) {
    for (let b = a + 1; b < series.length; b++) {
      if (canShareAccount(series[a]!, series[b]!))
        couples.push({ a, b, correlation: correlationOf(returns[a]!, returns[b]!) });
    }
  }
  couples.sort((p, q) => q.correlation - p.correlation || p.a - q.a || p.b - q.b);
  const correlation = new Map(couples.map(({ a, b, correlation: c }) => [`${a} ${b}`, c]));
  const between = (a: number, b: number) => correlation.get(a < b ? `${a} ${b}` : `${b} ${a}`) ?? -Infinity;

  const free = new Set(series.keys());
  const groups: number[][] = [];
  for (const { a, b } of couples) {
    if (!free.has(a) || !free.has(b)) continue;
    const group = [a, b];
    free.delete(a);
    free.delete(b);
    while (group.length < size) {
      const next = mostAlike(group, free, between);
      if (next === undefined) break;
      group.push(next);
      free.delete(next);
    }
    groups.push(group);
  }
  for (const alone of free) groups.push([alone]);
  return groups.map((group) => group.toSorted((a, b) => a - b).map((index) => series[index]!));
}

function mostAlike(
  group: readonly number[],
  free: ReadonlySet<number>,
  between: (a: number, b: number) => number,
): number | undefined {
  let best: number | undefined;
  let bestSum = -Infinity;
  for (const candidate of free) {
    const sum = group.reduce((total, member) => total + between(member, candidate), 0);
    if (sum > bestSum) [best, bestSum] = [candidate, sum];
  }
  return best;
}

function canShareAccount(a: SeriesSummary, b: SeriesSummary): boolean {
  return a.currency === b.currency && a.barSize === b.barSize;
}

/** Logarithmic returns by the time of their later close. */
function returnsOf({ time, close }: PriceLine): Map<number, number> {
  const returns = new Map<number, number>();
  for (let i = 1; i < time.length; i++) {
    const change = Math.log(close[i]! / close[i - 1]!);
    if (Number.isFinite(change)) returns.set(time[i]!, change);
  }
  return returns;
}

/** Pearson's, over the times that both have; 0 where they say nothing. */
function correlationOf(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): number {
  let n = 0, sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0; // prettier-ignore
  for (const [time, x] of a) {
    const y = b.get(time);
    if (y === undefined) continue;
    n++;
    sa += x;
    sb += y;
    saa += x * x;
    sbb += y * y;
    sab += x * y;
  }
  if (n < RETURNS_MIN) return 0;
  const spread = Math.sqrt((n * saa - sa * sa) * (n * sbb - sb * sb));
  return spread > 0 ? (n * sab - sa * sb) / spread : 0;
}
