import { expect, test } from 'vitest';
import { parseGatewayArguments } from './arguments.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

test('without options it is the ordinary gateway', () => {
  const parsed = parseGatewayArguments([]);
  expect(parsed).toEqual({
    ok: true,
    value: { settings: DEFAULT_SETTINGS, hasLog: false, isHelp: false, statePath: null, asked: {} },
  });
});

test('every option is taken', () => {
  const line =
    '--port 0 --seed 7 --speed 2.5 --scenario crisis --always-open --cadence raw --lines 500 --pacing --log';
  const parsed = parseGatewayArguments([...line.split(' '), '--accounts', 'DU1000001,DU1000002']);
  expect(parsed).toMatchObject({
    ok: true,
    value: {
      hasLog: true,
      settings: {
        ...{ port: 0, seed: 7, speed: 2.5, scenario: 'crisis', alwaysOpen: true, cadence: 'raw', lines: 500 },
        ...{ hasPacing: true, accounts: ['DU1000001', 'DU1000002'] },
      },
    },
  });
});

test.each([
  ['', 'fixed', 0, 0],
  ['--commissions tiered --latency 25', 'tiered', 25, 25],
  ['--latency 25,100', 'fixed', 25, 100],
])('commissions and latency: %s', (line, commissionPlan, submitMs, cancelMs) => {
  const parsed = parseGatewayArguments(line === '' ? [] : line.split(' '));
  expect(parsed).toMatchObject({ value: { settings: { commissionPlan, submitMs, cancelMs } } });
});

test('what was said is told from what was taken for granted', () => {
  const asked = (line: string) => parseGatewayArguments(line.split(' '));
  expect(asked('--state here.db')).toMatchObject({ value: { statePath: 'here.db', asked: {} } });
  expect(asked('--state here.db --seed 1 --always-open --accounts DU1000001')).toMatchObject({
    value: { asked: { seed: 1, alwaysOpen: true, accounts: ['DU1000001'] } },
  });
});

test('series of the library are named with source and size', () => {
  const line = [
    '--replay',
    'SPX, AAPL@my files:5 mins,X@"a, b: c"',
    '--data-dir',
    'here',
    '--from',
    '2008-09-15',
  ];
  const parsed = parseGatewayArguments(line);
  const names = [
    { symbol: 'SPX', source: undefined, barSize: undefined },
    { symbol: 'AAPL', source: 'my files', barSize: '5 mins' },
    { symbol: 'X', source: 'a, b: c', barSize: undefined },
  ];
  expect(parsed).toMatchObject({
    ok: true,
    value: { replay: { names, dataDirectory: 'here', from: '2008-09-15' } },
  });
});

test.each([
  '--replay SPX --scenario crisis',
  '--replay SPX --always-open',
  '--replay SPX --from 2008-02-30',
  '--replay SPX:daily',
  '--replay SPX,,AAPL',
  '--from 2008-09-15',
  '--data-dir here',
  '--port seventeen',
  '--port 70000',
  '--port 7497',
  '--seed 1.5',
  '--speed 0',
  '--speed -1',
  '--scenario boom',
  '--commissions free',
  '--latency 70000',
  '--latency 1,2,3',
  '--latency soon',
  '--accounts DU1000001,DU1000001',
  '--cadence fast',
  '--lines 0',
  '--accounts U1234567',
  '--replay SPX --state here.db',
  '--state',
  '--unknown',
  '--seed',
  'surplus',
])('"%s" is refused in one sentence', (line) => {
  const parsed = parseGatewayArguments(line.split(' '));
  expect(parsed.ok).toBe(false);
  if (!parsed.ok) expect(parsed.error).toMatch(/^[^\n]+$/);
});
