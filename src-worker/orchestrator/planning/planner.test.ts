import { beforeEach, describe, expect, test } from 'vitest';
import { failure } from '#shared/ipc/errors.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { backtestSpecSchema } from '#shared/model/backtest.ts';
import {
  executionPlanSchema,
  predictionRecordSchema,
  type PlanRequest,
  type PredictionRecord,
} from '#shared/model/plan.ts';
import type { SeriesId } from '#shared/model/series.ts';
import { strategies } from '#shared/strategies/library.ts';
import type { StrategyDefinition } from '#shared/strategies/strategy.ts';
import type { LibraryCalls } from '../../bar-library/library-api.ts';
import type { EngineJob } from '../../trading-engine/job.ts';
import { runPerSymbol } from '../studies/per-symbol.ts';
import { prepareSweep } from '../studies/sweep.ts';
import { runWalkForward } from '../studies/walk-forward.ts';
import { InlineExecutor, inMemorySeries } from '../testing/in-memory.ts';
import { Planner } from './planner.ts';

const all = [inMemorySeries(1, 'AAA', 900), inMemorySeries(2, 'BBB', 300), inMemorySeries(3, 'CCC', 600)];
const broken: StrategyDefinition = {
  ...strategies.find(({ id }) => id === 'buy-and-hold')!,
  id: 'broken',
  create: () => ({
    onBar: () => {
      throw new Error('a bug');
    },
  }),
};
const known = [...strategies, broken];

/** What a thread throws comes back as a value. */
class SafeExecutor extends InlineExecutor {
  override async run(job: EngineJob) {
    try {
      return await super.run(job);
    } catch (error) {
      return err({ kind: 'threw' as const, message: String(error) });
    }
  }
}

let kept: PredictionRecord[];
let loadedCount: number;
let library: LibraryCalls;
let planner: Planner;
beforeEach(() => {
  kept = [];
  loadedCount = 0;
  library = {
    listSeries: () => Promise.resolve(all.map(({ summary }) => summary)),
    loadBars: (id: SeriesId) => {
      loadedCount++;
      const found = all.find(({ summary }) => summary.seriesId === id);
      return Promise.resolve(found === undefined ? err(failure('gone', 'gone')) : ok(found));
    },
    foldedBars: () => Promise.resolve(err(failure('gone', 'gone'))),
    rehearseStore: () => Promise.resolve(),
    listPredictions: (limit: number) => Promise.resolve(kept.toReversed().slice(0, limit)),
    addPrediction: (record: PredictionRecord) => Promise.resolve(void kept.push(record)),
  } as unknown as LibraryCalls;
  planner = plannerWith();
});

function plannerWith(over: object = {}): Planner {
  return new Planner({
    library,
    executor: new SafeExecutor(known),
    strategies: known,
    workers: 2,
    cores: 2,
    memoryBudget: () => 1e9,
    // Twenty times as fast: a calibration is over sooner.
    now: () => 20 * performance.now(),
    clock: () => 1_000,
    onFault: (error) => {
      throw error;
    },
    ...over,
  });
}

const specOf = (over: object = {}) =>
  backtestSpecSchema.parse({
    strategyId: 'sma-cross',
    parameters: { fast: 5, slow: 20 },
    seriesIds: [1, 2, 3],
    cash: 10_000,
    sizing: { kind: 'percent-of-equity', percent: 50 },
    commission: { kind: 'none' },
    slippage: { kind: 'none' },
    ...over,
  });
const single = { kind: 'single', spec: specOf() } as const;
const perSymbol = { kind: 'per-symbol', spec: specOf() } as const;
const sweep = {
  kind: 'sweep' as const,
  spec: {
    base: specOf({ parameters: { slow: 20 } }),
    space: { fast: { values: [2, 3, 4, 5, 30] } },
    objective: 'sharpe' as const,
  },
};
const walkForward = {
  kind: 'walk-forward' as const,
  spec: sweep.spec,
  windows: { inSampleBars: 400, outOfSampleBars: 200, isAnchored: false },
};
const { signal } = new AbortController();

async function planOf(request: PlanRequest, by = planner) {
  const plan = await by.plan(request, signal);
  if (!plan.ok) throw new Error(plan.error.message);
  return executionPlanSchema.parse(plan.value);
}

test('one account: what it asks for, what it holds, and how long it takes', async () => {
  const plan = await planOf(single);
  expect(plan).toMatchObject({
    strategyTitle: 'SMA cross',
    complexity: { warmupBars: 19, symbolCount: 3, barCount: 1_800, trialCount: 1, symbolsTogether: 1 },
    memory: { decision: 'in-memory', inFlight: 1, barBytes: 1_800 * 48 },
    parallel: { workers: 1 },
    groups: [{ symbolCount: 3, share: 1 }],
    notes: [],
  });
  expect(plan.complexity.fillsPerThousandBars).toBeGreaterThan(0);
  expect(plan.prediction!.ms).toBeGreaterThan(0);
  expect(plan.prediction!.ms).toBeCloseTo(plan.parallel.serialMs + plan.parallel.parallelMs, 6);
});

