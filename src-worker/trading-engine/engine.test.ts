import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { statisticsSchema, symbolOutcomeSchema, tradeSchema } from '#shared/model/backtest.ts';
import { toMicros } from '#shared/model/money.ts';
import {
  defineStrategy,
  type BarContext,
  type StrategyDefinition,
  type StrategySetup,
} from '#shared/strategies/strategy.ts';
import { runEngine } from './engine.ts';
import type { EngineJob } from './job.ts';
import { JobProgress } from './progress.ts';
import {
  barsOfCloses,
  jobOf,
  randomBars,
  resultOf,
  spxBars,
  symbolOf,
  tradedBetween,
} from './testing/test-jobs.ts';

/** A strategy made of one function, for what the library's own never do. */
function scripted(onBar: (context: BarContext, setup: StrategySetup) => void): readonly StrategyDefinition[] {
  return [
    defineStrategy({
      id: 'scripted',
      title: 'Scripted',
      description: 'Does what the test says.',
      parameters: z.strictObject({}),
      create: (_parameters, setup) => ({ onBar: (context) => onBar(context, setup) }),
    }),
  ];
}

const scriptedJob = (symbols: EngineJob['symbols'], changes: Partial<EngineJob> = {}) =>
  jobOf(symbols, { strategyId: 'scripted', parameters: {}, ...changes });

const day = (n: number) => Date.UTC(2024, 0, n);

test('fits the schemas that store and show it', () => {
  const result = resultOf(jobOf([tradedBetween(spxBars(), '2005-01-03', '2008-12-31')]));
  expect(statisticsSchema.parse(result.statistics)).toEqual(result.statistics);
  expect(z.array(tradeSchema).parse(result.trades)).toEqual(result.trades);
  expect(z.array(symbolOutcomeSchema).parse(result.symbolOutcomes)).toEqual(result.symbolOutcomes);
  expect(result.notes).toEqual([]);
});

test('fills at the open after the signal, at the raw price', () => {
  const bars = barsOfCloses([10, 11, 12, 13]).map((bar, i) => ({ ...bar, open: 10.1234567 + i }));
  const result = resultOf(
    scriptedJob([symbolOf(bars)]),
    scripted((context) => (context.time === day(2) ? context.enterLong() : undefined)),
  );
  expect([...result.fills.time]).toEqual([day(3)]);
  expect([...result.fills.price]).toEqual([12.1234567]);
});

test('warms indicators up on the bars before the first traded one, and decides nothing on them', () => {
  const spx = tradedBetween(spxBars(), '2010-01-04', '2010-12-31');
  const before = spxBars().filter((bar) => bar.time < Date.UTC(2010, 0, 4)).length;
  const result = resultOf(jobOf([spx]));
  expect(before).toBeGreaterThan(2_500);
  expect(result.symbolOutcomes[0]).toMatchObject({ barCount: 252, warmupBarCount: before });
  expect(result.equityTime[0]).toBe(Date.UTC(2010, 0, 4));
  // The averages are crossed at the first close already, so the first fill is the second open.
  expect(result.fills.time[0]).toBe(Date.UTC(2010, 0, 5));
});

test('a strategy sees of every symbol the bar that has ended, and no later one', () => {
  const bars = [randomBars(1, 200), randomBars(2, 200)];
  const closeUpTo = (symbol: number, time: number) =>
    bars[symbol]!.findLast((bar) => bar.time <= time)?.close ?? NaN;
  const seen: number[] = [];
  const expected: number[] = [];
  const peeking = defineStrategy({
    id: 'peeking',
    title: 'Peeking',
    description: 'Writes down the last close of each symbol, bar after bar.',
    parameters: z.strictObject({}),
    create: (_, { indicators }) => {
      const last = [indicators.sma(0, 1), indicators.sma(1, 1)];
      return {
        onBar: ({ symbol, time, close }) => {
          seen.push(close, last[0]!.value, last[1]!.value);
          expected.push(closeUpTo(symbol, time), closeUpTo(0, time), closeUpTo(1, time));
        },
      };
    },
  });
  const job = jobOf([symbolOf(bars[0]!), symbolOf(bars[1]!)], { strategyId: 'peeking', parameters: {} });
  resultOf(job, [peeking]);
  expect(seen.length).toBe(3 * (bars[0]!.length + bars[1]!.length));
  // The average of one close is a rolling sum too: right to the last digits, not to the last bit.
  seen.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 9));
});

