import { assert } from '../../kernel/assert.ts';
import { cheapNormal, noiseBits, uniformOf, type StreamKey } from '../../kernel/rng.ts';
import { sumAt } from './activity.ts';
import type { Phase } from './scenario.ts';

/** A stretch of one UTC day with one law of motion. Log prices; seconds of the day. */
export interface Segment {
  readonly day: number;
  readonly from: number;
  /** Where the stretch ends if nothing cuts it, and where it ends. */
  readonly plannedTo: number;
  readonly to: number;
  readonly open: number;
  /** At `plannedTo`. */
  readonly close: number;
  /** Of the moves between open and close. */
  readonly variance: number;
  /** Weights of the shared noises; their squares add up to one. */
  readonly market: number;
  readonly sector: number;
  readonly own: number;
  readonly phase: Phase;
  /** Running sums of variance over the day's minutes. */
  readonly activity: Float64Array;
}

export interface BridgeKeys {
  readonly market: StreamKey;
  readonly sector: StreamKey;
  readonly own: StreamKey;
}

/** Halving a day down to seconds takes 17 steps; cuts at odd minutes add a few. */
const MAX_DEPTH = 40;
/** Boundaries on which halves are cut, seconds, coarsest first: the bars of every size then are nodes of the tree. */
const GRIDS = [21_600, 3_600, 1_800, 300, 60, 30, 10, 5, 1];
/** How unevenly variance may fall on two halves: makes calm and busy stretches at every scale. */
const UNEVENNESS = 0.35;
const TINY = 1e-18;
/** Moves continue or turn back down to the scale of a minute; within it they are free, or ticks would fly or stand still. */
const SHAPED_SECONDS_MIN = 60;
/** What moves this closely with the market also has its highs and lows when the market has. */
const SHAPED_BY_MARKET = 0.8;

/**
 * A random path from open to close, known from coarse to fine: every node of the tree knows its open, high, low and close,
 * and splitting it makes two that agree with it exactly (the higher high of the two IS its high). So a day needs one node, a
 * minute eleven splits, and any window comes out the same in any order, since the noise of a split is addressed by the
 * second it happens at. Cuts are shared by all instruments, and so is part of the noise: they move together at every scale.
 *
 * The nodes from the root down to where one is are in columns, with the halves they were split into: recursion passes no
 * doubles about.
 */
export class BridgeTree {
  readonly open = new Float64Array(MAX_DEPTH);
  readonly high = new Float64Array(MAX_DEPTH);
  readonly low = new Float64Array(MAX_DEPTH);
  readonly close = new Float64Array(MAX_DEPTH);
  readonly #variance = new Float64Array(MAX_DEPTH);
  readonly #middle = new Float64Array(MAX_DEPTH);
  readonly #leftHigh = new Float64Array(MAX_DEPTH);
  readonly #leftLow = new Float64Array(MAX_DEPTH);
  readonly #leftVariance = new Float64Array(MAX_DEPTH);
  readonly #rightHigh = new Float64Array(MAX_DEPTH);
  readonly #rightLow = new Float64Array(MAX_DEPTH);
  readonly #rightVariance = new Float64Array(MAX_DEPTH);
  readonly #keys: BridgeKeys;
  #segment: Segment | null = null;

  constructor(keys: BridgeKeys) {
    this.#keys = keys;
  }

  /** Puts the whole segment at depth 0. @param range the highest and lowest point, where they are known already */
  begin(segment: Segment, range?: { readonly high: number; readonly low: number }): void {
    this.#segment = segment;
    const { open, close, variance } = segment;
    const second = segment.day * 86_400 + segment.from;
    const { a, b } = this.#shape(segment);
    const v = Math.max(variance, TINY);
    this.open[0] = open;
    this.close[0] = close;
    this.#variance[0] = v;
    this.high[0] = range?.high ?? highOf(open, close, v, uniformOf(noiseBits(a, b, second, 10)));
    this.low[0] = range?.low ?? -highOf(-open, -close, v, uniformOf(noiseBits(a, b, second, 11)));
  }

