import { noiseBits, streamKey, uniformOf, type StreamKey } from '../../kernel/rng.ts';
import { MS_PER_DAY, MS_PER_SECOND } from '../../kernel/time.ts';
import { BridgeTree, middleOf, type Segment } from '../market/bridge.ts';
import { phasesOf } from '../market/scenario.ts';
import type { Timeline } from './timeline.ts';

/** One price that a bar went through. */
export interface Point {
  /** Unix ms. */
  readonly time: number;
  readonly price: number;
  /** Units; 0 for what has no volume. */
  readonly size: number;
}

export interface PathVisitor {
  /**
   * A part of the bar, in order of time. `first` and `last` are the instants (Unix ms) between which all its points lie.
   * @returns whether that is all there is to know of it; otherwise its parts follow
   */
  part(first: number, last: number, prices: PartPrices): boolean;
  /** A single price of a part that could not be taken whole. */
  point(point: Point): void;
}

export interface PartPrices {
  open: number;
  high: number;
  low: number;
  close: number;
  /** Units. */
  volume: number;
  pointCount: number;
}

const POINTS_PER_SLOT = 4;
/** Every point is a trade of two lots or so at least, as long as the bar has them. */
const LOTS_PER_SLOT = 8;
/** How unevenly volume falls on two halves. */
const UNEVENNESS = 0.5;
/** How often a slot that rises shows its high before its low, and the reverse. */
const CONTRARY = 0.25;
const MAX_DEPTH = 40;
const PLAIN_PHASE = phasesOf([])[0]!;
/** The variance of a path whose range is 1. Source: M. Parkinson, "The extreme value method" (1980). */
const VARIANCE_OF_RANGE = 1 / (4 * Math.LN2);
const LANES = { tilt: 40, rounding: 41, order: 42, time: 43, share: 47 } as const;

/**
 * The way that prices took within stored bars: made up from a seed, except that each bar's open, high, low, close and volume
 * come back exactly. A bar is cut into slots of a second (longer where little was traded) with four points each: where the
 * slot opens, its extremes, where it closes. Known from coarse to fine, so any part costs a few steps.
 */
export class BarPath {
  readonly #timeline: Timeline;
  readonly #key: StreamKey;
  readonly #tree: BridgeTree;
  readonly #tick: number;
  readonly #perUnit: number;
  readonly #lot: number;
  readonly #hasTrades: boolean;
  /** Lots of the node at each depth beyond those that its points have anyway. */
  readonly #rest = new Float64Array(MAX_DEPTH);
  #activity = new Float64Array(0);
  #leaf: { readonly bar: number; readonly slot: number; readonly points: readonly Point[] } | null = null;

  // Of the bar at work.
  #bar = -1;
  #slots = 0;
  #slotMs = 0;
  #origin = 0;
  #reserve = 0;
  #lots = 0;
  #segment: Segment | null = null;

  constructor(
    timeline: Timeline,
    seed: number,
    instrument: { readonly id: string; readonly tick: number; readonly lot: number },
    hasTrades: boolean,
  ) {
    this.#timeline = timeline;
    this.#key = streamKey(seed, 'replay', instrument.id);
    this.#tree = new BridgeTree({ market: this.#key, sector: this.#key, own: this.#key });
    this.#tick = instrument.tick;
    const inverse = Math.round(1 / instrument.tick);
    this.#perUnit = inverse >= 1 && Math.abs(inverse * instrument.tick - 1) < 1e-9 ? inverse : 0;
    this.#lot = instrument.lot;
    this.#hasTrades = hasTrades;
  }

