import {
  createSeriesMarkers,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  type Time,
} from 'lightweight-charts';
import { COLUMN_NAMES, type ColumnName } from '#shared/bars/columns.ts';
import type { ChartIndicator } from '#shared/model/chart.ts';
import type { OrderSide } from '#shared/model/order-ticket.ts';
import { formatNumber, formatPrice, formatSigned } from '../format/number.ts';
import type { BarBuffer } from '../stores/bar-buffer.ts';
import { barAt } from './align.ts';
import { type ChartFill, fillMarkers, fillTexts } from './chart-fills.ts';
import { addCandles, candleAt } from './candles.ts';
import {
  chartColours,
  type ChartColours,
  chartTime,
  createFrame,
  faded,
  keyboardFor,
  type TimeAxis,
} from './chart-frame.ts';
import styles from './charts.module.css';
import { createLegend, type Legend } from './legend.ts';
import { LiveIndicators } from './live-indicators.ts';
import { PacedDrawing } from './paced-drawing.ts';
import type { SessionHours } from './session-hours.ts';
import { SessionShading } from './session-shading.ts';

export interface LiveChartSubject extends TimeAxis {
  readonly name: string;
  readonly tick: number;
  /** null: not known yet, or bars that are dated by their session. */
  readonly hours: SessionHours | null;
}

export interface LiveChartEvents {
  /** The oldest bars have come into sight. */
  onOldest(): void;
  /** Where it points, a multiple of the tick; null: nowhere. */
  onPoint(price: number | null): void;
  /** A click with Ctrl (buy) or Shift (sell). */
  onPick(side: OrderSide, price: number): void;
}

/** Bars in sight at first and after a double click. */
const BARS_IN_SIGHT = 140;
const ROOM_AHEAD = 8;
/** The left edge is near: older bars are asked for before it is reached. */
const NEAR_EDGE_BARS = 30;
/** Indicators follow the bar that grows more calmly than the price does: each is computed over all bars. */
const INDICATORS_EVERY_MS = 250;
/** More changed bars than these are drawn as a whole. */
const UPDATED_MAX = 5;
const VOLUME = 'volume';

/** Candles, volume and indicators of a buffer that grows, drawn at most once a frame and seldomer where that is dear. Its owner lays order lines over it. */
export class LiveChart {
  readonly #frame: HTMLElement;
  readonly #subject: LiveChartSubject;
  readonly #bars: BarBuffer;
  readonly #events: LiveChartEvents;
  readonly #colours: ChartColours = chartColours();
  readonly #chart: IChartApi;
  readonly #candles: ISeriesApi<'Candlestick'>;
  readonly #volume: ISeriesApi<'Histogram'>;
  #markers: ISeriesMarkersPluginApi<Time> | null = null;
  readonly #redrawn = new Set<() => void>();
  readonly #endings: (() => void)[] = [];
  #legends: Legend[] = [];
  readonly #indicators: LiveIndicators;
  #fills: readonly ChartFill[] = [];
  /** First bar that is not drawn as it is; Infinity: all are. */
  #dirtyFrom = Infinity;
  #drawnLength = 0;
  #hasView = false;
  readonly #drawing = new PacedDrawing(() => this.#draw());
  #indicatorTimer: ReturnType<typeof setTimeout> | null = null;
  #hovered = -1;
  /** Its owner may still hold it for a moment: a new theme and new settings come in one commit. */
  #isGone = false;

