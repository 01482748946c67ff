import { describe, expect, test } from 'vitest';
import { barColumns } from '#shared/bars/columns.ts';
import { MS_PER_DAY } from '#shared/kernel/time.ts';
import { DEFAULT_EXECUTION, type Execution } from '#shared/model/backtest.ts';
import { LegSets, type Leg } from '#shared/strategies/leg-sets.ts';
import { defineStrategy, type BarContext, type Strategy } from '#shared/strategies/strategy.ts';
import { z } from 'zod';
import { jobOf, resultOf, symbolOf, type TestBar } from './testing/test-jobs.ts';

/** Ten flat days, of which each symbol has those that are listed. */
const DAYS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const barsOn = (days: readonly number[], price: number): TestBar[] =>
  days.map((day) => ({ time: Date.UTC(2024, 0, 1) + day * MS_PER_DAY, open: price, close: price }));
const dayOf = (time: number) => (time - Date.UTC(2024, 0, 1)) / MS_PER_DAY;

/** Enters on day 2 and leaves on day 6, whatever the prices. */
class Timed implements Strategy {
  readonly sets = new LegSets(1, 2, 2);
  readonly legs: readonly Leg[];

  constructor(legs: readonly Leg[]) {
    this.legs = legs;
  }

  onBar(context: BarContext): void {
    this.sets.tend(context);
    if (context.symbol !== 0) return;
    const day = dayOf(context.time);
    if (day === 2 && this.sets.isOut(0)) this.sets.enter(context, 0, this.legs);
    if (day === 6 && this.sets.isIn(0)) this.sets.leave(context, 0);
  }
}

function run(
  legs: readonly Leg[],
  days: readonly [number[], number[]],
  execution: Partial<Execution> = {},
  volume = 1e6,
  jump?: { readonly day: number; readonly factor: number },
) {
  const definition = defineStrategy({
    ...{ id: 'timed', title: 'Timed', description: '' },
    parameters: z.strictObject({}),
    create: () => new Timed(legs),
  });
  const symbols = days.map((on, i) => symbolOf(barsOn(on, 50 + 50 * i), { symbol: `S${i}` }));
  for (const symbol of symbols) barColumns(symbol.barCount, symbol.columns).volume.fill(volume);
  if (jump !== undefined) {
    const second = barColumns(symbols[1]!.barCount, symbols[1]!.columns);
    for (const name of ['open', 'high', 'low', 'close'] as const)
      second[name].forEach((price, i) => (second[name][i] = i < jump.day ? price : price * jump.factor));
  }
  const settings = { ...DEFAULT_EXECUTION, account: 'margin' as const, ...execution };
  const { fills, notes } = resultOf(
    jobOf(symbols, { strategyId: 'timed', parameters: {}, execution: settings }),
    [definition],
  );
  const done = Array.from(fills.time, (time, i) => [
    dayOf(time),
    fills.symbol[i],
    (fills.side[i]! * fills.quantity[i]!) / 1e6,
  ]);
  return { done, notes: notes.join('\n') };
}

const PAIR: readonly Leg[] = [
  { symbol: 0, units: 20.7 },
  { symbol: 1, units: -10.2 },
];

test('both legs fill at the next open, in whole lots, and are closed together', () => {
  const { done, notes } = run(PAIR, [DAYS, DAYS]);
  expect(done).toEqual([
    [3, 0, 20],
    [3, 1, -10],
    [7, 0, -20],
    [7, 1, 10],
  ]);
  expect(notes).toBe('');
});

describe('both or none', () => {
  test('a leg that has no bar in time is given up, the other closed, and the result says so', () => {
    const { done, notes } = run(PAIR, [DAYS, [0, 1, 2, 9]]);
    expect(done).toEqual([
      [3, 0, 20],
      [5, 0, -20],
    ]);
    expect(notes).toContain(
      'S1, on 2024-01-05: its leg did not fill in time, so that the others were closed.',
    );
  });

  test('one late bar is waited for', () => {
    const { done } = run(PAIR, [DAYS, [0, 1, 2, 4, 5, 6, 7, 8, 9]]);
    expect(done).toEqual([
      [3, 0, 20],
      [4, 1, -10],
      [7, 0, -20],
      [7, 1, 10],
    ]);
  });

  test('a leg that a cash account cannot sell short leaves the other unordered', () => {
    const { done, notes } = run(PAIR, [DAYS, DAYS], { account: 'cash' });
    expect(done).toEqual([]);
    expect(notes).toContain('one leg could not be ordered, so that none was');
    expect(notes).toContain('A cash account sells nothing short');
  });

  test('a leg that the account cannot pay for takes the one before it back', () => {
    const dear = [{ symbol: 0, units: -100 }, { symbol: 1, units: 50_000 }]; // prettier-ignore
    expect(run(dear, [DAYS, DAYS]).done).toEqual([]);
    // With orders that take a day to the market the cancel comes too late: what filled is closed again.
    const late = run(dear, [DAYS, DAYS], { latencyBars: 1 });
    expect(late.done.reduce((sum, [, , units]) => sum + units!, 0)).toBe(0);
    expect(late.notes).toContain('S1, on 2024-01-03: one leg could not be ordered, so that none was');
  });

  test('a leg that fills only in part is closed with the other', () => {
    const { done, notes } = run(PAIR, [DAYS, DAYS], { participation: 10 }, 60);
    const held = [0, 0];
    for (const [, symbol, units] of done) held[symbol!]! += units!;
    expect(held).toEqual([0, 0]);
    expect(done.slice(0, 2)).toEqual([
      [3, 0, 6],
      [3, 1, -6],
    ]);
    expect(notes).toContain('did not fill in time');
  });

  test('a symbol that has no bars any more takes the other leg out', () => {
    const { done, notes } = run(PAIR, [DAYS, [0, 1, 2, 3]]);
    expect(done).toEqual([
      [3, 0, 20],
      [3, 1, -10],
      [7, 0, -20],
    ]);
    expect(notes).toContain('S1, on 2024-01-07: it has no bars any more');
  });

  test('a leg that a margin call closes takes the other one with it', () => {
    const large = [{ symbol: 0, units: 20 }, { symbol: 1, units: -1_800 }]; // prettier-ignore
    const { done, notes } = run(large, [DAYS, DAYS], {}, 1e6, { day: 4, factor: 1.35 });
    const held = [0, 0];
    for (const [day, symbol, units] of done) if (day! <= 6) held[symbol!]! += units!;
    expect(held).toEqual([0, 0]);
    expect(notes).toContain('Margin calls closed a position');
    expect(notes).toContain('its position was changed from outside (a margin call, a split)');
  });
});
