import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { ok } from '#shared/kernel/result.ts';
import { unixMillis } from '#shared/kernel/time.ts';
import { backtestSpecSchema, runIdSchema } from '#shared/model/backtest.ts';
import {
  studyDetailSchema,
  studyIdSchema,
  type StudyId,
  type StudyProgress,
  type StudySpec,
} from '#shared/model/study-run.ts';
import { strategies } from '#shared/strategies/library.ts';
import type { LibraryCalls } from '../../bar-library/library-api.ts';
import type { StoredStudy } from '../../bar-library/study-store.ts';
import { planJob, planSymbol } from '../plan-run.ts';
import { InlineExecutor, inMemorySeries } from '../testing/in-memory.ts';
import { Studies } from './studies.ts';
import { stabilityOf } from './stability.ts';

const bars = inMemorySeries(1, 'AAA', 700);
const base = backtestSpecSchema.parse({
  strategyId: 'sma-cross',
  parameters: {},
  seriesIds: [1],
  cash: 10_000,
  sizing: { kind: 'percent-of-equity', percent: 50 },
  commission: { kind: 'none' },
  slippage: { kind: 'none' },
});
const sweep = {
  base,
  space: { fast: { from: 3, to: 8 }, slow: { values: [5, 20, 40] } },
  objective: 'sharpe' as const,
};
const RUN_ID = runIdSchema.parse(randomUUID());

/** A library that forgets nothing until it is gone, with one finished run in it. */
async function setUp() {
  const stored = new Map<StudyId, StoredStudy>();
  const executor = new InlineExecutor();
  const spec = { ...base, parameters: { fast: 5, slow: 20 } };
  const symbol = planSymbol(spec, bars);
  const run = await executor.run(planJob(spec, [symbol.ok ? symbol.value : (undefined as never)]));
  if (!run.ok || run.value.kind !== 'done') throw new Error('the run came to no end');
  const { statistics, trades } = run.value;
  const library = {
    listSeries: () => Promise.resolve([bars.summary]),
    loadBars: () => Promise.resolve(ok(bars)),
    getRun: () =>
      Promise.resolve(
        ok({
          spec,
          statistics,
          series: [{ dataHash: bars.dataHash }],
          summary: { strategyId: 'sma-cross', strategyTitle: 'SMA cross', symbols: ['AAA'] },
        }),
      ),
    listTrades: () => Promise.resolve(ok({ trades, total: trades.length })),
    saveStudy: (study: StoredStudy) => Promise.resolve(void stored.set(study.detail.summary.studyId, study)),
    listStudies: () => Promise.resolve([...stored.values()].map(({ detail }) => detail.summary)),
    getStudy: (id: StudyId) => Promise.resolve(stored.get(id)?.detail ?? null),
    loadStudyTrials: (id: StudyId) => Promise.resolve(stored.get(id)?.trials ?? null),
    deleteStudy: (id: StudyId) => Promise.resolve(stored.delete(id)),
  } as unknown as LibraryCalls;
  const progress: StudyProgress[] = [];
  const open = () =>
    new Studies({
      services: { library, executor, strategies, workers: 2, now: () => performance.now() },
      clock: { now: () => unixMillis(5) },
      newStudyId: () => studyIdSchema.parse(randomUUID()),
      codeVersion: 'test',
      onProgress: (one) => progress.push(one),
      onChange: () => undefined,
      onFault: (_, error) => {
        throw error;
      },
    });
  const study = async (spec: StudySpec) => {
    const studies = open();
    const started = await studies.start(spec);
    if (!started.ok) return { started, studies, studyId: undefined as never };
    await started.value.finished;
    return { started, studies, studyId: started.value.studyId };
  };
  return { open, study, progress, statistics, tradeCount: trades.length };
}

test('a sweep is there whole for whoever comes after a restart: outcome, trials in order, stability', async () => {
  const { open, study, progress } = await setUp();
  const { studyId } = await study({ kind: 'sweep', sweep });
  expect(progress.at(-1)).toMatchObject({ studyId, status: 'done', doneCount: 14, totalCount: 14 });
  const later = open();
  const detail = await later.get(studyId);
  if (!detail.ok) throw new Error(detail.error.message);
  studyDetailSchema.parse(detail.value);
  expect(detail.value.summary).toMatchObject({ status: 'done', symbols: ['AAA'], doneCount: 14 });
  const page = await later.trials(studyId, 10, 100);
  expect(page).toMatchObject({ ok: true, value: { total: 14, round: 1 } });
  const all = await later.trials(studyId, 0, 500);
  const trials = all.ok ? all.value.trials : [];
  expect(trials.map(({ index }) => index)).toEqual(Array.from({ length: 14 }, (_, i) => i));
  const { outcome } = detail.value;
  if (outcome?.kind !== 'sweep') throw new Error('a sweep has the outcome of one');
  expect(outcome.refusedCount).toBe(4);
  const sharpes = trials.map(({ figures }) => figures?.sharpe ?? -Infinity);
  expect(sharpes[outcome.stability!.bestIndex]).toBe(Math.max(...sharpes));
  expect(trials[0]!.figures!.deflatedSharpe).not.toBeNull();
  expect(await later.delete(studyId)).toEqual(ok(null));
  expect(await later.get(studyId)).toMatchObject({ ok: false, error: { code: 'study-unknown' } });
});

