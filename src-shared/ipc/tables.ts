import type { z } from 'zod';

/** What is asked and what is answered. */
export interface RequestShape {
  readonly input: z.ZodType;
  readonly output: z.ZodType;
}
export type RequestTable = Readonly<Record<string, RequestShape>>;
export type StreamTable = Readonly<Record<string, z.ZodType>>;
export type InputOf<T extends RequestTable, K extends keyof T> = z.output<T[K]['input']>;
export type OutputOf<T extends RequestTable, K extends keyof T> = z.output<T[K]['output']>;