  constructor(frame: HTMLElement, subject: LiveChartSubject, bars: BarBuffer, events: LiveChartEvents) {
    this.#frame = frame;
    this.#subject = subject;
    this.#bars = bars;
    this.#events = events;
    const canvas = document.createElement('div');
    canvas.className = styles['canvas'] ?? '';
    frame.replaceChildren(canvas);
    const colours = this.#colours;
    this.#chart = createFrame(canvas, subject, colours);
    const { tick, hours } = subject;
    this.#indicators = new LiveIndicators({ chart: this.#chart, bars, colours, tick, hours });
    this.#candles = addCandles(this.#chart, colours, tick);
    this.#candles.priceScale().applyOptions({ scaleMargins: { top: 0.12, bottom: 0.2 } });
    this.#volume = this.#chart.addSeries(HistogramSeries, {
      priceFormat: { type: 'volume' },
      ...{ priceScaleId: VOLUME, lastValueVisible: false, priceLineVisible: false },
    });
    this.#volume.priceScale().applyOptions({ scaleMargins: { top: 0.85, bottom: 0 } });
    this.#candles.attachPrimitive(
      new SessionShading(
        () => bars.column('time'),
        subject.hours,
        { outside: faded(colours.muted, 0.07), dayLine: faded(colours.muted, 0.28) },
        () => this.#afterRedraw(),
      ),
    );
    this.#legends = [createLegend(frame, styles['legend'] ?? '')];
    this.#legends[0]!.place(4);
    this.#listen();
    this.changed(0);
  }

  /** The bars from this one on have changed. */
  changed(first: number): void {
    if (this.#isGone) return;
    this.#dirtyFrom = Math.min(this.#dirtyFrom, first);
    this.#drawing.request();
  }

  setIndicators(indicators: readonly ChartIndicator[]): void {
    if (this.#isGone) return;
    const panes = this.#indicators.set(indicators);
    for (const legend of this.#legends.splice(1)) legend.remove();
    for (let index = 1; index <= panes; index++)
      this.#legends.push(createLegend(this.#frame, styles['legend'] ?? ''));
    this.#drawIndicators();
  }

  /** Fills of these bars, with their details in the legend of the bar. */
  setFills(fills: readonly ChartFill[]): void {
    if (this.#isGone) return;
    this.#fills = fills;
    this.#drawFills();
  }

  /** Calls `heard` after every redraw, so that what lies over the chart moves with it. */
  onRedraw(heard: () => void): () => void {
    this.#redrawn.add(heard);
    heard();
    return () => void this.#redrawn.delete(heard);
  }

  /** Pixels from the top of the frame, outside the price pane too; null: nothing is drawn yet. */
  yOf(price: number): number | null {
    return this.#candles.priceToCoordinate(price);
  }

  /** Of the pane with the candles, in pixels. */
  priceHeight(): number {
    return this.#chart.panes()[0]?.getHeight() ?? 0;
  }

  /** A multiple of the tick; null below the price pane. */
  priceAt(y: number): number | null {
    const price = y < 0 || y > this.priceHeight() ? null : this.#candles.coordinateToPrice(y);
    if (price === null) return null;
    const { tick } = this.#subject;
    return Number((Math.round(price / tick) * tick).toFixed(8));
  }

  /** Width of the price scale on the right. */
  axisWidth(): number {
    return this.#chart.priceScale('right').width();
  }

  /** The newest bars, at the usual width. */
  showNewest(): void {
    const to = this.#bars.length + ROOM_AHEAD;
    this.#chart.timeScale().setVisibleLogicalRange({ from: to - BARS_IN_SIGHT, to });
    this.#candles.priceScale().applyOptions({ autoScale: true });
  }

  dispose(): void {
    this.#isGone = true;
    this.#drawing.close();
    if (this.#indicatorTimer !== null) clearTimeout(this.#indicatorTimer);
    for (const end of this.#endings) end();
    this.#redrawn.clear();
    this.#events.onPoint(null);
    this.#chart.remove();
    this.#frame.replaceChildren();
  }

  #listen(): void {
    const onKey = keyboardFor(this.#chart);
    const onDouble = () => this.showNewest();
    let pressed = { x: 0, y: 0 };
    const onPress = ({ clientX, clientY }: PointerEvent) => (pressed = { x: clientX, y: clientY });
    const onClick = (event: MouseEvent) => {
      const hasDragged = Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) > 4;
      if (hasDragged || event.ctrlKey === event.shiftKey) return;
      const price = this.priceAt(event.clientY - this.#frame.getBoundingClientRect().top);
      if (price !== null) this.#events.onPick(event.ctrlKey ? 'buy' : 'sell', price);
    };
    this.#on('keydown', onKey);
    this.#on('dblclick', onDouble);
    this.#on('pointerdown', onPress);
    this.#on('click', onClick);
    this.#chart.subscribeCrosshairMove(({ time, point, paneIndex }) => {
      this.#hovered = time === undefined ? -1 : barAt(this.#bars.column('time'), (time as number) * 1000);
      this.#describe();
      this.#events.onPoint(point === undefined || paneIndex !== 0 ? null : this.priceAt(point.y));
    });
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
      if (range !== null && this.#hasView && range.from < NEAR_EDGE_BARS) this.#events.onOldest();
    });
  }

  #on<K extends 'keydown' | 'dblclick' | 'pointerdown' | 'click'>(
    kind: K,
    heard: (event: HTMLElementEventMap[K]) => void,
  ): void {
    this.#frame.addEventListener(kind, heard);
    this.#endings.push(() => this.#frame.removeEventListener(kind, heard));
  }

  #draw(): void {
    const first = this.#dirtyFrom;
    this.#dirtyFrom = Infinity;
    const { length } = this.#bars;
    if (first === Infinity) return;
    const isWhole = first === 0 || length < this.#drawnLength || length - first > UPDATED_MAX;
    if (isWhole) this.#drawWhole();
    else {
      const columns = this.#columns();
      for (let index = first; index < length; index++) {
        const isOlder = index < this.#drawnLength - 1;
        this.#candles.update(candleAt(columns, index), isOlder);
        this.#volume.update(this.#volumeBar(columns, index), isOlder);
      }
    }
    const hasNewBar = isWhole || length !== this.#drawnLength;
    this.#drawnLength = length;
    if (isWhole || hasNewBar) this.#drawFills();
    if (isWhole) this.#drawIndicators();
    else this.#indicatorTimer ??= setTimeout(() => this.#drawIndicators(), INDICATORS_EVERY_MS);
    this.#showFirst();
    this.#describe();
  }

  #drawWhole(): void {
    const columns = this.#columns();
    const indices = Array.from({ length: this.#bars.length }, (_, index) => index);
    this.#candles.setData(indices.map((index) => candleAt(columns, index)));
    this.#volume.setData(indices.map((index) => this.#volumeBar(columns, index)));
  }

  /** As soon as there is something to see and a size to see it in. */
  #showFirst(): void {
    if (this.#bars.length === 0) this.#hasView = false;
    else if (!this.#hasView && this.#frame.clientWidth > 0) {
      this.showNewest();
      this.#hasView = true;
    }
  }

  #columns(): Columns {
    return Object.fromEntries(COLUMN_NAMES.map((name) => [name, this.#bars.column(name)])) as Columns;
  }

  #volumeBar({ time, open, close, volume }: Columns, index: number) {
    const colour = close[index]! < open[index]! ? this.#colours.loss : this.#colours.gain;
    return { time: chartTime(time[index]!), value: Math.max(0, volume[index]!), color: faded(colour, 0.35) };
  }

  #drawIndicators(): void {
    if (this.#indicatorTimer !== null) clearTimeout(this.#indicatorTimer);
    this.#indicatorTimer = null;
    this.#indicators.draw();
    this.#describe();
  }

  #drawFills(): void {
    const markers = fillMarkers(this.#fills, this.#bars.column('time'), this.#colours);
    // Not there before it is needed: with it every change of a bar lays out the whole chart and draws it twice.
    if (markers.length === 0 && this.#markers === null) return;
    this.#markers ??= createSeriesMarkers(this.#candles, [], { autoScale: false });
    this.#markers.setMarkers(markers);
  }

  #describe(): void {
    const index = this.#hovered < 0 ? this.#bars.length - 1 : Math.min(this.#hovered, this.#bars.length - 1);
    const { name, tick } = this.#subject;
    if (index < 0) {
      for (const legend of this.#legends) legend.write('', '');
      return;
    }
    const { open, high, low, close, volume, time } = this.#columns();
    const price = (column: Float64Array) => formatPrice(column[index]!, tick);
    const change = index === 0 ? null : close[index]! / close[index - 1]! - 1;
    const parts = [
      `O ${price(open)}  H ${price(high)}  L ${price(low)}  C ${price(close)}`,
      ...(change === null ? [] : [`${formatSigned(change * 100, 2)} %`]),
      ...(volume[index]! > 0 ? [`Vol ${formatNumber(volume[index]!)}`] : []),
      ...this.#indicators.overCandles(index),
    ];
    const figures = parts.join('   ');
    const fills = fillTexts(this.#fills, time, index, tick).join('   ');
    // On a line of their own: after the figures they would be cut where the chart is narrow.
    this.#legends[0]!.write(name, fills === '' ? figures : `${figures}\n${fills}`);
    for (const { pane, name: title, values } of this.#indicators.below(index))
      this.#legends[pane]?.write(title, values);
  }

  #afterRedraw(): void {
    let top = 4;
    this.#chart.panes().forEach((pane, index) => {
      this.#legends[index]?.place(top);
      top += pane.getHeight() + 1;
    });
    for (const heard of this.#redrawn) heard();
  }
}

type Columns = Readonly<Record<ColumnName, Float64Array>>;
