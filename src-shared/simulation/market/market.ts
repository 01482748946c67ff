import { assert } from '../../kernel/assert.ts';
import { MS_PER_DAY, MS_PER_SECOND } from '../../kernel/time.ts';
import { ActivityProfiles } from './activity.ts';
import { BarMaker, type BarRequest, type MarketBars } from './bars.ts';
import { dayOf } from './day.ts';
import { optionGreeks, type Greeks } from './black-scholes.ts';
import { depthAt, type Depth } from './depth.ts';
import { VolatilityWalk } from './factors.ts';
import type {
  CorporateAction,
  InstrumentKind,
  MarketInstrument,
  MarketSessions,
  OptionInstrument,
} from './instrument.ts';
import { PairReader, SinglePathReader, type LatentReader } from './latent-reader.ts';
import { Listing } from './listing.ts';
import { PricePath, type World } from './price-path.ts';
import { effectiveSecond, phasesOf, type ScenarioEntry } from './scenario.ts';
import { Snapshots, type Snapshot } from './snapshot.ts';
import { Tape, type Quote, type Trade } from './tape.ts';
import { TradeFlow } from './trade-flow.ts';
import { TradingDays } from './trading-days.ts';
import { followingValuation, isExpired, ITSELF, OptionValuation, type Valuation } from './valuation.ts';

export interface MarketSpec {
  /** Any safe integer. */
  readonly seed: number;
  readonly instruments: readonly MarketInstrument[];
  /** First day of history, days since 1970-01-01: ten years before anybody looks. */
  readonly startDay: number;
  /** The day on which instruments have their anchor price. */
  readonly anchorDay: number;
  readonly scenarios?: readonly ScenarioEntry[];
}

export type MarketEvent =
  | ({ readonly kind: 'quote'; readonly id: string } & Quote)
  | ({ readonly kind: 'trade'; readonly id: string } & Trade)
  | { readonly kind: 'opened' | 'closed' | 'halted' | 'resumed'; readonly id: string; readonly time: number };

export const MAX_INSTRUMENTS = 1_000;
/** Events are made for the clock's next step, not for an afternoon. */
export const MAX_EVENT_SPAN_MS = 600_000;

const MARKET_VOLATILITY = { persistence: 0.97, deviation: 0.42, leverage: 0.5 };

/**
 * A market made from a seed and a log of scenarios, and from nothing else: two of them with the same answer every question
 * alike, in any order. Times are Unix ms; every question is about the past of its `to` or `time`, there is no clock in here.
 */
export class Market {
  readonly #world: World;
  readonly #instruments = new Map<string, MarketInstrument>();
  readonly #listings = new Map<string, Listing>();
  readonly #paths = new Map<string, PricePath>();
  readonly #days = new Map<MarketSessions, TradingDays>();
  readonly #profiles = new Map<MarketSessions, Map<InstrumentKind, ActivityProfiles>>();
  readonly #tape: Tape;
  readonly #bars = new BarMaker();
  readonly #snapshots: Snapshots;
  #log: readonly ScenarioEntry[];

