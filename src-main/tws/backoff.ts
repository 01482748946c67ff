const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 30_000;

/** How long to wait before the next try: twice as long after each, and never the same for two who fail at once. @param random 0 to 1 */
export function backoffMs(attempts: number, random: number): number {
  const longest = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.min(attempts, 10));
  return longest * (0.5 + random / 2);
}
