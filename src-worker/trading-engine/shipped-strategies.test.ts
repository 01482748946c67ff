import { describe, expect, test } from 'vitest';
import { barColumns } from '#shared/bars/columns.ts';
import { DEFAULT_EXECUTION } from '#shared/model/backtest.ts';
import { findStrategy, strategies } from '#shared/strategies/library.ts';
import type { EngineSymbol } from './job.ts';
import { jobOf, resultOf, spxBars, symbolOf } from './testing/test-jobs.ts';

const bars = spxBars().slice(0, 1_500);

/** Volume that is not always the same, and for strategies that compare symbols others that now and then move away from it. */
function symbolsOf(strategyId: string, count: number): EngineSymbol[] {
  const { roles } = findStrategy(strategyId)!;
  return Array.from({ length: roles?.fewest ?? 1 }, (_, place) => {
    const ratio = (i: number) => (place === 0 ? 1 : 0.5 + 0.003 * Math.sin(i / (8 + place)) ** 9);
    const symbol = symbolOf(
      bars.slice(0, count).map(({ time, open, close }, i) => {
        return { time, open: open * ratio(i), close: close * ratio(i) };
      }),
      { symbol: `S${place}` },
    );
    const { volume } = barColumns(count, symbol.columns);
    for (let i = 0; i < count; i++) volume[i] = 1_000 + 400 * (i % 7);
    return symbol;
  });
}

describe.each(strategies.map((definition) => [definition.id] as const))('%s', (strategyId) => {
  const account = findStrategy(strategyId)!.sellsShort === true ? 'margin' : 'cash';
  const run = (count: number) =>
    resultOf(
      jobOf(symbolsOf(strategyId, count), {
        ...{ strategyId, parameters: {}, execution: { ...DEFAULT_EXECUTION, account } },
        sizing: { kind: 'quantity', quantity: 10 },
      }),
    );
  const whole = run(bars.length);

  test('trades', () => {
    expect(whole.fills.time.length).toBeGreaterThan(0);
    expect(whole.statistics.exposure).toBeGreaterThan(0);
  });

  test.each([400, 777, 1_200])('does on the first %d bars what it does when there are more', (count) => {
    const cut = run(count);
    const until = whole.fills.time.filter((time) => time <= bars[count - 1]!.time).length;
    for (const name of ['time', 'symbol', 'side', 'quantity', 'price'] as const)
      expect(cut.fills[name]).toEqual(whole.fills[name].slice(0, until));
    expect(cut.equityMicros).toEqual(whole.equityMicros.slice(0, count));
  });
});