  /** Cuts the node at `depth` at `middle` (see `middleOf`) into halves that can then be entered, in any order. */
  split(depth: number, from: number, middle: number, to: number): void {
    const segment = this.#segment;
    assert(segment !== null && depth + 1 < MAX_DEPTH, 'split needs a segment and a depth in the tree');
    const { market, sector, own } = this.#keys;
    const shape = this.#shape(segment);
    const second = segment.day * 86_400 + middle;
    const o = this.open[depth]!;
    const h = this.high[depth]!;
    const l = this.low[depth]!;
    const c = this.close[depth]!;
    const v = this.#variance[depth]!;

    // How the node's variance falls on its halves: by the time of day, and by chance, the same for all: busy times are shared.
    const sums = segment.activity;
    const sumFrom = sumAt(sums, from);
    const share = (sumAt(sums, middle) - sumFrom) / (sumAt(sums, to) - sumFrom);
    const tilt = UNEVENNESS * (2 * uniformOf(noiseBits(market.a, market.b, second, 6)) - 1);
    const weightLeft = share * (1 + tilt);
    const w = weightLeft / (weightLeft + (1 - share) * (1 - tilt));
    let vLeft = v * w;
    let vRight = v - vLeft;
    const { hurst } = segment.phase.traits;
    if (hurst !== 0.5 && to - from > SHAPED_SECONDS_MIN) {
      vLeft = v * Math.pow(w, 2 * hurst);
      vRight = v * Math.pow(1 - w, 2 * hurst);
    }
    if (!(vLeft > TINY)) vLeft = TINY;
    if (!(vRight > TINY)) vRight = TINY;

    const z =
      segment.market * cheapNormal(noiseBits(market.a, market.b, second, 0), noiseBits(market.a, market.b, second, 1)) +
      segment.sector * cheapNormal(noiseBits(sector.a, sector.b, second, 0), noiseBits(sector.a, sector.b, second, 1)) +
      segment.own * cheapNormal(noiseBits(own.a, own.b, second, 0), noiseBits(own.a, own.b, second, 1)); // prettier-ignore
    let m = o + (c - o) * w + z * Math.sqrt((vLeft * vRight) / (vLeft + vRight));
    // High and low are given: a middle beyond them is reflected into the range.
    if (m > h) m = 2 * h - m;
    if (m < l) m = 2 * l - m;
    if (m > h) m = h;

    // Which half has the node's high, and how high the other goes below it; then the same upside down.
    const picks = noiseBits(shape.a, shape.b, second, 7);
    let pick = ((picks & 0xffff) + 0.5) / 65_536;
    let u = uniformOf(noiseBits(shape.a, shape.b, second, 8));
    let aLeft = (2 * (h - o) * (h - m)) / vLeft;
    let aRight = (2 * (h - m) * (h - c)) / vRight;
    let highLeft = h;
    let highRight = h;
    if (isInLeft(2 * h - o - m, aLeft, vLeft, 2 * h - m - c, aRight, vRight, pick)) {
      highRight = highBelow(m, c, vRight, u, aRight, h);
    } else {
      highLeft = highBelow(o, m, vLeft, u, aLeft, h);
    }
    pick = ((picks >>> 16) + 0.5) / 65_536;
    u = uniformOf(noiseBits(shape.a, shape.b, second, 9));
    aLeft = (2 * (o - l) * (m - l)) / vLeft;
    aRight = (2 * (m - l) * (c - l)) / vRight;
    let lowLeft = l;
    let lowRight = l;
    if (isInLeft(o + m - 2 * l, aLeft, vLeft, m + c - 2 * l, aRight, vRight, pick)) {
      lowRight = -highBelow(-m, -c, vRight, u, aRight, -l);
    } else {
      lowLeft = -highBelow(-o, -m, vLeft, u, aLeft, -l);
    }

    this.#leftHigh[depth] = highLeft;
    this.#leftLow[depth] = lowLeft;
    this.#leftVariance[depth] = vLeft;
    this.#middle[depth] = m;
    this.#rightHigh[depth] = highRight;
    this.#rightLow[depth] = lowRight;
    this.#rightVariance[depth] = vRight;
  }

