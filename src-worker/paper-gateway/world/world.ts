import { civilDay } from '#shared/model/civil-day.ts';
import { Market, MAX_INSTRUMENTS } from '#shared/simulation/market/market.ts';
import type { MarketSource } from '#shared/simulation/market/market-source.ts';
import type { ScenarioEntry } from '#shared/simulation/market/scenario.ts';
import type { Replay } from '#shared/simulation/replay/open-replay.ts';
import type { Listing } from '#shared/simulation/universe/listings/listing.ts';
import { Universe } from '#shared/simulation/universe/universe.ts';
import { Entitlements } from './entitlements.ts';
import { MarketFeed } from './market-feed.ts';
import { VirtualClock } from './virtual-clock.ts';

export interface WorldOptions {
  readonly seed: number;
  readonly alwaysOpen: boolean;
  /** Unix ms. */
  readonly startTime: number;
  readonly scenarios: readonly ScenarioEntry[];
  /** Stored bars instead of the model. */
  readonly replay?: Replay | undefined;
}

/** The same in every gateway for ever, or the same seed would have another history tomorrow. */
const HISTORY_START_DAY = civilDay(2014, 1, 1);
const ANCHOR_DAY = civilDay(2025, 11, 21);

/** The simulated world: its clock, its contracts, their prices, and the feed of those that somebody watches. */
export class World {
  readonly clock: VirtualClock;
  readonly universe: Universe;
  readonly market: MarketSource;
  readonly feed: MarketFeed;
  /** A fault: exchanges show no more than that many units at a time. */
  shownSizeMax = Infinity;
  readonly #scenarios: ScenarioEntry[];
  readonly entitlements: Entitlements;

  constructor({ seed, alwaysOpen, startTime, scenarios, replay }: WorldOptions) {
    this.#scenarios = [...scenarios];
    this.clock = new VirtualClock(startTime);
    this.universe = new Universe({
      alwaysOpen,
      priceOf: (marketId, unixMs) => this.#lastPrice(marketId, unixMs),
      ...(replay === undefined ? {} : { listings: replay.listings, hours: replay.calendars }),
    });
    const { latent, lasting } = this.universe;
    this.market =
      replay?.market ??
      new Market({
        seed,
        instruments: [...latent, ...lasting.map(({ instrument }) => instrument)],
        startDay: HISTORY_START_DAY,
        anchorDay: ANCHOR_DAY,
        scenarios,
      });
    this.feed = new MarketFeed(this.market, this.clock);
    this.entitlements = new Entitlements(this.universe, this.market);
  }

  now(): number {
    return this.clock.now();
  }

  /** Contracts that expire are taken in as they are asked for, and there is an end to it. */
  hasRoomFor(marketId: string): boolean {
    return this.market.has(marketId) || this.market.instrumentIds.length < MAX_INSTRUMENTS;
  }

  /** The contract behind an id, its prices ready to be asked for. @param conId of a contract the universe has */
  listing(conId: number): Listing {
    const listing = this.universe.byConId(conId);
    if (listing === null) throw new Error(`the universe has no contract ${conId}`);
    if (!this.market.has(listing.instrument.id)) this.market.list(listing.instrument);
    return listing;
  }

  /** All there have been, oldest first: with the seed they make the past. */
  get scenarios(): readonly ScenarioEntry[] {
    return this.#scenarios;
  }

  /** From now on; what has happened stays. */
  addScenario(entry: ScenarioEntry): void {
    this.#scenarios.push(entry);
    this.market.addScenario(entry);
    this.feed.forgetFuture();
  }

  #lastPrice(marketId: string, unixMs: number): number {
    const { last, quote } = this.market.snapshot(marketId, unixMs);
    return last?.price ?? quote?.bid ?? NaN;
  }
}