test('does nothing on a second entry, on an exit without a position, and on an exit that is working already', () => {
  const positions: number[] = [];
  const result = resultOf(
    scriptedJob([symbolOf(barsOfCloses([10, 10, 10, 10, 10, 10]))]),
    scripted((context) => {
      positions.push(context.position);
      if (context.time === day(1)) {
        context.exit();
        context.enterLong();
        context.enterLong();
        context.exit();
      }
      if (context.time === day(2)) context.enterLong();
      if (context.time === day(3)) {
        context.exit();
        context.exit();
        context.enterLong();
      }
    }),
  );
  expect([...result.fills.side]).toEqual([1, -1]);
  expect(positions).toEqual([0, 1, 1, 0, 0, 0]);
});

test('tells of an order that no bar came to fill, and does not count it as denied', () => {
  const result = resultOf(
    scriptedJob([symbolOf(barsOfCloses([10, 11]), { symbol: 'ABC' })]),
    scripted((context) => (context.time === day(2) ? context.enterLong() : undefined)),
  );
  expect(result.fills.symbol.length).toBe(0);
  expect(result.symbolOutcomes[0]!.deniedOrderCount).toBe(0);
  expect(result.notes).toEqual([
    'ABC: the order to buy 1 unit given on 2024-01-02 did not fill: there is no next bar to fill it at.',
  ]);
});

test('denies a buy that cash cannot pay, commission included, and says with which numbers', () => {
  const job = scriptedJob([symbolOf(barsOfCloses([100, 100, 100]), { symbol: 'ABC' })], {
    cash: toMicros(1_000),
    sizing: { kind: 'quantity', quantity: 10 },
    commission: { kind: 'per-order', amount: 1 },
  });
  const result = resultOf(
    job,
    scripted((context) => context.enterLong()),
  );
  expect(result.fills.symbol.length).toBe(0);
  expect(result.symbolOutcomes[0]!.deniedOrderCount).toBe(3);
  expect(result.notes).toEqual([
    'ABC: 3 buy orders were denied because the account could not pay in cash. The first, on 2024-01-01: 10 units at 100 are worth 1,000.00, with 1.00 commission; 1,000.00 was available. Start with more cash, or use a size below 10 units.',
  ]);
});

test('denies a buy that is worth more than an account can count', () => {
  const job = scriptedJob([symbolOf(barsOfCloses([40_000, 40_000]), { symbol: 'NK', multiplier: 1_000 })], {
    sizing: { kind: 'quantity', quantity: 1_000 },
  });
  const result = resultOf(
    job,
    scripted((context) => context.enterLong()),
  );
  expect(result.symbolOutcomes[0]!.deniedOrderCount).toBe(2);
  expect(result.notes[0]).toContain('1,000 units at 40,000 are worth 40,000,000,000.00');
});

test('cash reserved for the order of one symbol is not there for the next in the same step', () => {
  const closes = barsOfCloses([100, 100, 100]);
  const result = resultOf(
    scriptedJob([symbolOf(closes, { symbol: 'A' }), symbolOf(closes, { symbol: 'B' })], {
      cash: toMicros(1_500),
      sizing: { kind: 'cash', cash: 1_000 },
    }),
    scripted((context) => (context.time === day(1) ? context.enterLong() : undefined)),
  );
  expect([...result.fills.symbol]).toEqual([0]);
  expect(result.symbolOutcomes.map((one) => one.deniedOrderCount)).toEqual([0, 1]);
});

test('books a fill that a gap has made too dear, and says that cash went below zero', () => {
  const bars = barsOfCloses([100, 150, 150]).map((bar, i) => (i === 1 ? { ...bar, open: 150 } : bar));
  const result = resultOf(
    scriptedJob([symbolOf(bars, { symbol: 'ABC' })], {
      cash: toMicros(1_000),
      sizing: { kind: 'percent-of-equity', percent: 100 },
    }),
    scripted((context) => (context.time === day(1) ? context.enterLong() : undefined)),
  );
  expect(result.statistics.finalEquity).toBe(1_000);
  expect(result.notes[0]).toContain('Cash fell below zero 1 time');
  expect(result.notes[0]).toContain('ABC on 2024-01-02, to -500.00');
});

