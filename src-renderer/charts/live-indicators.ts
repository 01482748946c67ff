import {
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  LineSeries,
  type UTCTimestamp,
} from 'lightweight-charts';
import type { ChartIndicator } from '#shared/model/chart.ts';
import { formatNumber, formatPrice } from '../format/number.ts';
import type { BarBuffer } from '../stores/bar-buffer.ts';
import { type ChartColours, chartTime, faded, priceFormat } from './chart-frame.ts';
import { findIndicator, indicatorColumns, indicatorName } from './indicator-columns.ts';
import type { SessionHours } from './session-hours.ts';

/** More new values than these are drawn as a whole. */
const TAIL_MAX = 5;

export interface LiveIndicatorsPlace {
  readonly chart: IChartApi;
  readonly bars: BarBuffer;
  readonly colours: ChartColours;
  readonly tick: number;
  readonly hours: SessionHours | null;
}

interface DrawnIndicator {
  readonly indicator: ChartIndicator;
  /** 0: over the candles. */
  readonly pane: number;
  readonly series: readonly (ISeriesApi<'Line'> | ISeriesApi<'Histogram'>)[];
  columns: readonly Float64Array[] | null;
}

/** Indicators of a live chart, over its candles or in panes of their own below. */
export class LiveIndicators {
  readonly #place: LiveIndicatorsPlace;
  #drawn: readonly DrawnIndicator[] = [];

  constructor(place: LiveIndicatorsPlace) {
    this.#place = place;
  }

  /** In place of those before; nothing is drawn yet. @returns how many panes they have below the candles */
  set(indicators: readonly ChartIndicator[]): number {
    const { chart } = this.#place;
    for (const { series } of this.#drawn) for (const one of series) chart.removeSeries(one);
    let pane = 0;
    let colour = 0;
    this.#drawn = indicators.flatMap((indicator): DrawnIndicator[] => {
      const definition = findIndicator(indicator.id);
      if (definition === undefined) return [];
      const at = definition.pane === 'price' ? 0 : ++pane;
      const series = definition.outputs.map((output) => this.#addOutput(output, at, colour++));
      return [{ indicator, pane: at, series, columns: null }];
    });
    chart.panes().forEach((one, index) => one.setStretchFactor(index === 0 ? 4 : 1));
    return pane;
  }

  /** Each is computed over all bars; only what has come is drawn where that is little. */
  draw(): void {
    const { bars, hours } = this.#place;
    const times = bars.column('time');
    for (const drawn of this.#drawn) {
      const before = drawn.columns?.[0]?.length ?? 0;
      drawn.columns = indicatorColumns(drawn.indicator, bars, hours);
      const isTail = before > 0 && times.length - before >= 0 && times.length - before <= TAIL_MAX;
      drawn.series.forEach((series, output) => {
        const values = drawn.columns?.[output];
        if (values === undefined) series.setData([]);
        else if (isTail && isTailOf(series, times, before)) {
          for (let index = before - 1; index < times.length; index++)
            series.update(pointAt(times, values, index));
        } else series.setData(Array.from(values, (_, index) => pointAt(times, values, index)));
      });
    }
  }

  /** Names and values at a bar of those over the candles. */
  overCandles(index: number): readonly string[] {
    return this.#drawn
      .filter(({ pane }) => pane === 0)
      .map((drawn) => `${indicatorName(drawn.indicator)}  ${this.#values(drawn, index)}`.trim());
  }

  /** Of those that have a pane. */
  below(index: number): readonly { readonly pane: number; readonly name: string; readonly values: string }[] {
    return this.#drawn
      .filter(({ pane }) => pane > 0)
      .map((drawn) => ({
        ...{ pane: drawn.pane, name: indicatorName(drawn.indicator) },
        values: this.#values(drawn, index),
      }));
  }

  #values({ columns, pane }: DrawnIndicator, index: number): string {
    const values = (columns ?? []).map((column) => {
      const value = column[index] ?? NaN;
      return pane === 0
        ? formatPrice(Number.isNaN(value) ? null : value, this.#place.tick)
        : formatNumber(value, 2);
    });
    return values.join('  ');
  }

  #addOutput(output: string, pane: number, colour: number) {
    const { chart, colours, tick } = this.#place;
    const shared = {
      ...{ priceLineVisible: false, lastValueVisible: pane > 0, crosshairMarkerVisible: false },
      priceFormat: pane === 0 ? priceFormat(tick) : FIGURES,
    };
    if (output === 'histogram')
      return chart.addSeries(HistogramSeries, { ...shared, color: faded(colours.muted, 0.5) }, pane);
    const palette = lineColours();
    const options = { ...shared, color: palette[colour % palette.length]!, lineWidth: 1 } as const;
    return chart.addSeries(LineSeries, options, pane);
  }
}

/** What the series has drawn last is the bar that was the last one: nothing was put before it. */
function isTailOf(series: DrawnIndicator['series'][number], times: Float64Array, before: number): boolean {
  const data = series.data();
  return data.length === before && data.at(-1)?.time === chartTime(times[before - 1]!);
}

function lineColours(): readonly string[] {
  const style = getComputedStyle(document.documentElement);
  const tokens = ['accent', 'warn', 'paper', 'research', 'live-text', 'text'];
  return tokens.map((name) => style.getPropertyValue(`--${name}`).trim());
}

const FIGURES = {
  type: 'custom',
  minMove: 0.01,
  formatter: (value: number) => formatNumber(value, 2),
} as const;

function pointAt(
  times: Float64Array,
  values: Float64Array,
  index: number,
): { time: UTCTimestamp; value?: number } {
  const time = chartTime(times[index]!);
  return Number.isNaN(values[index]!) ? { time } : { time, value: values[index]! };
}
