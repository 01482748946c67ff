import type { RunDetail, Trade } from '#shared/model/backtest.ts';
import type { EngineResult } from '../trading-engine/job.ts';

/** Everything a report is made of, as the library stored it. */
export interface RunReport {
  readonly detail: RunDetail;
  readonly trades: readonly Trade[];
  readonly fills: EngineResult['fills'];
  readonly equity: { readonly time: Float64Array; readonly micros: Float64Array };
}

/** ISO 8601 in UTC; daily bars are dated by their session, so their time is midnight. */
export function isoTime(time: number | null): string {
  return time === null ? '' : new Date(time).toISOString();
}

export function symbolOf(report: RunReport, index: number): string {
  return report.detail.summary.symbols[index] ?? `#${index}`;
}
