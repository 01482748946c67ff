import { expect, test } from 'vitest';
import { DEFAULT_EXECUTION } from '#shared/model/backtest.ts';
import { seriesSummarySchema } from '#shared/model/series.ts';
import { findStrategy } from '#shared/strategies/library.ts';
import { pairsTrading } from '#shared/strategies/pairs-trading.ts';
import { smaCross } from '#shared/strategies/sma-cross.ts';
import type { StrategyDefinition } from '#shared/strategies/strategy.ts';
import { checkFit } from './check-fit.ts';

const series = (seriesId: number, multiplier = 1, currency = 'USD') =>
  seriesSummarySchema.parse({
    ...{ seriesId, symbol: `S${seriesId}`, source: 'test', barSize: '1 day', currency, tick: 0.01, multiplier, lot: 1 },
    ...{ timeZone: 'UTC', adjustment: 'raw', barCount: 9, firstTime: 0, lastTime: 1, updatedAt: 0 },
  }); // prettier-ignore
const pairs = pairsTrading as unknown as StrategyDefinition;
const cash = { parameters: {} };
const margin = { parameters: {}, execution: { ...DEFAULT_EXECUTION, account: 'margin' as const } };

test('a pair on an account with margin may start, and so may any symbols that are traded by themselves', () => {
  expect(checkFit(pairs, margin, [series(1), series(2)]).ok).toBe(true);
  const single = smaCross as unknown as StrategyDefinition;
  expect(checkFit(single, cash, [series(1), series(2, 50), series(3)]).ok).toBe(true);
});

test.each([
  ['one symbol', margin, [series(1)], 'symbols-misfit', 'takes 2 symbols on one account'],
  ['three symbols', margin, [1, 2, 3].map((id) => series(id)), 'symbols-misfit', 'It was given 3'],
  ['different multipliers', margin, [series(1), series(2, 50)], 'multipliers-differ', 'S1 has 1, S2 has 50'],
  [
    'different currencies',
    margin,
    [series(1), series(2, 1, 'EUR')],
    'legs-differ',
    'S1 is in USD, S2 in EUR',
  ],
  ['a cash account', cash, [series(1), series(2)], 'needs-margin', 'sells short'],
])('a pair of %s is refused before it starts', (_, spec, chosen, code, words) => {
  const fits = checkFit(pairs, spec, chosen);
  expect(fits).toMatchObject({ ok: false, error: { code } });
  expect(fits.ok ? '' : fits.error.message).toContain(words);
});

test('bars that cannot be made of those of the series are refused before the run, those that can are not', () => {
  const donchian = findStrategy('donchian-trend')!;
  const asks = (trendSize: string) => checkFit(donchian, { parameters: { trendSize } }, [series(1)]);
  expect(asks('1 week').ok).toBe(true);
  expect(asks('none').ok).toBe(true);
  expect(asks('1 hour')).toMatchObject({
    ok: false,
    error: {
      code: 'bar-size-misfit',
      message: expect.stringContaining('bars of 1 hour cannot be made of bars of 1 day') as string,
    },
  });
});
