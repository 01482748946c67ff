import {
  ColorType,
  createChart,
  CrosshairMode,
  type IChartApi,
  LineStyle,
  type PriceFormatCustom,
  TickMarkType,
  type Time,
  type UTCTimestamp,
} from 'lightweight-charts';
import { type BarSize, isDatedBySession } from '#shared/model/bar-size.ts';
import { decimalsOfTick, formatPrice } from '../format/number.ts';
import { formatBarTime, shownZone, type TimeDisplay } from '../format/time.ts';

/** The tokens of theme.css as colours a canvas understands. */
export interface ChartColours {
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly grid: string;
  readonly panel: string;
  readonly accent: string;
  readonly gain: string;
  readonly loss: string;
}

export function chartColours(): ChartColours {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    text: token('text'),
    muted: token('muted'),
    line: token('line'),
    grid: token('chart-grid'),
    panel: token('panel'),
    accent: token('accent'),
    gain: token('gain'),
    loss: token('loss'),
  };
}

/** @param alpha 0 to 1, over a token written #rrggbb. */
export function faded(colour: string, alpha: number): string {
  return `${colour}${Math.round(alpha * 255)
    .toString(16)
    .padStart(2, '0')}`;
}

export interface TimeAxis {
  readonly barSize: BarSize;
  readonly timeZone: string;
  readonly display: TimeDisplay;
}

/** A chart of ours: tokens, right axis, wheel zoom at the cursor, times in the zone that the user chose. */
export function createFrame(container: HTMLElement, axis: TimeAxis, colours: ChartColours): IChartApi {
  const zone = isDatedBySession(axis.barSize) ? 'UTC' : shownZone(axis.timeZone, axis.display);
  return createChart(container, {
    autoSize: true,
    layout: {
      background: { type: ColorType.Solid, color: colours.panel },
      textColor: colours.muted,
      fontFamily: getComputedStyle(document.body).fontFamily,
      fontSize: 11,
      attributionLogo: false, // named with its link in Help > About instead
      panes: {
        separatorColor: colours.line,
        separatorHoverColor: faded(colours.accent, 0.4),
        enableResize: true,
      },
    },
    grid: { vertLines: { color: colours.grid }, horzLines: { color: colours.grid } },
    crosshair: {
      mode: CrosshairMode.Normal,
      vertLine: { color: colours.muted, style: LineStyle.Dotted, labelBackgroundColor: colours.line },
      horzLine: { color: colours.muted, style: LineStyle.Dotted, labelBackgroundColor: colours.line },
    },
    rightPriceScale: { borderColor: colours.line, minimumWidth: 76 },
    timeScale: {
      borderColor: colours.line,
      rightOffset: 4,
      minBarSpacing: 0.02,
      timeVisible: !isDatedBySession(axis.barSize),
      tickMarkFormatter: (time: Time, kind: TickMarkType) => tickMark(millis(time), kind, zone),
    },
    localization: {
      timeFormatter: (time: Time) => formatBarTime(millis(time), axis.barSize, axis.timeZone, axis.display),
    },
  });
}

/**
 * Candles closer than two pixels are drawn as one, with the highest and lowest of them: what no eye could tell apart costs
 * nothing. 20,000 candles with equity and drawdown, most computing for one step of wheel or drag: 92 → 29 ms on two busy
 * cores without a graphics card, see bench/result-chart.bench.ts.
 */
export const FEWER_THAN_PIXELS = {
  enableConflation: true,
  conflationThresholdFactor: 4,
  precomputeConflationOnInit: true,
} as const;

/** Prices on the axis as everywhere else: the decimals of the tick, grouped as the locale has it. */
export function priceFormat(tick: number): PriceFormatCustom {
  return {
    type: 'custom',
    minMove: 10 ** -decimalsOfTick(tick),
    formatter: (value: number) => formatPrice(value, tick),
  };
}

/** Unix milliseconds to the seconds that the chart counts in. Bars are whole seconds apart at least. */
export function chartTime(unixMs: number): UTCTimestamp {
  return Math.floor(unixMs / 1000) as UTCTimestamp;
}

export function millis(time: Time): number {
  return (time as UTCTimestamp) * 1000;
}

/**
 * Shows everything as soon as the frame has a size: a panel behind another tab has none, and fitting nothing would leave
 * the chart zoomed out for good.
 *
 * @returns stops watching
 */
export function fitWhenSized(
  frame: HTMLElement,
  chart: IChartApi,
  onResize: () => void = () => undefined,
): () => void {
  let isFitted = false;
  const observer = new ResizeObserver(() => {
    // After the chart's own observer, which has this frame's size to take over first.
    requestAnimationFrame(() => {
      if (!frame.isConnected) return;
      if (!isFitted && frame.clientWidth > 0) {
        isFitted = true;
        chart.timeScale().fitContent();
      }
      onResize();
    });
  });
  observer.observe(frame);
  return () => {
    observer.disconnect();
  };
}

/** Arrow keys pan, + and − zoom, Home shows everything: what the mouse can do, for the keyboard. */
export function keyboardFor(
  chart: IChartApi,
  showAll: () => void = () => chart.timeScale().fitContent(),
): (event: KeyboardEvent) => void {
  return (event) => {
    const scale = chart.timeScale();
    const range = scale.getVisibleLogicalRange();
    if (range === null || event.ctrlKey || event.altKey || event.metaKey) return;
    const width = range.to - range.from;
    const move = (from: number, to: number) =>
      scale.setVisibleLogicalRange({ from: range.from + from, to: range.to + to });
    switch (event.key) {
      case 'ArrowLeft':
        move(-width / 10, -width / 10);
        break;
      case 'ArrowRight':
        move(width / 10, width / 10);
        break;
      case '+':
      case '=':
        move(width / 8, -width / 8);
        break;
      case '-':
        move(-width / 6, width / 6);
        break;
      case 'Home':
        showAll();
        break;
      default:
        return;
    }
    event.preventDefault();
  };
}

function tickMark(unixMs: number, kind: TickMarkType, timeZone: string): string {
  const shape: Intl.DateTimeFormatOptions =
    kind === TickMarkType.Year
      ? { year: 'numeric' }
      : kind === TickMarkType.Month
        ? { month: 'short' }
        : kind === TickMarkType.DayOfMonth
          ? { day: 'numeric', month: 'short' }
          : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  return new Intl.DateTimeFormat(undefined, { ...shape, timeZone }).format(unixMs);
}