test('an account each: the heaviest symbols first, shared out between the workers', async () => {
  const plan = await planOf(perSymbol);
  // Which of the two groups is the heavier one is measured.
  expect(plan.groups.map(({ symbols }) => symbols.join()).sort()).toEqual(['AAA', 'CCC,BBB']);
  expect(plan).toMatchObject({
    complexity: { trialCount: 3 },
    memory: { inFlight: 2 },
    parallel: { workers: 2 },
  });
});

test('a sweep: combinations that the strategy refuses are no trials', async () => {
  const plan = await planOf(sweep);
  expect(plan).toMatchObject({ complexity: { trialCount: 4, barCount: 1_800 }, parallel: { workers: 2 } });
  expect(plan.groups.map(({ trialCount }) => trialCount)).toEqual([2, 2]);
});

test('a walk-forward: the trials of all windows', async () => {
  // 900 bars: three windows.
  const plan = await planOf(walkForward);
  expect(plan).toMatchObject({ kind: 'walk-forward', complexity: { trialCount: 12 }, notes: [] });
  expect(plan.prediction!.ms).toBeGreaterThan(0);
  const tooLong = { ...walkForward, windows: { ...walkForward.windows, inSampleBars: 5_000 } };
  const none = await planOf(tooLong);
  expect(none.prediction).toBeNull();
  expect(none.notes.join()).toMatch(/first window takes 5000/);
});

test('little memory means fewer at a time, and says so', async () => {
  const plan = await planOf(perSymbol, plannerWith({ memoryBudget: () => 150_000 }));
  expect(plan).toMatchObject({ memory: { decision: 'chunked', inFlight: 1 }, parallel: { workers: 1 } });
  expect(plan.notes).toEqual([expect.stringMatching(/^Memory has room for 1 account at a time/)]);
});

describe('a request that comes to nothing', () => {
  test.each([
    [{ ...single, spec: specOf({ strategyId: 'nonsense' }) }, 'unknown-strategy'],
    [{ ...single, spec: specOf({ parameters: { fast: 30, slow: 5 } }) }, 'invalid-parameters'],
    [{ ...single, spec: specOf({ seriesIds: [9] }) }, 'series-not-found'],
    [{ ...single, spec: specOf({ strategyId: 'pairs-trading', parameters: {} }) }, 'symbols-misfit'],
    [{ ...sweep, spec: { ...sweep.spec, space: { nothing: { values: [1] } } } }, 'invalid-space'],
  ] as [PlanRequest, string][])('is refused as the run would be: %j', async (request, code) => {
    expect(await planner.plan(request, signal)).toMatchObject({ ok: false, error: { code } });
  });

  test('a strategy that fails leaves a plan without a time, and the reason', async () => {
    for (const kind of ['single', 'per-symbol'] as const) {
      const plan = await planOf({ kind, spec: specOf({ strategyId: 'broken', parameters: {} }) });
      expect(plan.prediction).toBeNull();
      expect(plan.notes.join()).toMatch(/no calibration run: .*a bug/);
    }
  });

  test('no bar in the dates is a plan without a time', async () => {
    const plan = await planOf({ kind: 'single', spec: specOf({ from: '2030-01-01' }) });
    expect(plan.notes.join()).toMatch(/has no bars from 2030-01-01/);
  });

  test('who does not want it any more gets no plan', async () => {
    const abort = new AbortController();
    abort.abort();
    expect(await planner.plan(single, abort.signal)).toMatchObject({ error: { code: 'cancelled' } });
  });
});