  /** Makes the left half of the node at `depth`, split before, the node at `depth + 1`. */
  enterLeft(depth: number): void {
    const below = depth + 1;
    this.open[below] = this.open[depth]!;
    this.high[below] = this.#leftHigh[depth]!;
    this.low[below] = this.#leftLow[depth]!;
    this.close[below] = this.#middle[depth]!;
    this.#variance[below] = this.#leftVariance[depth]!;
  }

  /** As `enterLeft`, for the right half. */
  enterRight(depth: number): void {
    const below = depth + 1;
    this.open[below] = this.#middle[depth]!;
    this.high[below] = this.#rightHigh[depth]!;
    this.low[below] = this.#rightLow[depth]!;
    this.close[below] = this.close[depth]!;
    this.#variance[below] = this.#rightVariance[depth]!;
  }

  /** The halves' highs and lows after a split, without entering them. */
  highOfHalf(depth: number, isRight: boolean): number {
    return isRight ? this.#rightHigh[depth]! : this.#leftHigh[depth]!;
  }

  lowOfHalf(depth: number, isRight: boolean): number {
    return isRight ? this.#rightLow[depth]! : this.#leftLow[depth]!;
  }

  /** Whose noise decides where highs and lows fall. */
  #shape({ market }: Segment): StreamKey {
    return market > SHAPED_BY_MARKET ? this.#keys.market : this.#keys.own;
  }

  /** Log price at a second of the segment. */
  valueAt(segment: Segment, second: number): number {
    this.begin(segment);
    if (second >= segment.plannedTo) return segment.close;
    let { from, plannedTo: to } = segment;
    for (let depth = 0; second > from; depth++) {
      const middle = middleOf(from, to);
      this.split(depth, from, middle, to);
      if (second >= middle) {
        this.enterRight(depth);
        if (second === middle) return this.open[depth + 1]!;
        from = middle;
      } else {
        this.enterLeft(depth);
        to = middle;
      }
    }
    return segment.open;
  }
}

/** Where a stretch of at least two seconds is cut: the boundary nearest its centre on the coarsest grid that has one inside. */
export function middleOf(from: number, to: number): number {
  for (let i = 0; i < GRIDS.length; i++) {
    const grid = GRIDS[i]!;
    const first = Math.floor(from / grid) + 1;
    const last = Math.ceil(to / grid) - 1;
    if (first > last) continue;
    const nearest = Math.round((from + to) / (2 * grid));
    return (nearest < first ? first : nearest > last ? last : nearest) * grid;
  }
  assert(false, `a stretch from ${from} to ${to} cannot be cut`);
}

/** The highest point of a Brownian bridge, by its distribution's inverse. */
function highOf(open: number, close: number, variance: number, u: number): number {
  const step = close - open;
  const high = 0.5 * (open + close + Math.sqrt(step * step - 2 * variance * Math.log(u)));
  return high > open ? (high > close ? high : close) : open > close ? open : close;
}

/** As `highOf`, given that it is not above `limit`. `exponent` is -ln of the chance that it would be. */
function highBelow(
  open: number,
  close: number,
  variance: number,
  u: number,
  exponent: number,
  limit: number,
): number {
  const above = Math.exp(-exponent);
  const high = highOf(open, close, variance, above + (1 - above) * u);
  return high < limit ? high : limit;
}

/** Whether the left of two adjoining bridges holds their common maximum: by the density of each reaching it while the other stays below. */
function isInLeft(
  reachLeft: number, aLeft: number, vLeft: number,
  reachRight: number, aRight: number, vRight: number,
  pick: number,
): boolean {
  const shift = aLeft < aRight ? aLeft : aRight;
  const left = (reachLeft / vLeft) * Math.exp(shift - aLeft) * (1 - Math.exp(-aRight));
  const right = (reachRight / vRight) * Math.exp(shift - aRight) * (1 - Math.exp(-aLeft));
  const sum = left + right;
  // Both vanish when the maximum is an end point they share, or one of their own: either will do, the left end first.
  return sum > 0 ? pick * sum < left : aLeft <= aRight;
} // prettier-ignore
