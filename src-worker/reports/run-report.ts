import type { FinishedRun } from '#shared/statistics/tables/finished-run.ts';
import type { EngineResult } from '../trading-engine/job.ts';

/** Everything a report is made of, as the library stored it. */
export interface RunReport extends FinishedRun {
  readonly fills: EngineResult['fills'];
}

/** ISO 8601 in UTC; daily bars are dated by their session, so their time is midnight. */
export function isoTime(time: number | null): string {
  return time === null ? '' : new Date(time).toISOString();
}