describe('a run that ends', () => {
  const actual = { ms: 50, serialMs: 10, runId: null };

  test('keeps both times, and takes the plan that was shown', async () => {
    const plan = await planOf(single);
    const before = loadedCount;
    const expectation = await planner.begin(single, signal);
    expect(loadedCount, 'the plan is not made twice').toBe(before);
    expect(expectation.plan).toEqual(plan);
    await expectation.finish(actual);
    expect(predictionRecordSchema.parse(kept[0])).toMatchObject({
      ...{
        at: 1_000,
        kind: 'single',
        actualMs: 50,
        actualSerialMs: 10,
        wasDisturbed: false,
        barCount: 1_800,
      },
      predicted: plan.prediction!,
    });
  });

  test('is the one that was planned, however it is written', async () => {
    const { parameters, ...rest } = specOf({ parameters: {} });
    await planOf({ kind: 'single', spec: { ...rest, parameters } });
    const before = loadedCount;
    const filled = { parameters: { slow: 30, fast: 10 }, ...rest };
    await planner.begin({ kind: 'single', spec: filled }, signal);
    expect(loadedCount).toBe(before);
    await planner.begin({ kind: 'single', spec: { ...filled, cash: 1 } }, signal);
    expect(loadedCount).toBeGreaterThan(before);
  });

  test("of a user's strategy counts for the text that it ran, not for another one", async () => {
    const withText = (hash: string) => {
      const code = { strategyId: 'sma-cross', file: 'mine.ts', hash, body: '' };
      return known.map((one) => (one.id === 'sma-cross' ? { ...one, code } : one));
    };
    const texts = withText('a');
    const by = plannerWith({ strategies: texts });
    await planOf(single, by);
    await (await by.begin(single, signal)).finish(actual);
    expect(kept[0]).toMatchObject({ strategyHash: 'a' });
    expect((await planOf(single, by)).prediction!.learnedFrom).toBe(1);
    const before = loadedCount;
    texts.splice(0, texts.length, ...withText('b'));
    const edited = await by.begin(single, signal);
    expect(loadedCount, 'the plan of the old text is not taken').toBeGreaterThan(before);
    expect(edited.plan!.prediction!.learnedFrom).toBe(0);
  });

  test('teaches the next plan, and an old plan is made anew', async () => {
    let now = 0;
    const slow = plannerWith({ now: () => (now += 20) });
    const first = await planOf(single, slow);
    for (let run = 0; run < 12; run++) {
      const expectation = await slow.begin(single, signal);
      const { prediction, parallel } = expectation.plan!;
      const { calibratedMs, correction } = prediction!;
      const serialMs = (2 * parallel.serialMs) / correction;
      await expectation.finish({ ...actual, ms: 2 * calibratedMs, serialMs });
      now += 6 * 60_000;
    }
    const last = (await planOf(single, slow)).prediction!;
    expect(first.prediction).toMatchObject({ correction: 1, learnedFrom: 0 });
    expect(last.learnedFrom).toBe(12);
    expect(last.correction).toBeGreaterThan(1.6);
    expect(last.correction).toBeLessThan(2.05);
  });

  test('beside another one it is marked, and one that failed is forgotten', async () => {
    const first = await planner.begin(single, signal);
    const second = await planner.begin(perSymbol, signal);
    await first.finish(actual);
    second.forget();
    const third = await planner.begin(perSymbol, signal);
    await third.finish(actual);
    expect(kept.map(({ kind, wasDisturbed }) => [kind, wasDisturbed])).toEqual([
      ['single', true],
      ['per-symbol', false],
    ]);
  });

  test('and could not be planned goes on and keeps nothing', async () => {
    const expectation = await planner.begin({ kind: 'single', spec: specOf({ seriesIds: [9] }) }, signal);
    expect(expectation.plan).toBeNull();
    await expectation.finish(actual);
    expect(kept).toEqual([]);
  });
});

test('a walk-forward keeps what it was expected to take and took', async () => {
  const services = {
    library,
    executor: new InlineExecutor(known),
    strategies: known,
    workers: 2,
    planner,
    now: () => performance.now(),
  };
  const prepared = await prepareSweep(walkForward.spec, services);
  if (!prepared.ok) throw new Error(prepared.error.message);
  const done = await runWalkForward(prepared.value, walkForward.windows, services, { signal });
  expect(done).toMatchObject({ ok: true });
  const [record] = kept.map((one) => predictionRecordSchema.parse(one));
  expect(record).toMatchObject({ kind: 'walk-forward', trialCount: 12, workers: 2 });
  expect(record!.actualSerialMs).toBeGreaterThan(0);
  expect(record!.actualSerialMs).toBeLessThanOrEqual(record!.actualMs);
});

test('a plan changes nothing of what is computed', async () => {
  const { seriesIds, strategyId, parameters, ...rest } = perSymbol.spec;
  const spec = {
    base: { ...rest, strategyId, parameters },
    series: all.map(({ summary }) => summary),
    variants: [{ strategyId, parameters }],
  };
  const services = {
    library,
    executor: new InlineExecutor(known),
    strategies: known,
    now: () => performance.now(),
  };
  const hashes = new Set<string>();
  for (const workers of [1, 2, 4]) {
    for (const by of [undefined, planner, plannerWith({ memoryBudget: () => 1 })]) {
      const done = await runPerSymbol(spec, { ...services, workers, planner: by }, { signal });
      if (!done.ok) throw new Error(done.error.message);
      hashes.add(done.value.hash);
    }
  }
  expect(seriesIds).toHaveLength(3);
  expect(hashes.size).toBe(1);
  expect(kept).toHaveLength(6);
});
