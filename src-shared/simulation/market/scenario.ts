import { assert } from '../../kernel/assert.ts';
import { MS_PER_MINUTE, MS_PER_SECOND } from '../../kernel/time.ts';
import type { Scenario } from '../../model/market-scenario.ts';

/** From `at` (Unix ms, taken up to the next whole minute) on, until the next entry. */
export interface ScenarioEntry {
  readonly at: number;
  readonly scenario: Scenario;
}

/** A log is kept whole for as long as the world lives, since the past is made from it. */
export const MAX_SCENARIO_ENTRIES = 10_000;

/** What a scenario does to prices. */
export interface Traits {
  /** Multiplies the standard deviation of returns. */
  readonly volatility: number;
  /** Drift of a trend, in daily standard deviations a day; its direction holds for weeks, then is drawn anew. */
  readonly trend: number;
  /** Drift of everything that goes with the market, in daily standard deviations a day. */
  readonly drift: number;
  /** Share of the distance to the level at the scenario's start that is taken back in a day. */
  readonly pull: number;
  /** How far correlations move towards one, 0 to 1. */
  readonly herding: number;
  /** Hurst exponent within a day, down to minutes: above 0.5 moves continue, below they turn back. */
  readonly hurst: number;
  /** Multiply spreads, shown sizes and traded volume. */
  readonly spread: number;
  readonly size: number;
  readonly volume: number;
  /** Log move of an instrument of 20 % volatility over the whole phase, instead of a random one. */
  readonly move: number | null;
}

/** A stretch of one set of traits, epoch seconds on whole minutes. `plannedTo` is its end when nothing interrupts; `to` where the log cuts it. */
export interface Phase {
  readonly index: number;
  readonly from: number;
  readonly plannedTo: number;
  readonly to: number;
  readonly traits: Traits;
}

const NORMAL: Traits = {
  ...{ volatility: 1, trend: 0, drift: 0, pull: 0, herding: 0, hurst: 0.5 },
  ...{ spread: 1, size: 1, volume: 1, move: null },
};

const LASTING: Readonly<Record<Exclude<Scenario, 'flash-crash'>, Traits>> = {
  normal: NORMAL,
  trending: { ...NORMAL, volatility: 0.7, trend: 0.45, hurst: 0.67, volume: 1.2 },
  ranging: { ...NORMAL, volatility: 0.8, pull: 0.35, hurst: 0.43 },
  choppy: { ...NORMAL, volatility: 1.2, pull: 0.8, hurst: 0.36, spread: 1.2 },
  crisis: { ...NORMAL, volatility: 3, drift: -0.15, herding: 0.93, spread: 2, size: 0.35, volume: 2.5 },
  quiet: { ...NORMAL, volatility: 0.35, volume: 0.5, size: 1.3 },
};

/** Minutes and traits of a flash crash: calm, the fall, the bottom, the recovery; what follows it stays nervous. */
const CRASH_FALL = -0.09;
const FLASH_CRASH: readonly { readonly minutes: number; readonly traits: Traits }[] = [
  { minutes: 1, traits: NORMAL },
  { minutes: 8, traits: { ...NORMAL, volatility: 4, herding: 0.9, spread: 8, size: 0.15, volume: 8, move: CRASH_FALL } },
  { minutes: 3, traits: { ...NORMAL, volatility: 5, herding: 0.8, spread: 8, size: 0.15, volume: 8, move: 0 } },
  { minutes: 18, traits: { ...NORMAL, volatility: 3, herding: 0.8, spread: 4, size: 0.4, volume: 5, move: -0.88 * CRASH_FALL } },
  { minutes: Infinity, traits: { ...NORMAL, volatility: 1.5, spread: 1.3, size: 0.8, volume: 1.4 } },
]; // prettier-ignore

/** The log as stretches of time without gaps, from the beginning of time to its end. Normal before the first entry. */
export function phasesOf(log: readonly ScenarioEntry[]): readonly Phase[] {
  assert(log.length <= MAX_SCENARIO_ENTRIES, `a scenario log has at most ${MAX_SCENARIO_ENTRIES} entries`);
  const phases: Phase[] = [];
  const add = (from: number, plannedTo: number, cut: number, traits: Traits) => {
    if (from < cut) {
      phases.push({ index: phases.length, from, plannedTo, to: Math.min(plannedTo, cut), traits });
    }
  };
  const startOf = (index: number) => (index < log.length ? effectiveSecond(log[index]!.at) : Infinity);
  add(-Infinity, Infinity, startOf(0), NORMAL);
  for (const [index, entry] of log.entries()) {
    assert(index === 0 || entry.at >= log[index - 1]!.at, 'a scenario log is in order of time');
    const cut = startOf(index + 1);
    let from = startOf(index);
    if (entry.scenario !== 'flash-crash') {
      add(from, Infinity, cut, LASTING[entry.scenario]);
      continue;
    }
    for (const { minutes, traits } of FLASH_CRASH) {
      const to = from + minutes * 60;
      add(from, to, cut, traits);
      from = to;
    }
  }
  return phases;
}

/** The first whole minute not before the entry, epoch seconds: bars of a minute then belong to one scenario each. */
export function effectiveSecond(atMs: number): number {
  return Math.ceil(atMs / MS_PER_MINUTE) * (MS_PER_MINUTE / MS_PER_SECOND);
}
