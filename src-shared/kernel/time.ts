import { z } from 'zod';
import { assert } from './assert.ts';
import type { Brand } from './brand.ts';

/** Milliseconds since the Unix epoch, UTC. Bars carry their START. */
export type UnixMillis = Brand<number, 'UnixMillis'>;

export function unixMillis(value: number): UnixMillis {
  assert(Number.isSafeInteger(value), `unix milliseconds must be a safe integer, was ${value}`);
  return value as UnixMillis;
}

export const unixMillisSchema = z.number().int().transform(unixMillis);

export const MS_PER_SECOND = 1_000;
export const MS_PER_MINUTE = 60_000;
export const MS_PER_HOUR = 3_600_000;
export const MS_PER_DAY = 86_400_000;
