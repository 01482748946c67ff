import { create } from 'zustand';
import type { RunId } from '#shared/model/backtest.ts';
import type { SeriesId } from '#shared/model/series.ts';
import type { Watched } from '#shared/model/watchlist.ts';

interface SelectionState {
  /** Rows marked in the table of runs, at most two of them are compared. */
  readonly markedRuns: readonly RunId[];
  readonly compared: readonly [RunId, RunId] | null;
  readonly seriesId: SeriesId | null;
  /** What chart, ticket and depth follow. */
  readonly contract: Watched | null;
}

/** What panels point each other at. The run that is open lives in the store of results. */
export const useSelection = create<SelectionState>(() => ({
  markedRuns: [],
  compared: null,
  seriesId: null,
  contract: null,
}));

export function toggleMarkedRun(runId: RunId): void {
  useSelection.setState(({ markedRuns }) => ({
    markedRuns: markedRuns.includes(runId)
      ? markedRuns.filter((id) => id !== runId)
      : [...markedRuns, runId].slice(-2), // the third mark replaces the oldest
  }));
}

export function selectSeries(seriesId: SeriesId | null): void {
  useSelection.setState({ seriesId });
}

export function selectContract(contract: Watched | null): void {
  useSelection.setState({ contract });
}
