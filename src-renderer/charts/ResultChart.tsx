import {
  AreaSeries,
  createSeriesMarkers,
  type IChartApi,
  LineSeries,
  type SeriesMarker,
  type Time,
} from 'lightweight-charts';
import { useEffect, useRef } from 'react';
import { thinnedIndices } from '#shared/bars/thin.ts';
import { formatNumber, formatPercent, formatPrice, formatQuantity } from '../format/number.ts';
import type { Bars, RunChart } from '../stores/result.ts';
import { alignEquity, barAt } from './align.ts';
import { addCandles, candlesOf } from './candles.ts';
import {
  chartColours,
  chartTime,
  createFrame,
  faded,
  FEWER_THAN_PIXELS,
  fitWhenSized,
  keyboardFor,
  type TimeAxis,
} from './chart-frame.ts';
import styles from './charts.module.css';
import { type AskFiner, followZoom } from './follow-zoom.ts';
import { createLegend } from './legend.ts';

export interface ChartSubject extends TimeAxis {
  readonly symbol: string;
  readonly currency: string;
  readonly tick: number;
}

interface ResultChartProps {
  readonly subject: ChartSubject;
  readonly chart: RunChart;
  readonly askFiner: AskFiner<RunChart>;
  /** Changes when the tokens do: the canvas is drawn anew. */
  readonly themeKey: string;
}

/** Candles with the fills on them, equity and drawdown: three panes on one time axis, under one crosshair. */
export function ResultChart({ subject, chart, askFiner, themeKey }: ResultChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = frame.current;
    return element === null ? undefined : draw(element, subject, chart, askFiner);
  }, [subject, chart, askFiner, themeKey]);
  const fills = chart.markers.length;
  return (
    <div
      ref={frame}
      className={styles['frame']}
      role="application"
      aria-label={`Chart of ${subject.symbol}: price with ${fills} fills, equity and drawdown. Arrow keys pan, plus and minus zoom, Home shows everything.`}
      tabIndex={0}
    />
  );
}

/** Of points drawn as one a line would keep the last alone, and lose the depth of a fall: it is thinned here instead. */
const LINE_POINTS_MAX = 4_000;
const EVERY_POINT = { conflationThresholdFactor: 0.01 } as const;

function draw(
  frame: HTMLElement,
  subject: ChartSubject,
  whole: RunChart,
  askFiner: AskFiner<RunChart>,
): () => void {
  const canvas = document.createElement('div');
  canvas.className = styles['canvas'] ?? '';
  frame.replaceChildren(canvas);
  const colours = chartColours();
  const chart = createFrame(canvas, subject, colours);
  chart.applyOptions({ timeScale: FEWER_THAN_PIXELS });
  const pane = whole.bars === null ? 0 : 1;
  const candles = whole.bars === null ? null : addCandlesWithFills(chart, subject);
  const equity = chart.addSeries(
    LineSeries,
    {
      ...EVERY_POINT,
      color: colours.accent,
      lineWidth: 2,
      priceFormat: { type: 'custom', minMove: 1, formatter: (value: number) => formatNumber(value) },
      lastValueVisible: true,
    },
    pane,
  );
  const drawdown = chart.addSeries(
    AreaSeries,
    {
      ...EVERY_POINT,
      lineColor: colours.loss,
      lineWidth: 1,
      topColor: faded(colours.loss, 0.05),
      bottomColor: faded(colours.loss, 0.35),
      invertFilledArea: true,
      priceFormat: { type: 'custom', minMove: 0.0001, formatter: (value: number) => formatPercent(value, 1) },
    },
    pane + 1,
  );
  const panes = chart.panes();
  panes.forEach((one, index) => one.setStretchFactor(candles !== null && index === 0 ? 3 : 1));
  const legends = panes.map(() => createLegend(frame, styles['legend'] ?? ''));

  let shown = aligned(whole);
  const fill = (data: RunChart) => {
    shown = aligned(data);
    const { times } = shown;
    // Emptied first, or each of them would keep its old times on the axis while the next is set.
    equity.setData([]);
    drawdown.setData([]);
    if (candles !== null && data.bars !== null) candles.fill(data.bars, data.markers);
    equity.setData(points(times, shown.equity));
    drawdown.setData(points(times, shown.drawdown));
    describe(-1);
  };
  const describe = (index: number) => {
    const { data, times, fillsAt } = shown;
    const at = index < 0 ? times.length - 1 : index;
    if (data.bars !== null)
      legends[0]?.write(subject.symbol, priceLegend(data.bars, at, subject, fillsAt, data.markersLeftOut));
    legends[pane]?.write('Equity', `${formatNumber(shown.equity[at] ?? NaN, 2)} ${subject.currency}`);
    legends[pane + 1]?.write('Drawdown', formatPercent(shown.drawdown[at] ?? NaN));
  };
  const placeLegends = () => {
    let top = 4;
    for (const [index, one] of chart.panes().entries()) {
      legends[index]?.place(top);
      top += one.getHeight() + 1;
    }
  };
  fill(whole);
  chart.subscribeCrosshairMove((event) => {
    describe(
      event.logical === undefined || event.time === undefined
        ? -1
        : barAt(shown.times, (event.time as number) * 1000),
    );
    placeLegends(); // panes are dragged without an event of their own
  });
  const stopFitting = fitWhenSized(frame, chart, placeLegends);
  const zoom = followZoom({ frame, chart }, whole, (data) => data.bars, askFiner, fill);
  const onKeyDown = keyboardFor(chart, zoom.showAll);
  frame.addEventListener('keydown', onKeyDown);
  frame.addEventListener('dblclick', zoom.showAll);
  return () => {
    zoom.stop();
    stopFitting();
    frame.removeEventListener('keydown', onKeyDown);
    frame.removeEventListener('dblclick', zoom.showAll);
    chart.remove();
    frame.replaceChildren();
  };
}

