import { expect, test } from 'vitest';
import { resetWindow } from '../tws/reset-window.ts';
import { listsCoverSince } from './lists-cover.ts';

/** New York is five hours behind in winter, four in summer. */
const at = (text: string) => Date.parse(text);
const since = (text: string) => new Date(listsCoverSince(at(text), resetWindow)).toISOString();

test.each([
  ['a minute before the reset', '2026-01-07T05:14:59Z', '2026-01-07T05:00:00.000Z'],
  ['as the reset begins: nothing is proven', '2026-01-07T05:15:00Z', '2026-01-07T05:15:00.000Z'],
  ['just before it ends', '2026-01-07T06:44:59Z', '2026-01-07T06:44:59.000Z'],
  ['as it ends', '2026-01-07T06:45:00Z', '2026-01-07T06:45:00.000Z'],
  ['in the session of that day', '2026-01-07T20:00:00Z', '2026-01-07T06:45:00.000Z'],
  ['late in the evening there', '2026-01-08T04:59:59Z', '2026-01-07T06:45:00.000Z'],
  ['a second later it is another day', '2026-01-08T05:00:00Z', '2026-01-08T05:00:00.000Z'],
  ['on the evening of a Friday', '2026-01-10T03:59:59Z', '2026-01-09T06:45:00.000Z'],
  ['as the long reset of the weekend begins', '2026-01-10T04:00:00Z', '2026-01-10T04:00:00.000Z'],
  ['on Saturday, once it is over', '2026-01-10T08:00:00Z', '2026-01-10T08:00:00.000Z'],
  ['in summer', '2026-07-08T15:00:00Z', '2026-07-08T05:45:00.000Z'],
  ['on the day clocks go forward', '2026-03-08T16:00:00Z', '2026-03-08T06:45:00.000Z'],
  ['on the day they go back: the second 01:45', '2026-11-01T16:00:00Z', '2026-11-01T06:45:00.000Z'],
])('%s', (_, now, expected) => {
  expect(since(now)).toBe(expected);
});

test('where nothing is ever restarted it is midnight', () => {
  const never = () => ({ from: Infinity, to: Infinity });
  expect(listsCoverSince(at('2026-01-07T20:00:00Z'), never)).toBe(at('2026-01-07T05:00:00Z'));
});
