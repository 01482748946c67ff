import { describe, expect, test } from 'vitest';
import { parseArguments, type BacktestArguments } from './arguments.ts';

const words = (line: string) => line.split(' ');
const BASE = 'backtest --strategy sma-cross --symbols SPX';

function backtest(line: string): BacktestArguments {
  const parsed = parseArguments(words(line));
  if (!parsed.ok) throw new Error(parsed.error.message);
  if (parsed.value.command !== 'backtest') throw new Error('not a back-test');
  return parsed.value;
}

describe('backtest', () => {
  test('takes what the README shows', () => {
    const args = backtest(
      `${BASE} --set fast=10 --set slow=30 --set quantity=1 --from 2000-01-03 --to 2019-12-31 --cash 100000 --commission none --json`,
    );
    expect(args).toEqual({
      command: 'backtest',
      symbols: [{ symbol: 'SPX', source: undefined }],
      dataFile: undefined,
      universeFile: undefined,
      importFolder: undefined,
      workers: undefined,
      perSymbol: false,
      planOnly: false,
      checks: [],
      monteCarlo: undefined,
      facts: {},
      json: true,
      dataDirectory: undefined,
      settings: {
        strategyId: 'sma-cross',
        parameters: { fast: 10, slow: 30 },
        sizing: { kind: 'quantity', quantity: 1 },
        from: '2000-01-03',
        to: '2019-12-31',
        cash: 100_000,
        commission: { kind: 'none' },
        slippage: { kind: 'none' },
      },
    });
  });

  test.each([
    ['--set percent=10', { kind: 'percent-of-equity', percent: 10 }],
    ['--set cash=5000.5', { kind: 'cash', cash: 5000.5 }],
    ['--set fast=3', { kind: 'percent-of-equity', percent: 95 }],
  ])('sizes by %s', (set, sizing) => {
    expect(backtest(`${BASE} ${set}`).settings.sizing).toEqual(sizing);
  });

  test.each([
    ['per-order:1.5', { kind: 'per-order', amount: 1.5 }],
    ['per-unit:0.005', { kind: 'per-unit', amount: 0.005, minimum: 0 }],
    ['per-unit:0.005:1', { kind: 'per-unit', amount: 0.005, minimum: 1 }],
    ['bps:2', { kind: 'basis-points', basisPoints: 2 }],
  ])('reads the commission %s', (text, commission) => {
    expect(backtest(`${BASE} --commission ${text}`).settings.commission).toEqual(commission);
  });

  test('takes symbols with their source, and a CSV file instead of them', () => {
    expect(backtest('backtest --strategy x --symbols SPX,AAPL@csv').symbols).toEqual([
      { symbol: 'SPX', source: undefined },
      { symbol: 'AAPL', source: 'csv' },
    ]);
    expect(backtest('backtest --strategy x --data a.csv').dataFile).toBe('a.csv');
  });
});

test.each([
  ['', 'help'],
  ['help', 'help'],
  ['--help', 'help'],
  ['backtest --help', 'help'],
  ['import -h', 'help'],
])('"%s" asks for help', (line, command) => {
  expect(parseArguments(line === '' ? [] : words(line))).toEqual({ ok: true, value: { command } });
});

