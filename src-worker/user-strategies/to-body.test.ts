import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FaultError } from './fault.ts';
import { SDK_NAMES } from './sdk.ts';
import { toBody } from './to-body.ts';

const STRATEGIES = join(import.meta.dirname, '../../resources/strategies');
const body = (text: string) => toBody(text, SDK_NAMES);

function faultOf(text: string) {
  try {
    body(text);
  } catch (error) {
    if (error instanceof FaultError) return error.fault;
    throw error;
  }
  throw new Error('nothing was wrong with it');
}

test('template and examples keep every line and every column', () => {
  const files = [
    'template.ts',
    ...readdirSync(join(STRATEGIES, 'examples')).map((name) => `examples/${name}`),
  ];
  expect(files.length).toBeGreaterThan(2);
  for (const file of files) {
    const text = readFileSync(join(STRATEGIES, file), 'utf8');
    const made = body(text);
    expect(made).toHaveLength(text.length);
    for (const word of ['onBar', 'enterLong', '.refine', 'context.buy'])
      expect(made.indexOf(word)).toBe(text.indexOf(word));
    expect(made.split('\n').length).toBe(text.split('\n').length);
  }
});

test.each([
  ["import { z } from 'tradewind-sdk';", '{ z }       = $sdk'],
  ['import { z } from "tradewind-sdk"', '{ z }       = $sdk'],
  ["import { z as zod, sma } from 'tradewind-sdk';", '{ z :  zod, sma }       = $sdk'],
  ["import * as sdk from 'tradewind-sdk';", '     sdk       = $sdk'],
  ["import { type BarContext, z } from 'tradewind-sdk';", '{                  z }       = $sdk'],
  ["import { z, // why\n  sma,\n} from 'tradewind-sdk';", 'z,       \n  sma,\n}'],
  ["import type { BarContext } from 'tradewind-sdk';", '                 '],
  ["import 'tradewind-sdk';", '                 '],
])('takes %s', (line, expected) => {
  const text = `${line}\nexport default 1;`;
  const made = body(text);
  expect(made).toContain(expected);
  expect(made).toHaveLength(text.length);
  expect(made.endsWith('$out.default = 1;')).toBe(true);
});

test.each([
  ['let a = 1;\nenum Side { Long }\nexport default a;', 2, 1, /enum.*types are only taken away/],
  ['export default class { constructor(private x: number) {} }', 1, 44, /parameter property/],
  ['let a: = 3;', 1, 8, /Unexpected token/],
  ["\n import fs from 'node:fs';\nexport default 1;", 2, 18, /'node:fs' cannot be imported/],
  ["import { zz } from 'tradewind-sdk';\nexport default 1;", 1, 10, /has no 'zz'/],
  [
    "import { z,\n  BarContext } from 'tradewind-sdk';\nexport default 1;",
    2,
    3,
    /import \{ type BarContext \}/,
  ],
  ["import z from 'tradewind-sdk';\nexport default 1;", 1, 7, /import \{ defineStrategy \}/],
  ["export default () => import('./other.ts');", 1, 22, /nothing else/],
  ['export default import.meta.url;', 1, 16, /import\.meta/],
  ['export const a = 1;\nexport default a;', 1, 1, /exports one thing/],
  ["export * from 'tradewind-sdk';", null, null, /nothing else|exports one thing/],
  ['const a = 1;', null, null, /no strategy in it/],
  ['', null, null, /no strategy in it/],
] as const)('refuses %j with its place', (text, line, column, message) => {
  const fault = faultOf(text);
  expect(fault.message).toMatch(message);
  if (line !== null) expect(fault).toMatchObject({ line, column });
});

test('whatever is written, it is a body of the same length or a fault', () => {
  const words = ['import', 'export', 'default', 'from', "'tradewind-sdk'", '{', '}', 'z', 'as', ',', ';', '\n', '\r\n', 'type', '*', 'enum', 'é', '/*', '*/', '`', '${', ' ', 'const a', '=', '1', '<', '>', ':', '\u2028', '\ud800']; // prettier-ignore
  const text = fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((parts) => parts.join(' '));
  fc.assert(
    fc.property(text, (written) => {
      try {
        expect(body(written)).toHaveLength(written.length);
      } catch (error) {
        expect(error).toBeInstanceOf(FaultError);
      }
    }),
    { numRuns: process.env['TRADEWIND_COUNTS'] === 'full' ? 50_000 : 300 },
  );
});
