import type { Prediction, PredictionRecord, RunKind } from '#shared/model/plan.ts';

/** A prediction's own facts that earlier runs are compared by. */
export interface PredictionFacts {
  readonly kind: RunKind;
  readonly strategyId: string;
  /** Of a user's strategy, else null: what another text of it took says no more of this one than any other strategy's. */
  readonly strategyHash: string | null;
  /** See PredictionRecord. */
  readonly extrapolation: number;
  readonly calibratedMs: number;
  readonly calibratedSerialMs: number;
}

/**
 * What earlier runs say of a calibrated time: log(actual / calibrated) = base + slope · log(extrapolation), fitted so that
 * a few odd runs do not matter, first over all runs of the kind, then over what is left in those of the strategy. Each fit
 * is drawn to "the calibration is right" as if some runs had said so: with no history that is what remains. Of a run by
 * itself, loading and storing are the machine's and computing is the strategy's: they are fitted each for itself.
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
/** Loading and storing are the same for all strategies. */
const PRIOR_RUNS_SERIAL = 4;
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
    .map((one) => ({ ...splitOf(one), isFamily: isFamily(one, facts), x: Math.log(one.extrapolation) }));
  const serial = fitRobustLine(
    usable.flatMap(({ x, calibrated, actual }) => pointOf(x, calibrated.serial, actual.serial)),
    PRIOR_RUNS_SERIAL,
  );
  const ofKind = fitRobustLine(
    usable.flatMap(({ x, calibrated, actual }) => pointOf(x, calibrated.rest, actual.rest)),
    PRIOR_RUNS,
  );
  const family = usable.filter((one) => one.isFamily);
  const ofFamily = fitRobustLine(
    family
      .flatMap(({ x, calibrated, actual }) => pointOf(x, calibrated.rest, actual.rest))
      .map(({ x, y }) => ({ x, y: y - valueAt(ofKind, x) })),
    PRIOR_RUNS_OF_FAMILY,
  );
  const logFactorOf = ({ serial: serialMs, rest }: Split, x: number, lines: readonly Line[]) => {
    const corrected =
      serialMs * Math.exp(within(valueAt(serial, x))) +
      rest * Math.exp(within(lines.reduce((sum, line) => sum + valueAt(line, x), 0)));
    return Math.log(corrected / (serialMs + rest));
  };
  const isKnown = family.length >= FAMILY_MIN;
  const left = (isKnown ? family : usable).map(({ calibrated, actual, x }) => {
    const missed = Math.log(actual.serial + actual.rest) - Math.log(calibrated.serial + calibrated.rest);
    return within(missed - logFactorOf(calibrated, x, isKnown ? [ofKind, ofFamily] : [ofKind]));
  });
  const asked = splitFor(facts.kind, facts.calibratedMs, facts.calibratedSerialMs);
  const logFactor =
    facts.calibratedMs > 0 ? logFactorOf(asked, Math.log(facts.extrapolation), [ofKind, ofFamily]) : 0;
  return { logFactor, spread: spreadOf(left), learnedFrom: family.length };
}

function isFamily(record: PredictionRecord, { strategyId, strategyHash }: PredictionFacts): boolean {
  return record.strategyId === strategyId && (record.strategyHash ?? null) === strategyHash;
}

/** Milliseconds without a thread that computes, and the others. */
interface Split {
  readonly serial: number;
  readonly rest: number;
}

/** Only of a run by itself are the two told apart well: elsewhere they go on beside each other. */
function splitFor(kind: RunKind, ms: number, serialMs: number | undefined): Split {
  const serial = kind === 'single' ? Math.min(ms, serialMs ?? 0) : 0;
  return { serial, rest: ms - serial };
}

function splitOf(record: PredictionRecord): { readonly calibrated: Split; readonly actual: Split } {
  const { kind, predicted, actualMs, actualSerialMs, calibratedSerialMs } = record;
  const calibrated = splitFor(kind, predicted.calibratedMs, calibratedSerialMs);
  return { calibrated, actual: splitFor(kind, actualMs, calibrated.serial > 0 ? actualSerialMs : 0) };
}

/** Nothing where there was nothing to compare. */
function pointOf(x: number, calibrated: number, actual: number): readonly Point[] {
  return calibrated > 0 && actual > 0 ? [{ x, y: within(Math.log(actual) - Math.log(calibrated)) }] : [];
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
