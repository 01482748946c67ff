import { noiseInteger, streamKey } from '#shared/kernel/rng.ts';
import { quantileOf } from './return-figures.ts';

export interface MonteCarlo {
  readonly pathCount: number;
  readonly seed: number;
  /** At the quantiles of QUANTILES, lowest first. Money in the unit of the profits. */
  readonly finalEquity: readonly number[];
  /** Deepest fall below the highest worth so far, a fraction; at the same quantiles, mildest first. */
  readonly maxDrawdown: readonly number[];
  /** Share of the paths that ended with less than they began with, and that at some point had nothing left. */
  readonly lossShare: number;
  readonly ruinShare: number;
}

export const QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

/**
 * What other orders of the same trades could have brought: each path draws as many trades as there were, with replacement,
 * and adds their profits one after the other. It assumes that trades do not depend on each other and keep their size.
 * The same seed gives the same paths. Null without trades.
 *
 * @param profits of the closed trades, after costs
 */
export function monteCarlo(
  profits: readonly number[],
  startEquity: number,
  pathCount: number,
  seed: number,
): MonteCarlo | null {
  if (profits.length === 0) return null;
  const key = streamKey(seed, 'monte carlo');
  const finals = new Float64Array(pathCount);
  const falls = new Float64Array(pathCount);
  let losses = 0;
  let ruins = 0;
  for (let path = 0; path < pathCount; path++) {
    let equity = startEquity;
    let peak = startEquity;
    let fall = 0;
    let isRuined = false;
    for (let trade = 0; trade < profits.length; trade++) {
      equity += profits[noiseInteger(key, trade, path, profits.length)]!;
      if (equity > peak) peak = equity;
      if ((peak - equity) / peak > fall) fall = (peak - equity) / peak;
      if (equity <= 0) isRuined = true;
    }
    finals[path] = equity;
    falls[path] = fall;
    if (equity < startEquity) losses++;
    if (isRuined) ruins++;
  }
  finals.sort();
  falls.sort();
  return {
    pathCount,
    seed,
    finalEquity: QUANTILES.map((share) => quantileOf(finals, share)),
    maxDrawdown: QUANTILES.map((share) => quantileOf(falls, share)),
    lossShare: losses / pathCount,
    ruinShare: ruins / pathCount,
  };
}
