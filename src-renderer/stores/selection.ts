import { create } from 'zustand';
import type { RunId } from '#shared/model/backtest.ts';
import type { Contract, ContractDetails } from '#shared/model/contract.ts';
import type { SeriesId } from '#shared/model/series.ts';
import type { Watched } from '#shared/model/watchlist.ts';
import { type Problem, problemOf } from '../format/problem.ts';
import { main } from '../ipc/services.ts';

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
  choices++;
  useSelection.setState({ contract });
}

/** Of contracts, so far. */
let choices = 0;

export function watchedOf({ contract, longName, minTick }: ContractDetails): Watched {
  return { contract, longName, minTick };
}

export type Choice =
  | { readonly kind: 'chosen'; readonly watched: Watched }
  /** Something else was chosen before the broker had described this: nothing is changed. */
  | { readonly kind: 'superseded'; readonly watched: Watched | null }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** Selects what is known by its number, once the broker has described it. The latest choice wins, whoever answers last. */
export async function chooseContract({
  contractId,
  symbol,
}: Pick<Contract, 'contractId' | 'symbol'>): Promise<Choice> {
  const mine = ++choices;
  const details = await main.invoke('marketData.details', { contractId });
  const isLatest = mine === choices;
  if (!details.ok)
    return isLatest
      ? { kind: 'problem', problem: problemOf(details.error, `look ${symbol} up`) }
      : { kind: 'superseded', watched: null };
  const watched = watchedOf(details.value);
  if (!isLatest) return { kind: 'superseded', watched };
  selectContract(watched);
  return { kind: 'chosen', watched };
}
