import { expect, test } from 'vitest';
import { describeStrategies, findStrategy, strategies } from './library.ts';
import { parseParameters } from './parse-parameters.ts';
import { rsiMeanReversion } from './rsi-mean-reversion.ts';
import { smaCross } from './sma-cross.ts';
import { symbolsMisfit } from './symbol-roles.ts';

test('finds each strategy by its id and nothing by another', () => {
  expect(new Set(strategies.map((strategy) => strategy.id)).size).toBe(strategies.length);
  for (const strategy of strategies) expect(findStrategy(strategy.id)).toBe(strategy);
  expect(findStrategy('sma')).toBeUndefined();
});

test('describes each parameter with type, range, default, title and text', () => {
  const infos = describeStrategies();
  const defaults = Object.fromEntries(infos.map((info) => [info.strategyId, info.defaults]));
  expect(defaults).toMatchObject({
    'sma-cross': { fast: 10, slow: 30 },
    'rsi-mean-reversion': { period: 14, entry: 30, exit: 60 },
  });
  for (const { parametersJsonSchema } of infos) {
    expect(parametersJsonSchema['additionalProperties']).toBe(false);
    for (const field of Object.values(parametersJsonSchema['properties'] as Record<string, unknown>)) {
      expect(field).toMatchObject({ title: expect.any(String), description: expect.any(String) });
      expect(field).toMatchObject(formOf(field as { type: string }));
    }
  }
  expect(JSON.parse(JSON.stringify(infos))).toEqual(infos);
});

/** What a form needs of a field of its kind. */
function formOf({ type }: { type: string }): object {
  if (type === 'boolean') return { default: expect.any(Boolean) as unknown };
  if (type === 'string')
    return { default: expect.any(String) as unknown, enum: expect.any(Array) as unknown };
  expect(type).toMatch(/^(integer|number)$/);
  const number = expect.any(Number) as unknown;
  return { minimum: number, maximum: number, default: number };
}

test('says which symbols a strategy takes, in their order', () => {
  const infos = describeStrategies();
  const pairs = infos.find(({ strategyId }) => strategyId === 'pairs-trading');
  expect(pairs).toMatchObject({
    roles: { names: ['first leg', 'second leg'], fewest: 2, most: 2 },
    sellsShort: true,
  });
  expect(symbolsMisfit(findStrategy('pairs-trading')!, 2)).toBeNull();
  expect(symbolsMisfit(findStrategy('pairs-trading')!, 3)).toBe(
    'Pairs trading takes 2 symbols on one account, in this order: 1. first leg, 2. second leg. It was given 3.',
  );
  expect(symbolsMisfit(findStrategy('etf-arbitrage')!, 1)).toContain(
    'takes 2 to 501 symbols on one account, in this order: 1. ETF or index, 2. member of the basket and so on',
  );
  expect(symbolsMisfit(findStrategy('sma-cross')!, 99)).toBeNull();
});

test('fills absent parameters with their defaults', () => {
  expect(parseParameters(smaCross, { fast: 5 })).toEqual({ ok: true, value: { fast: 5, slow: 30 } });
  expect(parseParameters(rsiMeanReversion, {})).toEqual({
    ok: true,
    value: { period: 14, entry: 30, exit: 60 },
  });
});

test.each([
  [smaCross, { fast: 0 }, 'fast', 'fast was 0: it must be a whole number from 1 to 5000'],
  [smaCross, { slow: 5_001 }, 'slow', 'slow was 5001: it must be a whole number from 1 to 5000'],
  [smaCross, { fast: 2.5 }, 'fast', 'fast was 2.5: it must be a whole number from 1 to 5000'],
  [smaCross, { fast: '10' }, 'fast', 'fast was "10": it must be a whole number from 1 to 5000'],
  [smaCross, { fast: NaN }, 'fast', 'fast was NaN: it must be a whole number from 1 to 5000'],
  [
    smaCross,
    { fast: 30 },
    'fast',
    'fast was 30: it must be below slow: an average of fewer bars is the faster one',
  ],
  [
    smaCross,
    { slow: 5 },
    'fast',
    'fast was 10: it must be below slow: an average of fewer bars is the faster one',
  ],
  [smaCross, { fats: 3 }, 'fats', 'fats is not a parameter of SMA cross (it has: fast, slow)'],
  [rsiMeanReversion, { entry: -1 }, 'entry', 'entry was -1: it must be a number from 0 to 100'],
  [
    rsiMeanReversion,
    { entry: 70 },
    'entry',
    'entry was 70: it must not be above exit: the strategy would sell at once what it has just bought',
  ],
] as const)(
  'refuses bad parameters of %o with the field, the value and the range',
  (definition, raw, field, message) => {
    const result = parseParameters(findStrategy(definition.id)!, raw);
    expect(result.ok).toBe(false);
    if (result.ok) return;
    expect(result.error[0]).toMatchObject({ field, message });
  },
);

test('tells every bad parameter at once', () => {
  const result = parseParameters(smaCross, { fast: 0, slow: 'x', speed: 1 });
  expect(result.ok ? [] : result.error.map((issue) => issue.field)).toEqual(['fast', 'slow', 'speed']);
});
