/** What a run will do and how long it will take, and how such predictions turned out. Served by research. */
import { z } from 'zod';
import { executionPlanSchema, planRequestSchema, predictionRecordSchema } from '../model/plan.ts';

export const PREDICTIONS_SHOWN_MAX = 2_000;

export const planningRequests = {
  /**
   * Looks at the strategy and the data, and runs a part of the run for a fraction of a second. Nothing is stored; cancelling the
   * request stops it. Codes: those of a run that is refused.
   */
  'planning.plan': { input: planRequestSchema, output: z.strictObject({ plan: executionPlanSchema }) },
  /** Of finished runs, newest first. It is to be asked for again at `runs.changed`. */
  'planning.predictions': {
    input: z.strictObject({}),
    output: z.strictObject({ predictions: z.array(predictionRecordSchema).max(PREDICTIONS_SHOWN_MAX) }),
  },
} as const;

/** Several series may have to be loaded, by a machine that is busy. */
export const PLANNING_LIMITS_MS = { 'planning.plan': 60_000 } as const;
