import { MS_PER_DAY } from '../../kernel/time.ts';

/** Days since the Unix epoch, UTC. */
export function dayOf(unixMs: number): number {
  return Math.floor(unixMs / MS_PER_DAY);
}
