import { assert } from '#shared/kernel/assert.ts';
import { noiseInteger, streamKey, type StreamKey } from '#shared/kernel/rng.ts';
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
 * The same seed gives the same paths, in however many pieces they are computed.
 */
export class MonteCarloPaths {
  /** Of the paths done so far, in no order until `summary` has been asked for. */
  readonly finals: Float64Array;
  readonly falls: Float64Array;
  doneCount = 0;
  readonly #profits: readonly number[];
  readonly #startEquity: number;
  readonly #seed: number;
  readonly #key: StreamKey;
  #lossCount = 0;
  #ruinCount = 0;

  /** @param profits of the closed trades, after costs; at least one */
  constructor(profits: readonly number[], startEquity: number, pathCount: number, seed: number) {
    assert(profits.length > 0, 'there is a trade to draw');
    this.#profits = profits;
    this.#startEquity = startEquity;
    this.#seed = seed;
    this.#key = streamKey(seed, 'monte carlo');
    this.finals = new Float64Array(pathCount);
    this.falls = new Float64Array(pathCount);
  }

  /** Computes up to so many more. */
  advance(pathCount: number): void {
    const end = Math.min(this.doneCount + pathCount, this.finals.length);
    for (; this.doneCount < end; this.doneCount++) this.#walk(this.doneCount);
  }

  /** With all paths done. Sorts them. */
  summary(): MonteCarlo {
    const pathCount = this.finals.length;
    assert(this.doneCount === pathCount, 'all paths are done');
    const finals = this.finals.sort();
    const falls = this.falls.sort();
    return {
      pathCount,
      seed: this.#seed,
      finalEquity: QUANTILES.map((share) => quantileOf(finals, share)),
      maxDrawdown: QUANTILES.map((share) => quantileOf(falls, share)),
      lossShare: this.#lossCount / pathCount,
      ruinShare: this.#ruinCount / pathCount,
    };
  }

  #walk(path: number): void {
    const profits = this.#profits;
    const startEquity = this.#startEquity;
    const key = this.#key;
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
    this.finals[path] = equity;
    this.falls[path] = fall;
    if (equity < startEquity) this.#lossCount++;
    if (isRuined) this.#ruinCount++;
  }
}

/** All at once; null without trades. @param profits of the closed trades, after costs */
export function monteCarlo(
  profits: readonly number[],
  startEquity: number,
  pathCount: number,
  seed: number,
): MonteCarlo | null {
  if (profits.length === 0) return null;
  const paths = new MonteCarloPaths(profits, startEquity, pathCount, seed);
  paths.advance(pathCount);
  return paths.summary();
}
