import { noiseUniform, streamKey, type StreamKey } from '../../kernel/rng.ts';
import { MAX_DEPTH_LEVELS, type Depth, type DepthLevel } from '../market/depth.ts';
import type { MarketInstrument } from '../market/instrument.ts';
import type { Quote } from '../market/tape.ts';
import { cleanSize, type Point } from './bar-path.ts';

const SIZE_DEVIATION = 0.7;
const SIZE_FACTOR_MAX = 20;
const DEPTH_LANE = 1_000;

/** Bid and ask around stored prices, of which bars say nothing: the instrument's usual spread, sizes drawn from a seed. */
export class ReplayQuotes {
  readonly #instrument: MarketInstrument;
  readonly #key: StreamKey;

  constructor(instrument: MarketInstrument, seed: number) {
    this.#instrument = instrument;
    this.#key = streamKey(seed, 'replay-quotes', instrument.id);
  }

  /** The price never lies outside; both stay above nothing as long as it does. */
  bid(price: number): number {
    const { tick, spreadTicks } = this.#instrument;
    const bid = onTick(Math.round(price / tick - spreadTicks / 2), tick);
    return price > 0 && bid <= 0 ? Math.min(price, tick) : bid;
  }

  ask(price: number): number {
    const { tick, spreadTicks } = this.#instrument;
    return onTick(Math.round(this.bid(price) / tick) + spreadTicks, tick);
  }

  quote({ time, price }: Point): Quote {
    const bid = this.bid(price);
    return { time, bid, ask: this.ask(price), bidSize: this.#size(time, 0), askSize: this.#size(time, 1) };
  }

  /** A price every tick away from the quote, or wider apart where the spread is. */
  depth(quote: Quote, levelCount: number): Depth {
    const { tick, spreadTicks } = this.#instrument;
    const step = Math.max(1, Math.round(spreadTicks / 2));
    const side = (best: number, size: number, direction: 1 | -1): DepthLevel[] => {
      const levels: DepthLevel[] = [{ price: best, size }];
      const ticks = Math.round(best / tick);
      for (let level = 1; level < Math.min(levelCount, MAX_DEPTH_LEVELS); level++) {
        const price = onTick(ticks + direction * step * level, tick);
        if (price <= 0) break;
        levels.push({
          price,
          size: this.#size(quote.time, DEPTH_LANE + 2 * level + (direction === 1 ? 1 : 0)),
        });
      }
      return levels;
    };
    return { bids: side(quote.bid, quote.bidSize, -1), asks: side(quote.ask, quote.askSize, 1) };
  }

  #size(time: number, lane: number): number {
    const { typicalSize, lot } = this.#instrument;
    const u = noiseUniform(this.#key, Math.floor(time / 1_000), lane * 1_000 + (time % 1_000));
    const factor = Math.min(SIZE_FACTOR_MAX, Math.exp(SIZE_DEVIATION * 0.55 * Math.log(u / (1 - u))));
    return cleanSize(Math.max(1, Math.round((typicalSize / lot) * factor)) * lot);
  }
}

/** With no more digits than the tick has. */
function onTick(ticks: number, tick: number): number {
  const inverse = Math.round(1 / tick);
  return inverse >= 1 && Math.abs(inverse * tick - 1) < 1e-9 ? ticks / inverse : ticks * tick;
}
