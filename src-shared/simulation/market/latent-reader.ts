import { BridgeTree, middleOf, type Segment } from './bridge.ts';
import type { PricePath } from './price-path.ts';
import type { Pieces } from './pieces.ts';

/** Reads open, high, low and close of stretches of one UTC day from what moves: log prices, before ticks and quotes. */
export interface LatentReader {
  /** Fills the price columns of all pieces. */
  read(day: number, pieces: Pieces): void;
}

/** One path, to a power: +1 as it is, -1 upside down. */
export class SinglePathReader implements LatentReader {
  readonly #path: PricePath;
  readonly #tree: BridgeTree;
  readonly #sign: 1 | -1;
  #pieces: Pieces | null = null;
  #piece = 0;
  #limit = 0;

  constructor(path: PricePath, power: 1 | -1) {
    this.#path = path;
    this.#tree = new BridgeTree(path.keys);
    this.#sign = power;
  }

  read(day: number, pieces: Pieces): void {
    this.#pieces = pieces;
    this.#piece = 0;
    pieces.clearPrices();
    for (const segment of this.#path.segmentsOf(day)) {
      if (this.#piece >= pieces.count || pieces.to[pieces.count - 1]! <= segment.from) break;
      this.#limit = segment.to;
      this.#tree.begin(segment);
      this.#visit(0, segment.from, segment.plannedTo);
    }
  }

  #visit(depth: number, from: number, to: number): void {
    const pieces = this.#pieces!;
    let piece = this.#piece;
    while (piece < pieces.count && pieces.to[piece]! <= from) piece++;
    this.#piece = piece;
    if (piece === pieces.count || pieces.from[piece]! >= to || from >= this.#limit) return;
    if (pieces.from[piece]! <= from && to <= pieces.to[piece]! && to <= this.#limit) {
      const { open, high, low, close } = this.#tree;
      if (this.#sign === 1) pieces.addPrices(piece, open[depth]!, high[depth]!, low[depth]!, close[depth]!);
      else pieces.addPrices(piece, -open[depth]!, -low[depth]!, -high[depth]!, -close[depth]!);
      return;
    }
    const middle = middleOf(from, to);
    this.#tree.split(depth, from, middle, to);
    if (pieces.from[piece]! < middle) {
      this.#tree.enterLeft(depth);
      this.#visit(depth + 1, from, middle);
    }
    if (middle >= this.#limit) return;
    this.#tree.enterRight(depth);
    this.#visit(depth + 1, middle, to);
  }
}

/**
 * The sum of two paths, each to a power. Its highest point need not be where either is highest, so it is searched for: a
 * stretch is entered only while the sum of its bounds beats the best found so far. Within one second the extremes of both
 * are taken to coincide.
 */
export class PairReader implements LatentReader {
  readonly #paths: readonly [PricePath, PricePath];
  readonly #trees: readonly [BridgeTree, BridgeTree];
  readonly #signs: readonly [1 | -1, 1 | -1];
  #pieces: Pieces | null = null;
  #piece = 0;
  #limit = 0;
  #best = 0;

  constructor(first: { path: PricePath; power: 1 | -1 }, second: { path: PricePath; power: 1 | -1 }) {
    this.#paths = [first.path, second.path];
    this.#trees = [new BridgeTree(first.path.keys), new BridgeTree(second.path.keys)];
    this.#signs = [first.power, second.power];
  }

  read(day: number, pieces: Pieces): void {
    this.#pieces = pieces;
    this.#piece = 0;
    pieces.clearPrices();
    const [pathA, pathB] = this.#paths;
    const segmentsB = pathB.segmentsOf(day);
    // Both paths are cut by the same phases of the same world.
    for (const [index, a] of pathA.segmentsOf(day).entries()) {
      const b: Segment = segmentsB[index]!;
      if (this.#piece >= pieces.count || pieces.to[pieces.count - 1]! <= a.from) break;
      this.#limit = a.to;
      this.#trees[0].begin(a);
      this.#trees[1].begin(b);
      this.#visit(0, a.from, a.plannedTo);
    }
  }

  #visit(depth: number, from: number, to: number): void {
    const pieces = this.#pieces!;
    let piece = this.#piece;
    while (piece < pieces.count && pieces.to[piece]! <= from) piece++;
    this.#piece = piece;
    if (piece === pieces.count || pieces.from[piece]! >= to || from >= this.#limit) return;
    if (pieces.from[piece]! <= from && to <= pieces.to[piece]! && to <= this.#limit) {
      const open = this.#sum(depth, 'open');
      const close = this.#sum(depth, 'close');
      this.#best = Math.max(open, close, pieces.high[piece]!);
      this.#search(depth, from, to, 1);
      const high = this.#best;
      this.#best = -Math.min(open, close, pieces.low[piece]!);
      this.#search(depth, from, to, -1);
      pieces.addPrices(piece, open, high, -this.#best, close);
      return;
    }
    const middle = this.#split(depth, from, to);
    this.#enter(depth, false);
    this.#visit(depth + 1, from, middle);
    if (middle >= this.#limit) return;
    this.#enter(depth, true);
    this.#visit(depth + 1, middle, to);
  }

  /** Raises `#best` to the highest sum (direction 1) or the highest of the sum upside down (-1) in the node, the more promising half first. */
  #search(depth: number, from: number, to: number, direction: 1 | -1): void {
    if (to - from === 1) {
      const top = this.#boundOf(depth, direction);
      if (top > this.#best) this.#best = top;
      return;
    }
    const close = direction * this.#sum(depth, 'close');
    if (close > this.#best) this.#best = close;
    const middle = this.#split(depth, from, to);
    const left = this.#bound(depth, false, direction);
    const right = this.#bound(depth, true, direction);
    for (let turn = 0; turn < 2; turn++) {
      const isRight = right > left === (turn === 0);
      if ((isRight ? right : left) <= this.#best) continue;
      this.#enter(depth, isRight);
      if (isRight) this.#search(depth + 1, middle, to, direction);
      else this.#search(depth + 1, from, middle, direction);
    }
  }

  /** Upper bound of the trees' signed sum, in a direction, over the current node: whether searching it is worth it. */
  #boundOf(depth: number, direction: 1 | -1): number {
    let bound = 0;
    for (let i = 0; i < 2; i++) {
      const tree = this.#trees[i]!;
      bound += this.#signs[i] === direction ? tree.high[depth]! : -tree.low[depth]!;
    }
    return bound;
  }

  /** The same for a half of it that has not been entered. */
  #bound(depth: number, isRight: boolean, direction: 1 | -1): number {
    let bound = 0;
    for (let i = 0; i < 2; i++) {
      const tree = this.#trees[i]!;
      bound +=
        this.#signs[i] === direction ? tree.highOfHalf(depth, isRight) : -tree.lowOfHalf(depth, isRight);
    }
    return bound;
  }

  #sum(depth: number, what: 'open' | 'close'): number {
    return this.#signs[0] * this.#trees[0][what][depth]! + this.#signs[1] * this.#trees[1][what][depth]!;
  }

  #split(depth: number, from: number, to: number): number {
    const middle = middleOf(from, to);
    this.#trees[0].split(depth, from, middle, to);
    this.#trees[1].split(depth, from, middle, to);
    return middle;
  }

  #enter(depth: number, isRight: boolean): void {
    for (const tree of this.#trees) {
      if (isRight) tree.enterRight(depth);
      else tree.enterLeft(depth);
    }
  }
}
