import fc from 'fast-check';
import { expect, test } from 'vitest';
import { barColumns, type BarColumns } from './columns.ts';
import { foldBars } from './fold-bars.ts';

function ramp(length: number): BarColumns {
  const bars = barColumns(length);
  for (let i = 0; i < length; i++) {
    bars.time[i] = i * 60_000;
    bars.open[i] = 100 + Math.sin(i) * 5;
    bars.close[i] = 100 + Math.cos(i) * 5;
    bars.high[i] = Math.max(bars.open[i]!, bars.close[i]!) + 1;
    bars.low[i] = Math.min(bars.open[i]!, bars.close[i]!) - 1;
    bars.volume[i] = i;
  }
  return bars;
}

test('hands few bars on as they are', () => {
  const bars = ramp(10);
  const { bars: folded, barsPerPoint } = foldBars(bars, 2, 6, 10);
  expect(barsPerPoint).toBe(1);
  expect([...folded.open]).toEqual([...bars.open.slice(2, 6)]);
  expect([...folded.time]).toEqual([...bars.time.slice(2, 6)]);
});

test('keeps extremes, ends and the sum of volumes, and never sends more points than asked', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.nat(499),
      fc.nat(499),
      fc.integer({ min: 1, max: 60 }),
      (length, a, b, maxPoints) => {
        const bars = ramp(length);
        const from = Math.min(a, b, length);
        const to = Math.min(Math.max(a, b), length);
        const { bars: folded } = foldBars(bars, from, to, maxPoints);
        expect(folded.length).toBeLessThanOrEqual(maxPoints);
        if (from === to) return;
        expect(Math.max(...folded.high)).toBe(Math.max(...bars.high.slice(from, to)));
        expect(Math.min(...folded.low)).toBe(Math.min(...bars.low.slice(from, to)));
        expect(folded.open[0]).toBe(bars.open[from]);
        expect(folded.close[folded.length - 1]).toBe(bars.close[to - 1]);
        const sum = (column: Float64Array) => column.reduce((total, value) => total + value, 0);
        expect(sum(folded.volume)).toBe(sum(bars.volume.slice(from, to)));
      },
    ),
  );
});
