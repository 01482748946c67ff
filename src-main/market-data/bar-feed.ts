import type { BarColumns } from '#shared/bars/columns.ts';
import { cancelController } from '#shared/kernel/cancel.ts';
import type { Clock, Timers } from '#shared/kernel/clock.ts';
import { barSizeMs } from '#shared/model/bar-size.ts';
import { barStreamKey, type BarStream } from '#shared/model/bar-stream.ts';
import type { BarBlock } from '#shared/model/broker-bars.ts';
import { emptyQuote } from '#shared/model/quote.ts';
import type { Quotes } from '../ports/quotes.ts';
import { BATCH_MS } from './quote-feed.ts';
import type { History } from './history.ts';
import { LiveBars } from './live-bars.ts';

/** Bars that are looked at once they begin, so that ticks have something to go on from. */
const SEED_BARS = 3;
/** How often the broker's own bars take the place of those built from ticks, in lengths of a bar. */
const CORRECT_EVERY_BARS = 5;
const CORRECT_EVERY_MS_MIN = 60_000;
/** Bars of a chart in front are told once a frame. Quotes are not: every row of every list would be drawn as often. */
const FRAME_MS = 16;

export type LiveBarsUpdate = BarStream & {
  readonly bars: BarBlock;
  /** Grows when bars before these have changed: ask for the history again. */
  readonly revision: number;
};

export interface BarFeedOptions {
  readonly quotes: Quotes;
  readonly history: History;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly publish: (update: LiveBarsUpdate) => void;
}

interface Shown {
  readonly live: LiveBars;
  readonly stopListening: () => void;
  readonly cancel: ReturnType<typeof cancelController>;
  revision: number;
  correctedAt: number;
  isDirty: boolean;
}

/** Live bars of the charts in the window: built from ticks, told in batches, corrected by the broker's own and after an outage. */
export class BarFeed {
  readonly #options: BarFeedOptions;
  readonly #shown = new Map<string, Shown>();
  readonly #quote = emptyQuote();
  #cadenceMs = BATCH_MS;
  #stopTimer: (() => void) | null = null;

  constructor(options: BarFeedOptions) {
    this.#options = options;
  }

  /** In place of what was shown before. */
  show(streams: readonly BarStream[], cadence: 'normal' | 'fast'): void {
    this.#cadenceMs = cadence === 'fast' ? FRAME_MS : BATCH_MS;
    const wanted = new Map(streams.map((stream) => [barStreamKey(stream), stream]));
    for (const [key, shown] of this.#shown) if (!wanted.has(key)) this.#drop(key, shown);
    for (const [key, stream] of wanted) if (!this.#shown.has(key)) this.#add(key, stream);
  }

  /** After an outage: what was missed meanwhile is fetched, and the window is told to look at it. */
  backfill(): void {
    for (const shown of this.#shown.values()) {
      shown.live.missedTicks();
      void this.#correct(shown);
    }
  }

  close(): void {
    this.#stopTimer?.();
    for (const [key, shown] of this.#shown) this.#drop(key, shown);
  }

  #add(key: string, stream: BarStream): void {
    const { quotes } = this.#options;
    const shown: Shown = {
      live: new LiveBars(stream),
      stopListening: quotes.onTick(stream.contractId, () => this.#ticked(shown)),
      cancel: cancelController(),
      ...{ revision: 0, correctedAt: -Infinity, isDirty: false },
    };
    this.#shown.set(key, shown);
    void this.#correct(shown);
  }

  #drop(key: string, { stopListening, cancel }: Shown): void {
    stopListening();
    cancel.abort();
    this.#shown.delete(key);
  }

  #ticked(shown: Shown): void {
    const { quotes, clock } = this.#options;
    const { live } = shown;
    quotes.readInto(live.stream.contractId, this.#quote);
    const now = clock.now();
    if (live.tick(this.#quote, now)) this.#changed(shown);
    const every = Math.max(CORRECT_EVERY_MS_MIN, CORRECT_EVERY_BARS * barSizeMs(live.stream.barSize));
    if (now - shown.correctedAt > every) void this.#correct(shown);
  }

  /** The newest bars as the broker has them. Where that fails, ticks go on alone until the next time. */
  async #correct(shown: Shown): Promise<void> {
    const { history, clock } = this.#options;
    const { stream } = shown.live;
    shown.correctedAt = clock.now();
    const from = this.#newestKnown(stream) ?? clock.now() - SEED_BARS * barSizeMs(stream.barSize);
    const answer = await history.ask(stream, { from, to: Infinity }, shown.cancel.signal);
    if (!answer.ok || answer.value.bars.length === 0 || shown.cancel.signal.aborted) return;
    shown.live.continueFrom(answer.value.bars);
    if (answer.value.fetchedCount > 0) shown.revision++;
    this.#changed(shown);
  }

  #newestKnown(stream: BarStream): number | null {
    return this.#options.history.known(stream, { from: -Infinity, to: Infinity })?.time.at(-1) ?? null;
  }

  #changed(shown: Shown): void {
    shown.isDirty = true;
    this.#stopTimer ??= this.#options.timers.schedule(this.#cadenceMs, () => {
      this.#stopTimer = null;
      for (const each of this.#shown.values()) if (each.isDirty) this.#send(each);
    });
  }

  #send(shown: Shown): void {
    shown.isDirty = false;
    const { bars, stream } = shown.live;
    if (bars !== null) this.#options.publish({ ...stream, bars: blockOf(bars), revision: shown.revision });
  }
}

function blockOf({ time, open, high, low, close, volume }: BarColumns): BarBlock {
  return { time, open, high, low, close, volume };
}
