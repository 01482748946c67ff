import { assert } from '#shared/kernel/assert.ts';

/** The shortest decimal text that reads back as the same number, never with an exponent: some clients cannot read one. */
export function plainDecimal(value: number): string {
  assert(Number.isFinite(value), `only finite numbers go out, was ${value}`);
  const text = String(value);
  const exponentAt = text.indexOf('e');
  if (exponentAt < 0) return text;

  const isNegative = text.startsWith('-');
  const [whole, fraction = ''] = text.slice(isNegative ? 1 : 0, exponentAt).split('.') as [string, string?];
  const digits = whole + fraction;
  const point = whole.length + Number(text.slice(exponentAt + 1));
  // JavaScript writes an exponent from 1e21 up and below 1e-6, so the point never falls among the digits.
  const plain = point <= 0 ? `0.${'0'.repeat(-point)}${digits}` : digits.padEnd(point, '0');
  return isNegative ? `-${plain}` : plain;
}
