import type { ScreenClass, ScreenMetrics, ScreenParameters, ScreenPoints } from '../model/screen.ts';

const OVERBOUGHT = 70;
const STRONG = 85;
const WATCHED = 50;
/** A close this far below the 52-week high and more earns nothing for it. */
const NEAR_HIGH = 0.1;

export interface BreakoutScore {
  readonly passed: boolean;
  /** 0 to 100, the sum of the points. */
  readonly score: number;
  readonly points: ScreenPoints;
  readonly classification: ScreenClass;
}

/**
 * Points of 100, and whether the symbol passes.
 *
 * - trend, 30: 10 each for a close above the SMA 50, the SMA 50 above the SMA 200, a close above the EMA 20
 * - breakout, 25: 15 for a close above the highest high of the 20 bars before; up to 10 for nearness of the close to the
 *   52-week high, in a straight line from 10 % below it
 * - volume, 20: the volume multiple by the one asked for, at most 1
 * - momentum, 15: 8 for the MACD line above its signal, 7 for above zero
 * - strength, 10: 5 for an RSI from 50, below 70 unless overbought is allowed; 5 for an ADX from 20 with +DI above -DI
 *
 * It passes with the least score, the volume asked for, an RSI below 70 unless overbought is allowed, and where asked for a
 * MACD line above zero and signal, and a high that is the 52-week high.
 */
export function scoreBreakout(metrics: ScreenMetrics, parameters: ScreenParameters): BreakoutScore {
  const points = pointsOf(metrics, parameters);
  const { trend, breakout, volume, momentum, strength } = points;
  const score = trend + breakout + volume + momentum + strength;
  const passed = score >= parameters.minScore && unmet(metrics, parameters).length === 0;
  const classification = passed
    ? score >= STRONG
      ? 'strong'
      : 'breakout'
    : score >= WATCHED
      ? 'watch'
      : 'none';
  return { passed, score, points, classification };
}

function pointsOf(
  metrics: ScreenMetrics,
  { minVolumeMultiple, allowOverbought }: ScreenParameters,
): ScreenPoints {
  const { close, ema20, sma50, sma200, high20, from52wHigh, volumeMultiple, macd, macdSignal } = metrics;
  const { rsi, adx, plusDi, minusDi } = metrics;
  return {
    trend: 10 * (Number(close > sma50) + Number(sma50 > sma200) + Number(close > ema20)),
    breakout: (close > high20 ? 15 : 0) + 10 * Math.max(0, 1 + from52wHigh / NEAR_HIGH),
    volume: minVolumeMultiple === 0 ? 20 : 20 * Math.min(1, volumeMultiple / minVolumeMultiple),
    momentum: (macd > macdSignal ? 8 : 0) + (macd > 0 ? 7 : 0),
    strength:
      (rsi >= 50 && (allowOverbought || rsi < OVERBOUGHT) ? 5 : 0) + (adx >= 20 && plusDi > minusDi ? 5 : 0),
  };
}

type Condition = 'volume' | 'macd' | 'overbought' | 'high';
const NOTHING: readonly Condition[] = [];

function unmet(metrics: ScreenMetrics, parameters: ScreenParameters): readonly Condition[] {
  const { volumeMultiple, macd, macdSignal, rsi, high, high52w } = metrics;
  const lacksVolume = volumeMultiple < parameters.minVolumeMultiple;
  const lacksMacd = parameters.strictMacdPositive && !(macd > 0 && macd > macdSignal);
  const isOverbought = !parameters.allowOverbought && rsi >= OVERBOUGHT;
  const lacksHigh = parameters.require52wHigh && high < high52w;
  if (!lacksVolume && !lacksMacd && !isOverbought && !lacksHigh) return NOTHING;
  return [
    ...(lacksVolume ? (['volume'] as const) : []),
    ...(lacksMacd ? (['macd'] as const) : []),
    ...(isOverbought ? (['overbought'] as const) : []),
    ...(lacksHigh ? (['high'] as const) : []),
  ];
}

/** What kept it from passing; of one that passed, what it earned its points with. Sentences. */
export function reasonsOf(
  metrics: ScreenMetrics,
  parameters: ScreenParameters,
  { passed, score, points }: BreakoutScore,
): string[] {
  const { volumeMultiple, macd, macdSignal, rsi, adx, close, high20, from52wHigh } = metrics;
  if (passed) {
    return [
      `Score ${text(score)} of ${text(parameters.minScore)} asked for: trend ${text(points.trend)}, breakout ${text(points.breakout)}, volume ${text(points.volume)}, momentum ${text(points.momentum)}, strength ${text(points.strength)}.`,
      close > high20
        ? 'Closed above the highest high of the 20 bars before.'
        : `Closed ${text(-100 * from52wHigh)} % below the 52-week high.`,
      `Volume was ${text(volumeMultiple)} times its mean, RSI ${text(rsi)}, ADX ${text(adx)}.`,
    ];
  }
  const sentences: Record<Condition, string> = {
    volume:
      volumeMultiple === 0
        ? `No volume, where ${text(parameters.minVolumeMultiple)} times its mean is asked for.`
        : `Volume was ${text(volumeMultiple)} times its mean, below ${text(parameters.minVolumeMultiple)}.`,
    macd: `MACD ${text(macd)} is not above both zero and its signal ${text(macdSignal)}.`,
    overbought: `RSI ${text(rsi)} is overbought (${OVERBOUGHT} and more).`,
    high: `The high is not the 52-week high; the close is ${text(-100 * from52wHigh)} % below it.`,
  };
  const reasons = unmet(metrics, parameters).map((condition) => sentences[condition]);
  if (score < parameters.minScore)
    reasons.push(`Score ${text(score)} is below ${text(parameters.minScore)}.`);
  return reasons;
}

/** At most two decimals. */
function text(value: number): string {
  return String(Math.round(value * 100) / 100);
}
