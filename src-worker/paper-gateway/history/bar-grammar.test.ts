import { expect, test } from 'vitest';
import { BAR_SIZES } from '#shared/model/bar-size.ts';
import { parseBarSize, parseDuration, parsePeriod } from './bar-grammar.ts';

test('every bar size is read as TWS and as people write it', () => {
  for (const size of BAR_SIZES) {
    const [count, unit] = size.split(' ') as [string, string];
    const singular = unit.replace(/s$/, '');
    for (const text of [size, size.toUpperCase(), `${count} ${singular}s`, `${count}${singular}`]) {
      expect(parseBarSize(text)).toEqual({ ok: true, value: size });
    }
  }
});

test.each(['', '7 mins', 'min', '1 fortnight', '0 min', '-1 min', '60 mins', '1 min 5'])(
  '"%s" is no bar size',
  (text) => {
    expect(parseBarSize(text).ok).toBe(false);
  },
);

test.each([
  ['60 S', 60, 'S'],
  ['60', 60, 'S'],
  ['2 D', 2, 'D'],
  ['1w', 1, 'W'],
  ['12 M', 12, 'M'],
  ['10 Y', 10, 'Y'],
])('"%s" is a duration', (text, count, unit) => {
  expect(parseDuration(text)).toEqual({ ok: true, value: { count, unit } });
});

test.each(['', '0 D', '1.5 D', 'D', '86401 S', '366 D', '13 M', '53 W', '1 H', '-1 D'])(
  '"%s" is no duration',
  (text) => {
    expect(parseDuration(text).ok).toBe(false);
  },
);

test.each([
  ['3 days', 3, 'D'],
  ['1 week', 1, 'W'],
  ['2 hours', 7_200, 'S'],
  ['1 D', 1, 'D'],
])('"%s" is a period', (text, count, unit) => {
  expect(parsePeriod(text)).toEqual({ ok: true, value: { count, unit } });
});
