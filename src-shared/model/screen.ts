import { z } from 'zod';
import { barSizeSchema } from './bar-size.ts';
import { isoDateSchema } from './iso-date.ts';
import { seriesIdSchema } from './series.ts';

/** What a symbol must bring to pass. Every field has a default, a range and words: forms and the command line are made from it. */
export const SCREEN_PARAMETERS = {
  minVolumeMultiple: z.number().min(0).max(100).default(1.5).meta({
    title: 'Volume multiple',
    description: 'Least volume of the bar, in multiples of the mean of the 20 bars before it. 0: volume does not matter.',
  }),
  minScore: z.number().min(0).max(100).default(70).meta({
    title: 'Least score',
    description: 'Of 100 points: trend 30, breakout 25, volume 20, momentum 15, strength 10.',
  }),
  strictMacdPositive: z.boolean().default(false).meta({
    title: 'MACD strictly positive',
    description: 'Passes only with the MACD line above zero and above its signal; otherwise both only earn points.',
  }),
  allowOverbought: z.boolean().default(false).meta({
    title: 'Allow overbought',
    description: 'Passes with an RSI of 70 and more too.',
  }),
  require52wHigh: z.boolean().default(false).meta({
    title: 'Only 52-week highs',
    description: 'Passes only when the high of the bar is the highest of the last 252, itself included.',
  }),
}; // prettier-ignore
export const screenParametersSchema = z.strictObject(SCREEN_PARAMETERS);
export type ScreenParameters = z.output<typeof screenParametersSchema>;

export const SCREENED_MAX = 5_000;

export const screenSpecSchema = z.strictObject({
  /** In the order in which the results are told. */
  seriesIds: z.array(seriesIdSchema).min(1).max(SCREENED_MAX),
  parameters: screenParametersSchema,
  /** The day asked about: no later bar is looked at. Absent: the last bar of each symbol. */
  asOf: isoDateSchema.optional(),
});
export type ScreenSpec = z.output<typeof screenSpecSchema>;

/** `strong` and `breakout` have passed (85 points and more, or fewer), `watch` has not but has 50, `unscored` could not be looked at. */
const SCREEN_CLASSES = ['strong', 'breakout', 'watch', 'none', 'unscored'] as const;
export type ScreenClass = (typeof SCREEN_CLASSES)[number];

const figure = z.number();

/** What each part of the score has earned. */
export const screenPointsSchema = z.strictObject({
  trend: figure,
  breakout: figure,
  volume: figure,
  momentum: figure,
  strength: figure,
});
export type ScreenPoints = z.output<typeof screenPointsSchema>;

/** What was looked at, in price units, multiples or 0 to 100. */
export const screenMetricsSchema = z.strictObject({
  close: figure,
  high: figure,
  /** Volume by the mean of the 20 bars before. */
  volumeMultiple: figure,
  ema20: figure,
  sma50: figure,
  sma200: figure,
  macd: figure,
  macdSignal: figure,
  rsi: figure,
  adx: figure,
  plusDi: figure,
  minusDi: figure,
  /** Highest high of the 20 bars before. */
  high20: figure,
  /** Highest high of 252 bars, this one included. */
  high52w: figure,
  /** Of the close, a fraction: -0.05 is 5 % below. */
  from52wHigh: figure,
});
export type ScreenMetrics = z.output<typeof screenMetricsSchema>;

export const screenResultSchema = z.strictObject({
  seriesId: seriesIdSchema,
  symbol: z.string(),
  source: z.string(),
  barSize: barSizeSchema,
  passed: z.boolean(),
  /** 0 to 100; null with `unscored`, and then `reasons` says why. */
  score: z.number().nullable(),
  classification: z.enum(SCREEN_CLASSES),
  /** What kept it from passing, else what speaks for it. */
  reasons: z.array(z.string()),
  /** Start of the bar that was judged, Unix ms. */
  time: z.number().nullable(),
  points: screenPointsSchema.nullable(),
  metrics: screenMetricsSchema.nullable(),
});
export type ScreenResult = z.output<typeof screenResultSchema>;

/** Where a screen stands; sent several times a second, the newest wins. */
export const screenProgressSchema = z.strictObject({
  screenId: z.uuid(),
  doneCount: z.number().int(),
  total: z.number().int(),
  passedCount: z.number().int(),
  /** The last ten that are done, newest first. */
  last: z.array(screenResultSchema).max(10),
});
export type ScreenProgress = z.output<typeof screenProgressSchema>;
