import { z } from 'zod';
import { backtestSpecSchema, runIdSchema } from './backtest.ts';
import { barSizeSchema } from './bar-size.ts';
import { walkForwardWindowsSchema } from './study-run.ts';
import { sweepSpecSchema } from './study.ts';

/** One account over all symbols; one account for each symbol; many trials of one account; many trials in each window. */
export const RUN_KINDS = ['single', 'per-symbol', 'sweep', 'walk-forward'] as const;
export const runKindSchema = z.enum(RUN_KINDS);
export type RunKind = z.output<typeof runKindSchema>;

/** What a plan is asked for. */
export const planRequestSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('single'), spec: backtestSpecSchema }),
  z.strictObject({ kind: z.literal('per-symbol'), spec: backtestSpecSchema }),
  z.strictObject({ kind: z.literal('sweep'), spec: sweepSpecSchema }),
  z.strictObject({
    kind: z.literal('walk-forward'),
    spec: sweepSpecSchema,
    windows: walkForwardWindowsSchema,
  }),
]);
export type PlanRequest = z.output<typeof planRequestSchema>;

const ms = z.number().nonnegative();
const bytes = z.number().nonnegative();
const count = z.number().int().nonnegative();

/** What a strategy asks for, found by setting it up without a bar, and how often it trades, found by the calibration run. */
export const complexitySchema = z.strictObject({
  /** By title: on how many symbols, and how many columns of values it has on each. */
  indicators: z.array(z.strictObject({ title: z.string(), symbolCount: count, outputCount: count })),
  /** Bars before the slowest of them has its first value; and, by coarser size, bars of that size. */
  warmupBars: count,
  coarserWarmup: z.array(z.strictObject({ barSize: barSizeSchema, bars: count })).default([]),
  /** Whether it is told what becomes of its orders. */
  hearsOrders: z.boolean(),
  /** The fewest symbols it can be set up with. */
  symbolsTogether: count,
  symbolCount: count,
  /** Bars of all symbols, warm-up included: what one trial goes through. */
  barCount: count,
  trialCount: count,
  /** In the calibration run; null without one. */
  fillsPerThousandBars: z.number().nonnegative().nullable(),
});
export type Complexity = z.output<typeof complexitySchema>;

/** What a run holds at its fullest, and what was decided about it. */
export const memoryPlanSchema = z.strictObject({
  /** Bars in shared memory; indicator columns; timelines, equity and fills; what waits to be stored. */
  barBytes: bytes,
  indicatorBytes: bytes,
  accountBytes: bytes,
  resultBytes: bytes,
  totalBytes: bytes,
  budgetBytes: bytes,
  /** `chunked`: as many whole symbols or trials at a time as fit; `over-budget`: not even one fits. */
  decision: z.enum(['in-memory', 'chunked', 'over-budget']),
  /** Symbols (of a sweep: trials) that are worked on at the same time. */
  inFlight: z.number().int().positive(),
});
export type MemoryPlan = z.output<typeof memoryPlanSchema>;

/** By Amdahl's law: the serial part takes its time, the rest is shared by the workers as far as they get in each other's way. */
export const parallelPlanSchema = z.strictObject({
  workers: z.number().int().positive(),
  /** Loading, putting together, storing. */
  serialMs: ms,
  /** What the threads compute, summed over them. */
  parallelMs: ms,
  /** Of the time that one worker would take, 0 to 1. */
  serialShare: z.number().min(0).max(1),
  /** Time on one worker over the time on `workers`; and on as many as one likes. Null: everything is serial. */
  speedUp: z.number().positive(),
  speedUpMax: z.number().positive().nullable(),
  byWorkers: z.array(z.strictObject({ workers: z.number().int().positive(), ms })),
});
export type ParallelPlan = z.output<typeof parallelPlanSchema>;

/** Work that is likely to be done by one worker. Which one does it in the end is decided as they become free. */
export const planGroupSchema = z.strictObject({
  /** Symbols that share an account are joined by `+`. The first few; `symbolCount` counts all. */
  symbols: z.array(z.string()),
  symbolCount: count,
  trialCount: count,
  /** Of the computing, 0 to 1. */
  share: z.number().min(0).max(1),
});
export type PlanGroup = z.output<typeof planGroupSchema>;

/** A time that a run is expected to take; between low and high nine times out of ten. */
export const predictionSchema = z.strictObject({
  ms,
  lowMs: ms,
  highMs: ms,
  /** What the calibration run alone said. */
  calibratedMs: ms,
  /** What earlier runs made of it: a factor, and how many runs of this strategy and kind taught it. */
  correction: z.number().positive(),
  learnedFrom: count,
});
export type Prediction = z.output<typeof predictionSchema>;

export const executionPlanSchema = z.strictObject({
  kind: runKindSchema,
  strategyId: z.string(),
  strategyTitle: z.string(),
  complexity: complexitySchema,
  memory: memoryPlanSchema,
  parallel: parallelPlanSchema,
  groups: z.array(planGroupSchema),
  /** Null when the calibration run could not be done: `notes` say why. */
  prediction: predictionSchema.nullable(),
  /** How long the calibration run took, and over how many bars and trials it went. */
  calibration: z.strictObject({ ms, bars: count, trials: count }).nullable(),
  /** Sentences. */
  notes: z.array(z.string()),
});
export type ExecutionPlan = z.output<typeof executionPlanSchema>;

/** What a finished run was expected to take and took, with what the expectation was made from. */
export const predictionRecordSchema = z.strictObject({
  /** Unix ms. */
  at: z.number(),
  /** Of a single run; studies are not stored as runs. */
  runId: runIdSchema.nullable(),
  kind: runKindSchema,
  strategyId: z.string(),
  strategyTitle: z.string(),
  /** Of the file of a user's strategy, SHA-256: edited, it is another strategy. Absent: one of the application's. */
  strategyHash: z.string().max(64).optional(),
  symbolCount: count,
  barCount: count,
  trialCount: count,
  workers: z.number().int().positive(),
  /** How many times the work of the calibration run the whole was; 1 when that went over everything. */
  extrapolation: z.number().positive(),
  serialShare: z.number().min(0).max(1),
  /** What the calibration run said of the time in which no thread computes; absent in records of earlier versions. */
  calibratedSerialMs: ms.optional(),
  predicted: predictionSchema,
  actualMs: ms,
  /** Of the actual time: no thread was computing. */
  actualSerialMs: ms,
  /** Other runs were under way at the same time: it is shown, and nothing is learned from it. */
  wasDisturbed: z.boolean(),
});
export type PredictionRecord = z.output<typeof predictionRecordSchema>;
