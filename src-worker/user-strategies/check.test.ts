import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeStrategies } from '#shared/strategies/library.ts';
import { describeStrategy } from '../orchestrator/planning/describe-strategy.ts';
import { checkStrategy } from './check.ts';
import { sourceOf } from './read-folder.ts';
import { strategyText, type TextParts } from './testing/texts.ts';
import { userDefinition } from './user-definition.ts';

const STRATEGIES = join(import.meta.dirname, '../../resources/strategies');
const FILE = 'my stratégie (2).ts';

function check(parts: TextParts) {
  return checkStrategy({ file: FILE, text: strategyText(parts) });
}

function faultOf(parts: TextParts) {
  const answer = check(parts);
  if (answer.ok) throw new Error('nothing was wrong with it');
  return answer.error;
}

test('template and examples are strategies', () => {
  for (const file of [
    'template.ts',
    ...readdirSync(join(STRATEGIES, 'examples')).map((name) => `examples/${name}`),
  ]) {
    const answer = checkStrategy({ file, text: readFileSync(join(STRATEGIES, file), 'utf8') });
    expect(answer).toMatchObject({ ok: true });
  }
});

test('what leaves the thread describes the strategy as a shipped one is described', () => {
  const parameters = `{
    period: z.number().int().min(2).max(50).default(9).meta({ title: 'Period', description: 'Bars.' }),
    mode: z.enum(['a', 'b']).default('b'), isOn: z.boolean().default(true), name: z.string().max(9).default('x'),
  }`;
  const text = strategyText({ parameters });
  const answer = checkStrategy({ file: FILE, text });
  if (!answer.ok) throw new Error(answer.error.message);
  expect(structuredClone(answer.value)).toEqual(answer.value);
  const definition = userDefinition(sourceOf(FILE, text), answer.value);
  expect(describeStrategies([definition])).toMatchObject([
    {
      strategyId: 'mine',
      title: 'Mine',
      defaults: { period: 9, mode: 'b', isOn: true, name: 'x' },
      parametersJsonSchema: {
        additionalProperties: false,
        properties: { period: { type: 'integer', minimum: 2, maximum: 50, title: 'Period' } },
      },
    },
  ]);
  expect(definition.parameters.safeParse({ period: 51 }).success).toBe(false);
  expect(definition.parameters.safeParse({ peroid: 5 }).success).toBe(false);
  const standIn = definition.create(
    {},
    { symbolCount: 1, indicators: undefined as never, coarser: undefined as never },
  );
  expect(() => {
    standIn.onBar(undefined as never);
  }).toThrow(/worker thread/);
});

test('the bars of other sizes that it asks for come along, so that a run with them can be planned', () => {
  const definition = `{ id: 'mine', title: 'Mine', description: 'x', parameters: z.strictObject({}),
    create: (_, { symbolCount, coarser }) => {
      const days = coarser('1 day');
      for (let symbol = 0; symbol < symbolCount; symbol++) days.indicators.sma(symbol, 20);
      const hour = coarser('1 hour').of(0);
      return { onBar() { if (hour.count > 0) coarser('1 day').of(0); } };
    } }`;
  const text = strategyText({ definition });
  const answer = checkStrategy({ file: FILE, text });
  if (!answer.ok) throw new Error(answer.error.message);
  expect(describeStrategy(userDefinition(sourceOf(FILE, text), answer.value), {}, 2)).toMatchObject({
    indicators: [{ title: 'SMA 20 (1 day)', symbolCount: 2 }],
    coarserWarmup: [
      { barSize: '1 day', bars: 19 },
      { barSize: '1 hour', bars: 0 },
    ],
  });
  const wrong = definition.replace("'1 hour'", "'60 mins'");
  expect(faultOf({ definition: wrong })).toMatchObject({ message: expect.stringContaining("'60 mins' is no bar size") as string, line: 7 }); // prettier-ignore
});

test('roles and other plain traits of a definition come along', () => {
  const definition = `{ id: 'two', title: 'Two', description: 'x', parameters: z.strictObject({}), sellsShort: true,
    roles: { names: ['one', 'other'], fewest: 2, most: 2 },
    create: (_, { symbolCount }) => { if (symbolCount !== 2) throw new Error('two'); return { onBar() {} }; } }`;
  expect(check({ definition })).toMatchObject({
    ok: true,
    value: { traits: { sellsShort: true, roles: { names: ['one', 'other'], fewest: 2, most: 2 } } },
  });
});

