import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MAX_ACTIONS_PER_RUN } from '#shared/model/corporate-action.ts';
import { readActions } from './read-actions.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-actions-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function reading(text: string) {
  const path = join(folder, 'actions.csv');
  await writeFile(path, text);
  return readActions(path);
}

const HEAD = 'symbol,date,kind,value\n';

test.each([
  ['commas, a byte order mark and a blank line', '\uFEFFDate, Kind, Value, Symbol, note\n2020-08-31,split,4,AAPL,four for one\n\n2020-08-07,DIVIDEND,.82,AAPL,\n'],
  ['semicolons and no last line end', 'symbol;date;kind;value\r\nAAPL;2020-08-31;split;4\r\nAAPL;2020-08-07;dividend;0.82'],
])('splits and dividends are read, whatever the order of the columns: %s', async (_, text) => {
  expect(await reading(text)).toEqual({
    ok: true,
    value: [
      { kind: 'split', symbol: 'AAPL', date: '2020-08-31', ratio: 4 },
      { kind: 'dividend', symbol: 'AAPL', date: '2020-08-07', amount: 0.82 },
    ],
  });
}); // prettier-ignore

test('a file with nothing but its header has no actions', async () => {
  expect(await reading(HEAD)).toEqual({ ok: true, value: [] });
});

test.each([
  ['date,kind,value\n', /^actions\.csv was not taken: it has no column symbol\./],
  ['kind\n', /no column symbol, date, value/],
  [`${HEAD}AAPL,2020-13-31,split,4\n`, /line 2, date: a date is written YYYY-MM-DD/],
  [`${HEAD}AAPL,2020-08-31,split,4\nAAPL,2020-08-31,merger,4\n`, /line 3, kind: "merger" is neither split/],
  [`${HEAD}AAPL,2020-08-31,split,\n`, /line 2, value is empty/],
  [`${HEAD}AAPL,2020-08-31,split\n`, /line 2, value is empty/],
  [`${HEAD}AAPL,2020-08-31,split,0\n`, /line 2, value: /],
  [`${HEAD}AAPL,2020-08-31,split,0x4\n`, /line 2, value "0x4" is not a number/],
  [`${HEAD}AAPL,2020-08-31,dividend,-1\n`, /line 2, value: /],
  [`${HEAD},2020-08-31,dividend,1\n`, /line 2, symbol: /],
  [`${HEAD}A,2020-08-31,split,4\n\n\nA,2020-08-31,split,4\n`, /line 5: a second split of A on 2020-08-31/],
  [`note,${HEAD}"two\nlines",A,2020-08-31,split,4\nx,A,2020-08-31,gift,4\n`, /line 4, kind: "gift"/],
  [`${HEAD}"A,2020-08-31,split,4\n`, /line 2: a quote is opened and not closed/],
  [HEAD + 'A,2020-08-31,dividend,1\n'.repeat(MAX_ACTIONS_PER_RUN + 1), /it has 50001 actions, and a run takes 50000/],
  ['x'.repeat(200_000), /longer than 100000 characters/],
])('%.60j is refused with what is wrong and where', async (text, fault) => {
  const actions = await reading(text);
  expect(actions.ok ? '' : actions.error.message).toMatch(fault);
  expect(actions.ok ? '' : actions.error.help).toMatch(/columns symbol, date, kind, value/);
}); // prettier-ignore

test.each(['', 'no-such-file.csv'])('%j is no file to read', async (name) => {
  expect(await readActions(join(folder, name))).toMatchObject({ ok: false });
});
