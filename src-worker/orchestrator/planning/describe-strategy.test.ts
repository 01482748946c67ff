import { expect, test } from 'vitest';
import { findStrategy, strategies } from '#shared/strategies/library.ts';
import { coarserSizes, describeStrategy, fewestSymbols } from './describe-strategy.ts';

const described = (id: string, symbolCount: number, parameters: object = {}) => {
  const definition = findStrategy(id)!;
  return describeStrategy(definition, definition.parameters.parse(parameters), symbolCount);
};

test('what a strategy asks for is known before it sees a bar', () => {
  expect(described('sma-cross', 3, { fast: 20, slow: 200 })).toEqual({
    indicators: [
      { title: 'SMA 20', symbolCount: 3, outputCount: 1 },
      { title: 'SMA 200', symbolCount: 3, outputCount: 1 },
    ],
    columnCount: 6,
    warmupBars: 199,
    coarserWarmup: [],
    hearsOrders: false,
    symbolsTogether: 1,
  });
});

test('coarser bars it asks for are told by size, with the warm-up that they need', () => {
  const found = described('donchian-trend', 2, { trendSize: '1 day', trendPeriod: 200 })!;
  expect(found.coarserWarmup).toEqual([{ barSize: '1 day', bars: 199 }]);
  expect(found.indicators.at(-1)).toEqual({ title: 'SMA 200 (1 day)', symbolCount: 2, outputCount: 1 });
  const without = described('donchian-trend', 2)!;
  expect(found.warmupBars).toBe(without.warmupBars);
  // Coarser columns are short; beside each bar stands how many have closed.
  expect(found.columnCount).toBe(without.columnCount + 2);
  const definition = findStrategy('donchian-trend')!;
  expect(coarserSizes(definition, definition.parameters.parse({ trendSize: '1 week' }), 1)).toEqual([
    '1 week',
  ]);
});

test.each([
  ['sma-cross', 1],
  ['buy-and-hold', 1],
  ['pairs-trading', 2],
])('%s can be set up with %i symbols and no fewer', (id, fewest) => {
  const definition = findStrategy(id)!;
  expect(fewestSymbols(definition, definition.parameters.parse({}))).toBe(fewest);
});

test.each(strategies.map((one) => [one.id, one] as const))('%s is described with its defaults', (id, one) => {
  const count = Math.max(2, fewestSymbols(one, one.parameters.parse({})));
  const found = described(id, count);
  expect(found).not.toBeNull();
  expect(found!.columnCount).toBe(
    found!.indicators.reduce((sum, { symbolCount, outputCount }) => sum + symbolCount * outputCount, 0),
  );
});

test('one that refuses to be set up has no description', () => {
  const definition = { ...findStrategy('sma-cross')!, create: () => { throw new Error('not today'); } }; // prettier-ignore
  expect(describeStrategy(definition, {}, 1)).toBeNull();
});
