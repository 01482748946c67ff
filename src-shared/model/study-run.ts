import { z } from 'zod';
import type { Brand } from '../kernel/brand.ts';
import { runIdSchema, runStatusSchema, strategyParametersSchema } from './backtest.ts';
import { deflationSchema, sweepSpecSchema, trialFiguresSchema } from './study.ts';

/** A study is kept and shown; what only answers a command line is not. */
export type StudyId = Brand<string, 'StudyId'>;
export const studyIdSchema = z.uuid().transform((id) => id as StudyId);

/** What can be looked at and kept in one piece: more are for the command line. */
export const STUDY_TRIALS_MAX = 20_000;
const STUDY_WINDOWS_MAX = 1_000;
const MONTE_CARLO_PATHS_MAX = 100_000;

/** Lengths in bars of the traded timeline. */
export const walkForwardWindowsSchema = z.strictObject({
  inSampleBars: z.number().int().min(1).max(100_000_000),
  outOfSampleBars: z.number().int().min(1).max(100_000_000),
  /** In-sample begins at the first bar in every window, and grows. */
  isAnchored: z.boolean(),
});
export type WalkForwardWindows = z.output<typeof walkForwardWindowsSchema>;

const HONESTY_CHECKS = ['look-ahead', 'warm-up'] as const;

export const studySpecSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sweep'), sweep: sweepSpecSchema }),
  z.strictObject({
    kind: z.literal('walk-forward'),
    sweep: sweepSpecSchema,
    windows: walkForwardWindowsSchema,
  }),
  /** Other orders of the trades of a finished run. */
  z.strictObject({
    kind: z.literal('monte-carlo'),
    runId: runIdSchema,
    pathCount: z.number().int().min(1).max(MONTE_CARLO_PATHS_MAX),
    seed: z.number().int().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER),
  }),
  /** Runs a finished run's settings again, with parts of its data away. */
  z.strictObject({
    kind: z.literal('checks'),
    runId: runIdSchema,
    checks: z.array(z.enum(HONESTY_CHECKS)).min(1).max(HONESTY_CHECKS.length),
  }),
]);
export type StudySpec = z.output<typeof studySpecSchema>;
export type StudyKind = StudySpec['kind'];

export const studySummarySchema = z.strictObject({
  studyId: studyIdSchema,
  kind: z.enum(['sweep', 'walk-forward', 'monte-carlo', 'checks']),
  /** As runs: `interrupted` when its process was gone before the end. */
  status: runStatusSchema,
  strategyId: z.string(),
  strategyTitle: z.string(),
  symbols: z.array(z.string()),
  createdAt: z.number(),
  finishedAt: z.number().nullable(),
  /** Why it failed or was cut off. */
  reason: z.string().nullable(),
  /** Trials that were done, and that there were to do; paths of a Monte Carlo; runs of the checks. */
  doneCount: z.number().int(),
  totalCount: z.number().int(),
  /** One sentence of what came of it; null until it is done. */
  finding: z.string().nullable(),
});
export type StudySummary = z.output<typeof studySummarySchema>;

/** A trial of a study, without what all of its trials have in common. */
export const studyTrialSchema = z.strictObject({
  index: z.number().int(),
  parameters: strategyParametersSchema,
  figures: trialFiguresSchema.nullable(),
  fillCount: z.number().nullable(),
  /** That of the same run by itself. */
  hash: z.string().nullable(),
  reason: z.string().nullable(),
});
export type StudyTrial = z.output<typeof studyTrialSchema>;

const figure = z.number().nullable();

/** How the best trial stands among those beside it: one that only stands out by itself was lucky. */
export const stabilitySchema = z.strictObject({
  bestIndex: z.number().int(),
  /** Of the trials next to it on every axis; itself left out. */
  neighbourCount: z.number().int(),
  best: z.number(),
  median: figure,
  worst: figure,
  /** Share of all trials whose figure is worse than the neighbours' median, 0 to 1. */
  medianRank: figure,
});
export type Stability = z.output<typeof stabilitySchema>;

const dataHashes = z.array(z.string()).max(1_000);

export const sweepOutcomeSchema = z.strictObject({
  kind: z.literal('sweep'),
  refusedCount: z.number().int(),
  deflation: deflationSchema.nullable(),
  stability: stabilitySchema.nullable(),
  dataHashes,
});