test.each([
  ['trade', "Unknown command 'trade'"],
  ['backtest --symbols SPX', '--strategy'],
  ['backtest --strategy sma-cross', '--symbols SPX or --universe FILE from the library'],
  [`${BASE} --workers 0`, '--workers'],
  [`${BASE} --check luck`, '--check takes look-ahead and warm-up'],
  [`${BASE} --monte-carlo 0`, '--monte-carlo'],
  [`${BASE} --per-symbol --check look-ahead`, 'for one account'],
  ['walk-forward --strategy sma-cross --symbols SPX --grid fast=5', '--in-sample 504'],
  [`${BASE} --workers 1.5`, '--workers'],
  ['sweep --strategy sma-cross --symbols SPX', '--grid fast=5:50:5'],
  [`${BASE.replace('backtest', 'sweep')} --grid fast`, '--grid takes name=from:to:step'],
  [`${BASE.replace('backtest', 'sweep')} --grid fast=1:2:0`, 'the step must be above zero'],
  [`${BASE.replace('backtest', 'sweep')} --grid fast=1:2:1:1`, '--grid fast takes from:to:step'],
  [`${BASE.replace('backtest', 'sweep')} --grid fast=1 --grid fast=2`, 'given twice'],
  [`${BASE.replace('backtest', 'sweep')} --grid fast=1 --seed 4`, '--seed is for --random'],
  [`${BASE.replace('backtest', 'sweep')} --grid fast=1 --by luck`, '--by is one of'],
  [`${BASE} --data x.csv`, 'one of them'],
  ['backtest --strategy sma-cross --symbols SPX,,AAPL', 'empty name'],
  [`${BASE} --frmo 2000-01-01`, "Unknown option '--frmo'"],
  [`${BASE} --from`, '--from'],
  [`${BASE} --from 2000-1-3`, '--from: a date is written YYYY-MM-DD'],
  [`${BASE} --from 2001-02-30`, '--from: a date is written YYYY-MM-DD'],
  [`${BASE} --cash lots`, '--cash takes a number'],
  [`${BASE} --cash -5`, '--cash'],
  [`${BASE} --cash 0`, '--cash'],
  [`${BASE} --cash NaN`, '--cash takes a number'],
  [`${BASE} --cash 1e400`, '--cash takes a number'],
  [`${BASE} --set fast`, '--set takes name=value'],
  [`${BASE} --set fast=`, '--set takes name=value'],
  [`${BASE} --set =10`, '--set takes name=value'],
  [`${BASE} --set fast=1 --set fast=2`, 'given twice'],
  [`${BASE} --set quantity=1 --set cash=5`, 'one of quantity, cash and percent'],
  [`${BASE} --set quantity=0`, '--set quantity'],
  [`${BASE} --set quantity=many`, '--set quantity'],
  [`${BASE} --set percent=101`, '--set percent'],
  [`${BASE} --set __proto__=1`, '--set takes name=value'],
  [`${BASE} --commission free`, '--commission is none'],
  [`${BASE} --commission none:1`, '--commission is none'],
  [`${BASE} --commission per-unit:0.005:1:2`, '--commission is none'],
  [`${BASE} --commission bps:2:3`, '--commission is none'],
  [`${BASE} --commission bps:x`, '--commission takes a number'],
  [`${BASE} --commission bps:-1`, '--commission'],
  [`${BASE} --slippage lots`, '--slippage is none'],
  [`${BASE} --slippage ticks:`, '--slippage takes a number'],
  [`${BASE} --bar-size daily`, '--bar-size is one of'],
  [`${BASE} --time-zone Mars/Olympus`, '--time-zone'],
  [`${BASE} --tick 0`, '--tick'],
  [`${BASE} SPX`, 'SPX'],
  ['backtest --strategy SMA! --symbols SPX', '--strategy'],
  ['screen --set minScore=101', '--set minScore'],
  ['screen --set luck=1', 'has no such parameter; it has minVolumeMultiple'],
  ['screen --as-of 2020-1-1', '--as-of: a date is written'],
  ['screen --symbols A --data x.csv', 'one of them'],
  ['import', 'Name the CSV file'],
  ['import a.csv b.csv --symbol X', 'one by one'],
  ['import a.csv --existing maybe', '--existing'],
  ['import a.csv --currency dollars', '--currency'],
])('refuses "%s" in one clear line', (line, message) => {
  const parsed = parseArguments(words(line));
  expect(parsed.ok).toBe(false);
  if (parsed.ok) return;
  expect(parsed.error.message).toContain(message);
  expect(parsed.error.message).not.toContain('\n');
});

test('a screen takes a universe, a day and what a symbol must bring, and all of the library where nothing is named', () => {
  const line =
    'screen --universe u.csv --as-of 2020-03-02 --set minScore=80 --set require52wHigh=true --json';
  const parsed = parseArguments(words(line));
  expect(parsed).toMatchObject({
    ok: true,
    value: {
      ...{ command: 'screen', universeFile: 'u.csv', asOf: '2020-03-02', isWholeLibrary: false, json: true },
      parameters: { minScore: 80, require52wHigh: true, minVolumeMultiple: 1.5, allowOverbought: false },
    },
  });
  expect(parseArguments(['backtest', ...words(line)])).toEqual(parsed);
  expect(parseArguments(['screen'])).toMatchObject({
    ok: true,
    value: { isWholeLibrary: true, symbols: [] },
  });
});

test('a sweep is reached by its own name and by way of backtest, and takes ranges, lists and draws', () => {
  const line =
    'sweep --strategy sma-cross --symbols SPX --grid fast=5:50:5 --grid slow=60,90 --random 20 --workers 4';
  const parsed = parseArguments(words(line));
  expect(parsed).toMatchObject({
    ok: true,
    value: {
      command: 'sweep',
      space: { fast: { from: 5, to: 50, step: 5 }, slow: { values: [60, 90] } },
      random: { count: 20, seed: 1 },
      objective: 'sharpe',
      workers: 4,
    },
  });
  expect(parseArguments(['backtest', ...words(line)])).toEqual(parsed);
});
