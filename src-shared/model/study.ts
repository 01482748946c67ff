import { z } from 'zod';
import { backtestSpecSchema, strategyParametersSchema } from './backtest.ts';

/** What trials are ranked by. More is better, except of `maxDrawdown`. */
export const OBJECTIVES = [
  'sharpe', 'sortino', 'calmar', 'omega', 'totalReturn', 'finalEquity', 'profitFactor', 'expectancy',
  'systemQuality', 'maxDrawdown',
] as const; // prettier-ignore
export const objectiveSchema = z.enum(OBJECTIVES);
export type Objective = z.output<typeof objectiveSchema>;

/** What is tried of one parameter: these values, or a range with both ends in it. */
export const parameterAxisSchema = z.union([
  z.strictObject({
    values: z
      .array(z.union([z.number(), z.string().max(200), z.boolean()]))
      .min(1)
      .max(1_000),
  }),
  z.strictObject({ from: z.number(), to: z.number(), step: z.number().positive().optional() }),
]);
export type ParameterAxis = z.output<typeof parameterAxisSchema>;

export const parameterSpaceSchema = z.record(z.string(), parameterAxisSchema);
export type ParameterSpace = z.output<typeof parameterSpaceSchema>;

/** More are refused: at a hundred trials a second it is over half an hour. */
export const TRIALS_MAX = 200_000;

/** Many trials of one strategy on one account each. */
export const sweepSpecSchema = z.strictObject({
  /** Its parameters are the same in all trials. */
  base: backtestSpecSchema,
  /** What is varied, by the name of the parameter. */
  space: parameterSpaceSchema,
  /** Draws so many combinations; absent: takes all. */
  random: z
    .strictObject({ count: z.number().int().min(1).max(TRIALS_MAX), seed: z.number().int() })
    .optional(),
  objective: objectiveSchema,
});
export type SweepSpec = z.output<typeof sweepSpecSchema>;

const figure = z.number().nullable();

/** The figures of a trial that are kept: those of `Statistics` under the same names. */
export const trialFiguresSchema = z.strictObject({
  finalEquity: z.number(),
  totalReturn: z.number(),
  netPnl: z.number(),
  cagr: figure,
  annualVolatility: figure,
  sharpe: figure,
  probabilisticSharpe: figure,
  /** Against what luck finds in as many trials as there were. */
  deflatedSharpe: figure,
  sortino: figure,
  calmar: figure,
  omega: figure,
  maxDrawdown: z.number(),
  exposure: z.number(),
  tradeCount: z.number(),
  winRate: figure,
  profitFactor: figure,
  expectancy: figure,
  systemQuality: figure,
  totalCommission: z.number(),
  buyAndHoldReturn: z.number(),
  barCount: z.number(),
});
export type TrialFigures = z.output<typeof trialFiguresSchema>;

export const trialSummarySchema = z.strictObject({
  /** Place in the study, from 0. */
  index: z.number().int(),
  strategyId: z.string(),
  parameters: strategyParametersSchema,
  symbols: z.array(z.string()),
  /** Null when it failed; `reason` says why. */
  figures: trialFiguresSchema.nullable(),
  fillCount: z.number().nullable(),
  /** That of the same run by itself. */
  hash: z.string().nullable(),
  reason: z.string().nullable(),
});
export type TrialSummary = z.output<typeof trialSummarySchema>;

/** What the best of many trials is worth: the more were tried, the luckier the best one is. */
export const deflationSchema = z.strictObject({
  trialCount: z.number().int(),
  /** Of the Sharpe ratios per period of all trials that have one. */
  variance: z.number(),
  /** Sharpe ratio per period that the best would show by luck alone. */
  luckiest: z.number(),
});
export type Deflation = z.output<typeof deflationSchema>;
