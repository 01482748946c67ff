/**
 * A worker thread for the strategies of the user, and for nothing else. One that has seen one file's code runs no other's, and
 * no shipped strategy (executors/thread-pool.ts).
 */
import { z } from 'zod';

// Before anything makes a schema: one that is made earlier makes code of text when it first parses, which is forbidden here.
z.config({ jitless: true });
const thread = await import('./user-strategies/thread.ts');

export default thread.run;
export const { runTrials, check } = thread;
