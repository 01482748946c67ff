import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seriesFactsSchema, symbolSchema } from '#shared/model/series.ts';
import { parseSeriesNames, seriesNameText } from './series-name.ts';

const symbol = fc
  .stringMatching(/^[A-Za-z0-9][A-Za-z0-9 ._\-/^=&]{0,8}$/)
  .map((text) => symbolSchema.parse(text));
const source = fc
  .oneof(fc.string({ minLength: 1, maxLength: 12 }), fc.stringMatching(/^[a,"@ ]{1,6}$/))
  .map((text) => seriesFactsSchema.shape.source.safeParse(text).data);

test('every name that a library can have is read as it was written', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ symbol, source }), { minLength: 1, maxLength: 4 }), (names) => {
      expect(parseSeriesNames(names.map(seriesNameText).join(','))).toEqual(names);
      expect(parseSeriesNames(names.map(seriesNameText).join(' , '))).toEqual(names);
    }),
  );
});

test.each([
  ['AAPL@me@home.csv', 'AAPL', 'me@home.csv'],
  ['AAPL@"csv:a,b.csv"', 'AAPL', 'csv:a,b.csv'],
  ['AAPL @ "say ""hi"""', 'AAPL', 'say "hi"'],
])('%s', (text, symbolOf, sourceOf) => {
  expect(parseSeriesNames(text)).toEqual([{ symbol: symbolOf, source: sourceOf }]);
});

test.each(['', ' ', 'SPX,', ',SPX', 'SPX,,AAPL', '@csv', 'AAPL@', 'AAPL@""', 'AAPL@"a', 'AAPL@"a"b'])(
  '"%s" is not a list of names',
  (text) => {
    expect(parseSeriesNames(text)).toBeUndefined();
  },
);