  constructor({ seed, instruments, startDay, anchorDay, scenarios = [] }: MarketSpec) {
    assert(Number.isSafeInteger(seed), `a seed is a safe integer, was ${seed}`);
    assert(instruments.length <= MAX_INSTRUMENTS, `a market has at most ${MAX_INSTRUMENTS} instruments`);
    for (const instrument of instruments) {
      assert(!this.#instruments.has(instrument.id), `two instruments are called ${instrument.id}`);
      this.#instruments.set(instrument.id, instrument);
    }
    this.#log = scenarios;
    const marketVolatility = new VolatilityWalk(seed, 'market', startDay, MARKET_VOLATILITY);
    this.#world = { seed, startDay, anchorDay, marketVolatility, phases: phasesOf(scenarios) };
    this.#tape = new Tape(seed);
    this.#snapshots = new Snapshots(this.#tape);
  }

  get scenarioLog(): readonly ScenarioEntry[] {
    return this.#log;
  }

  /** Nothing before the entry's minute changes; bars and ticks after it that were read already are no longer true. */
  addScenario(entry: ScenarioEntry): void {
    const last = this.#log.at(-1);
    assert(last === undefined || entry.at >= last.at, 'a scenario log is in order of time');
    this.#log = [...this.#log, entry];
    this.#world.phases = phasesOf(this.#log);
    const day = Math.floor((effectiveSecond(entry.at) * MS_PER_SECOND) / MS_PER_DAY);
    for (const path of this.#paths.values()) path.forgetFrom(day);
    for (const listing of this.#listings.values()) listing.forgetFrom(day);
    this.#tape.forget();
    this.#snapshots.forget();
  }

  get instrumentIds(): readonly string[] {
    return [...this.#instruments.keys()];
  }

  has(id: string): boolean {
    return this.#instruments.has(id);
  }

  /** Takes an instrument in that was not there before: futures and options are listed as time goes on. Its past was as if it always had been. */
  list(instrument: MarketInstrument): void {
    assert(!this.#instruments.has(instrument.id), `two instruments are called ${instrument.id}`);
    assert(this.#instruments.size < MAX_INSTRUMENTS, `a market has at most ${MAX_INSTRUMENTS} instruments`);
    this.#instruments.set(instrument.id, instrument);
  }

  /** Start of the first session in history, Unix ms. */
  headTime(id: string, regularOnly: boolean): number {
    const { sessions } = this.#listing(id).instrument;
    for (let day = this.#world.startDay + 1; day < this.#world.startDay + 15; day++) {
      const session = sessions.sessionOfDay(day);
      const hours = regularOnly ? (session?.regular ?? null) : session;
      if (hours !== null) return hours.start;
    }
    assert(false, `${id} has no session in the first fortnight of history`);
  }

  /** From history's start on; at most MAX_BARS_PER_REQUEST bars. */
  bars(id: string, request: BarRequest): MarketBars {
    const earliest = (this.#world.startDay + 1) * MS_PER_DAY;
    const from = Math.max(request.from, earliest);
    return this.#bars.make(this.#listing(id), this.#tape, {
      ...request,
      from,
      to: Math.max(from, request.to),
    });
  }

  snapshot(id: string, time: number): Snapshot {
    return this.#snapshots.at(this.#listing(id), time);
  }

  /** null before the instrument's first trading. */
  depth(id: string, time: number, levelCount = 10): Depth | null {
    return depthAt(this.#listing(id), this.#tape, time, levelCount);
  }

  /** From `from` up to, not including, `to`. */
  trades(id: string, from: number, to: number): readonly Trade[] {
    assertSpan(from, to);
    return this.#tape.tradesBetween(this.#listing(id), from, to);
  }

  quotes(id: string, from: number, to: number): readonly Quote[] {
    assertSpan(from, to);
    return this.#tape.quotesBetween(this.#listing(id), from, to);
  }

  /**
   * Everything that happens to some instruments from `from` up to, not including, `to`, in order of time; at the same
   * millisecond in the order of `ids`, state before quote before trade.
   */
  events(ids: readonly string[], from: number, to: number): MarketEvent[] {
    assertSpan(from, to);
    const events: MarketEvent[] = [];
    for (const id of ids) {
      const listing = this.#listing(id);
      this.#stateChanges(listing, from, to, events);
      for (const quote of this.#tape.quotesBetween(listing, from, to))
        events.push({ kind: 'quote', id, ...quote });
      for (const trade of this.#tape.tradesBetween(listing, from, to))
        events.push({ kind: 'trade', id, ...trade });
    }
    return events.sort((a, b) => a.time - b.time);
  }

  /** Of an option at an instant (while closed: when it last traded); null for everything else and after expiry. */
  greeks(id: string, time: number): Greeks | null {
    const listing = this.#listing(id);
    const { instrument, valuation } = listing;
    if (instrument.moves !== 'as-option' || !(valuation instanceof OptionValuation)) return null;
    const day = dayOf(time);
    const second = Math.floor((time - day * MS_PER_DAY) / MS_PER_SECOND);
    if (isExpired(instrument, day, second)) return null;
    const underlying = this.#listing(instrument.underlyingId);
    const worth = this.#tape.worthAt(underlying, time);
    if (worth === null) return null;
    // The option keeps the units it was listed in.
    return optionGreeks(valuation.termsAt(day, second), worth * underlying.splitRatio(day));
  }

  /** Splits and dividends of days `fromDay` to `toDay`, both included, in order. */
  corporateActions(id: string, fromDay: number, toDay: number): readonly CorporateAction[] {
    const instrument = this.#instrument(id);
    const actions = instrument.moves === 'by-itself' ? (instrument.actions ?? []) : [];
    return actions.filter(({ day }) => day >= fromDay && day <= toDay).sort((a, b) => a.day - b.day);
  }

  #stateChanges(listing: Listing, from: number, to: number, events: MarketEvent[]): void {
    const { id } = listing.instrument;
    for (let day = dayOf(from); day <= dayOf(to); day++) {
      const add = (kind: 'opened' | 'closed' | 'halted' | 'resumed', second: number) => {
        const time = day * MS_PER_DAY + second * MS_PER_SECOND;
        if (time >= from && time < to) events.push({ kind, id, time });
      };
      const intervals = listing.openIntervals(day);
      for (const { start, end } of intervals) {
        const isContinued = intervals.some((other) => other.end === start);
        const continues = intervals.some((other) => other.start === end);
        if (!isContinued && start >= 0) add('opened', start);
        if (!continues && end > 0 && end <= 86_400) add('closed', end);
      }
      for (const halt of listing.halts(day)) {
        add('halted', halt.from);
        add('resumed', halt.to);
      }
    }
  }

  #listing(id: string): Listing {
    let listing = this.#listings.get(id);
    if (listing === undefined) {
      listing = this.#makeListing(this.#instrument(id));
      this.#listings.set(id, listing);
    }
    return listing;
  }

  #instrument(id: string): MarketInstrument {
    const instrument = this.#instruments.get(id);
    assert(instrument !== undefined, `the market has no instrument ${id}`);
    return instrument;
  }

  #makeListing(instrument: MarketInstrument): Listing {
    const { startDay, anchorDay, seed } = this.#world;
    const { path, reader, valuation } = this.#source(instrument);
    const days = this.#daysOf(instrument.sessions);
    const profiles = this.#profilesOf(instrument);
    const flow = new TradeFlow(instrument, seed, path, days, profiles, startDay);
    return new Listing({ instrument, days, profiles, path, reader, valuation, flow }, anchorDay);
  }

  #source(instrument: MarketInstrument): { path: PricePath; reader: LatentReader; valuation: Valuation } {
    switch (instrument.moves) {
      case 'by-itself': {
        const path = this.#path(instrument.id);
        return { path, reader: new SinglePathReader(path, 1), valuation: ITSELF };
      }
      case 'with-others': {
        const terms = instrument.terms.map(({ id, power }) => ({ path: this.#path(id), power }));
        const [first, second] = terms;
        assert(first !== undefined && terms.length <= 2, `${instrument.id} follows one or two instruments`);
        const valuation = followingValuation(instrument);
        if (second === undefined) {
          return { path: first.path, reader: new SinglePathReader(first.path, first.power), valuation };
        }
        return { path: first.path, reader: new PairReader(first, second), valuation };
      }
      case 'as-option':
        return this.#optionSource(instrument);
    }
  }

  #optionSource(option: OptionInstrument): { path: PricePath; reader: LatentReader; valuation: Valuation } {
    const underlying = this.#instruments.get(option.underlyingId);
    assert(underlying !== undefined, `${option.id}: the market has no underlying ${option.underlyingId}`);
    assert(underlying.moves !== 'as-option', `${option.id}: options on options are not made`);
    const { path, reader, valuation } = this.#source(underlying);
    assert(
      reader instanceof SinglePathReader,
      `${option.id}: options need an underlying that follows one path`,
    );
    return { path, reader, valuation: new OptionValuation(option, path, valuation) };
  }

  #path(id: string): PricePath {
    let path = this.#paths.get(id);
    if (path === undefined) {
      const instrument = this.#instruments.get(id);
      assert(instrument?.moves === 'by-itself', `${id} must be in the market and move by itself`);
      path = new PricePath(instrument, this.#world, this.#profilesOf(instrument));
      this.#paths.set(id, path);
    }
    return path;
  }

  /** Shared by all instruments of a kind and a calendar: an option chain has hundreds. */
  #profilesOf({ sessions, kind }: MarketInstrument): ActivityProfiles {
    let byKind = this.#profiles.get(sessions);
    if (byKind === undefined) {
      byKind = new Map();
      this.#profiles.set(sessions, byKind);
    }
    let profiles = byKind.get(kind);
    if (profiles === undefined) {
      profiles = new ActivityProfiles(this.#daysOf(sessions), kind, this.#world.startDay);
      byKind.set(kind, profiles);
    }
    return profiles;
  }

  #daysOf(sessions: MarketSessions): TradingDays {
    let days = this.#days.get(sessions);
    if (days === undefined) {
      days = new TradingDays(sessions);
      this.#days.set(sessions, days);
    }
    return days;
  }
}

function assertSpan(from: number, to: number): void {
  assert(
    from <= to && to - from <= MAX_EVENT_SPAN_MS,
    `ask for at most ${MAX_EVENT_SPAN_MS} ms of events at once`,
  );
}