test('what was done of a sweep that is cancelled is kept, and says so', async () => {
  const { open } = await setUp();
  const studies = open();
  const started = await studies.start({ kind: 'sweep', sweep });
  if (!started.ok) throw new Error(started.error.message);
  const { studyId, finished } = started.value;
  expect(await studies.delete(studyId)).toMatchObject({ ok: false, error: { code: 'study-active' } });
  expect(studies.cancel(studyId)).toEqual(ok(null));
  await finished;
  expect(await studies.get(studyId)).toMatchObject({ value: { summary: { status: 'cancelled' }, outcome: null } });
  expect(studies.cancel(studyId)).toMatchObject({ ok: false, error: { code: 'study-not-active' } });
}); // prettier-ignore

test('a walk-forward keeps its windows and the curve they make together', async () => {
  const { study } = await setUp();
  const windows = { inSampleBars: 200, outOfSampleBars: 100, isAnchored: false };
  const { studies, studyId } = await study({ kind: 'walk-forward', sweep, windows });
  const detail = await studies.get(studyId);
  const outcome = detail.ok ? detail.value.outcome : null;
  if (outcome?.kind !== 'walk-forward') throw new Error('a walk-forward has the outcome of one');
  studyDetailSchema.parse(detail.ok ? detail.value : null);
  expect(outcome.windows).toHaveLength(5);
  const growth = outcome.windows.reduce((worth, one) => worth * (1 + (one.outOfSampleReturn ?? 0)), 1);
  expect(growth - 1).toBeCloseTo(outcome.outOfSampleReturn, 9);
  expect(outcome.curve.at(-1)![1]).toBeCloseTo(growth, 9);
});

test('a Monte Carlo in pieces is the same as in one, and counts every path', async () => {
  const { study, statistics, tradeCount } = await setUp();
  const spec = { kind: 'monte-carlo', runId: RUN_ID, pathCount: 3_000, seed: 7 } as const;
  const outcomes = [await study(spec), await study(spec)].map(async ({ studies, studyId }) => {
    const detail = await studies.get(studyId);
    return detail.ok ? detail.value.outcome : null;
  });
  const [first, second] = await Promise.all(outcomes);
  expect(first).toEqual(second);
  if (first?.kind !== 'monte-carlo') throw new Error('a Monte Carlo has the outcome of one');
  expect(first.equityBars.reduce((sum, [, , count]) => sum + count, 0)).toBe(3_000);
  expect(first.drawdownBars.reduce((sum, [, , count]) => sum + count, 0)).toBe(3_000);
  expect(first).toMatchObject({ runEquity: statistics.finalEquity, runDrawdown: statistics.maxDrawdown });
  expect(tradeCount - first.tradeCount).toBeLessThanOrEqual(1);
  expect(first.finalEquity).toEqual([...first.finalEquity].sort((a, b) => a - b));
});

test('the checks of a run tell what they found, on its own data', async () => {
  const { study } = await setUp();
  const { studies, studyId } = await study({ kind: 'checks', runId: RUN_ID, checks: ['look-ahead', 'warm-up'] });
  expect(await studies.get(studyId)).toMatchObject({
    ok: true,
    value: {
      summary: { status: 'done', finding: expect.stringMatching(/^No look-ahead; /) as string },
      outcome: { isSameData: true, lookAhead: { firstDifference: null }, warmup: { enough: expect.any(Number) as number } },
    },
  });
}); // prettier-ignore

test('what cannot be studied is refused before it is stored, in words', async () => {
  const { study, open } = await setUp();
  const wrong = await study({ kind: 'sweep', sweep: { ...sweep, space: { none: { values: [1] } } } });
  expect(wrong.started).toMatchObject({ ok: false, error: { code: 'invalid-space' } });
  const wide = { ...sweep, space: { fast: { from: 1, to: 5_000 }, slow: { from: 1, to: 5_000 } } };
  expect(open().count({ kind: 'sweep', sweep: wide })).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining('20,000') as string },
  });
  expect(await open().list()).toEqual([]);
});

test('the best is compared with those beside it on every axis, and with no others', () => {
  const trials = [1, 2, 3, 4].flatMap((fast, i) =>
    [10, 20].map((slow, j) => ({
      index: i * 2 + j,
      parameters: { fast, slow },
      figures: { sharpe: fast === 3 && slow === 20 ? 5 : fast + slow / 100 } as never,
      fillCount: 1,
      hash: '',
      reason: null,
    })),
  );
  const space = { fast: { from: 1, to: 4 }, slow: { values: [10, 20] } };
  // Beside fast 3, slow 20: fast 2 to 4, both slow; itself left out.
  expect(stabilityOf(trials, { space, objective: 'sharpe' })).toEqual({
    bestIndex: 5,
    neighbourCount: 5,
    best: 5,
    median: 3.1,
    worst: 2.1,
    medianRank: 4 / 8,
  });
});
