import { z } from 'zod';
import type { Brand } from '../kernel/brand.ts';

/** A calendar date, `YYYY-MM-DD`. Which zone's calendar is the contract's business. */
export type IsoDate = Brand<string, 'IsoDate'>;

export const isoDateSchema = z.iso
  .date('a date is written YYYY-MM-DD, such as 2019-12-31')
  .transform((text) => text as IsoDate);

/** UTC midnight that begins the date, in Unix milliseconds. */
export function startOfDateUtc(date: IsoDate): number {
  return Date.parse(`${date}T00:00:00Z`);
}

/** The UTC calendar date of an instant. */
export function isoDateOf(unixMs: number): IsoDate {
  return new Date(unixMs).toISOString().slice(0, 10) as IsoDate;
}
