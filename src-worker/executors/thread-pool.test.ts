import { getEventListeners } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { EngineJob } from '../trading-engine/job.ts';
import { JobProgress } from '../trading-engine/progress.ts';
import { ThreadPoolExecutor } from './thread-pool.ts';

// Real threads run what the build made of the sources; `npm run check` builds before it tests.
const ENTRY = join(import.meta.dirname, '../../out/main/trading-engine.js');

test('many jobs under one signal are no leak: Node warns of none, and none listens when all are done', async () => {
  const warnings: string[] = [];
  const note = ({ name }: Error) => warnings.push(name);
  process.on('warning', note);
  const executor = new ThreadPoolExecutor({ entry: ENTRY, threadCount: 1 });
  try {
    const { signal } = new AbortController();
    const jobs = Array.from({ length: 12 }, () => executor.run(jobWithoutSymbols(), signal));
    expect(getEventListeners(signal, 'abort')).toHaveLength(jobs.length);
    for (const outcome of await Promise.all(jobs))
      expect(outcome).toMatchObject({ ok: false, error: { kind: 'threw' } });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    expect(warnings).toEqual([]);
  } finally {
    process.off('warning', note);
    await executor.close();
  }
});

function jobWithoutSymbols(): EngineJob {
  return { symbols: [], progress: JobProgress.forSymbols(1).buffer } as unknown as EngineJob;
}