test.each([
  [{ definition: '{}' }, /definition's id/],
  [{ definition: '1' }, /no strategy/],
  [{ definition: 'undefined' }, /no strategy/],
  [{ id: 'Bad Id' }, /definition's id.*small letters/],
  [{ title: ' ' }, /definition's title/],
  [{ parameters: '{ P: z.number().default(1) }' }, /'P' has to be named/],
  [{ parameters: '{ p: z.number() }' }, /'p' does not take its own default, or has none/],
  [{ parameters: '{ p: z.number().max(3).default(4) }' }, /'p' does not take its own default/],
  [{ parameters: '{ p: z.date().default(new Date(0)) }' }, /'p' has to be z\.number/],
  [{ parameters: '{ p: z.array(z.number()).default([]) }' }, /'p' has to be z\.number/],
  [{ parameters: '{ p: z.number().transform(String).default("1") }' }, /'p' does not take its own default/],
  [
    {
      definition:
        "{ id: 'a', title: 'A', description: 'x', parameters: z.object({}), create: () => ({ onBar() {} }) }",
    },
    /strictObject/,
  ],
  [{ definition: "{ id: 'a', title: 'A', description: 'x', parameters: {}, create() {} }" }, /strictObject/],
  [{ definition: "{ id: 'a', title: 'A', description: 'x', parameters: z.strictObject({}) }" }, /create/],
  [
    {
      definition:
        "{ id: 'a', title: 'A', description: 'x', parameters: z.strictObject({}), create: () => ({}) }",
    },
    /onBar/,
  ],
  [
    {
      definition:
        "{ id: 'a', title: 'A', description: 'x', parameters: z.strictObject({}), create: () => ({ async onBar() {} }) }",
    },
    /cannot be async/,
  ],
] as const)('refuses %j', (parts, message) => {
  const answer = check(parts);
  expect(answer).toMatchObject({ ok: false, error: { message: expect.stringMatching(message) as string } });
});

test.each([
  [{ head: "throw new Error('early');" }, 'early', 2, 7],
  [{ create: 'null.x;' }, "Cannot read properties of null (reading 'x')", 8, 10],
  [{ head: 'const a = 1, a = 2;' }, "Identifier 'a' has already been declared", 2, 14],
  [{ head: 'await 1;' }, /await is only valid/, 2, 1],
  [{ create: 'indicators.of(sma, 0, { period: 0 });' }, /period/, 8, 16],
  [{ head: "throw 'a word';" }, 'It threw a word', null, null],
] as const)('says where %j fails', (parts, message, line, column) => {
  const fault = faultOf(parts);
  if (typeof message === 'string') expect(fault.message).toBe(message);
  else expect(fault.message).toMatch(message);
  expect(fault).toMatchObject({ line, column });
});

test.each([
  ['process.exit(1)', /process is not there/],
  ["require('node:fs')", /require is not there.*tradewind-sdk/],
  ["fetch('https://example.com')", /fetch is not there/],
  ['globalThis.process', /globalThis is not there/],
  ['new WebSocket("ws://localhost")', /WebSocket is not/],
  ['setTimeout(() => 1, 1)', /setTimeout is not there/],
  ["console.log('x')", /console is not there.*context\.note/],
  ['Buffer.from("x")', /Buffer is not there/],
  ['performance.now()', /performance is not there/],
  ['new SharedArrayBuffer(8)', /SharedArrayBuffer is not there/],
  ['WebAssembly.compile', /WebAssembly is not there/],
  ['Math.random()', /Math\.random is not there/],
  ['Date.now()', /clock is not there/],
  ['new Date()', /clock is not there/],
  ['this.process', /Cannot read properties of undefined/],
] as const)('%s is not to be had', (code, message) => {
  const head = code.startsWith('this') ? `const f = function () { return ${code}; }; f();` : `${code};`;
  expect(faultOf({ head })).toMatchObject({ message: expect.stringMatching(message) as string, line: 2 });
});

test('the language itself is all there', () => {
  const head = `if (Math.max(1, Math.sqrt(9)) !== 3 || new Date(0).getUTCFullYear() !== 1970 || !(new Date(5) instanceof Date)
    || new Map([[1, 2]]).size !== 1 || Float64Array.from([1]).length !== 1 || !Number.isNaN(NaN)) throw new Error('gone');`;
  expect(check({ head })).toMatchObject({ ok: true });
});
