import { expect, test } from 'vitest';
import { z } from 'zod';
import { DEFAULT_EXECUTION, type SessionHours } from '#shared/model/backtest.ts';
import { MS_PER_HOUR } from '#shared/kernel/time.ts';
import { defineStrategy, type BarContext } from '#shared/strategies/strategy.ts';
import { jobOf, resultOf, symbolOf } from './testing/test-jobs.ts';

function scripted(script: Readonly<Record<number, (context: BarContext) => void>>) {
  return defineStrategy({
    id: 'scripted',
    title: 'Scripted',
    description: 'Does what the test says, bar by bar.',
    parameters: z.strictObject({}),
    create: () => {
      let bar = 0;
      return { onBar: (context) => script[bar++]?.(context) };
    },
  });
}

/** Hour bars of the Globex session of 2024-01-03, which begins at 17:00 in Chicago the evening before, and of the next. */
const GLOBEX = [...hoursFrom(Date.UTC(2024, 0, 2, 23), 23), ...hoursFrom(Date.UTC(2024, 0, 3, 23), 23)];

function hoursFrom(start: number, count: number) {
  return Array.from({ length: count }, (_, i) => ({
    ...{ time: start + i * MS_PER_HOUR, open: 100 + i, close: 100.5 + i },
  }));
}

function run(session: SessionHours | undefined, script: Parameters<typeof scripted>[0]) {
  const symbol = symbolOf(GLOBEX, { barSize: '1 hour', timeZone: 'America/Chicago' });
  const job = jobOf([symbol], {
    ...{ strategyId: 'scripted', parameters: {}, execution: { ...DEFAULT_EXECUTION, account: 'margin' } },
    ...(session === undefined ? {} : { session }),
  });
  return resultOf(job, [scripted(script)]);
}

const globex: SessionHours = { calendar: 'cme-equity', hours: 'extended', exitAtEnd: false };
/** Its price comes in the hour that begins at 02:00, after midnight and within the session. */
const dayOrder = {
  0: (context: BarContext) => void context.buy({ quantity: 1, type: 'STP', stopPrice: 109.2 }),
};

test('a DAY order lives until its session ends, over midnight; without hours midnight ends it', () => {
  expect(run(undefined, dayOrder).fills.time).toHaveLength(0);
  expect([...run(globex, dayOrder).fills.time]).toEqual([GLOBEX[9]!.time]);
});

test('a DAY order does not outlive its session', () => {
  const tooHigh = {
    20: (context: BarContext) => void context.buy({ quantity: 1, type: 'LMT', limitPrice: 101 }),
  };
  // At 101 it would fill in the first hours of the next session.
  expect(run(globex, tooHigh).fills.time).toHaveLength(0);
});

test('an order for the close fills in the last bar of its session, also where the data ends with it', () => {
  const result = run(globex, { 30: (context) => void context.buy({ quantity: 1, type: 'MOC' }) });
  expect([...result.fills.time]).toEqual([GLOBEX.at(-1)!.time]);
  expect([...result.fills.price]).toEqual([GLOBEX.at(-1)!.close]);
});

test('goes home flat: positions of both sides are closed at the close of the last bar, exits and all', () => {
  const result = run(
    { ...globex, exitAtEnd: true },
    {
      2: (context) => {
        context.buy({ quantity: 3, exits: [{ type: 'STP', stopPrice: 50 }] });
      },
      25: (context) => void context.sell(2),
    },
  );
  const last = GLOBEX[22]!;
  expect([...result.fills.time]).toEqual([GLOBEX[3]!.time, last.time, GLOBEX[26]!.time, GLOBEX[45]!.time]);
  expect([...result.fills.side]).toEqual([1, -1, -1, 1]);
  expect(result.fills.price[1]).toBe(last.close);
  expect(result.openTradeCount).toBe(0);
  expect(result.notes.filter((note) => note.includes('still working'))).toEqual([]);
});
