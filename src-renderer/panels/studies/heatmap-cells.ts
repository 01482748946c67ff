import type { TrialFigures } from '#shared/model/study.ts';
import type { StudyTrial } from '#shared/model/study-run.ts';

export type Value = number | string | boolean;

export interface HeatmapChoice {
  readonly x: string;
  /** Null: there is one parameter only. */
  readonly y: string | null;
  readonly figure: keyof TrialFigures;
  /** What stands for the trials of a cell that differ in other parameters: the best, their median, or those at `fixed`. */
  readonly rest: 'best' | 'median' | 'fixed';
  readonly fixed: Readonly<Record<string, Value>>;
}

export interface HeatmapCell {
  /** Null: no trial, or none that has the figure. */
  readonly value: number | null;
  /** The trial whose figure it is; of a median the one nearest to it. */
  readonly trial: StudyTrial | null;
  readonly trialCount: number;
}

export interface Heatmap {
  /** The first value of each column and row: one value, or a range where there are too many. */
  readonly xs: readonly Value[];
  readonly ys: readonly Value[];
  /** Row by row. */
  readonly cells: readonly (readonly HeatmapCell[])[];
  readonly low: number;
  readonly high: number;
}

/** More columns than this could not be read. */
const BINS_MAX = 24;

/** Figures of which less is better. */
export const LESS_IS_BETTER: ReadonlySet<keyof TrialFigures> = new Set([
  'maxDrawdown',
  'annualVolatility',
  'totalCommission',
]);

/** The trials as a table of two parameters. */
export function heatmapOf(trials: readonly StudyTrial[], choice: HeatmapChoice): Heatmap {
  const { x, y, figure, rest, fixed } = choice;
  const shown =
    rest === 'fixed'
      ? trials.filter(({ parameters }) =>
          Object.entries(fixed).every(
            ([name, value]) => name === x || name === y || parameters[name] === value,
          ),
        )
      : trials;
  const columns = binsOf(trials, x);
  const rows = y === null ? ONE_BIN : binsOf(trials, y);
  const buckets: StudyTrial[][][] = rows.firsts.map(() => columns.firsts.map(() => []));
  for (const trial of shown) {
    if (figureOf(trial, figure) === null) continue;
    const row = y === null ? 0 : rows.binOf(trial.parameters[y]!);
    buckets[row]![columns.binOf(trial.parameters[x]!)]!.push(trial);
  }
  let [low, high] = [Infinity, -Infinity];
  const cells = buckets.map((row) =>
    row.map((bucket) => {
      const cell = cellOf(bucket, figure, rest);
      if (cell.value !== null) [low, high] = [Math.min(low, cell.value), Math.max(high, cell.value)];
      return cell;
    }),
  );
  return {
    xs: columns.firsts,
    ys: rows.firsts,
    cells,
    low: low > high ? 0 : low,
    high: low > high ? 0 : high,
  };
}

function cellOf(
  bucket: readonly StudyTrial[],
  figure: keyof TrialFigures,
  rest: HeatmapChoice['rest'],
): HeatmapCell {
  const trialCount = bucket.length;
  if (trialCount === 0) return { value: null, trial: null, trialCount };
  const sign = LESS_IS_BETTER.has(figure) ? 1 : -1;
  const sorted = bucket.toSorted(
    (a, b) => sign * (figureOf(a, figure)! - figureOf(b, figure)!) || a.index - b.index,
  );
  if (rest !== 'median') return { value: figureOf(sorted[0]!, figure), trial: sorted[0]!, trialCount };
  const middle = trialCount >> 1;
  const upper = figureOf(sorted[middle]!, figure)!;
  const value = trialCount % 2 === 1 ? upper : (upper + figureOf(sorted[middle - 1]!, figure)!) / 2;
  return { value, trial: sorted[middle]!, trialCount };
}

function figureOf({ figures }: StudyTrial, figure: keyof TrialFigures): number | null {
  const value = figures?.[figure] ?? null;
  return value === null || !Number.isFinite(value) ? null : value;
}

interface Bins {
  readonly firsts: readonly Value[];
  binOf(value: Value): number;
}

const ONE_BIN: Bins = { firsts: [''], binOf: () => 0 };

/** Values in order, as many to a bin as it takes to have few enough. */
function binsOf(trials: readonly StudyTrial[], name: string): Bins {
  const values = [...new Set(trials.map(({ parameters }) => parameters[name]!))].sort((a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b)),
  );
  const perBin = Math.ceil(values.length / BINS_MAX) || 1;
  const bins = new Map(values.map((value, i) => [value, Math.floor(i / perBin)]));
  return { firsts: values.filter((_, i) => i % perBin === 0), binOf: (value) => bins.get(value)! };
}
