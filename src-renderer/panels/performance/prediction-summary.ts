import type { PredictionRecord } from '#shared/model/plan.ts';
import { missOf } from '../../format/plan.ts';

/** A prediction counts as right within this part of what the run took. */
export const NEAR = 0.2;

export interface PredictionSummary {
  /** Of runs that had the machine to themselves, as far as Tradewind knows. Null where there is none. */
  readonly count: number;
  readonly shareNear: number | null;
  readonly shareInRange: number | null;
  readonly medianMiss: number | null;
  readonly worst: PredictionRecord | null;
  readonly disturbedCount: number;
}

export function summaryOf(records: readonly PredictionRecord[]): PredictionSummary {
  const counted = records.filter(({ wasDisturbed }) => !wasDisturbed);
  const misses = counted.map((record) => Math.abs(missOf(record))).sort((a, b) => a - b);
  const share = (matching: number) => (counted.length === 0 ? null : matching / counted.length);
  const middle = misses.length >> 1;
  return {
    count: counted.length,
    shareNear: share(misses.filter((miss) => miss <= NEAR).length),
    shareInRange: share(
      counted.filter(({ actualMs, predicted }) => actualMs >= predicted.lowMs && actualMs <= predicted.highMs)
        .length,
    ),
    medianMiss:
      misses.length === 0
        ? null
        : misses.length % 2 === 1
          ? misses[middle]!
          : (misses[middle - 1]! + misses[middle]!) / 2,
    worst: counted.reduce<PredictionRecord | null>(
      (worst, one) => (worst === null || Math.abs(missOf(one)) > Math.abs(missOf(worst)) ? one : worst),
      null,
    ),
    disturbedCount: records.length - counted.length,
  };
}

/** Runs that end in the same millisecond differ in what they took. */
export function predictionId({ at, actualMs, runId }: PredictionRecord): string {
  return `${at} ${actualMs} ${runId ?? ''}`;
}
