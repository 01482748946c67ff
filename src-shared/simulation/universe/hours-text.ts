import { MS_PER_DAY } from '../../kernel/time.ts';
import { compactDate } from '../../model/civil-day.ts';
import type { Hours, SessionCalendar } from '../../model/sessions/session-calendar.ts';

/** Days that TWS tells about, the first included. */
const DAY_COUNT = 6;

/**
 * Trading hours (`extended`) or liquid hours (`regular`) of the coming days, as contract details carry them:
 * `20260102:0400-20260102:2000;20260103:CLOSED;...`, in the exchange's zone. A date on whose evening the next session
 * begins is not called closed.
 */
export function hoursText(
  calendar: SessionCalendar,
  unixMs: number,
  hours: Hours,
  dayCount = DAY_COUNT,
): string {
  const today = calendar.dayAt(unixMs);
  const parts: string[] = [];
  for (let day = today; day < today + dayCount; day++) {
    const open = openOn(calendar, day, hours);
    if (open !== null) {
      parts.push(`${wallText(calendar, open.start)}-${wallText(calendar, open.end)}`);
      continue;
    }
    const next = openOn(calendar, day + 1, hours);
    const beginsToday = next !== null && calendar.dayAt(next.start) === day;
    if (!beginsToday) parts.push(`${compactDate(day)}:CLOSED`);
  }
  return parts.join(';');
}

function openOn(calendar: SessionCalendar, day: number, hours: Hours) {
  const session = calendar.sessionOfDay(day);
  return hours === 'regular' ? (session?.regular ?? null) : session;
}

/** `20260105:0930` */
function wallText(calendar: SessionCalendar, unixMs: number): string {
  const wall = calendar.wallTimeAt(unixMs);
  const day = Math.floor(wall / MS_PER_DAY);
  const time = new Date(wall).toISOString().slice(11, 16).replace(':', '');
  return `${compactDate(day)}:${time}`;
}
