import { create } from 'zustand';
import type { z } from 'zod';
import type { researchRequests } from '#shared/ipc/contract.ts';
import type { OutputOf } from '#shared/ipc/tables.ts';
import type { RunDetail, RunId, Trade } from '#shared/model/backtest.ts';
import { research } from '../ipc/services.ts';
import { CHART_POINTS, DETAIL_POINTS } from './chart-points.ts';
import { type Loadable, loaded, loading, NOT_LOADED } from './loadable.ts';

export type RunChart = OutputOf<typeof researchRequests, 'runs.chart'>;
export type Bars = z.output<(typeof researchRequests)['library.bars']['output']>;
export interface RunTrades {
  readonly trades: readonly Trade[];
  /** All there are; `trades` holds the first TRADES_SHOWN of them. */
  readonly total: number;
}

interface ResultState {
  readonly runId: RunId | null;
  /** Index into the run's symbols. */
  readonly symbol: number;
  readonly detail: Loadable<RunDetail>;
  readonly chart: Loadable<RunChart>;
  readonly trades: Loadable<RunTrades>;
}

export const TRADES_SHOWN = 100_000;
const EMPTY: ResultState = {
  runId: null,
  symbol: 0,
  detail: NOT_LOADED,
  chart: NOT_LOADED,
  trades: NOT_LOADED,
};

/** The run that the Result panel shows. */
export const useResult = create<ResultState>(() => EMPTY);

export async function openRun(runId: RunId): Promise<void> {
  useResult.setState({ ...EMPTY, runId });
  await reloadResult();
}

export function closeRun(): void {
  useResult.setState(EMPTY);
}

export async function reloadResult(): Promise<void> {
  const { runId } = useResult.getState();
  if (runId === null) return;
  useResult.setState((state) => ({ detail: loading(state.detail) }));
  const detail = await research.invoke('runs.get', { runId });
  if (useResult.getState().runId !== runId) return; // another run was opened meanwhile
  useResult.setState((state) => ({ detail: loaded(state.detail, detail, 'open the run') }));
  if (!detail.ok || detail.value.statistics === null) return;
  await Promise.all([loadTrades(runId), showSymbol(useResult.getState().symbol)]);
}

export async function showSymbol(symbol: number): Promise<void> {
  const { runId } = useResult.getState();
  if (runId === null) return;
  useResult.setState((state) => ({
    symbol,
    chart: state.symbol === symbol ? loading(state.chart) : { ...NOT_LOADED, isLoading: true },
  }));
  const chart = await research.invoke('runs.chart', { runId, symbol, maxPoints: CHART_POINTS });
  const now = useResult.getState();
  if (now.runId !== runId || now.symbol !== symbol) return;
  useResult.setState({ chart: loaded(now.chart, chart, 'load the chart') });
}

/** A stretch of what the Result panel shows, finer; null when it shows something else by now, or the bars cannot be had. */
export async function askFinerChart(
  from: number,
  to: number | undefined,
  signal: AbortSignal,
): Promise<RunChart | null> {
  const { runId, symbol } = useResult.getState();
  if (runId === null) return null;
  const stretch = { from, ...(to !== undefined && { to }) };
  const chart = await research.invoke(
    'runs.chart',
    { runId, symbol, ...stretch, maxPoints: DETAIL_POINTS },
    { signal },
  );
  return chart.ok ? chart.value : null;
}

async function loadTrades(runId: RunId): Promise<void> {
  useResult.setState((state) => ({ trades: loading(state.trades) }));
  const trades = await research.invoke('runs.trades', { runId, offset: 0, limit: TRADES_SHOWN });
  if (useResult.getState().runId !== runId) return;
  useResult.setState((state) => ({ trades: loaded(state.trades, trades, 'load the trades') }));
}
