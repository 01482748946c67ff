import { expect, test } from 'vitest';
import { backtestSpecSchema } from '#shared/model/backtest.ts';
import { isoDateOf } from '#shared/model/iso-date.ts';
import type { SweepSpec } from '#shared/model/study.ts';
import type { WalkForwardWindows } from '#shared/model/study-run.ts';
import { strategies } from '#shared/strategies/library.ts';
import type { LibraryCalls } from '../../bar-library/library-api.ts';
import { runEngine } from '../../trading-engine/engine.ts';
import { planJob, planSymbol } from '../plan-run.ts';
import { InlineExecutor, inMemorySeries } from '../testing/in-memory.ts';
import { prepareSweep } from './sweep.ts';
import { runWalkForward } from './walk-forward.ts';

const bars = inMemorySeries(1, 'AAA', 1_000);
const library = {
  listSeries: () => Promise.resolve([bars.summary]),
  loadBars: () => Promise.resolve({ ok: true, value: bars }),
} as unknown as LibraryCalls;
const spec: SweepSpec = {
  base: backtestSpecSchema.parse({
    strategyId: 'sma-cross',
    parameters: {},
    seriesIds: [1],
    cash: 10_000,
    sizing: { kind: 'percent-of-equity', percent: 50 },
    commission: { kind: 'none' },
    slippage: { kind: 'none' },
  }),
  space: { fast: { values: [3, 8] }, slow: { values: [20, 40] } },
  objective: 'totalReturn',
};

async function walk(windows: WalkForwardWindows) {
  const prepared = await prepareSweep(spec, { library, strategies });
  if (!prepared.ok) throw new Error(prepared.error.message);
  let now = 0;
  const services = { executor: new InlineExecutor(), workers: 2, now: () => ++now };
  return runWalkForward(prepared.value, windows, services, { signal: new AbortController().signal });
}

/** The same run by itself, by its dates. */
function alone(from: number, to: number, parameters: object) {
  const dates = { from: isoDateOf(from), to: isoDateOf(to) };
  const one = backtestSpecSchema.parse({ ...spec.base, ...dates, parameters });
  const symbol = planSymbol(one, bars);
  if (!symbol.ok) throw new Error(symbol.error.message);
  const outcome = runEngine(planJob(one, [symbol.value]));
  if (outcome.kind !== 'done') throw new Error('nobody cancelled this run');
  return outcome;
}

test('each window trades what was best before it, on bars that nothing had been chosen by', async () => {
  const walked = await walk({ inSampleBars: 300, outOfSampleBars: 200, isAnchored: false });
  if (!walked.ok) throw new Error(walked.error.message);
  const { windows, outOfSampleReturn, trialCount } = walked.value;
  expect(trialCount).toBe(4);
  expect(windows).toHaveLength(4); // 300 to 1,000 in steps of 200, the last one shorter
  let growth = 1;
  for (const { inSample, outOfSample, chosen, result } of windows) {
    expect(inSample[1]).toBeLessThan(outOfSample[0]);
    const grid = [3, 8].flatMap((fast) => [20, 40].map((slow) => ({ fast, slow })));
    const returns = grid.map((set) => alone(...inSample, set).statistics.totalReturn);
    expect(chosen!.parameters).toEqual(grid[returns.indexOf(Math.max(...returns))]);
    const after = alone(...outOfSample, chosen!.parameters);
    expect(result!.hash).toBe(after.hash);
    growth *= 1 + after.statistics.totalReturn;
  }
  expect(outOfSampleReturn).toBeCloseTo(growth - 1, 12);
  expect(windows.at(-1)!.outOfSample[1]).toBe(bars.summary.lastTime);
});

test('anchored windows all begin at the first bar', async () => {
  const walked = await walk({ inSampleBars: 300, outOfSampleBars: 400, isAnchored: true });
  if (!walked.ok) throw new Error(walked.error.message);
  expect(walked.value.windows.map(({ inSample }) => inSample[0])).toEqual(
    Array<number>(2).fill(bars.summary.firstTime),
  );
});

test('windows that do not fit are refused with the number of bars there are', async () => {
  expect(await walk({ inSampleBars: 1_000, outOfSampleBars: 10, isAnchored: false })).toMatchObject({
    ok: false,
    error: { code: 'windows-do-not-fit', message: expect.stringContaining('1000 bars') as string },
  });
});
