import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { studyDetailSchema, type StudyDetail } from '#shared/model/study-run.ts';
import { ScratchLibrary } from './testing/scratch-library.ts';

let scratch: ScratchLibrary;
beforeEach(() => {
  scratch = new ScratchLibrary();
});
afterEach(async () => {
  await scratch.remove();
});

function study(changes: Partial<StudyDetail['summary']> = {}): StudyDetail {
  return studyDetailSchema.parse({
    summary: {
      studyId: randomUUID(), kind: 'monte-carlo', status: 'running', strategyId: 'sma-cross', strategyTitle: 'SMA cross',
      symbols: ['SPX'], createdAt: 1, finishedAt: null, reason: null, doneCount: 0, totalCount: 10, finding: null, ...changes,
    },
    spec: { kind: 'monte-carlo', runId: randomUUID(), pathCount: 10, seed: 1 },
    codeVersion: '1',
    outcome: null,
  }); // prettier-ignore
}

test('a study is there after the program was started again, whole; one that was going on is interrupted', async () => {
  const done = study({ status: 'done', createdAt: 2, finishedAt: 3, finding: 'It held.' });
  const active = study();
  const trials = Uint8Array.of(1, 2, 3);
  scratch.library.saveStudy({ detail: { ...done, summary: { ...done.summary, status: 'running' } }, trials: null });
  scratch.library.saveStudy({ detail: done, trials });
  scratch.library.saveStudy({ detail: active, trials: null });
  await scratch.close();
  expect(scratch.library.listStudies(10)).toEqual([
    done.summary,
    {
      ...active.summary,
      status: 'interrupted',
      finishedAt: expect.any(Number) as number,
      reason: 'Tradewind ended before it was done.',
    },
  ]);
  expect(scratch.library.getStudy(done.summary.studyId)).toEqual(done);
  expect([...scratch.library.loadStudyTrials(done.summary.studyId)!]).toEqual([...trials]);
  expect(scratch.library.deleteStudy(done.summary.studyId)).toBe(true);
  expect(scratch.library.deleteStudy(done.summary.studyId)).toBe(false);
  expect(scratch.library.getStudy(done.summary.studyId)).toBeNull();
}); // prettier-ignore

test('the oldest studies that have ended make room, one that is going on never does', () => {
  const active = study({ createdAt: 0 });
  scratch.library.saveStudy({ detail: active, trials: null });
  for (let at = 1; at <= 510; at++)
    scratch.library.saveStudy({ detail: study({ status: 'done', createdAt: at }), trials: null });
  const kept = scratch.library.listStudies(1_000);
  expect(kept).toHaveLength(500);
  expect(kept[0]!.createdAt).toBe(510);
  expect(kept.at(-1)!.studyId).toBe(active.summary.studyId);
});
