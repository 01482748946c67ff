import fc from 'fast-check';
import { expect, test } from 'vitest';
import { letsMoreThrough, limitInput, limitText, type LimitParam, readLimit } from './limit-figures.ts';

const param = (unit: LimitParam['unit'], max = 1e12): Omit<LimitParam, 'value' | 'default'> => ({
  ...{ name: 'max', title: 'At most', unit, looser: 'higher', min: 0, max },
});

test.each<[LimitParam['unit'], LimitParam['value'], string]>([
  ['amount', 20_000, '20,000 USD'],
  ['part', 0.02, '2 %'],
  ['part', 0.0725, '7.25 %'],
  ['times', 1.5, '1.5 × equity'],
  ['ms', 60_000, '60 s'],
  ['ms', 250, '0.25 s'],
  ['count', 20_000, '20,000'],
  ['ticks', 40, '40 ticks'],
  ['flag', true, 'yes'],
  ['contracts', [], 'none'],
  ['contracts', [1], '1 contract'],
  ['contracts', [1, 2], '2 contracts'],
])('a limit in %s is told with its unit', (unit, value, text) => {
  expect(limitText({ unit }, value, 'USD')).toBe(text);
});

test('thousands are parted in the field, and typed with or without', () => {
  expect(limitInput({ unit: 'amount' }, 1_000_000)).toBe('1,000,000');
  expect(limitInput({ unit: 'amount' }, 25_000.5)).toBe('25,000.5');
  for (const text of ['1,000,000', '1 000 000', '1000000'])
    expect(readLimit(param('amount'), text, 'USD')).toEqual({ kind: 'value', value: 1_000_000 });
});

test('what stands in a field is read back as the same limit, in every unit', () => {
  const figures = fc.record({
    unit: fc.constantFrom('amount', 'units', 'part', 'times', 'ms' as const),
    value: fc.integer({ min: 0, max: 1_000_000_000 }).map((steps) => steps / 10_000),
  });
  fc.assert(
    fc.property(figures, ({ unit, value }) => {
      expect(readLimit(param(unit), limitInput({ unit }, value), 'USD')).toEqual({ kind: 'value', value });
    }),
  );
});

test.each<[string, Omit<LimitParam, 'value' | 'default'>, string]>([
  ['1,5', param('amount'), 'write it like 1234.5, with a point'],
  ['', param('amount'), 'write it like 1234.5, with a point'],
  ['2.5', param('count'), 'a whole number'],
  ['101', param('part', 1), '0 % to 100 %'],
  ['-1', param('amount', 100), '0 USD to 100 USD'],
])('%o is refused with what may be entered', (text, of, error) => {
  expect(readLimit(of, text, 'USD')).toEqual({ kind: 'error', error });
});

test('which way lets more through is told for figures, flags and lists', () => {
  expect(letsMoreThrough({ looser: 'higher', value: 10 }, 11)).toBe(true);
  expect(letsMoreThrough({ looser: 'higher', value: 10 }, 9)).toBe(false);
  expect(letsMoreThrough({ looser: 'lower', value: 10 }, 9)).toBe(true);
  expect(letsMoreThrough({ looser: 'higher', value: false }, true)).toBe(true);
  expect(letsMoreThrough({ looser: 'lower', value: [1, 2] }, [1])).toBe(true);
  expect(letsMoreThrough({ looser: 'lower', value: [1] }, [1, 2])).toBe(false);
});
