import { adx } from './adx.ts';
import { atr } from './atr.ts';
import { beta } from './beta.ts';
import { bollinger } from './bollinger.ts';
import { cci } from './cci.ts';
import { choppiness } from './choppiness.ts';
import { correlation } from './correlation.ts';
import type { IndicatorDefinition } from './definition.ts';
import { donchian } from './donchian.ts';
import { ema } from './ema.ts';
import { keltner } from './keltner.ts';
import { macd } from './macd.ts';
import { obv } from './obv.ts';
import { regression } from './regression.ts';
import { relativeVolume } from './relative-volume.ts';
import { roc } from './roc.ts';
import { rsi } from './rsi.ts';
import { sma } from './sma.ts';
import { standardDeviation } from './standard-deviation.ts';
import { stochastic } from './stochastic.ts';
import { superTrend } from './super-trend.ts';
import { vwap } from './vwap.ts';
import { wma } from './wma.ts';
import { zScore } from './z-score.ts';

/** Every indicator there is, in the order menus show them: averages and bands, trend, momentum, volume, statistics. */
export const INDICATORS: readonly IndicatorDefinition[] = [
  ...[sma, ema, wma, vwap, bollinger, donchian, keltner, superTrend],
  ...[adx, choppiness, macd, rsi, stochastic, cci, roc],
  ...[atr, obv, relativeVolume, standardDeviation, zScore, correlation, beta, regression],
] as readonly IndicatorDefinition[];