export const walkForwardWindowSchema = z.strictObject({
  inSample: z.tuple([z.number(), z.number()]),
  outOfSample: z.tuple([z.number(), z.number()]),
  /** Null when no trial in-sample had the figure that ranks them. */
  parameters: strategyParametersSchema.nullable(),
  inSampleFigures: trialFiguresSchema.nullable(),
  outOfSampleReturn: figure,
  outOfSampleSharpe: figure,
  outOfSampleDrawdown: figure,
  outOfSampleTrades: figure,
  hash: z.string().nullable(),
  reason: z.string().nullable(),
});
export type WalkForwardWindowRow = z.output<typeof walkForwardWindowSchema>;

export const walkForwardOutcomeSchema = z.strictObject({
  kind: z.literal('walk-forward'),
  windows: z.array(walkForwardWindowSchema).max(STUDY_WINDOWS_MAX),
  outOfSampleReturn: z.number(),
  /** Per year, over all out-of-sample days together. */
  outOfSampleSharpe: figure,
  probabilisticSharpe: figure,
  deflatedSharpe: figure,
  meanSharpe: z.strictObject({ inSample: figure, outOfSample: figure }),
  trialCount: z.number().int(),
  distinctChosenCount: z.number().int(),
  /** Growth of 1 over the out-of-sample parts one after the other; Unix ms. */
  curve: z.array(z.tuple([z.number(), z.number()])).max(5_000),
  dataHashes,
});

const histogram = z.array(z.tuple([z.number(), z.number(), z.number().int()])).max(100);

export const monteCarloOutcomeSchema = z.strictObject({
  kind: z.literal('monte-carlo'),
  pathCount: z.number().int(),
  seed: z.number(),
  tradeCount: z.number().int(),
  startEquity: z.number(),
  /** What the run itself came to. */
  runEquity: z.number(),
  runDrawdown: z.number(),
  quantiles: z.array(z.number()),
  /** At the quantiles, lowest first; a fraction, mildest first. */
  finalEquity: z.array(z.number()),
  maxDrawdown: z.array(z.number()),
  lossShare: z.number(),
  ruinShare: z.number(),
  /** From, to, and how many paths ended there. */
  equityBars: histogram,
  drawdownBars: histogram,
});

export const checksOutcomeSchema = z.strictObject({
  kind: z.literal('checks'),
  /** Whether the bars are those of the run; if not, it was today's that were checked. */
  isSameData: z.boolean(),
  /** Null: not asked for. */
  lookAhead: z
    .strictObject({
      cutTimes: z.array(z.number()),
      firstDifference: z
        .strictObject({ cutTime: z.number(), time: z.number(), what: z.enum(['fill', 'equity']) })
        .nullable(),
    })
    .nullable(),
  warmup: z
    .strictObject({
      tradedFrom: z.number(),
      histories: z.array(z.strictObject({ bars: z.number().int(), isSame: z.boolean() })),
      enough: z.number().nullable(),
    })
    .nullable(),
});

export const studyOutcomeSchema = z.discriminatedUnion('kind', [
  sweepOutcomeSchema,
  walkForwardOutcomeSchema,
  monteCarloOutcomeSchema,
  checksOutcomeSchema,
]);
export type StudyOutcome = z.output<typeof studyOutcomeSchema>;
export type OutcomeOf<Kind extends StudyKind> = Extract<StudyOutcome, { kind: Kind }>;

export const studyDetailSchema = z.strictObject({
  summary: studySummarySchema,
  spec: studySpecSchema,
  codeVersion: z.string(),
  /** Null until it is done. Its trials are asked for by themselves. */
  outcome: studyOutcomeSchema.nullable(),
});
export type StudyDetail = z.output<typeof studyDetailSchema>;

/** Where a study stands; sent several times a second, the newest wins. */
export const studyProgressSchema = z.strictObject({
  studyId: studyIdSchema,
  status: runStatusSchema,
  doneCount: z.number().int(),
  totalCount: z.number().int(),
  elapsedMs: z.number(),
  /** From what the ones so far took; null while there is nothing to go by. */
  remainingMs: z.number().nullable(),
});
export type StudyProgress = z.output<typeof studyProgressSchema>;
