import { expect, test } from 'vitest';
import { paletteScore } from './palette-score.ts';

const best = (typed: string, titles: readonly string[]) =>
  titles
    .map((title) => ({ title, score: paletteScore(typed, [title]) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ title }) => title);

test('letters scattered over a title name nothing', () => {
  expect(
    best('about', [
      'Chart: bars of 1 hour',
      'Open a ticket to buy at the price under the crosshair',
      'About Tradewind',
    ]),
  ).toEqual(['About Tradewind']);
});

test('the beginning of the title comes first, then whole words, then their beginnings', () => {
  expect(best('run', ['Delete the shown run', 'Run the backtest', 'Open the latest runs', 'Prune'])).toEqual([
    'Run the backtest',
    'Delete the shown run',
    'Open the latest runs',
    'Prune',
  ]);
});

test('every word typed must be there, in any order and any case', () => {
  expect(paletteScore('TICKER buy', ['Buy the selected symbol'])).toBe(0);
  expect(paletteScore('symbol BUY', ['Buy the selected symbol'])).toBeGreaterThan(0);
  expect(paletteScore('trading all', ['Cancel all orders', 'Trading'])).toBeGreaterThan(0);
  expect(paletteScore('', ['anything'])).toBe(1);
});
