import { assert } from '../../kernel/assert.ts';
import { doubledFloats } from '../../kernel/columns.ts';
import { noiseUniform, streamKey, type StreamKey } from '../../kernel/rng.ts';
import { sumAt, type ActivityProfiles } from './activity.ts';
import { BridgeTree, type BridgeKeys, type Segment } from './bridge.ts';
import { dailyShock, MAX_WORLD_DAYS, VolatilityWalk } from './factors.ts';
import type { CorporateAction, OwnInstrument } from './instrument.ts';
import type { Phase } from './scenario.ts';
import { SECONDS_PER_DAY } from './trading-days.ts';

/** What all paths of one market share. `phases` is replaced when the scenario log grows. */
export interface World {
  readonly seed: number;
  /** First day of history, days since 1970-01-01. */
  readonly startDay: number;
  /** The day at whose start instruments have their anchor price. */
  readonly anchorDay: number;
  readonly marketVolatility: VolatilityWalk;
  phases: readonly Phase[];
}

const OWN_VOLATILITY = { persistence: 0.94, deviation: 0.28, leverage: 0.1 };
/** Yearly log drift of something that moves with the market alone. */
const MARKET_DRIFT = 0.06;
const TREND_DAYS = 25;
/** How often an instrument's trend has the market's direction. */
const TREND_AGREEMENT = 0.7;
const HERD_LOADING = 0.97;
/** Loadings below this (most currencies, bonds) are too weak for a crisis to make a herd of. */
const WEAKEST_HERD_LOADING = 0.3;
/** What is left of the ordinary noise while a crash goes where it must. */
const MOVE_NOISE = 0.15;
const MOVE_REFERENCE_VOLATILITY = 0.2;

/**
 * The log price of one instrument at every second since the world began, open or closed: UTC day after UTC day, each from
 * what the days before it left. Asking about a day makes all the days up to it once (three numbers each are kept).
 */
export class PricePath {
  readonly instrument: OwnInstrument;
  readonly keys: BridgeKeys;
  readonly #world: World;
  readonly #profiles: ActivityProfiles;
  readonly #ownVolatility: VolatilityWalk;
  readonly #shockKeys: { readonly market: StreamKey; readonly sector: StreamKey; readonly own: StreamKey };
  readonly #trendKey: StreamKey;
  readonly #marketTrendKey: StreamKey;
  readonly #tree: BridgeTree;
  readonly #dailyDeviation: number;
  readonly #dailyDrift: number;
  readonly #dividends: ReadonlyMap<number, number>;
  // One entry per day made so far: log price at its start, its move and the variance around it.
  #opens: Float64Array = new Float64Array(1_024);
  #moves: Float64Array = new Float64Array(1_024);
  #variances: Float64Array = new Float64Array(1_024);
  #phaseOf: Float64Array = new Float64Array(1_024);
  #dayCount = 0;
  #nextOpen: number;
  #lastDay = NaN;
  #lastSegments: readonly Segment[] = [];
  /** Days on which a phase begins or ends. */
  readonly #cutDays = new Map<number, readonly Segment[]>();
  /** Log price at which each phase found the instrument. */
  readonly #levels = new Map<number, number>();

