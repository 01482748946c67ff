import { expect, test } from 'vitest';
import { parseActions, withActions } from './actions-file.ts';

test('splits and dividends are read, whatever the order of the columns', () => {
  const text =
    '\uFEFFDate, Kind, Value, Symbol, note\n2020-08-31,split,4,AAPL,four for one\n\n2020-08-07,DIVIDEND,0.82,AAPL,\n';
  expect(parseActions(text)).toEqual({
    ok: true,
    value: [
      { kind: 'split', symbol: 'AAPL', date: '2020-08-31', ratio: 4 },
      { kind: 'dividend', symbol: 'AAPL', date: '2020-08-07', amount: 0.82 },
    ],
  });
});

test.each([
  ['date,kind,value\n', /no column symbol/],
  ['', /no column symbol, date, kind, value/],
  ['symbol,date,kind,value\nAAPL,2020-13-31,split,4\n', /line 2, date: a date is written YYYY-MM-DD/],
  ['symbol,date,kind,value\nAAPL,2020-08-31,split,4\nAAPL,2020-08-31,merger,4\n', /line 3, kind/],
  ['symbol,date,kind,value\nAAPL,2020-08-31,split,\n', /line 2, value/],
  ['symbol,date,kind,value\nAAPL,2020-08-31,split,0\n', /line 2, value/],
  ['symbol,date,kind,value\nAAPL,2020-08-31,dividend,-1\n', /line 2, value/],
  ['symbol,date,kind,value\nAAPL,2020-08-31,split\n', /line 2: Too few fields/],
  ['symbol,date,kind,value\nA,2020-08-31,split,4\nA,2020-08-31,split,4\n', /line 3: a second split of A/],
])('%j is refused with what is wrong and where', (text, fault) => {
  const parsed = parseActions(text);
  expect(parsed.ok ? '' : parsed.error).toMatch(fault);
});

test('a file that cannot be read is a sentence', async () => {
  const args = { actionsFile: 'no-such-file.csv', settings: {} as never };
  const read = await withActions(args, { workingDirectory: import.meta.dirname });
  expect(read.ok ? '' : read.error).toMatch(/^--actions no-such-file\.csv cannot be read: /);
});
