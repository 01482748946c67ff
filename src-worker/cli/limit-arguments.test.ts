import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseArguments } from './arguments.ts';

function parsed(...options: string[]) {
  return parseArguments(['backtest', '--strategy', 'sma-cross', '--symbols', 'SPX', ...options]);
}

test('a run has no limits where nothing is said', () => {
  expect(parsed()).not.toHaveProperty('value.settings.preTrade');
});

test('takes a profile, and figures that differ from it', () => {
  expect(parsed('--risk', 'live')).toHaveProperty('value.settings.preTrade', { profile: 'live', rules: {} });
  const options = [
    'order-value=25000',
    'short-sale.isAllowed=false',
    'drawdown=off',
    'daily-orders.maxPerContract=2',
  ];
  expect(parsed(...options.flatMap((one) => ['--risk-limit', one]))).toHaveProperty(
    'value.settings.preTrade',
    {
      profile: 'neutral',
      rules: {
        'order-value': { isOn: true, params: { max: 25_000 } },
        'short-sale': { isOn: true, params: { isAllowed: false } },
        drawdown: { isOn: false, params: {} },
        'daily-orders': { isOn: true, params: { maxPerContract: 2 } },
      },
    },
  );
});

test('takes a file, which --risk-limit changes further', () => {
  const folder = mkdtempSync(join(tmpdir(), 'limits-'));
  try {
    const file = join(folder, 'limits.json');
    writeFileSync(
      file,
      JSON.stringify({ profile: 'paper', rules: { 'order-value': { params: { max: 7 } } } }),
    );
    expect(parsed('--risk', file, '--risk-limit', 'order-quantity=3')).toHaveProperty(
      'value.settings.preTrade',
      {
        profile: 'paper',
        rules: {
          'order-value': { params: { max: 7 } },
          'order-quantity': { isOn: true, params: { max: 3 } },
        },
      },
    );
    writeFileSync(file, '{"profile":"paper","limits":{}}');
    expect(parsed('--risk', file)).toMatchObject({ ok: false });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([
  [['--risk', 'strict'], 'neutral, practice, paper, live or a FILE.json'],
  [['--risk', 'nowhere.json'], 'cannot read nowhere.json'],
  [['--risk-limit', 'order-value'], 'RULE=VALUE'],
  [['--risk-limit', 'order-value=much'], 'takes a number'],
  [['--risk-limit', 'order-value=-1'], 'order-value.params.max'],
  [['--risk-limit', 'short-sale=1'], 'short-sale.isAllowed'],
  [['--risk-limit', 'lot-size=1'], 'on or off'],
  [['--risk-limit', 'no-such=1'], "there is no rule 'no-such'"],
  [['--risk-limit', 'stale-quote=1'], 'means nothing in a backtest'],
])('says what is wrong with %j', (options, message) => {
  expect(parsed(...options)).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining(message) as string },
  });
});