test('places no order below one lot, and says so', () => {
  const result = resultOf(
    scriptedJob([symbolOf(barsOfCloses([100, 100]), { lot: 100 })], {
      sizing: { kind: 'cash', cash: 5_000 },
    }),
    scripted((context) => context.enterLong()),
  );
  expect(result.fills.symbol.length).toBe(0);
  expect(result.notes[0]).toContain('2 signals to buy came to less than one lot of 100');
});

test('says which indicator never had enough bars, and which symbol had none to trade on', () => {
  const short = symbolOf(barsOfCloses([1, 2, 3]), { symbol: 'SHORT' });
  const outside = symbolOf(barsOfCloses([1, 2, 3]), { symbol: 'OUT', firstTraded: 3 });
  const { notes, symbolOutcomes } = resultOf(jobOf([short, outside], { parameters: { fast: 2, slow: 50 } }));
  expect(notes[0]).toContain('OUT has no bars in the dates of the run (3 before them)');
  expect(notes[1]).toContain('SMA 50 of SHORT never had enough bars');
  expect(symbolOutcomes[1]).toMatchObject({ barCount: 0, warmupBarCount: 3, pnl: 0 });
});

test('keeps notes short however many symbols they are about', () => {
  const symbols = Array.from({ length: 40 }, (_, i) => symbolOf(barsOfCloses([1, 2]), { symbol: `S${i}` }));
  const { notes } = resultOf(jobOf(symbols, { parameters: { fast: 5, slow: 9 } }));
  expect(notes.length).toBe(11);
  expect(notes.at(-1)).toBe('... and the same in 70 more cases.');
});

test('marks what is still open at the last close', () => {
  const result = resultOf(
    scriptedJob([symbolOf(barsOfCloses([10, 10, 12]))], { commission: { kind: 'per-order', amount: 0.5 } }),
    scripted((context) => (context.time === day(1) ? context.enterLong() : undefined)),
  );
  expect(result.openTradeCount).toBe(1);
  expect(result.trades).toMatchObject([
    { exitTime: null, exitPrice: null, pnl: 1.5, commission: 0.5, barsHeld: 1 },
  ]);
  expect(result.statistics.finalEquity).toBe(100_001.5);
  expect(result.symbolOutcomes[0]!.pnl).toBe(1.5);
});

test('one symbol alone and beside one that is never traded is the same run', () => {
  const bars = randomBars(11, 300);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.nat(100),
      fc.integer({ min: 1, max: 100 }),
      (fast, firstTraded, percent) => {
        const changes: Partial<EngineJob> = {
          parameters: { fast, slow: fast + 7 },
          sizing: { kind: 'percent-of-equity', percent },
          commission: { kind: 'basis-points', basisPoints: 3 },
        };
        const symbol = symbolOf(bars, { firstTraded, multiplier: 3 });
        const alone = resultOf(jobOf([symbol], changes));
        const idle = symbolOf(bars, { firstTraded: bars.length });
        const beside = resultOf(jobOf([symbol, idle], changes));
        expect(beside.hash).toBe(alone.hash);
        expect(beside.trades).toEqual(alone.trades);
        // Holding both is another benchmark.
        const ofHolding = [
          'alpha',
          'beta',
          'rSquared',
          'correlation',
          'informationRatio',
          'trackingError',
        ] as const;
        expect(beside.statistics).toEqual({
          ...alone.statistics,
          buyAndHoldReturn: alone.statistics.buyAndHoldReturn / 2,
          ...Object.fromEntries(ofHolding.map((key) => [key, beside.statistics[key]])),
        });
      },
    ),
    { numRuns: 40 },
  );
});

