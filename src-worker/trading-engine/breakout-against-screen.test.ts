import { expect, test } from 'vitest';
import { barColumns, columnsByteLength, COLUMN_NAMES, type BarColumns } from '#shared/bars/columns.ts';
import { screenParametersSchema } from '#shared/model/screen.ts';
import { BREAKOUT_BARS } from '#shared/strategies/breakout-readings.ts';
import { screenSymbol } from '#shared/strategies/screen-symbol.ts';
import { jobOf, resultOf, spxBars, symbolOf } from './testing/test-jobs.ts';

const bars = spxBars().slice(700, 1_500);
const symbol = symbolOf(bars);
const all = barColumns(symbol.barCount, symbol.columns);
all.volume.forEach((_, i) => (all.volume[i] = 1_000 + 300 * (i % 7)));
const parameters = screenParametersSchema.parse({ minVolumeMultiple: 0.8, minScore: 75 });

/** A copy, so that nothing later can be looked at. */
function firstBars(count: number): BarColumns {
  const part = barColumns(count, new ArrayBuffer(columnsByteLength(count)));
  for (const name of COLUMN_NAMES) part[name].set(all[name].subarray(0, count));
  return part;
}

test('the strategy buys at the open after the day that the screen of that day has passed, and on no other', () => {
  const exit = 20;
  const { fills } = resultOf(
    jobOf([symbol], { strategyId: 'bullish-breakout', parameters: { ...parameters, exit } }),
  );
  const filled = Array.from(fills.time, (time, i) => [time, fills.side[i]]);
  const expected: [number, number][] = [];
  let isLong = false;
  for (let at = BREAKOUT_BARS - 1; at < bars.length - 1; at++) {
    const window = bars.slice(at - exit + 1, at + 1).map(({ close }) => close);
    const average = window.reduce((sum, one) => sum + one, 0) / exit;
    const { close } = bars[at]!;
    const { passed } = isLong ? { passed: false } : screenSymbol(firstBars(at + 1), parameters, null);
    const due = isLong ? close < average : passed && close >= average;
    if (due) expected.push([bars[at + 1]!.time, isLong ? -1 : 1]);
    if (due) isLong = !isLong;
  }
  expect(filled).toEqual(expected);
  expect(expected.length).toBeGreaterThan(6);
});

test('the metrics of the day are plain means and extremes of the bars up to it', () => {
  const at = 500;
  const { metrics } = screenSymbol(firstBars(at + 1), parameters, null);
  const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
  const closes = bars.slice(0, at + 1).map(({ close }) => close);
  expect(metrics!.close).toBe(closes[at]);
  expect(metrics!.sma50).toBeCloseTo(mean(closes.slice(-50)), 8);
  expect(metrics!.sma200).toBeCloseTo(mean(closes.slice(-200)), 8);
  expect(metrics!.high52w).toBe(Math.max(...all.high.subarray(at - 251, at + 1)));
  expect(metrics!.high20).toBe(Math.max(...all.high.subarray(at - 20, at)));
  expect(metrics!.volumeMultiple).toBeCloseTo(
    all.volume[at]! / mean([...all.volume.subarray(at - 20, at)]),
    12,
  );
});

test.each([
  [251, null, 'It has 251 bars up to that day; 252 are needed.'],
  [252, bars[251]!.time + 9 * 86_400_000, '9 days before'],
])('what cannot be judged says why: %i bars', (count, asOf, reason) => {
  const verdict = screenSymbol(firstBars(count), parameters, asOf);
  expect(verdict).toMatchObject({ passed: false, score: null, classification: 'unscored' });
  expect(verdict.reasons[0]).toContain(reason);
});

test('252 bars are enough, and prices without figures are not', () => {
  expect(screenSymbol(firstBars(252), parameters, null).score).not.toBeNull();
  const broken = firstBars(300);
  broken.close.fill(NaN, 280);
  expect(screenSymbol(broken, parameters, null).reasons[0]).toContain('give no figures');
});
