import { z } from 'zod';

/** A file in the user's strategies folder: its name alone, never a path. */
export const strategyFileSchema = z.string().min(1).max(255);

/** SHA-256 of the text, hex. */
export const sourceHashSchema = z.string().regex(/^[0-9a-f]{64}$/);

/** A user's strategy as a worker thread runs it. */
export interface StrategyCode {
  readonly strategyId: string;
  readonly file: string;
  readonly hash: string;
  /** The body of a function: types blanked out, imports and export rewritten, every line and column where it was. */
  readonly body: string;
}

/** The text a run was made from: stored with it, so that it can be run again. */
export interface StrategySource {
  readonly file: string;
  readonly hash: string;
  readonly text: string;
}

/** Why a file gives no strategy. Lines and columns count from 1. */
export const strategyProblemSchema = z.strictObject({
  file: strategyFileSchema,
  message: z.string(),
  /** Null where the fault has no place. */
  line: z.number().int().positive().nullable(),
  column: z.number().int().positive().nullable(),
});
export type StrategyProblem = z.output<typeof strategyProblemSchema>;

/** `my strategy.ts:12:5`, as editors and compilers write it. */
export function placeOf({ file, line, column }: Omit<StrategyProblem, 'message'>): string {
  return [file, line, column].filter((part) => part !== null).join(':');
}

/** What is loaded of a folder; the rest is a problem that says so. */
export const USER_STRATEGY_BOUNDS = {
  files: 500,
  /** Of one file, and of all together. */
  bytes: 512 * 1024,
  totalBytes: 32 * 1024 ** 2,
  parameters: 50,
} as const;
