import { z } from 'zod';
import { SCREENED_MAX, screenProgressSchema, screenResultSchema, screenSpecSchema } from '../model/screen.ts';

/** Served by research: who passes the breakout screen, and why the others do not. */
export const screenRequests = {
  /**
   * Long: progress comes on `screens.progress`, cancelling the request cancels the screen. The results are in the order of
   * the series. Codes: `series-not-found`, `cancelled`.
   */
  'screens.run': {
    input: z.strictObject({ screenId: z.uuid(), spec: screenSpecSchema }),
    output: z.strictObject({ results: z.array(screenResultSchema).max(SCREENED_MAX), wallMs: z.number() }),
  },
} as const;

export const screenStreams = { 'screens.progress': screenProgressSchema } as const;

export const SCREEN_LIMITS_MS = { 'screens.run': 30 * 60_000 } as const;

export const screenStreamKeys = {
  'screens.progress': ({ screenId }: { readonly screenId: string }) => screenId,
};
