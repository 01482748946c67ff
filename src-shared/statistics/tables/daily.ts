import { MS_PER_DAY } from '#shared/kernel/time.ts';
import { isDatedBySession } from '#shared/model/bar-size.ts';
import { toMicros } from '#shared/model/money.ts';
import { dailyReturns, returnsPerYear, type DailyReturns } from '../daily-returns.ts';
import type { FinishedRun } from './finished-run.ts';

/** A run day by day, counted as its statistics are. */
export interface DailyRun extends DailyReturns {
  /** Midnight UTC of each day, Unix ms. */
  readonly dates: readonly number[];
  readonly perYear: number;
  /** `day`, `week` or `month`: what one return is of. */
  readonly period: 'day' | 'week' | 'month';
}

export function dailyRun({ detail, equity }: FinishedRun): DailyRun {
  const { barSize, timeZone } = detail.series[0]!;
  const zone = isDatedBySession(barSize) ? 'UTC' : timeZone;
  const daily = dailyReturns(equity.time, equity.micros, toMicros(detail.spec.cash), zone);
  return {
    ...daily,
    dates: daily.days.map((day) => day * MS_PER_DAY),
    perYear: returnsPerYear(barSize, daily),
    period: barSize === '1 week' ? 'week' : barSize === '1 month' ? 'month' : 'day',
  };
}
