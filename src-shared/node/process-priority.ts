import { readdirSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

/**
 * Lowers a whole process to that nice value. On Linux a priority belongs to a thread: set by the process's id it reaches the
 * first one only, and helpers that collect garbage or compile then come before the thread they work for.
 *
 * @param processId 0 for this process
 * @throws if the process has ended, or may not be changed
 */
export function lowerPriority(processId: number, nice: number): void {
  lower(processId, nice);
  if (process.platform !== 'linux') return;
  for (const thread of readdirSync(`/proc/${processId === 0 ? 'self' : processId}/task`)) {
    try {
      lower(Number(thread), nice);
    } catch (error) {
      // The thread has ended meanwhile. node:os keeps the system's word in `info`: `code` is always ERR_SYSTEM_ERROR.
      if ((error as { readonly info?: { readonly code?: string } }).info?.code !== 'ESRCH') throw error;
    }
  }
}

/** What stands lower already stays there: raising it needs a right. */
function lower(id: number, nice: number): void {
  if (getPriority(id) < nice) setPriority(id, nice);
}
