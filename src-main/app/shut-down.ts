import type { Timers } from '#shared/kernel/clock.ts';
import type { Log } from '../telemetry/log.ts';

/** One thing that has to be closed before the program may end. */
export interface ClosingStage {
  readonly name: string;
  /** What it returns is awaited. What is written synchronously, as the order journal is, is never passed over. */
  readonly run: () => unknown;
}

/** Two processes are given 6 s to finish what they write and 2 s to end; nothing else waits for anything. */
export const STAGE_WITHIN_MS = 10_000;

/**
 * Closes one after the other and logs when each begins and ends, on the disk at once: should the program hang or be killed,
 * the log says in which. A stage that fails, or takes longer than STAGE_WITHIN_MS, is logged, and the next has its turn.
 */
export async function closeInOrder(
  stages: readonly ClosingStage[],
  { log, timers, monotonicMs }: { log: Log; timers: Timers; monotonicMs: () => number },
): Promise<void> {
  const { logger } = log;
  for (const { name: stage, run } of stages) {
    const since = monotonicMs();
    logger.info({ stage }, 'closing');
    log.flush();
    try {
      const isClosed = await withinTime(run, timers);
      const tookMs = Math.round(monotonicMs() - since);
      if (isClosed) logger.info({ stage, tookMs }, 'closed');
      else logger.error({ stage, tookMs }, 'does not close and is passed over');
    } catch (error) {
      logger.error({ stage, err: error }, 'was not closed as it should be');
    }
  }
  log.flush();
}

/** @returns whether it came to its end in time */
async function withinTime(run: ClosingStage['run'], timers: Timers): Promise<boolean> {
  const closed = run();
  if (!(closed instanceof Promise)) return true;
  let stopTimer = () => {};
  const late = new Promise<false>((resolve) => {
    stopTimer = timers.schedule(STAGE_WITHIN_MS, () => resolve(false));
  });
  try {
    return await Promise.race([closed.then(() => true), late]);
  } finally {
    stopTimer();
  }
}
