import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeText, unescapeText } from './escaped-text.ts';
import { doubleKind, intKind, refused, sizeKind, textKind } from './field-kinds.ts';
import { plainDecimal } from './plain-decimal.ts';
import { twsErrors } from './tws-errors.ts';

test.each([
  [0, '0'],
  [-0, '0'],
  [1e-7, '0.0000001'],
  [-1.25e-10, '-0.000000000125'],
  [1e21, '1000000000000000000000'],
  [1.5e22, '15000000000000000000000'],
  [123456.789, '123456.789'],
  [0.1 + 0.2, '0.30000000000000004'],
])('%d is written as %s', (value, text) => expect(plainDecimal(value)).toBe(text));

test('any number comes back from its plain text', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = plainDecimal(value);
      expect(text).toMatch(/^-?\d+(\.\d+)?$/);
      expect(Number(text)).toBe(value + 0);
    }),
  );
});

test('what is not a finite number is a bug of whoever sends it', () => {
  for (const value of [NaN, Infinity]) expect(() => plainDecimal(value)).toThrow(/finite/);
  for (const value of [1.5, NaN, 2 ** 53]) expect(() => intKind.format(value)).toThrow(/integer/);
  expect(() => textKind.format('a\0b')).toThrow(/NUL/);
});

test('numbers are read in any decimal form and no other', () => {
  for (const text of ['1', '1.', '1.0', '+1', '1e0', '10E-1']) expect(doubleKind.parse(text)).toBe(1);
  for (const text of ['1,5', '1_000', '0b1', '--1', '1 ', 'e5', '.', '1'.repeat(401)]) {
    expect(doubleKind.parse(text)).toBe(refused);
  }
  expect([doubleKind.parse(''), sizeKind.parse(''), intKind.parse('')]).toEqual([0, 0, 0]);
  expect(Object.is(doubleKind.parse('-0'), 0)).toBe(true);
});

test('escaped text is printable ASCII without a lone backslash, and comes back', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(0xffff)), (units) => {
      const text = String.fromCharCode(...units);
      const escaped = escapeText(text);
      expect(/^([\x20-\x5b\x5d-\x7e]|\\u[0-9a-f]{4})*$/.test(escaped)).toBe(true);
      expect(unescapeText(escaped)).toBe(text);
    }),
  );
  expect(escapeText('größer \\ 😀')).toBe('gr\\u00f6\\u00dfer \\u005c \\ud83d\\ude00');
});

test('every error has a text, and no two mean the same under one code but those TWS itself repeats', () => {
  const all = Object.values(twsErrors).map((make) =>
    (make as (...values: unknown[]) => { code: number; text: string })(7, 'x'),
  );
  for (const { code, text } of all) {
    expect(Number.isInteger(code)).toBe(true);
    expect(text).toMatch(/^[\x20-\x7e\n]{8,}$/);
  }
  const codes = all.map(({ code }) => code);
  const repeated = codes.filter((code, i) => codes.indexOf(code) !== i);
  expect(repeated.toSorted((a, b) => a - b)).toEqual([322, 399]);
});
