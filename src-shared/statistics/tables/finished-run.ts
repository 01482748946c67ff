import type { RunDetail, Trade } from '#shared/model/backtest.ts';

/** What the tables of a run are made of. */
export interface FinishedRun {
  readonly detail: RunDetail;
  readonly trades: readonly Trade[];
  readonly equity: { readonly time: Float64Array; readonly micros: Float64Array };
}

export function symbolOf(run: FinishedRun, index: number): string {
  return run.detail.summary.symbols[index] ?? `#${index}`;
}
