import { expect, test } from 'vitest';
import { type ChartFill, fillMarkers, fillTexts } from './chart-fills.ts';

const times = Float64Array.of(60_000, 120_000, 180_000);
const fill = (at: number, side: ChartFill['side'] = 'buy'): ChartFill => ({
  at,
  side,
  quantity: 10,
  price: 1.1,
});
const colours = { accent: 'blue', text: 'grey' };

test('a fill stands at the bar in which it happened, one from before the bars nowhere, and all in order', () => {
  const markers = fillMarkers([fill(185_000, 'sell'), fill(59_999), fill(119_999)], times, colours);
  expect(markers.map(({ time, position }) => [time, position])).toEqual([
    [60, 'belowBar'],
    [180, 'aboveBar'],
  ]);
  expect(fillMarkers([fill(60_000)], new Float64Array(0), colours)).toEqual([]);
});

test('the words of a bar name its first three fills, with the decimals of the tick', () => {
  const fills = [61, 62, 63, 64].map((second) => fill(second * 1_000)).concat(fill(125_000, 'sell'));
  expect(fillTexts(fills, times, 0, 0.00005)).toHaveLength(3);
  expect(fillTexts(fills, times, 1, 0.00005)).toEqual([expect.stringMatching(/^▼ sold 10 @ 1[.,]10000$/)]);
  expect(fillTexts(fills, times, 2, 0.01)).toEqual([]);
});