/** Everything at the starts of the bars, so that the panes share one axis. */
function aligned(data: RunChart) {
  const times = data.bars?.time ?? data.equity.time;
  const { equity, drawdown } = data.bars === null ? data.equity : alignEquity(times, data.equity);
  return { data, times, equity, drawdown, fillsAt: groupFills(times, data) };
}

/** Candles with arrows at the fills. */
function addCandlesWithFills(chart: IChartApi, subject: ChartSubject) {
  const colours = chartColours();
  const candles = addCandles(chart, colours, subject.tick);
  const arrows = createSeriesMarkers<Time>(candles, [], { autoScale: false });
  return {
    fill(bars: Bars, fills: RunChart['markers']): void {
      // They look for the candles of their times, which are about to go.
      arrows.setMarkers([]);
      candles.setData(candlesOf(bars));
      arrows.setMarkers(
        fills.map((fill): SeriesMarker<Time> => ({
          time: chartTime(bars.time[barAt(bars.time, fill.time)] ?? fill.time),
          position: fill.side === 'buy' ? 'belowBar' : 'aboveBar',
          shape: fill.side === 'buy' ? 'arrowUp' : 'arrowDown',
          color: fill.side === 'buy' ? colours.accent : colours.text,
          size: 0.8,
        })),
      );
    },
  };
}

/** Of a line with more points than are drawn at once, the lowest and the highest of each stretch. */
function points(times: Float64Array, values: Float64Array) {
  return Array.from(thinnedIndices(values, LINE_POINTS_MAX), (i) => {
    const time = chartTime(times[i]!);
    return Number.isNaN(values[i]) ? { time } : { time, value: values[i]! };
  });
}

function groupFills(times: Float64Array, data: RunChart): ReadonlyMap<number, RunChart['markers']> {
  const byBar = new Map<number, RunChart['markers'][number][]>();
  for (const fill of data.markers) {
    const bar = barAt(times, fill.time);
    const fills = byBar.get(bar);
    if (fills === undefined) byBar.set(bar, [fill]);
    else fills.push(fill);
  }
  return byBar;
}

function priceLegend(
  bars: Bars,
  index: number,
  { tick }: ChartSubject,
  fillsAt: ReadonlyMap<number, RunChart['markers']>,
  leftOut: number,
): string {
  const price = (column: Float64Array) => formatPrice(column[index] ?? null, tick);
  const fills = (fillsAt.get(index) ?? [])
    .slice(0, 3)
    .map(
      (fill) =>
        `${fill.side === 'buy' ? '▲ bought' : '▼ sold'} ${formatQuantity(fill.quantity)} @ ${formatPrice(fill.price, tick)}`,
    );
  return [
    `O ${price(bars.open)}  H ${price(bars.high)}  L ${price(bars.low)}  C ${price(bars.close)}`,
    ...(bars.barsPerPoint > 1 ? [`each candle is ${bars.barsPerPoint} bars`] : []),
    ...(leftOut > 0 ? [`${formatNumber(leftOut)} more fills are not drawn`] : []),
    ...fills,
  ].join('   ');
}
