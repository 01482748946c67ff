import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { MS_PER_DAY } from '#shared/kernel/time.ts';
import { DEFAULT_EXECUTION } from '#shared/model/backtest.ts';
import { defineStrategy, type BarContext } from '#shared/strategies/strategy.ts';
import type { EngineJob } from './job.ts';
import { barsOfCloses, jobOf, randomBars, resultOf, symbolOf } from './testing/test-jobs.ts';

const scripted = (onBar: (context: BarContext) => void) => [
  defineStrategy({
    id: 'scripted',
    title: 'Scripted',
    description: 'Does what the test says.',
    parameters: z.strictObject({}),
    create: () => ({ onBar }),
  }),
];

const job = (symbols: EngineJob['symbols'], account: 'cash' | 'margin' = 'cash') =>
  jobOf(symbols, {
    ...{ strategyId: 'scripted', parameters: {}, sizing: { kind: 'quantity', quantity: 10 } },
    execution: { ...DEFAULT_EXECUTION, account },
  });

/** Calendar days since the first of the test bars. */
const dayOf = ({ time }: BarContext) => (time - Date.UTC(2024, 0, 1)) / MS_PER_DAY;

const flat = barsOfCloses([10, 10, 10, 10, 10, 10]);
const dividends = [2, 3, 4].map((bar) => ({ bar, amount: bar / 10 }));
const worth = ({ equityMicros }: { equityMicros: Float64Array }) =>
  [...equityMicros].map((micros) => micros / 1e6 - 100_000);

test.each(['cash', 'margin'] as const)(
  'whoever holds shares when the day begins is paid, and nobody else (%s account)',
  (account) => {
    // Bought at the open of bar 2, sold at the open of bar 4: bars 3 and 4 pay, 3 and 4 per ten shares.
    const onBar = (context: BarContext) => {
      if (dayOf(context) === 1) context.enterLong();
      if (dayOf(context) === 3) context.exit();
    };
    const result = resultOf(job([symbolOf(flat, { dividends })], account), scripted(onBar));
    expect(worth(result)).toEqual([0, 0, 0, 3, 7, 7]);
    expect(result.symbolOutcomes[0]!.pnl).toBe(7);
    expect(result.trades.map(({ pnl }) => pnl)).toEqual([0]);
    expect(result.notes).toEqual([
      'Dividends brought 7.00 in all, booked on their ex-dates; they are in the equity, and in no trade.',
    ]);
  },
);

test('whoever is short pays', () => {
  const onBar = (context: BarContext) => {
    if (dayOf(context) === 1) context.sell(10);
  };
  const result = resultOf(job([symbolOf(flat, { dividends })], 'margin'), scripted(onBar));
  expect(worth(result)).toEqual([0, 0, 0, -3, -7, -7]);
  expect(result.notes[0]).toMatch(/^Dividends of what was sold short cost 7\.00 in all/);
});

test('two on one day are both paid, by the multiplier; those before the first traded bar are not', () => {
  const two = [1, 3, 3].map((bar) => ({ bar, amount: 0.25 }));
  const onBar = (context: BarContext) => {
    if (context.position === 0) context.enterLong();
  };
  const symbol = symbolOf(flat, { dividends: two, multiplier: 2, firstTraded: 1 });
  expect(worth(resultOf(job([symbol]), scripted(onBar)))).toEqual([0, 0, 10, 10, 10]);
});

test('buying and holding gains what the comparison with buying and holding says', () => {
  const onBar = (context: BarContext) => {
    if (context.position === 0) context.enterLong();
  };
  const { statistics } = resultOf(
    jobOf([symbolOf(flat, { dividends })], {
      ...{ strategyId: 'scripted', parameters: {}, sizing: { kind: 'quantity', quantity: 10_000 } },
    }),
    scripted(onBar),
  );
  expect(statistics.buyAndHoldReturn).toBeCloseTo(0.09, 12);
  expect(statistics.totalReturn).toBeCloseTo(0.09, 12);
});

test('the short way and the rule itself pay the same, at any bars', () => {
  const script = (context: BarContext) => {
    if (dayOf(context) % 7 === 3) context.enterLong();
    if (dayOf(context) % 7 === 6) context.exit();
  };
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.array(fc.record({ bar: fc.nat(60), amount: fc.double({ min: 0.01, max: 5, noNaN: true }) }), {
        maxLength: 8,
      }),
      (seed, some) => {
        const symbol = symbolOf(randomBars(seed, 60), { dividends: some.sort((a, b) => a.bar - b.bar) });
        const [cash, margin] = (['cash', 'margin'] as const).map((account) =>
          resultOf(job([symbol], account), scripted(script)),
        );
        expect(cash!.hash).toBe(margin!.hash);
      },
    ),
    { numRuns: process.env['TRADEWIND_COUNTS'] === 'full' ? 2_000 : 30 },
  );
});
