import { expect, test } from 'vitest';
import { Universe } from '#shared/simulation/universe/universe.ts';
import { nextPhaseChange, phaseAt } from './market-phase.ts';

const universe = new Universe();
const calendarOf = (symbol: string) =>
  universe.sessionsOf(
    universe.listedAt(Date.UTC(2026, 0, 6, 15)).find(({ details }) => details.contract.symbol === symbol)!
      .details,
  );
const at = (text: string) => Date.parse(`${text}Z`);

test('a stock day has its hours before, regular hours and hours after', () => {
  const calendar = calendarOf('AAPL');
  expect(phaseAt(calendar, at('2026-01-06T08:59'))).toBe('closed');
  expect(phaseAt(calendar, at('2026-01-06T09:00'))).toBe('pre');
  expect(phaseAt(calendar, at('2026-01-06T14:30'))).toBe('regular');
  expect(phaseAt(calendar, at('2026-01-06T21:00'))).toBe('post');
  expect(phaseAt(calendar, at('2026-01-07T01:00'))).toBe('closed');
});

test.each(['AAPL', 'ES', 'EUR', 'BTC'])('%s: no change of phase of a fortnight is passed over', (symbol) => {
  const calendar = calendarOf(symbol);
  const end = at('2026-01-16T00:00');
  let time = at('2026-01-02T00:00');
  while (time < end) {
    const next = nextPhaseChange(calendar, time)!;
    expect(next).toBeGreaterThan(time);
    const phase = phaseAt(calendar, time);
    for (let minute = time; minute < Math.min(next, end); minute += 60_000)
      if (phaseAt(calendar, minute) !== phase) throw new Error(`${symbol} changes at ${minute}`);
    time = next;
  }
});
