import { beforeEach, describe, expect, test } from 'vitest';
import type { RunProgress } from '#shared/model/backtest.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { changeDraft, useBacktestForm } from './backtest-draft.ts';
import { coalesced, loaded, loading, NOT_LOADED } from './loadable.ts';
import { notify, takeAction, useNotices } from './notices.ts';
import { forgetUnfinished, receiveProgress, useProgress } from './progress.ts';
import { toggleMarkedRun, useSelection } from './selection.ts';

const progress = (runId: string, status: RunProgress['status']) =>
  ({
    runId,
    status,
    elapsedMs: 1,
    remainingMs: null,
    barsDone: 0,
    barsTotal: 9,
    symbols: [],
  }) as unknown as RunProgress;

beforeEach(() => {
  useProgress.setState({ runs: [] });
  useNotices.setState({ notices: [], unseenErrors: 0 });
});

describe('progress', () => {
  test('of a run that has ended is not brought back to life by a late message', () => {
    expect(receiveProgress(progress('a', 'running'))).toBeNull();
    expect(receiveProgress(progress('a', 'done'))).toBe('running');
    expect(receiveProgress(progress('a', 'running'))).toBe('done');
    expect(useProgress.getState().runs.map((run) => run.status)).toEqual(['done']);
  });

  test('is kept of twenty runs, newest first', () => {
    for (let i = 0; i < 30; i++) receiveProgress(progress(String(i), 'done'));
    expect(useProgress.getState().runs).toHaveLength(20);
    expect(useProgress.getState().runs[0]!.runId).toBe('29');
  });

  test('of unfinished runs is dropped when their process is gone', () => {
    receiveProgress(progress('a', 'done'));
    receiveProgress(progress('b', 'running'));
    expect(forgetUnfinished()).toEqual(['b']);
    expect(useProgress.getState().runs.map((run) => run.runId)).toEqual(['a']);
  });
});

describe('what is asked for', () => {
  test('keeps its last value while it is asked for again and when that fails', () => {
    const first = loaded(NOT_LOADED, ok(1), 'count');
    expect(loading(first)).toEqual({ value: 1, problem: null, isLoading: true });
    const failed = loaded(first, err({ kind: 'timeout', afterMs: 3000 }), 'count');
    expect(failed.value).toBe(1);
    expect(failed.problem?.title).toContain('3 s');
  });

  test('is asked at most once more for a burst of changes', async () => {
    let asked = 0;
    const load = coalesced(async () => {
      asked++;
      await Promise.resolve();
    });
    await Promise.all(Array.from({ length: 50 }, load));
    expect(asked).toBe(2);
    await load();
    expect(asked).toBe(3);
  });
});

describe('notices', () => {
  test('keep their action until it is taken, once', async () => {
    let taken = 0;
    const { id } = notify('info', 'Deleted.', {
      action: {
        label: 'Undo',
        run: () => {
          taken++;
        },
      },
    });
    await Promise.all([takeAction(id), takeAction(id)]);
    expect(taken).toBe(1);
    expect(useNotices.getState().notices[0]).toMatchObject({ title: 'Deleted.', action: null });
  });

  test('are bounded', () => {
    for (let i = 0; i < 600; i++) notify('error', String(i));
    expect(useNotices.getState().notices).toHaveLength(500);
    expect(useNotices.getState().notices[0]!.title).toBe('599');
  });
});

test('the third mark replaces the oldest', () => {
  for (const id of ['a', 'b', 'c']) toggleMarkedRun(id as never);
  expect(useSelection.getState().markedRuns).toEqual(['b', 'c']);
  toggleMarkedRun('b' as never);
  expect(useSelection.getState().markedRuns).toEqual(['c']);
});

test('correcting a field takes away what the service had against it, and nothing else', () => {
  useBacktestForm.setState({ serviceErrors: { cash: 'Too much.', from: 'Too early.' } });
  changeDraft({ cash: '5' });
  expect(useBacktestForm.getState().serviceErrors).toEqual({ from: 'Too early.' });
});
