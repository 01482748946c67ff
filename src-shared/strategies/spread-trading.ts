import { z } from 'zod';
import { LegSets, type Leg } from './leg-sets.ts';
import type { BarContext, Indicator, Strategy } from './strategy.ts';

/** Something that comes back to its mean, and what to hold for that. */
export interface Spread {
  /** Every symbol it is made of: it is looked at only when all have a bar. */
  readonly symbols: readonly number[];
  readonly zScore: Indicator;
  /** Of the hedge. At zero or below the two sides are no hedge of each other, and nothing is entered. */
  readonly ratio: Indicator;
  /** What is long when the spread is bought. */
  legs(context: BarContext, ratio: number): readonly Leg[];
}

export interface SpreadLevels {
  readonly entryZ: number;
  readonly exitZ: number;
  readonly stopZ: number;
  readonly patience: number;
}

const zLevel = (standard: number, title: string, description: string) =>
  z.number().min(0).max(100).default(standard).meta({ title, description });

export const SPREAD_PARAMETERS = {
  entryZ: zLevel(2, 'Entry z', 'Enters when the spread is this many deviations from its mean. Above Exit z.'),
  exitZ: zLevel(0.5, 'Exit z', 'Leaves when it is back within so many.'),
  stopZ: zLevel(
    4,
    'Stop z',
    'Leaves when it is this far off, and enters again only after it has been back within Entry z. Above Entry z.',
  ),
  patience: z.number().int().min(1).max(1_000).default(3).meta({
    title: 'Patience',
    description: 'Bars that a leg may take to fill, or be without a bar; then all legs are closed.',
  }),
};

export function levelsAreInOrder({ entryZ, exitZ, stopZ }: SpreadLevels): boolean {
  return exitZ < entryZ && entryZ < stopZ;
}
export const LEVELS_OUT_OF_ORDER = {
  path: ['entryZ'],
  error: 'it must be above the exit and below the stop',
};

/** Sells a spread that is high and buys one that is low, until it is back. What was sized at the entry is held as it is. */
export class SpreadTrading implements Strategy {
  readonly #spreads: readonly Spread[];
  readonly #levels: SpreadLevels;
  readonly #sets: LegSets;
  /** Per symbol, the start of its last bar. */
  readonly #lastTime: Float64Array;
  /** Per spread: 1 bought, -1 sold. */
  readonly #sides: Int8Array;
  /** Per spread: it was stopped, and has not come back since. */
  readonly #isStopped: Uint8Array;

  constructor(spreads: readonly Spread[], symbolCount: number, levels: SpreadLevels) {
    this.#spreads = spreads;
    this.#levels = levels;
    this.#sets = new LegSets(spreads.length, symbolCount, levels.patience);
    this.#lastTime = new Float64Array(symbolCount).fill(NaN);
    this.#sides = new Int8Array(spreads.length);
    this.#isStopped = new Uint8Array(spreads.length);
  }

  onBar(context: BarContext): void {
    this.#sets.tend(context);
    this.#lastTime[context.symbol] = context.time;
    for (let index = 0; index < this.#spreads.length; index++) {
      const { symbols } = this.#spreads[index]!;
      // Bars come in the order of the symbols: with the last one, all of this moment are there.
      if (context.symbol === symbols.at(-1) && this.#isWhole(symbols, context.time))
        this.#decide(context, index);
    }
  }

  #isWhole(symbols: readonly number[], time: number): boolean {
    for (const symbol of symbols) if (this.#lastTime[symbol] !== time) return false;
    return true;
  }

  #decide(context: BarContext, index: number): void {
    const { entryZ, exitZ, stopZ } = this.#levels;
    const spread = this.#spreads[index]!;
    const { zScore, ratio } = spread;
    const sets = this.#sets;
    const sides = this.#sides;
    const isStopped = this.#isStopped;
    const z = zScore.value;
    if (Number.isNaN(z)) return; // while it warms up
    if (Math.abs(z) < entryZ) isStopped[index] = 0;
    if (sets.isOut(index)) {
      if (Math.abs(z) < entryZ || Math.abs(z) >= stopZ || isStopped[index] === 1 || !(ratio.value > 0))
        return;
      const side = z > 0 ? -1 : 1;
      sides[index] = side;
      sets.enter(
        context,
        index,
        spread.legs(context, ratio.value).map(({ symbol, units }) => ({ symbol, units: side * units })),
      );
    } else if (sets.isIn(index)) {
      const against = -sides[index]! * z; // how far off it is on the side it was entered on
      if (against >= stopZ) isStopped[index] = 1;
      if (against <= exitZ || against >= stopZ) sets.leave(context, index);
    }
  }
}
