import { create } from 'zustand';
import type { BarSize } from '#shared/model/bar-size.ts';
import type { BarStream } from '#shared/model/bar-stream.ts';
import type { ChartIndicator, ChartSettings } from '#shared/model/chart.ts';
import type { Contract } from '#shared/model/contract.ts';
import type { MarketDataFault } from '#shared/model/quote.ts';
import { main } from '../ipc/services.ts';
import { ChartFeed, type ChartState } from './chart-feed.ts';
import { setShownBars } from './quotes.ts';
import { changeSettings, useSettings } from './settings.ts';

interface ChartStore {
  readonly state: ChartState;
  readonly isPaging: boolean;
  readonly fault: MarketDataFault | null;
}

/** What the chart panel says around its bars; the bars themselves are in `chartFeed`. */
export const useChart = create<ChartStore>(() => ({ state: { kind: 'none' }, isPaging: false, fault: null }));

export const chartFeed = new ChartFeed({
  ask: (stream, span, signal) => main.invoke('marketData.history', { stream, ...span }, { signal }),
  now: () => Date.now(),
  onState: () =>
    useChart.setState({ state: chartFeed.state, isPaging: chartFeed.isPaging, fault: chartFeed.fault }),
});

/** The chart is in front and follows this series; null: it is not. Its bars stay for when it comes back. */
export function showChart(stream: BarStream | null): void {
  if (stream !== null) chartFeed.show(stream);
  setShownBars(stream);
}

/** Currency pairs and the like report no trades. */
const QUOTED_ONLY = new Set(['CASH', 'CFD', 'CMDTY']);

export function streamOf(
  { contractId, securityType }: Contract,
  { barSize, isRegularHoursOnly }: ChartSettings,
): BarStream {
  const kind = QUOTED_ONLY.has(securityType) ? 'midpoint' : 'trades';
  return { contractId, barSize, kind, isRegularHoursOnly };
}

export function setBarSize(barSize: BarSize): void {
  changeChart({ barSize });
}

export function toggleRegularHours(): void {
  changeChart({ isRegularHoursOnly: !useSettings.getState().chart.isRegularHoursOnly });
}

export function setIndicators(indicators: readonly ChartIndicator[]): void {
  changeChart({ indicators: [...indicators] });
}

function changeChart(change: Partial<ChartSettings>): void {
  void changeSettings({ chart: { ...useSettings.getState().chart, ...change } });
}

/** Where the mouse or the keyboard points on the chart; null: nowhere. Price units, a multiple of the tick. */
let pointedPrice: number | null = null;

export function pointAtPrice(price: number | null): void {
  pointedPrice = price;
}

export function priceUnderPointer(): number | null {
  return pointedPrice;
}
