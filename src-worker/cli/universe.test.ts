import { expect, test } from 'vitest';
import { parseUniverse } from './universe.ts';

const names = (text: string) =>
  parseUniverse(text)?.map(({ symbol, source }) => (source === undefined ? symbol : `${symbol}@${source}`));

test.each([
  ['AAPL\nMSFT\r\n\n# not this one\nSPY # the index\n', ['AAPL', 'MSFT', 'SPY']],
  ['\uFEFFAAPL, MSFT@csv:a\nAAPL', ['AAPL', 'MSFT@csv:a']],
  ['name,Symbol,weight\n"Apple, Inc.",AAPL,3\nMicrosoft,MSFT,2\n', ['AAPL', 'MSFT']],
  ['ticker\nBRK.B\n', ['BRK.B']],
  ['\n# nothing\n', []],
  ['AAPL,,MSFT', undefined],
  ['symbol,name\n,Apple', undefined],
])('%j names %j', (text, expected) => {
  expect(names(text)).toEqual(expected);
});
