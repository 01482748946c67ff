import { MS_PER_DAY, MS_PER_SECOND } from '../../kernel/time.ts';
import { dayOf } from './day.ts';
import type { Listing } from './listing.ts';
import type { Tape } from './tape.ts';

export interface DepthLevel {
  readonly price: number;
  /** Units. */
  readonly size: number;
}

/** Best price first. */
export interface Depth {
  readonly bids: readonly DepthLevel[];
  readonly asks: readonly DepthLevel[];
}

export const MAX_DEPTH_LEVELS = 50;
const FIRST_DEPTH_LANE = 1_000;
/** Resting orders stay for some seconds, at each price changing at its own time. */
const STAY_SECONDS = 4;

/**
 * The book behind the quote at an instant: a price every tick away from it (levels of a wide spread lie wider apart), more
 * shown the deeper it goes. Its best level is the quote.
 */
export function depthAt(listing: Listing, tape: Tape, time: number, levelCount: number): Depth | null {
  const quote = tape.quoteAt(listing, time);
  if (quote === null) return null;
  const { quoteRule, instrument } = listing;
  const day = dayOf(quote.time);
  const second = Math.floor((quote.time - day * MS_PER_DAY) / MS_PER_SECOND);
  const step = Math.max(1, Math.round(quoteRule.spreadAt(day, second) / 2));
  const count = Math.min(levelCount, MAX_DEPTH_LEVELS);
  const side = (best: number, bestSize: number, direction: 1 | -1): DepthLevel[] => {
    const bestTicks = Math.round(best / instrument.tick);
    const levels: DepthLevel[] = [{ price: best, size: bestSize }];
    for (let level = 1; level < count; level++) {
      const ticks = bestTicks + direction * step * level;
      if (ticks < 1) break;
      const stay = Math.floor((second + (ticks % STAY_SECONDS)) / STAY_SECONDS) * STAY_SECONDS;
      const lane = FIRST_DEPTH_LANE + ticks * 2 + (direction === 1 ? 1 : 0);
      const shown = tape.shownSize(listing, day, stay, lane);
      const lots = Math.max(1, Math.round((shown * (1 + 0.15 * level)) / instrument.lot));
      levels.push({ price: quoteRule.price(ticks), size: Math.round(lots * instrument.lot * 1e8) / 1e8 });
    }
    return levels;
  };
  return { bids: side(quote.bid, quote.bidSize, -1), asks: side(quote.ask, quote.askSize, 1) };
}
