import { expect, test } from 'vitest';
import { z } from 'zod';
import { DEFAULT_EXECUTION } from '#shared/model/backtest.ts';
import { findStrategy, strategies as shipped } from '#shared/strategies/library.ts';
import type { StrategyDefinition } from '#shared/strategies/strategy.ts';
import { jobOf, spxBars, symbolOf } from '../../trading-engine/testing/test-jobs.ts';
import { InlineExecutor } from '../testing/in-memory.ts';
import { checkLookAhead, checkWarmup, CheckFailed } from './honesty-checks.ts';

const { signal } = new AbortController();
const bars = spxBars().slice(0, 900);
const symbol = symbolOf(bars);
/** Moves with the first one, and now and then away from it. */
const other = symbolOf(
  bars.map(({ time, open, close }, i) => {
    const ratio = 0.5 + 0.003 * Math.sin(i / 9) ** 9;
    return { time, open: open * ratio, close: close * ratio };
  }),
);

function job(strategyId: string) {
  const { roles, sellsShort } = findStrategy(strategyId) ?? {};
  return jobOf([symbol, other].slice(0, roles?.fewest ?? 1), {
    ...{ strategyId, parameters: {} },
    sizing: { kind: 'quantity', quantity: 10 },
    execution: { ...DEFAULT_EXECUTION, account: sellsShort === true ? 'margin' : 'cash' },
  });
}

test.each(shipped.map(({ id }) => [id]))('%s does not look ahead', async (strategyId) => {
  const check = await checkLookAhead(job(strategyId), new InlineExecutor(), signal);
  expect(check.firstDifference).toBeNull();
  expect(check.cutTimes.length).toBeGreaterThan(4);
});

test('a strategy whose answer depends on how many bars there are is found, with the moment', async () => {
  const counting: StrategyDefinition = {
    id: 'counting',
    title: 'Counting',
    description: 'For tests.',
    parameters: z.strictObject({}),
    create: (_, setup) => {
      const last = setup.indicators.sma(0, 1);
      let seen = 0;
      return {
        onBar(context) {
          // What it would do with the whole series only: a column that was made with its future in it does the same.
          if (++seen === 90 && wholeRuns++ === 0 && last.value > 0) context.enterLong();
        },
      };
    },
  };
  let wholeRuns = 0;
  const check = await checkLookAhead(job('counting'), new InlineExecutor([...shipped, counting]), signal);
  expect(check.firstDifference).toMatchObject({ what: 'fill', time: spxBars()[90]!.time });
});

test('how much history decisions need: none for holding, more for an average', async () => {
  const executor = new InlineExecutor();
  expect((await checkWarmup(job('buy-and-hold'), executor, signal)).enough).toBe(0);
  const crossing = await checkWarmup(job('sma-cross'), executor, signal);
  expect(crossing.enough).toBeGreaterThanOrEqual(28);
  expect(crossing.histories[0]).toEqual({ bars: 450, isSame: true });
  expect(crossing.histories.at(-1)).toEqual({ bars: 0, isSame: false });
});

test('coarser bars do not look ahead, and the history that they need is found', async () => {
  const parameters = { entry: 5, exit: 5, adxMinimum: 0, trendSize: '1 month', trendPeriod: 8 };
  // Years that rose: there the trend has something to let through.
  const rising = symbolOf(spxBars().slice(700, 1_600));
  const monthly = { ...job('donchian-trend'), symbols: [rising], parameters };
  const executor = new InlineExecutor();
  expect((await checkLookAhead(monthly, executor, signal)).firstDifference).toBeNull();
  const warmup = await checkWarmup(monthly, executor, signal);
  const { enough } = await checkWarmup(
    { ...monthly, parameters: { ...parameters, trendSize: 'none' } },
    executor,
    signal,
  );
  expect(enough).toBeLessThan(60);
  expect(warmup.enough).toBeGreaterThan(2 * enough!);
  expect(warmup.histories.at(-1)).toEqual({ bars: 0, isSame: false });
});

test('a strategy that fails ends the check with its own words', async () => {
  await expect(checkLookAhead(job('none'), new ThrowingExecutor(), signal)).rejects.toThrow(CheckFailed);
});

class ThrowingExecutor extends InlineExecutor {
  override run() {
    return Promise.resolve({ ok: false as const, error: { kind: 'threw' as const, message: 'a bug' } });
  }
}
