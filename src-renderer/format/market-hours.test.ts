import { expect, test } from 'vitest';
import { type Hours, marketState, marketWords } from './market-hours.ts';

const at = (text: string) => Date.parse(`${text}:00-05:00`);
const day = (date: string, from: string, to: string) => ({
  start: at(`${date}T${from}`),
  end: at(`${date}T${to}`),
});
const stock: Hours = {
  timeZone: 'America/New_York',
  tradingHours: [day('2026-11-20', '04:00', '20:00'), day('2026-11-23', '04:00', '20:00')],
  liquidHours: [day('2026-11-20', '09:30', '16:00'), day('2026-11-23', '09:30', '16:00')],
};

test('a weekend says when it is over: for regular hours their opening, for an order that may trade before it the earlier one', () => {
  const saturday = at('2026-11-21T12:00');
  expect(marketWords(stock, saturday, false)).toMatch(/^market closed, opens Mon 09:30 (EST|GMT-5)$/);
  expect(marketWords(stock, saturday, true)).toMatch(/^market closed, opens Mon 04:00/);
});

test('before the opening an order for regular hours waits, one for all hours does not', () => {
  const early = at('2026-11-20T08:00');
  expect(marketWords(stock, early, false)).toMatch(/^outside regular hours, opens Fri 09:30/);
  expect(marketWords(stock, early, true)).toBe('');
  expect(marketState(stock, early)).toMatchObject({ kind: 'extended' });
});

test('an open market says nothing, nor do hours that nobody has told', () => {
  expect(marketWords(stock, at('2026-11-20T10:00'), false)).toBe('');
  expect(marketWords(stock, at('2026-12-05T12:00'), false)).toBe('');
  expect(marketState({ ...stock, tradingHours: [], liquidHours: [] }, 0)).toBeNull();
});

test('after the close of the last regular hours that are told, the word stands without a time it does not know', () => {
  const evening = at('2026-11-23T18:00');
  expect(marketWords(stock, evening, false)).toBe('outside regular hours');
});

test('a zone that the platform does not know is no fault: the time is told in the reader’s own', () => {
  const words = marketWords({ ...stock, timeZone: 'Nowhere/At_All' }, at('2026-11-21T12:00'), false);
  expect(words).toMatch(/^market closed, opens \w+ \d\d:\d\d/);
});