  /** The points in the slot of an instant within a stretch. */
  pointsAt(stretch: number, time: number): readonly Point[] {
    this.#begin(this.#timeline.bar[stretch]!);
    const slot = Math.floor(this.#timeline.openMsAt(stretch, time) / this.#slotMs);
    return this.#pointsOf(Math.max(0, Math.min(this.#slots - 1, slot)));
  }

  /** All points of a stretch from `from` up to, not including, `to`. */
  pointsBetween(stretch: number, from: number, to: number): Point[] {
    const { start, end, bar } = this.#timeline;
    this.#begin(bar[stretch]!);
    const first = Math.max(from, start[stretch]!);
    const limit = Math.min(to, end[stretch]!);
    const points: Point[] = [];
    if (first >= limit) return points;
    const slotAt = (time: number) => Math.floor(this.#timeline.openMsAt(stretch, time) / this.#slotMs);
    // Points are rounded down to whole ms: one can lie just before its slot.
    const lastSlot = Math.min(this.#slots - 1, slotAt(limit - 1) + 1);
    for (let slot = slotAt(first); slot <= lastSlot; slot++) {
      for (const point of this.#pointsOf(slot))
        if (point.time >= first && point.time < limit) points.push(point);
    }
    return points;
  }

  /** How many points a bar has. */
  pointCount(bar: number): number {
    this.#begin(bar);
    return this.#slots * POINTS_PER_SLOT;
  }

  walk(bar: number, visitor: PathVisitor): void {
    this.#begin(bar);
    this.#tree.begin(this.#segment!, this.#rangeOf(bar));
    this.#rest[0] = this.#lots - this.#reserve * POINTS_PER_SLOT * this.#slots;
    this.#walkNode(0, 0, this.#slots, visitor);
  }

  #walkNode(depth: number, from: number, to: number, visitor: PathVisitor): void {
    const tree = this.#tree;
    const first = this.#timeline.instantOf(this.#bar, from * this.#slotMs);
    const last = this.#timeline.instantOf(this.#bar, Math.max(from * this.#slotMs, to * this.#slotMs - 1));
    const isDone = visitor.part(first, last, {
      open: this.#snap(tree.open[depth]!),
      high: this.#snap(tree.high[depth]!),
      low: this.#snap(tree.low[depth]!),
      close: this.#snap(tree.close[depth]!),
      volume: cleanSize((this.#rest[depth]! + this.#reserve * POINTS_PER_SLOT * (to - from)) * this.#lot),
      pointCount: (to - from) * POINTS_PER_SLOT,
    });
    if (isDone) return;
    if (to - from === 1) {
      for (const point of this.#leafPoints(depth, from)) visitor.point(point);
      return;
    }
    const middle = this.#split(depth, from, to);
    const right = this.#rest[depth + 1]!;
    this.#enter(depth, false, this.#rest[depth]! - right);
    this.#walkNode(depth + 1, from, middle, visitor);
    this.#enter(depth, true, right);
    this.#walkNode(depth + 1, middle, to, visitor);
  }

  #pointsOf(slot: number): readonly Point[] {
    if (this.#leaf?.bar === this.#bar && this.#leaf.slot === slot) return this.#leaf.points;
    this.#tree.begin(this.#segment!, this.#rangeOf(this.#bar));
    this.#rest[0] = this.#lots - this.#reserve * POINTS_PER_SLOT * this.#slots;
    let depth = 0;
    let [from, to] = [0, this.#slots];
    while (to - from > 1) {
      const middle = this.#split(depth, from, to);
      const right = this.#rest[depth + 1]!;
      const isRight = slot >= middle;
      this.#enter(depth, isRight, isRight ? right : this.#rest[depth]! - right);
      if (isRight) from = middle;
      else to = middle;
      depth++;
    }
    const points = this.#leafPoints(depth, slot);
    this.#leaf = { bar: this.#bar, slot, points };
    return points;
  }

  /** Cuts the node in two; the right half's lots are left in the next depth. @returns the slot that begins the right half */
  #split(depth: number, from: number, to: number): number {
    const origin = this.#segment!.from;
    const middle = middleOf(origin + from, origin + to) - origin;
    this.#tree.split(depth, origin + from, origin + middle, origin + to);
    const rest = this.#rest[depth]!;
    const tilt = UNEVENNESS * (2 * this.#noise(middle, LANES.tilt) - 1);
    const share = ((to - middle) / (to - from)) * (1 + tilt * ((middle - from) / (to - from)));
    this.#rest[depth + 1] = Math.min(rest, Math.floor(rest * share + this.#noise(middle, LANES.rounding)));
    return middle;
  }

  #enter(depth: number, isRight: boolean, rest: number): void {
    if (isRight) this.#tree.enterRight(depth);
    else this.#tree.enterLeft(depth);
    this.#rest[depth + 1] = rest;
  }

  #leafPoints(depth: number, slot: number): Point[] {
    const [open, high, low, close] = [
      this.#snap(this.#tree.open[depth]!),
      this.#snap(this.#tree.high[depth]!),
      this.#snap(this.#tree.low[depth]!),
      this.#snap(this.#tree.close[depth]!),
    ];
    const isLowFirst = close >= open !== this.#noise(slot, LANES.order) < CONTRARY;
    const prices = isLowFirst ? [open, low, high, close] : [open, high, low, close];
    let left = this.#rest[depth]!;
    return prices.map((price, i) => {
      const within = i === 0 ? 0 : (i + 0.8 * this.#noise(slot, LANES.time + i)) / POINTS_PER_SLOT;
      const isLast = i === POINTS_PER_SLOT - 1;
      const parts = POINTS_PER_SLOT - i;
      const more = isLast
        ? left
        : Math.min(left, Math.floor((left / parts) * 2 * this.#noise(slot, LANES.share + i)));
      left -= more;
      const time = this.#timeline.instantOf(this.#bar, (slot + within) * this.#slotMs);
      return { time, price, size: cleanSize((this.#reserve + more) * this.#lot) };
    });
  }

  #begin(bar: number): void {
    if (bar === this.#bar) return;
    const { bars, firstOfBar, start } = this.#timeline;
    this.#bar = bar;
    const openMs = this.#timeline.openMs(bar);
    const seconds = Math.max(1, Math.floor(openMs / MS_PER_SECOND));
    const volume = bars.volume[bar]!;
    this.#lots = volume / this.#lot;
    const hasPrints = this.#hasTrades && volume > 0;
    this.#slots = hasPrints
      ? Math.max(1, Math.min(seconds, Math.floor(this.#lots / LOTS_PER_SLOT)))
      : seconds;
    this.#slotMs = openMs / this.#slots;
    this.#reserve = hasPrints ? Math.min(1, this.#lots / (POINTS_PER_SLOT * this.#slots)) : 0;
    const begin = start[firstOfBar[bar]!]!;
    const day = Math.floor(begin / MS_PER_DAY);
    const from = Math.floor((begin - day * MS_PER_DAY) / MS_PER_SECOND);
    this.#origin = day * 86_400 + from;
    const range = bars.high[bar]! - bars.low[bar]!;
    this.#segment = {
      ...{ day, from, plannedTo: from + this.#slots, to: from + this.#slots },
      ...{ open: bars.open[bar]!, close: bars.close[bar]!, variance: range * range * VARIANCE_OF_RANGE },
      ...{ market: 0, sector: 0, own: 1, phase: PLAIN_PHASE, activity: this.#evenly(from + this.#slots) },
    };
  }

  #rangeOf(bar: number): { readonly high: number; readonly low: number } {
    const { high, low } = this.#timeline.bars;
    return { high: high[bar]!, low: low[bar]! };
  }

  /** Running sums of an activity that is the same in every minute. */
  #evenly(slots: number): Float64Array {
    const minutes = Math.ceil(slots / 60) + 2;
    if (this.#activity.length < minutes) this.#activity = new Float64Array(minutes).map((_, i) => i);
    return this.#activity;
  }

  #noise(slot: number, lane: number): number {
    return uniformOf(noiseBits(this.#key.a, this.#key.b, this.#origin + slot, lane));
  }

  /**
   * On the tick, but never past one of the bar's own four prices, which stay as they are stored. Order is kept: the highest
   * point of a part is the highest after it.
   */
  #snap(price: number): number {
    const { open, high, low, close } = this.#timeline.bars;
    const bar = this.#bar;
    const [o, h, l, c] = [open[bar]!, high[bar]!, low[bar]!, close[bar]!];
    if (price === o || price === c || price === h || price === l) return price;
    let snapped =
      this.#perUnit > 0
        ? Math.round(price * this.#perUnit) / this.#perUnit
        : Math.round(price / this.#tick) * this.#tick;
    snapped = notPast(snapped, price, o);
    snapped = notPast(snapped, price, c);
    snapped = notPast(snapped, price, h);
    return notPast(snapped, price, l);
  }
}

function notPast(snapped: number, price: number, stored: number): number {
  if (price < stored) return snapped > stored ? stored : snapped;
  return snapped < stored ? stored : snapped;
}

/** Sums of decimal lots, without the dust of binary fractions. */
export function cleanSize(size: number): number {
  return Number.isInteger(size) ? size : Math.round(size * 1e8) / 1e8;
}
