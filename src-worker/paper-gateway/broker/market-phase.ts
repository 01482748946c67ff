import type { Phase } from '#shared/simulation/exchange/market-event.ts';
import type { SessionCalendar } from '#shared/model/sessions/session-calendar.ts';

/** The part of a session that an instant lies in. */
export function phaseAt(calendar: SessionCalendar, unixMs: number): Phase {
  const session = calendar.sessionAt(unixMs);
  if (session === null) return 'closed';
  const { regular } = session;
  // A day without liquid hours is all before them: only orders that asked for it trade.
  if (regular === null || unixMs < regular.start) return 'pre';
  return unixMs < regular.end ? 'regular' : 'post';
}

/** The next instant after `unixMs` at which a part of a session begins or ends; null past the calendar's end. Where one session follows another without a pause the phase may be the same on both sides. */
export function nextPhaseChange(calendar: SessionCalendar, unixMs: number): number | null {
  const session = calendar.sessionAt(unixMs);
  if (session === null) return calendar.nextOpen(unixMs);
  const { regular, end } = session;
  const ends = regular === null ? [end] : [regular.start, regular.end, end];
  return ends.find((at) => at > unixMs) ?? end;
}
