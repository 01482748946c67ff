import type { Prediction, PredictionRecord, RunKind } from '#shared/model/plan.ts';

/** A prediction's own facts that earlier runs are compared by. */
export interface PredictionFacts {
  readonly kind: RunKind;
  readonly strategyId: string;
  /** See PredictionRecord. */
  readonly extrapolation: number;
}

/**
 * What earlier runs say of a calibrated time: log(actual / calibrated) = base + slope · log(extrapolation), fitted so that
 * a few odd runs do not matter, first over all runs of the kind, then over what is left in those of the strategy. Each fit
 * is drawn to "the calibration is right" as if some runs had said so: with no history that is what remains.
 */
export interface Correction {
  /** Of the natural logarithm of the time. */
  readonly logFactor: number;
  /** Standard deviation of what is left, of the same logarithm. */
  readonly spread: number;
  /** Undisturbed runs of this kind and strategy. */
  readonly learnedFrom: number;
}

/** Newest runs that are looked at: the product and the machine change. */
const RUNS_MAX = 300;
/** As many runs as "the calibration is right" counts for; and, of one strategy, "it is like the others of its kind". */
const PRIOR_RUNS = 8;
const PRIOR_RUNS_OF_FAMILY = 3;
/** The slope needs more to be believed, for it reaches far: as much as a dozen runs that went eleven times as far as theirs. */
const PRIOR_SLOPE = 70;
/** So many runs of a strategy speak for themselves about how far predictions of it miss. */
const FAMILY_MIN = 5;
/** Before anything is known: nine of ten within a third. */
const PRIOR_SPREAD = 0.2;
/** A computer is never more regular than this. */
const SPREAD_MIN = 0.03;
/** No run teaches, and nothing corrects by, more than this factor: beyond it something else was the matter. */
const FACTOR_MAX = 3;
/** Standard deviations to either side that hold nine of ten. */
const NINE_OF_TEN = 1.645;

/** @param records newest first */
export function correctionFor(records: readonly PredictionRecord[], facts: PredictionFacts): Correction {
  const usable = records
    .filter((one) => one.kind === facts.kind && !one.wasDisturbed && one.actualMs > 0)
    .filter((one) => one.predicted.calibratedMs > 0)
    .slice(0, RUNS_MAX)
    .map((one) => ({
      strategyId: one.strategyId,
      x: Math.log(one.extrapolation),
      y: within(Math.log(one.actualMs) - Math.log(one.predicted.calibratedMs)),
    }));
  const ofKind = fitRobustLine(usable, PRIOR_RUNS);
  const family = usable
    .filter(({ strategyId }) => strategyId === facts.strategyId)
    .map((one) => ({ ...one, y: one.y - valueAt(ofKind, one.x) }));
  const ofFamily = fitRobustLine(family, PRIOR_RUNS_OF_FAMILY);
  const x = Math.log(facts.extrapolation);
  const logFactor = within(valueAt(ofKind, x) + valueAt(ofFamily, x));
  const left =
    family.length >= FAMILY_MIN
      ? family.map((one) => one.y - valueAt(ofFamily, one.x))
      : usable.map((one) => one.y - valueAt(ofKind, one.x));
  return { logFactor, spread: spreadOf(left), learnedFrom: family.length };
}

/** The calibrated time as earlier runs correct it, with the range that holds nine of ten. */
export function predict(calibratedMs: number, { logFactor, spread, learnedFrom }: Correction): Prediction {
  const correction = Math.exp(logFactor);
  const ms = calibratedMs * correction;
  const width = Math.exp(NINE_OF_TEN * spread);
  return { ms, lowMs: ms / width, highMs: ms * width, calibratedMs, correction, learnedFrom };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Line {
  readonly base: number;
  readonly slope: number;
}

/** Of a logarithm. */
function within(value: number): number {
  return Math.max(-Math.log(FACTOR_MAX), Math.min(Math.log(FACTOR_MAX), value));
}

const valueAt = ({ base, slope }: Line, x: number) => base + slope * x;

/** Huber's weights, ten rounds; both coefficients are drawn to zero. */
function fitRobustLine(points: readonly Point[], priorRuns: number): Line {
  let line: Line = { base: 0, slope: 0 };
  if (points.length === 0) return line;
  line = {
    base: medianOf(points.map(({ y }) => y)) * (points.length / (points.length + priorRuns)),
    slope: 0,
  };
  for (let round = 0; round < 10; round++) {
    const scale = Math.max(SPREAD_MIN, deviationOf(points.map((one) => one.y - valueAt(line, one.x))));
    let n = priorRuns, sx = 0, sxx = PRIOR_SLOPE, sy = 0, sxy = 0; // prettier-ignore
    for (const { x, y } of points) {
      const weight = Math.min(1, (1.345 * scale) / Math.max(1e-12, Math.abs(y - valueAt(line, x))));
      n += weight;
      sx += weight * x;
      sxx += weight * x * x;
      sy += weight * y;
      sxy += weight * x * y;
    }
    const determinant = n * sxx - sx * sx;
    line = { base: (sy * sxx - sx * sxy) / determinant, slope: (n * sxy - sx * sy) / determinant };
  }
  return line;
}

function spreadOf(left: readonly number[]): number {
  const squares = left.length * deviationOf(left) ** 2 + 3 * PRIOR_SPREAD ** 2;
  return Math.max(SPREAD_MIN, Math.sqrt(squares / (left.length + 3)));
}

/** Median distance from zero, as a standard deviation of normal numbers. */
function deviationOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : 1.4826 * medianOf(values.map(Math.abs));
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
