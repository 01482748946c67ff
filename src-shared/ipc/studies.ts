/** Many trials, windows and paths: started, watched, kept and looked at again. Served by research. */
import { z } from 'zod';
import {
  studyDetailSchema,
  studyIdSchema,
  studyProgressSchema,
  studySpecSchema,
  studySummarySchema,
  studyTrialSchema,
} from '../model/study-run.ts';

const nothing = z.strictObject({});
const one = z.strictObject({ studyId: studyIdSchema });

export const STUDIES_LISTED_MAX = 500;
/** Few enough to be parsed within a frame. */
export const TRIALS_PER_PAGE_MAX = 500;

export const studyRequests = {
  /** How many combinations there are, before anything is loaded. Codes: `unknown-strategy`, `invalid-space`. */
  'studies.count': {
    input: studySpecSchema,
    output: z.strictObject({ trialCount: z.number().int(), refusedCount: z.number().int() }),
  },
  /** Answered when it is stored and waits for its turn. Codes: those of a run that is refused, and `invalid-space`, `too-many-studies`. */
  'studies.start': { input: studySpecSchema, output: one },
  /** What has been done of a sweep is kept. Codes: `study-not-active`. */
  'studies.cancel': { input: one, output: nothing },
  /** Newest first. It is to be asked for again at `studies.changed`. */
  'studies.list': {
    input: nothing,
    output: z.strictObject({ studies: z.array(studySummarySchema).max(STUDIES_LISTED_MAX) }),
  },
  /** Codes: `study-unknown`. */
  'studies.get': { input: one, output: studyDetailSchema },
  /** In the order in which they came; of a study under way those there are. Codes: `study-unknown`. */
  'studies.trials': {
    input: one.extend({
      offset: z.number().int().min(0),
      limit: z.number().int().min(1).max(TRIALS_PER_PAGE_MAX),
    }),
    output: z.strictObject({
      trials: z.array(studyTrialSchema).max(TRIALS_PER_PAGE_MAX),
      total: z.number().int(),
      /** Grows when trials that were told are told anew, with their deflated Sharpe ratio: begin again at 0. */
      round: z.number().int(),
    }),
  },
  /** For good. Codes: `study-unknown`, `study-active`. */
  'studies.delete': { input: one, output: nothing },
} as const;

export const studyStreams = {
  'studies.progress': studyProgressSchema,
  'studies.changed': nothing,
} as const;

export const studyStreamKeys = {
  'studies.progress': ({ studyId }: { readonly studyId: string }) => studyId,
  'studies.changed': () => '',
};

/** The bars of every series may have to be loaded before it is known whether it can begin. */
export const STUDY_LIMITS_MS = { 'studies.start': 120_000, 'studies.count': 30_000 } as const;
