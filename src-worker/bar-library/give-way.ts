import { setImmediate } from 'node:timers/promises';

/** Lets calls that are waiting be answered before a long piece of work goes on. */
export async function giveWay(): Promise<void> {
  await setImmediate();
}
