import type { Session, SessionCalendar } from '../model/sessions/session-calendar.ts';
import { barColumns, COLUMN_NAMES, columnsByteLength, type BarColumns } from './columns.ts';

/**
 * The bars that start within a calendar's hours, in memory of their own; the bars themselves where all do. A bar is judged
 * by its start alone: one that begins before the open is left out, though it may last beyond it.
 */
export function barsInHours(
  bars: BarColumns,
  calendar: SessionCalendar,
  hours: 'regular' | 'extended',
): BarColumns {
  const kept = new Int32Array(bars.length);
  let count = 0;
  let from = NaN;
  let until = NaN;
  for (let i = 0; i < bars.length; i++) {
    const time = bars.time[i]!;
    if (!(time >= from && time < until)) {
      const open = hoursOf(calendar.sessionAt(time, hours), hours);
      if (open === null) continue;
      from = open.start;
      until = open.end;
    }
    kept[count++] = i;
  }
  if (count === bars.length) return bars;
  const left = barColumns(count, new SharedArrayBuffer(columnsByteLength(count)));
  for (const name of COLUMN_NAMES) {
    const [source, target] = [bars[name], left[name]];
    for (let i = 0; i < count; i++) target[i] = source[kept[i]!]!;
  }
  return left;
}

/** The part of a session that counts; null when it has none. */
export function hoursOf(session: Session | null, hours: 'regular' | 'extended') {
  return session === null || hours === 'extended' ? session : session.regular;
}
