import { describe, expect, test } from 'vitest';
import { strategies } from '#shared/strategies/library.ts';
import { jobOf, resultOf, spxBars, symbolOf } from './test-jobs.ts';

const bars = spxBars().slice(0, 1_500);

describe.each(strategies.map((definition) => [definition.id] as const))('%s', (strategyId) => {
  const run = (count: number) =>
    resultOf(jobOf([symbolOf(bars.slice(0, count))], { strategyId, parameters: {} }));
  const whole = run(bars.length);

  test('trades', () => {
    expect(whole.fills.time.length).toBeGreaterThan(0);
    expect(whole.statistics.exposure).toBeGreaterThan(0);
  });

  test.each([400, 777, 1_200])('does on the first %d bars what it does when there are more', (count) => {
    const cut = run(count);
    const until = whole.fills.time.filter((time) => time <= bars[count - 1]!.time).length;
    for (const name of ['time', 'side', 'quantity', 'price'] as const)
      expect(cut.fills[name]).toEqual(whole.fills[name].slice(0, until));
    expect(cut.equityMicros).toEqual(whole.equityMicros.slice(0, count));
  });
});
