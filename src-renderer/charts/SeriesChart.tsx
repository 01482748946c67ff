import { HistogramSeries } from 'lightweight-charts';
import { useEffect, useRef } from 'react';
import { formatNumber, formatPrice } from '../format/number.ts';
import type { Bars } from '../stores/result.ts';
import { barAt } from './align.ts';
import { addCandles, candlesOf } from './candles.ts';
import {
  chartColours,
  chartTime,
  createFrame,
  faded,
  FEWER_THAN_PIXELS,
  fitWhenSized,
  keyboardFor,
} from './chart-frame.ts';
import styles from './charts.module.css';
import { type AskFiner, followZoom } from './follow-zoom.ts';
import { createLegend } from './legend.ts';
import type { ChartSubject } from './ResultChart.tsx';

interface SeriesChartProps {
  readonly subject: ChartSubject;
  readonly bars: Bars;
  readonly askFiner: AskFiner<Bars>;
  readonly themeKey: string;
}

/** Candles and volume of one stored series. */
export function SeriesChart({ subject, bars, askFiner, themeKey }: SeriesChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = frame.current;
    return element === null ? undefined : draw(element, subject, bars, askFiner);
  }, [subject, bars, askFiner, themeKey]);
  return (
    <div
      ref={frame}
      className={styles['frame']}
      role="application"
      aria-label={`Chart of ${subject.symbol}. Arrow keys pan, plus and minus zoom, Home shows everything.`}
      tabIndex={0}
    />
  );
}

function draw(frame: HTMLElement, subject: ChartSubject, whole: Bars, askFiner: AskFiner<Bars>): () => void {
  const canvas = document.createElement('div');
  canvas.className = styles['canvas'] ?? '';
  frame.replaceChildren(canvas);
  const colours = chartColours();
  const chart = createFrame(canvas, subject, colours);
  chart.applyOptions({ timeScale: FEWER_THAN_PIXELS });
  const candles = addCandles(chart, colours, subject.tick);
  candles.priceScale().applyOptions({ scaleMargins: { top: 0.08, bottom: 0.22 } });
  const volume = chart.addSeries(HistogramSeries, {
    color: faded(colours.muted, 0.45),
    priceFormat: { type: 'volume' },
    priceScaleId: '',
    lastValueVisible: false,
    priceLineVisible: false,
  });
  volume.priceScale().applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } });

  const legend = createLegend(frame, styles['legend'] ?? '');
  legend.place(4);
  let bars = whole;
  const describe = (index: number) => {
    const price = (column: Float64Array) => formatPrice(column[index] ?? null, subject.tick);
    const folded = bars.barsPerPoint > 1 ? `   each candle is ${bars.barsPerPoint} bars` : '';
    legend.write(
      subject.symbol,
      `O ${price(bars.open)}  H ${price(bars.high)}  L ${price(bars.low)}  C ${price(bars.close)}  Vol ${formatNumber(bars.volume[index] ?? null)}${folded}`,
    );
  };
  const fill = (data: Bars) => {
    bars = data;
    volume.setData([]); // or its old times would stay on the axis while the candles are set
    candles.setData(candlesOf(bars));
    volume.setData(Array.from(bars.time, (time, i) => ({ time: chartTime(time), value: bars.volume[i]! })));
    describe(bars.time.length - 1);
  };
  fill(whole);
  chart.subscribeCrosshairMove(({ time }) => {
    describe(time === undefined ? bars.time.length - 1 : barAt(bars.time, (time as number) * 1000));
  });
  const zoom = followZoom({ frame, chart }, whole, (data) => data, askFiner, fill);
  const onKeyDown = keyboardFor(chart, zoom.showAll);
  frame.addEventListener('keydown', onKeyDown);
  frame.addEventListener('dblclick', zoom.showAll);
  const stopFitting = fitWhenSized(frame, chart);
  return () => {
    zoom.stop();
    stopFitting();
    frame.removeEventListener('keydown', onKeyDown);
    frame.removeEventListener('dblclick', zoom.showAll);
    chart.remove();
    frame.replaceChildren();
  };
}
