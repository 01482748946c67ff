import type { PlanGroup } from '#shared/model/plan.ts';

/** Symbols that are worked on together, with the cost of all their trials, in any unit. */
export interface WorkUnit {
  readonly symbols: readonly string[];
  readonly trialCount: number;
  readonly cost: number;
}

const SYMBOLS_TOLD_MAX = 8;

/** Gives each unit, heaviest first, to the worker that has least. One group per worker that gets any, heaviest first. */
export function groupWork(units: readonly WorkUnit[], workers: number): PlanGroup[] {
  const groups = Array.from({ length: Math.max(1, workers) }, () => ({ units: [] as WorkUnit[], cost: 0 }));
  for (const unit of units.toSorted((a, b) => b.cost - a.cost)) {
    const least = groups.reduce((best, one) => (one.cost < best.cost ? one : best));
    least.units.push(unit);
    least.cost += unit.cost;
  }
  const total = units.reduce((sum, { cost }) => sum + cost, 0);
  return groups
    .filter((group) => group.units.length > 0)
    .toSorted((a, b) => b.cost - a.cost)
    .map((group) => ({
      symbols: group.units.slice(0, SYMBOLS_TOLD_MAX).map(({ symbols }) => symbols.join('+')),
      symbolCount: group.units.reduce((sum, { symbols }) => sum + symbols.length, 0),
      trialCount: group.units.reduce((sum, { trialCount }) => sum + trialCount, 0),
      share: total === 0 ? 0 : group.cost / total,
    }));
}

/** A sweep has one account's symbols and many trials: each worker takes its part of the trials. */
export function groupTrials(symbols: readonly string[], trialCount: number, workers: number): PlanGroup[] {
  const used = Math.max(1, Math.min(workers, trialCount));
  return Array.from({ length: used }, (_, worker) => {
    const part = Math.floor(((worker + 1) * trialCount) / used) - Math.floor((worker * trialCount) / used);
    return {
      symbols: symbols.slice(0, SYMBOLS_TOLD_MAX),
      symbolCount: symbols.length,
      trialCount: part,
      share: trialCount === 0 ? 0 : part / trialCount,
    };
  });
}
