import { adx } from '../indicators/adx.ts';
import { donchian } from '../indicators/donchian.ts';
import { ema } from '../indicators/ema.ts';
import { macd } from '../indicators/macd.ts';
import { relativeVolume } from '../indicators/relative-volume.ts';
import { rsi } from '../indicators/rsi.ts';
import { sma } from '../indicators/sma.ts';
import type { ScreenMetrics } from '../model/screen.ts';
import type { Indicator, IndicatorFactory } from './strategy.ts';

/** Bars of a year, the bar that is judged among them: so many a symbol must have. */
export const BREAKOUT_BARS = 252;

/** What the breakout score looks at, of one symbol: read it after the bar has ended. */
export type BreakoutReadings = Readonly<
  Record<Exclude<keyof ScreenMetrics, 'close' | 'high' | 'high52w' | 'from52wHigh'> | 'highBefore', Indicator>
>;

/**
 * The settings, the same for the screen and for the strategy: EMA 20, SMA 50 and 200, MACD 12 / 26 / 9, RSI 14 and ADX 14 by
 * Wilder, volume against the mean of the 20 bars before, highest highs of the 20 and of the 251 bars before. Each follows the
 * convention that its definition in src-shared/indicators states.
 */
export function breakoutReadings(indicators: Pick<IndicatorFactory, 'of'>, symbol: number): BreakoutReadings {
  const lines = indicators.of(macd, symbol);
  const direction = indicators.of(adx, symbol);
  return {
    volumeMultiple: indicators.of(relativeVolume, symbol).relativeVolume,
    ema20: indicators.of(ema, symbol, { period: 20 }).ema,
    sma50: indicators.of(sma, symbol, { period: 50 }).sma,
    sma200: indicators.of(sma, symbol, { period: 200 }).sma,
    macd: lines.macd,
    macdSignal: lines.signal,
    rsi: indicators.of(rsi, symbol).rsi,
    adx: direction.adx,
    plusDi: direction.plusDi,
    minusDi: direction.minusDi,
    high20: indicators.of(donchian, symbol, { period: 20 }).upper,
    highBefore: indicators.of(donchian, symbol, { period: BREAKOUT_BARS - 1 }).upper,
  };
}

/** Everything at one bar; null while any of it still warms up. */
export function breakoutMetrics(
  readings: BreakoutReadings,
  high: number,
  close: number,
): ScreenMetrics | null {
  const high52w = Math.max(high, readings.highBefore.value);
  const metrics: ScreenMetrics = {
    close,
    high,
    volumeMultiple: readings.volumeMultiple.value,
    ema20: readings.ema20.value,
    sma50: readings.sma50.value,
    sma200: readings.sma200.value,
    macd: readings.macd.value,
    macdSignal: readings.macdSignal.value,
    rsi: readings.rsi.value,
    adx: readings.adx.value,
    plusDi: readings.plusDi.value,
    minusDi: readings.minusDi.value,
    high20: readings.high20.value,
    high52w,
    from52wHigh: close / high52w - 1,
  };
  return Object.values(metrics).every(Number.isFinite) ? metrics : null;
}
