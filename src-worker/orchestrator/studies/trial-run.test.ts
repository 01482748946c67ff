import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { ExecutionFailure, Executor } from '../../executors/executor.ts';
import type { EngineJob } from '../../trading-engine/job.ts';
import type { TrialOutcome, TrialSet, TrialSetOutcome } from '../../trading-engine/trials.ts';
import { runTrialUnits } from './trial-run.ts';
import type { TrialUnit } from './unit-queue.ts';

const runs = process.env.TRADEWIND_COUNTS === 'full' ? 2_000 : 60;
const JOB = { symbols: [{}] } as unknown as EngineJob;

type Behaviour = 'fine' | 'throws' | 'kills once' | 'kills' | 'hangs';

/** An executor that behaves as told, answering after as many turns of the event loop as the set's first trial says. */
class FakeExecutor implements Executor {
  readonly sets: number[][] = [];
  mostAtOnce = 0;
  #atOnce = 0;
  readonly #killed = new Set<number>();
  readonly #behaviour: (index: number) => Behaviour;

  constructor(behaviour: (index: number) => Behaviour) {
    this.#behaviour = behaviour;
  }

  run(): never {
    throw new Error('a study runs trials');
  }

  async runTrials(set: TrialSet, signal: AbortSignal): Promise<Result<TrialSetOutcome, ExecutionFailure>> {
    this.sets.push(set.trials.map(({ index }) => index));
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#atOnce);
    for (let turn = 0; turn < set.trials[0]!.index % 4; turn++) await Promise.resolve();
    this.#atOnce--;
    if (signal.aborted) return ok({ kind: 'cancelled' });
    const trials: TrialOutcome[] = [];
    for (const { index } of set.trials) {
      const behaviour = this.#behaviour(index);
      if (behaviour === 'hangs') return err({ kind: 'stalled', afterMs: 1_000 });
      if (behaviour === 'kills' || (behaviour === 'kills once' && !this.#killed.has(index))) {
        this.#killed.add(index);
        return err({ kind: 'exited', message: 'out of memory' });
      }
      trials.push(behaviour === 'throws' ? failedTrial(index, 'a bug') : doneTrial(index));
      Atomics.add(new Int32Array(set.cursor), 0, 1);
    }
    return ok({ kind: 'done', trials });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function doneTrial(index: number): TrialOutcome {
  return { kind: 'done', index, hash: `hash ${index}` } as TrialOutcome;
}

function failedTrial(index: number, reason: string): TrialOutcome {
  return { kind: 'failed', index, reason };
}

/** Units of these sizes with one numbering. */
function unitsOf(
  sizes: readonly number[],
  load: TrialUnit['load'] = () => Promise.resolve(ok(JOB)),
): TrialUnit[] {
  let index = 0;
  return sizes.map((size, unit) => ({
    bars: `bars ${unit}`,
    weight: 1 + (unit % 3),
    trials: Array.from({ length: size }, () => ({ index: index++, strategyId: 'any', parameters: {} })),
    load,
  }));
}

function go(units: readonly TrialUnit[], executor: Executor, more: object = {}) {
  const { signal } = new AbortController();
  let now = 0;
  return runTrialUnits(units, { executor, workers: 2, signal, now: () => (now += 0.5), ...more });
}

const anyBehaviour = fc.constantFrom<Behaviour[]>(
  'fine',
  'fine',
  'fine',
  'throws',
  'kills once',
  'kills',
  'hangs',
);

test('whatever goes wrong in any trial: every trial has one outcome, in order, and only the guilty ones fail', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(anyBehaviour, { maxLength: 12 }), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 4 }),
      async (behaviours, workers) => {
        const all = behaviours.flat();
        const executor = new FakeExecutor((index) => all[index]!);
        const told: number[] = [];
        const { outcomes, isCancelled } = await go(
          unitsOf(behaviours.map(({ length }) => length)),
          executor,
          {
            workers,
            onTrial: ({ index }: TrialOutcome) => told.push(index),
          },
        );
        expect(isCancelled).toBe(false);
        expect(outcomes.map(({ index }) => index)).toEqual(all.map((_, index) => index));
        expect(told.toSorted((a, b) => a - b)).toEqual(all.map((_, index) => index));
        const good = (index: number) => all[index] === 'fine' || all[index] === 'kills once';
        for (const one of outcomes) expect(one.kind).toBe(good(one.index) ? 'done' : 'failed');
        expect(executor.mostAtOnce).toBeLessThanOrEqual(workers);
      },
    ),
    { numRuns: runs },
  );
});

describe('the reason of a trial that failed', () => {
  test.each([
    ['throws', 'a bug', 1],
    ['kills', 'ended before it was done: out of memory', 2],
    ['hangs', 'finished no bar for 1 s', 1],
  ] as const)('%s', async (behaviour, reason, attempts) => {
    const executor = new FakeExecutor((index) => (index === 1 ? behaviour : 'fine'));
    const { outcomes } = await go(unitsOf([3]), executor);
    expect(outcomes[1]).toMatchObject({ kind: 'failed', reason: expect.stringContaining(reason) as string });
    expect(executor.sets.filter((set) => set.includes(1))).toHaveLength(attempts);
  });
});

test('a unit whose bars cannot be loaded fails with the reason, and the others go on', async () => {
  const [good, bad] = unitsOf([2, 2]);
  const broken = { ...bad!, load: () => Promise.resolve(err('XYZ has no bars')) };
  const { outcomes } = await go([good!, broken], new FakeExecutor(() => 'fine'));
  expect(outcomes.map((one) => (one.kind === 'failed' ? one.reason : 'done'))).toEqual([
    ...['done', 'done', 'XYZ has no bars', 'XYZ has no bars'],
  ]);
});

test('bars are loaded once, and the heaviest unit first', async () => {
  const order: string[] = [];
  const units = unitsOf([4, 4, 4]).map((unit) => ({
    ...unit,
    load: () => {
      order.push(unit.bars);
      return Promise.resolve(ok(JOB));
    },
  }));
  await go(units, new FakeExecutor(() => 'fine'));
  expect(order).toEqual(['bars 2', 'bars 1', 'bars 0']);
});

test('a cancelled run starts nothing more and tells what was done', async () => {
  const abort = new AbortController();
  const executor = new FakeExecutor(() => 'fine');
  const { outcomes, isCancelled } = await go(unitsOf([500]), executor, {
    signal: abort.signal,
    onTrial: ({ index }: TrialOutcome) => {
      if (index === 3) abort.abort();
    },
  });
  expect(isCancelled).toBe(true);
  expect(outcomes.length).toBeGreaterThan(3);
  expect(outcomes.length).toBeLessThan(500);
});

test('a library that is gone ends the run, once the sets under way are over', async () => {
  const gone = new Error('the library is gone');
  const [good, bad] = unitsOf([50, 1]);
  const run = go([good!, { ...bad!, load: () => Promise.reject(gone) }], new FakeExecutor(() => 'fine'));
  await expect(run).rejects.toBe(gone);
});
