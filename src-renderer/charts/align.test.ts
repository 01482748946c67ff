import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alignEquity, barAt } from './align.ts';

const columns = (points: readonly (readonly [number, number, number])[]) => ({
  time: Float64Array.from(points, (point) => point[0]),
  equity: Float64Array.from(points, (point) => point[1]),
  drawdown: Float64Array.from(points, (point) => point[2]),
});

describe('equity at the bars of the chart', () => {
  test('is the same when nothing was folded', () => {
    const points = columns([
      [1, 100, 0],
      [2, 90, -0.1],
      [3, 95, -0.05],
    ]);
    const aligned = alignEquity(points.time, points);
    expect([...aligned.equity]).toEqual([100, 90, 95]);
    expect([...aligned.drawdown]).toEqual([0, -0.1, -0.05]);
  });

  test('takes the last equity and the deepest drawdown of a folded bar', () => {
    const aligned = alignEquity(
      Float64Array.of(1, 4),
      columns([
        [1, 100, 0],
        [2, 80, -0.2],
        [3, 95, -0.05],
        [4, 99, -0.01],
      ]),
    );
    expect([...aligned.equity]).toEqual([95, 99]);
    expect([...aligned.drawdown]).toEqual([-0.2, -0.01]);
  });

  test('has none on warm-up bars, and none past the end', () => {
    const aligned = alignEquity(Float64Array.of(1, 2, 3, 4), columns([[3, 100, 0]]));
    expect([...aligned.equity]).toEqual([NaN, NaN, 100, NaN]);
  });

  test('carries values over bars whose points were thinned away', () => {
    const aligned = alignEquity(
      Float64Array.of(1, 2, 3),
      columns([
        [1, 100, 0],
        [3, 101, 0],
      ]),
    );
    expect([...aligned.equity]).toEqual([100, 100, 101]);
  });

  test('keeps the deepest drawdown, however the bars are folded', () => {
    const anyPoints = fc.array(fc.double({ min: -1, max: 0, noNaN: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(anyPoints, fc.integer({ min: 1, max: 10 }), (drawdowns, fold) => {
        const points = columns(drawdowns.map((drawdown, time) => [time, 100, drawdown]));
        const bars = Float64Array.from(
          { length: Math.ceil(drawdowns.length / fold) },
          (_, index) => index * fold,
        );
        const shown = alignEquity(bars, points).drawdown.filter((value) => !Number.isNaN(value));
        expect(Math.min(...shown)).toBe(Math.min(...drawdowns));
      }),
    );
  });
});

test('a fill is drawn at the bar it falls into', () => {
  const times = Float64Array.of(10, 20, 30);
  expect([5, 10, 19, 20, 35].map((time) => barAt(times, time))).toEqual([0, 0, 0, 1, 2]);
});