  constructor(instrument: OwnInstrument, world: World, profiles: ActivityProfiles) {
    const { seed } = world;
    const { id, loadings, kind, annualVolatility, anchorPrice } = instrument;
    assert(anchorPrice > 0 && annualVolatility > 0, `${id}: anchor price and volatility must be positive`);
    assert(loadings.market ** 2 + loadings.sector ** 2 <= 1 + 1e-9, `${id}: loadings squared exceed one`);
    this.instrument = instrument;
    this.#world = world;
    this.#profiles = profiles;
    this.#ownVolatility = new VolatilityWalk(seed, id, world.startDay, OWN_VOLATILITY);
    this.#shockKeys = {
      market: streamKey(seed, 'daily', 'market'),
      sector: streamKey(seed, 'daily', 'sector', loadings.sectorName),
      own: streamKey(seed, 'daily', id),
    };
    this.keys = {
      market: streamKey(seed, 'bridge', 'market'),
      sector: streamKey(seed, 'bridge', 'sector', loadings.sectorName),
      own: streamKey(seed, 'bridge', id),
    };
    this.#trendKey = streamKey(seed, 'trend', id);
    this.#marketTrendKey = streamKey(seed, 'trend', 'market');
    this.#tree = new BridgeTree(this.keys);
    const daysPerYear = kind === 'crypto' ? 365 : 252;
    this.#dailyDeviation = annualVolatility / Math.sqrt(daysPerYear);
    this.#dailyDrift = (MARKET_DRIFT * Math.max(0, loadings.market)) / daysPerYear;
    this.#dividends = dividendsAfter(world.anchorDay, instrument.actions ?? []);
    this.#nextOpen = this.#openOfHistory();
  }

  /** First day of history. */
  get firstDay(): number {
    return this.#world.startDay;
  }

  /** The day's stretches in order, without gaps from second 0 to 86,400. */
  segmentsOf(day: number): readonly Segment[] {
    if (day === this.#lastDay) return this.#lastSegments;
    this.#lastSegments = this.#findSegments(day);
    this.#lastDay = day;
    return this.#lastSegments;
  }

  #findSegments(day: number): readonly Segment[] {
    const index = this.#indexOf(day);
    const cut = this.#cutDays.get(day);
    if (cut !== undefined) return cut;
    const open = this.#opens[index]!;
    const phase = this.#world.phases[this.#phaseOf[index]!]!;
    return [
      this.#segment(
        day,
        phase,
        0,
        SECONDS_PER_DAY,
        SECONDS_PER_DAY,
        open,
        this.#moves[index]!,
        this.#variances[index]!,
      ),
    ];
  }

  /** Standard deviation of the day's moves in a scenario, over what is typical for the instrument. */
  stressOf(day: number, phase: Phase): number {
    return Math.exp(this.#logVolatility(day)) * phase.traits.volatility;
  }

  /** Yearly volatility of the day as options price it: half of the way from the long run to today's. */
  impliedVolatility(day: number, phase: Phase): number {
    return this.instrument.annualVolatility * Math.sqrt(this.stressOf(day, phase));
  }

  /** Log price at the start of a day. */
  openOf(day: number): number {
    return this.#opens[this.#indexOf(day)]!;
  }

  /** Drops every day from `day` on: the scenario log has changed after it. */
  forgetFrom(day: number): void {
    this.#lastDay = NaN;
    const keep = Math.max(0, day - this.#world.startDay);
    if (keep >= this.#dayCount) return;
    this.#nextOpen = this.#opens[keep]!;
    this.#dayCount = keep;
    for (const cutDay of [...this.#cutDays.keys()]) if (cutDay >= day) this.#cutDays.delete(cutDay);
    for (const index of [...this.#levels.keys()]) {
      const phase = this.#world.phases[index];
      if (phase === undefined || phase.from >= day * SECONDS_PER_DAY) this.#levels.delete(index);
    }
  }

  #indexOf(day: number): number {
    const index = day - this.#world.startDay;
    assert(index >= 0 && index < MAX_WORLD_DAYS, `day ${day} lies outside the world`);
    while (this.#dayCount <= index) this.#makeDay();
    return index;
  }

  #makeDay(): void {
    if (this.#dayCount === this.#opens.length) {
      this.#opens = doubledFloats(this.#opens);
      this.#moves = doubledFloats(this.#moves);
      this.#variances = doubledFloats(this.#variances);
      this.#phaseOf = doubledFloats(this.#phaseOf);
    }
    const index = this.#dayCount;
    const day = this.#world.startDay + index;
    const open = this.#nextOpen;
    const phases = this.#phasesIn(day);
    const first = phases[0]!;
    this.#opens[index] = open;
    this.#phaseOf[index] = first.index;
    if (phases.length === 1 && first.plannedTo >= (day + 1) * SECONDS_PER_DAY) {
      const { move, variance } = this.#law(day, first, 0, SECONDS_PER_DAY, open);
      this.#moves[index] = move;
      this.#variances[index] = variance;
      this.#nextOpen = open + move;
    } else {
      this.#nextOpen = this.#makeCutDay(day, phases, open);
    }
    this.#dayCount++;
    this.#nextOpen += this.#dividendDrop(day + 1, this.#nextOpen);
  }

  /** Each stretch begins where the path of the one before it is at that second: what was before a switch stays as it was. */
  #makeCutDay(day: number, phases: readonly Phase[], open: number): number {
    const midnight = day * SECONDS_PER_DAY;
    const segments: Segment[] = [];
    let level = open;
    for (const phase of phases) {
      const from = Math.max(0, phase.from - midnight);
      const plannedTo = Math.min(SECONDS_PER_DAY, phase.plannedTo - midnight);
      const to = Math.min(SECONDS_PER_DAY, phase.to - midnight);
      const { move, variance } = this.#law(day, phase, from, plannedTo, level);
      const segment = this.#segment(day, phase, from, plannedTo, to, level, move, variance);
      segments.push(segment);
      level = this.#tree.valueAt(segment, to);
    }
    this.#cutDays.set(day, segments);
    return level;
  }

  /** How far the price goes in a stretch, and the variance of its way there. */
  #law(
    day: number,
    phase: Phase,
    from: number,
    to: number,
    level: number,
  ): { move: number; variance: number } {
    const { traits } = phase;
    const sums = this.#profiles.of(day).variance;
    const share = sumAt(sums, to) - sumAt(sums, from);
    const deviation = this.#dailyDeviation * this.stressOf(day, phase);
    const variance = deviation * deviation * share;
    const loadings = this.#loadings(phase);
    const second = day * SECONDS_PER_DAY + from;
    const shock =
      loadings.market * dailyShock(this.#shockKeys.market, second) +
      loadings.sector * dailyShock(this.#shockKeys.sector, second) +
      loadings.own * dailyShock(this.#shockKeys.own, second);
    const noise = shock * Math.sqrt(variance);
    if (traits.move !== null) {
      const exposure = (this.instrument.annualVolatility / MOVE_REFERENCE_VOLATILITY) * loadings.market;
      const part = (to - from) / (phase.plannedTo - phase.from);
      return { move: traits.move * exposure * part + MOVE_NOISE * noise, variance };
    }
    let move = noise + this.#dailyDrift * share;
    if (traits.drift !== 0) move += traits.drift * deviation * loadings.market * share;
    if (traits.trend !== 0) move += traits.trend * deviation * this.#trendDirection(day, phase) * share;
    if (traits.pull !== 0) move -= traits.pull * share * (level - this.#levelOf(phase, level));
    return { move, variance };
  }

  #segment(
    day: number, phase: Phase, from: number, plannedTo: number, to: number,
    open: number, move: number, variance: number,
  ): Segment {
    const activity = this.#profiles.of(day).variance;
    return { day, from, plannedTo, to, open, close: open + move, variance, ...this.#loadings(phase), phase, activity };
  } // prettier-ignore

  #loadings({ traits }: Phase): { market: number; sector: number; own: number } {
    const { market, sector } = this.instrument.loadings;
    const own = Math.sqrt(Math.max(0, 1 - market * market - sector * sector));
    if (traits.herding === 0 || Math.abs(market) < WEAKEST_HERD_LOADING) return { market, sector, own };
    const herd = Math.max(HERD_LOADING, Math.abs(market));
    const size = Math.abs(market) + (herd - Math.abs(market)) * traits.herding;
    const rest = Math.hypot(sector, own);
    const scale = rest === 0 ? 0 : Math.sqrt(1 - size * size) / rest;
    return { market: Math.sign(market) * size, sector: sector * scale, own: own * scale };
  }

  #trendDirection(day: number, phase: Phase): number {
    const start = Math.max(this.#world.startDay, Math.floor(phase.from / SECONDS_PER_DAY));
    const stretch = start + Math.floor((day - start) / TREND_DAYS) * TREND_DAYS;
    const market = noiseUniform(this.#marketTrendKey, stretch, 0) < 0.5 ? -1 : 1;
    const agrees = noiseUniform(this.#trendKey, stretch, 0) < TREND_AGREEMENT;
    return agrees === this.instrument.loadings.market >= 0 ? market : -market;
  }

  #levelOf(phase: Phase, level: number): number {
    const known = this.#levels.get(phase.index);
    if (known !== undefined) return known;
    this.#levels.set(phase.index, level);
    return level;
  }

  #logVolatility(day: number): number {
    const together = Math.max(Math.abs(this.instrument.loadings.market), 0.5);
    return together * this.#world.marketVolatility.logAt(day) + this.#ownVolatility.logAt(day);
  }

  #phasesIn(day: number): readonly Phase[] {
    const { phases } = this.#world;
    const from = day * SECONDS_PER_DAY;
    let low = 0;
    let high = phases.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (phases[middle]!.to <= from) low = middle + 1;
      else high = middle;
    }
    let end = low + 1;
    while (end < phases.length && phases[end]!.from < from + SECONDS_PER_DAY) end++;
    return phases.slice(low, end);
  }

  /** Where history must begin for the undisturbed path to meet the anchor price on the anchor day. */
  #openOfHistory(): number {
    const { startDay, anchorDay, phases } = this.#world;
    assert(anchorDay >= startDay, 'the anchor day lies before the start of history');
    const normal = phases[0]!;
    let level = Math.log(this.instrument.anchorPrice);
    for (let day = startDay; day < anchorDay; day++)
      level -= this.#law(day, normal, 0, SECONDS_PER_DAY, 0).move;
    return level;
  }

  #dividendDrop(day: number, level: number): number {
    const amount = this.#dividends.get(day);
    if (amount === undefined) return 0;
    return Math.log(Math.max(0.5, 1 - amount / Math.exp(level)));
  }
}

/**
 * Amounts by day in units of the anchor price, before any split. Only what comes after the anchor day lowers the price:
 * earlier history is adjusted for everything.
 */
function dividendsAfter(anchorDay: number, actions: readonly CorporateAction[]): ReadonlyMap<number, number> {
  const dividends = new Map<number, number>();
  let ratio = 1;
  for (const action of [...actions].sort((a, b) => a.day - b.day)) {
    if (action.day <= anchorDay) continue;
    if (action.kind === 'split') ratio *= action.ratio;
    else dividends.set(action.day, (dividends.get(action.day) ?? 0) + action.amount * ratio);
  }
  return dividends;
}
