import { CandlestickSeries, type IChartApi, type ISeriesApi } from 'lightweight-charts';
import { type ChartColours, chartTime, priceFormat } from './chart-frame.ts';

/** Starts of bars, Unix ms, and their prices; one entry a bar. */
interface CandleColumns {
  readonly time: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
}

/** @param tick the smallest step of the price, which its axis shows the decimals of */
export function addCandles(
  chart: IChartApi,
  { gain, loss }: ChartColours,
  tick: number,
): ISeriesApi<'Candlestick'> {
  return chart.addSeries(CandlestickSeries, {
    ...{ upColor: gain, wickUpColor: gain, downColor: loss, wickDownColor: loss },
    borderVisible: false,
    priceFormat: priceFormat(tick),
  });
}

/** All bars of the columns, as the chart takes them. */
export function candlesOf(columns: CandleColumns) {
  return Array.from(columns.time, (_, index) => candleAt(columns, index));
}

export function candleAt({ time, open, high, low, close }: CandleColumns, index: number) {
  return {
    time: chartTime(time[index]!),
    ...{ open: open[index]!, high: high[index]!, low: low[index]!, close: close[index]! },
  };
}
