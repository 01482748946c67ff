import { expect, test } from 'vitest';
import { sessionCalendar } from '../../model/sessions/session-calendar.ts';
import { hoursText } from './hours-text.ts';

const at = (text: string) => Date.parse(`${text}Z`);
const stocks = sessionCalendar('us-stocks');

// As TWS answered for AAPL on Sunday 2025-12-14.
test('gives the hours of a stock as TWS gives them', () => {
  const sunday = at('2025-12-14T11:12');
  expect(hoursText(stocks, sunday, 'extended')).toBe(
    '20251214:CLOSED;20251215:0400-20251215:2000;20251216:0400-20251216:2000;' +
      '20251217:0400-20251217:2000;20251218:0400-20251218:2000;20251219:0400-20251219:2000',
  );
  expect(hoursText(stocks, sunday, 'regular')).toBe(
    '20251214:CLOSED;20251215:0930-20251215:1600;20251216:0930-20251216:1600;' +
      '20251217:0930-20251217:1600;20251218:0930-20251218:1600;20251219:0930-20251219:1600',
  );
});

test('shows a holiday as closed and a half day as short', () => {
  expect(hoursText(stocks, at('2026-11-25T15:00'), 'regular', 4)).toBe(
    '20261125:0930-20261125:1600;20261126:CLOSED;20261127:0930-20261127:1300;20261128:CLOSED',
  );
  expect(hoursText(stocks, at('2026-11-27T15:00'), 'extended', 1)).toBe('20261127:0400-20261127:1700');
});

test('a date whose evening begins the next session is not called closed', () => {
  const globex = sessionCalendar('cme-equity');
  expect(hoursText(globex, at('2026-01-02T15:00'), 'extended', 5)).toBe(
    '20260101:1700-20260102:1600;20260103:CLOSED;20260104:1700-20260105:1600;20260105:1700-20260106:1600',
  );
  expect(hoursText(globex, at('2026-01-02T15:00'), 'regular', 4)).toBe(
    '20260102:0830-20260102:1600;20260103:CLOSED;20260104:CLOSED;20260105:0830-20260105:1600',
  );
  const forex = sessionCalendar('forex');
  expect(hoursText(forex, at('2026-01-03T15:00'), 'extended', 3)).toBe(
    '20260103:CLOSED;20260104:1715-20260105:1700',
  );
});

test('begins with the date of the exchange, not of the asker', () => {
  // 02:00 in London is still the evening before in New York.
  expect(hoursText(stocks, at('2026-01-06T02:00'), 'extended', 1)).toBe('20260105:0400-20260105:2000');
});

test('hours round the clock run from midnight to midnight', () => {
  expect(hoursText(sessionCalendar('crypto'), at('2026-01-03T15:00'), 'regular', 2)).toBe(
    '20260103:0000-20260104:0000;20260104:0000-20260105:0000',
  );
});
