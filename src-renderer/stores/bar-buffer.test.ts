import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BarBuffer } from './bar-buffer.ts';

/** Bars that say in every column where they are from. */
function block(times: readonly number[], mark: number) {
  const column = (shift: number) => Float64Array.from(times, (time) => time * 1000 + mark + shift);
  return {
    time: Float64Array.from(times),
    ...{ open: column(0), high: column(1), low: column(2), close: column(3), volume: column(4) },
  };
}

test('pages before, bars that grow and bars that come late end in one ascending series, the newest word on each', () => {
  const times = fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 60 });
  fc.assert(
    fc.property(fc.array(times, { maxLength: 12 }), (blocks) => {
      const buffer = new BarBuffer();
      const model = new Map<number, number>();
      blocks.forEach((unsorted, mark) => {
        const sorted = unsorted.toSorted((a, b) => a - b);
        const before = [...buffer.column('close')];
        const changed = buffer.merge(block(sorted, mark));
        for (const time of sorted) model.set(time, mark);
        expect([...buffer.column('close').subarray(0, changed)]).toEqual(before.slice(0, changed));
      });
      const expected = [...model].sort(([a], [b]) => a - b);
      expect([...buffer.column('time')]).toEqual(expected.map(([time]) => time));
      expect([...buffer.column('close')]).toEqual(expected.map(([time, mark]) => time * 1000 + mark + 3));
      expect([...buffer.column('volume')]).toEqual(expected.map(([time, mark]) => time * 1000 + mark + 4));
    }),
  );
});

test('the bar that grows touches nothing before it', () => {
  const buffer = new BarBuffer();
  buffer.merge(block([1, 2, 3], 0));
  expect(buffer.merge(block([3, 4], 1))).toBe(2);
  expect([...buffer.column('open')]).toEqual([1000, 2000, 3001, 4001]);
});
