import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { parseDecimal } from './decimal.ts';
import { parameterFields, parseParameter, rangeOf } from './parameter-fields.ts';

const schema = z.toJSONSchema(
  z.strictObject({
    fast: z.number().int().min(2).max(400).default(10).meta({ title: 'Fast period', description: 'Bars.' }),
    level: z.number().min(0).max(100).default(30).meta({ title: 'Level' }),
    any: z.number().int().default(1),
    kind: z.enum(['simple', 'wilder']).default('wilder'),
    strict: z.boolean().default(false),
  }),
);
const [fast, level, any, kind, strict] = parameterFields(schema) as [never, never, never, never, never];

describe('the form of a strategy', () => {
  test('has a field for each parameter with title, help, range and default', () => {
    expect(fast).toMatchObject({
      name: 'fast',
      kind: 'integer',
      title: 'Fast period',
      help: 'Bars.',
      minimum: 2,
      maximum: 400,
      default: '10',
    });
    expect(rangeOf(fast)).toBe('2 to 400');
    expect(kind).toMatchObject({ kind: 'choice', choices: ['simple', 'wilder'], default: 'wilder' });
    expect(strict).toMatchObject({ kind: 'boolean', default: 'false' });
  });

  test('shows no range where zod wrote only the bounds of safe integers', () => {
    expect(any).toMatchObject({ minimum: null, maximum: null });
    expect(rangeOf(any)).toBe('');
  });

  test('takes the strategy list’s own defaults before the schema’s', () => {
    expect(parameterFields(schema, { fast: 25 })[0]).toMatchObject({ default: '25' });
  });

  test.each([
    [fast, '10', { ok: true, value: 10 }],
    [fast, '1', { ok: false, error: 'At least 2.' }],
    [fast, '401', { ok: false, error: 'At most 400.' }],
    [fast, '10.5', { ok: false, error: 'A whole number is needed.' }],
    [fast, '', { ok: false, error: 'Fast period is missing.' }],
    [fast, 'ten', { ok: false, error: 'Not a figure: write it like 1234.5, with a point.' }],
    [level, '29.5', { ok: true, value: 29.5 }],
    [kind, 'wilder', { ok: true, value: 'wilder' }],
    [kind, 'other', { ok: false, error: 'Choose one of simple, wilder.' }],
    [strict, 'true', { ok: true, value: true }],
  ])('reads %j from %j', (field, text, expected) => {
    expect(parseParameter(field, text)).toEqual(expected);
  });
});

describe('a figure as typed', () => {
  test.each([
    ['1234.5', 1234.5],
    ['100,000', 100_000],
    ['1,234,567.89', 1_234_567.89],
    ['100 000', 100_000],
    ['\u22125', -5],
    ['1e3', 1000],
    ['.5', 0.5],
  ])('%s is %d', (text, value) => {
    expect(parseDecimal(text)).toBe(value);
  });

  test.each(['', '1,5', '1,50', '1,0000', '1.2.3', '0x10', 'Infinity', 'NaN', '1e999', '12a', '--1'])(
    '%s is refused',
    (text) => {
      expect(parseDecimal(text)).toBeNull();
    },
  );
});
