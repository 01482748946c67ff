import type { Objective, SweepSpec } from '#shared/model/study.ts';
import type { Stability, StudyTrial } from '#shared/model/study-run.ts';
import { quantileOf } from '#shared/statistics/return-figures.ts';
import { rankTrials } from './trial-summary.ts';

/** Of axes that were drawn from at random, so many nearest values either side of the best count as next to it. */
const NEAR_SHARE = 0.1;

/**
 * How the best trial stands among its neighbours: those that on every varied axis have the same value or the one next to it;
 * where values were drawn at random, one among the nearest tenth either side. Null when no trial has the figure.
 */
export function stabilityOf(
  trials: readonly StudyTrial[],
  { space, objective, random }: Pick<SweepSpec, 'space' | 'objective' | 'random'>,
): Stability | null {
  const best = trials[rankTrials(trials, objective)[0] ?? -1];
  const top = figureOf(best, objective);
  if (best === undefined || top === null) return null;
  const reaches = Object.keys(space).map((name) => reachOf(trials, best, name, random !== undefined));
  const neighbours = trials.filter((one) => one !== best && reaches.every((reach) => reach(one)));
  const around = known(neighbours, objective).sort((a, b) => a - b);
  const all = known(trials, objective);
  const median = around.length === 0 ? null : quantileOf(around, 0.5);
  const isLessBetter = objective === 'maxDrawdown';
  const isWorse = (value: number) => median !== null && (isLessBetter ? value > median : value < median);
  return {
    bestIndex: best.index,
    neighbourCount: neighbours.length,
    best: top,
    median,
    worst: (isLessBetter ? around.at(-1) : around[0]) ?? null,
    medianRank: median === null ? null : all.filter(isWorse).length / all.length,
  };
}

function reachOf(
  trials: readonly StudyTrial[],
  best: StudyTrial,
  name: string,
  isRandom: boolean,
): (trial: StudyTrial) => boolean {
  const values = [...new Set(trials.map(({ parameters }) => parameters[name]))];
  // Words and switches have no order: they are next to themselves alone.
  if (values.some((value) => typeof value !== 'number'))
    return ({ parameters }) => parameters[name] === best.parameters[name];
  const sorted = (values as number[]).sort((a, b) => a - b);
  const at = sorted.indexOf(best.parameters[name] as number);
  const steps = isRandom ? Math.max(1, Math.round(sorted.length * NEAR_SHARE)) : 1;
  const [from, to] = [sorted[Math.max(0, at - steps)]!, sorted[Math.min(sorted.length - 1, at + steps)]!];
  return ({ parameters }) => {
    const value = parameters[name] as number;
    return value >= from && value <= to;
  };
}

function figureOf(trial: StudyTrial | undefined, objective: Objective): number | null {
  const value = trial?.figures?.[objective] ?? null;
  return value === null || Number.isNaN(value) ? null : value;
}

function known(trials: readonly StudyTrial[], objective: Objective): number[] {
  return trials.map((one) => figureOf(one, objective)).filter((value) => value !== null);
}
