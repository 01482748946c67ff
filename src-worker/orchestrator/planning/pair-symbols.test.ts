import { expect, test } from 'vitest';
import { noiseNormal, streamKey } from '#shared/kernel/rng.ts';
import { currencySchema } from '#shared/model/currency.ts';
import { inMemorySeries } from '../testing/in-memory.ts';
import { groupByCorrelation, type PriceLine } from './pair-symbols.ts';

const seriesOf = (names: readonly string[]) =>
  names.map((name, i) => inMemorySeries(i + 1, name, 30).summary);

/** Closes of which a part follows the walk of a name they have in common. */
function line(common: string, own: string, followed: number): PriceLine {
  const [shared, alone] = [streamKey(1, common), streamKey(2, own)];
  const time = Float64Array.from({ length: 200 }, (_, i) => i);
  let log = 0;
  const close = time.map((i) => {
    log += 0.01 * (followed * noiseNormal(shared, i, 0) + (1 - followed) * noiseNormal(alone, i, 0));
    return 100 * Math.exp(log);
  });
  return { time, close };
}

const named = (groups: { symbol: string }[][]) =>
  groups.map((group) => group.map(({ symbol }) => symbol).join('+')).sort();

test('those that move together most become pairs, whatever their order; the odd one is left alone', () => {
  const names = ['KO', 'XOM', 'SPY', 'PEP', 'CVX'];
  const lines = [
    ...[line('drinks', 'KO', 0.9), line('oil', 'XOM', 0.8), line('all', 'SPY', 0.5)],
    ...[line('drinks', 'PEP', 0.9), line('oil', 'CVX', 0.8)],
  ];
  const series = seriesOf(names);
  const pairs = ['KO+PEP', 'SPY', 'XOM+CVX'];
  expect(named(groupByCorrelation(series, lines, 2))).toEqual(pairs);
  const backwards = groupByCorrelation(series.toReversed(), lines.toReversed(), 2);
  expect(named(backwards.map((group) => group.toReversed()))).toEqual(pairs);
});

test('series of different currencies do not share an account', () => {
  const [a, b] = seriesOf(['A', 'B']);
  const euro = { ...b!, currency: currencySchema.parse('EUR') };
  const same = [line('x', 'A', 1), line('x', 'B', 1)];
  expect(named(groupByCorrelation([a!, b!], same, 2))).toEqual(['A+B']);
  expect(named(groupByCorrelation([a!, euro], same, 2))).toEqual(['A', 'B']);
});

test('one that cannot be read still belongs to a group', () => {
  expect(named(groupByCorrelation(seriesOf(['A', 'B']), [line('x', 'A', 1), undefined], 2))).toEqual(['A+B']);
});

test('without need for company each is by itself', () => {
  expect(groupByCorrelation(seriesOf(['A', 'B', 'C']), [], 1)).toHaveLength(3);
});
