import { create } from 'zustand';
import type { RoundTrip, TradeFilter, TradeTotals } from '#shared/model/round-trip.ts';
import { main } from '../ipc/services.ts';
import { coalesced, type Loadable, loaded, loading, NOT_LOADED } from './loadable.ts';

/** Rows that are asked for and shown; the totals and the export are of all. */
const TRADES_SHOWN_MAX = 2_000;

export interface TradePage {
  readonly trades: readonly RoundTrip[];
  readonly total: number;
  readonly totals: readonly TradeTotals[];
}

interface TradeLogState {
  readonly filter: TradeFilter;
  readonly page: Loadable<TradePage>;
  readonly selectedId: string | null;
}

export const ALL_TRADES: TradeFilter = {
  ...{ account: null, text: '', side: null, outcome: null, from: null, to: null },
};

export const useTradeLog = create<TradeLogState>(() => ({
  ...{ filter: ALL_TRADES, page: NOT_LOADED, selectedId: null },
}));

export function isFiltered(filter: TradeFilter): boolean {
  return (
    filter.text.trim() !== '' ||
    Object.entries(filter).some(([key, value]) => key !== 'text' && value !== null)
  );
}

export function changeTradeFilter(change: Partial<TradeFilter>): void {
  useTradeLog.setState(({ filter }) => ({ filter: { ...filter, ...change } }));
  void loadTrades();
}

export const loadTrades = coalesced(async () => {
  useTradeLog.setState(({ page }) => ({ page: loading(page) }));
  const { filter } = useTradeLog.getState();
  const asked = await main.invoke('portfolio.trades', { filter, offset: 0, limit: TRADES_SHOWN_MAX });
  useTradeLog.setState(({ page }) => ({ page: loaded(page, asked, 'read the trade log') }));
});