test('what all symbols gained together is what the account gained, to the last micro', () => {
  const symbols = [3, 4, 5].map((seed) => symbolOf(randomBars(seed, 250)));
  const { statistics, symbolOutcomes, trades } = resultOf(
    jobOf(symbols, {
      parameters: { fast: 3, slow: 8 },
      sizing: { kind: 'percent-of-equity', percent: 30 },
      commission: { kind: 'basis-points', basisPoints: 5 },
    }),
  );
  const inMicros = (amounts: readonly { pnl: number }[]) =>
    amounts.reduce((sum, { pnl }) => sum + Math.round(pnl * 1e6), 0);
  expect(inMicros(symbolOutcomes)).toBe(Math.round(statistics.netPnl * 1e6));
  expect(inMicros(trades)).toBe(Math.round(statistics.netPnl * 1e6));
});

test('reports bars done and fills of each symbol', () => {
  const symbols = [symbolOf(randomBars(7, 400), { firstTraded: 20 }), symbolOf(randomBars(8, 90))];
  const job = jobOf(symbols, { parameters: { fast: 2, slow: 5 } });
  const { fills } = resultOf(job);
  const progress = new JobProgress(job.progress);
  symbols.forEach((symbol, index) => {
    expect(progress.read(index)).toEqual({
      barsDone: symbol.barCount - symbol.firstTraded,
      fillCount: fills.symbol.filter((one) => one === index).length,
    });
  });
});

test.each([1, 3])('a cancel during the run ends it as cancelled, with %i symbols', (symbolCount) => {
  const symbols = Array.from({ length: symbolCount }, (_, i) => symbolOf(randomBars(i, 9_000)));
  const job = scriptedJob(symbols);
  let bars = 0;
  const strategies = scripted(() => {
    if (++bars === 2_000) new JobProgress(job.progress).cancel();
  });
  expect(runEngine(job, strategies)).toEqual({ kind: 'cancelled' });
  expect(bars).toBeLessThan(2_000 + 1_100);
});

test('a cancel before the start ends it before any bar', () => {
  const job = jobOf([symbolOf(randomBars(1, 50))]);
  new JobProgress(job.progress).cancel();
  expect(runEngine(job)).toEqual({ kind: 'cancelled' });
});

test.each([
  ['1 day', 'scripted failed on the bar of ABC on 2024-01-02: no more'],
  ['5 mins', 'scripted failed on the bar of ABC at 2024-01-02 00:00 UTC: no more'],
] as const)('a strategy that throws is named with its symbol and bar of %s', (barSize, message) => {
  const symbol = symbolOf(barsOfCloses([1, 2, 3]), { symbol: 'ABC', barSize });
  const strategies = scripted((context) => {
    if (context.time === day(2)) throw new RangeError('no more');
  });
  expect(() => runEngine(scriptedJob([symbol]), strategies)).toThrow(message);
  expect(() => runEngine(scriptedJob([symbol, symbol]), strategies)).toThrow(message);
});

test('an indicator that is asked for too late to be computed fails the run and says where to ask', () => {
  const late = scripted((_context, { indicators }) => void indicators.sma(0, 2));
  expect(() => runEngine(scriptedJob([symbolOf(barsOfCloses([1, 2, 3]))]), late)).toThrow(
    /SMA 2 was asked for while the bars were running: ask .* in create\(\)/,
  );
});

test.each<[string, Partial<EngineJob>, string]>([
  ['an unknown strategy', { strategyId: 'nope' }, "there is no strategy 'nope'"],
  [
    'parameters out of range',
    { parameters: { fast: 0 } },
    'fast was 0: it must be a whole number from 1 to 5000',
  ],
  ['no symbols', { symbols: [] }, 'a job has at least one symbol'],
  [
    'bars of two sizes',
    { symbols: [symbolOf(randomBars(1, 9)), symbolOf(randomBars(1, 9), { barSize: '1 hour' })] },
    'one run takes one bar size',
  ],
  [
    'no bars to trade on',
    { symbols: [symbolOf(barsOfCloses([1]), { firstTraded: 1 })] },
    'no symbol of the job has a bar',
  ],
])('refuses a job with %s', (_name, changes, message) => {
  expect(() => runEngine({ ...jobOf([symbolOf(barsOfCloses([1, 2]))]), ...changes })).toThrow(message);
});

test('refuses a run whose worth cannot be counted', () => {
  const job = jobOf([symbolOf(barsOfCloses([1, 2, 3, NaN, 4]))], { parameters: { fast: 1, slow: 2 } });
  expect(() => runEngine(job)).toThrow('what can be counted');
});
