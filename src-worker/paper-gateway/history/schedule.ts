import { compactDate } from '#shared/model/civil-day.ts';
import type { Hours, Interval, SessionCalendar } from '#shared/model/sessions/session-calendar.ts';
import type { GatewayMessage } from '#shared/tws-protocol/messages/messages.ts';
import { wallText } from './date-times.ts';

/** When trading was possible, session by session. */
export function scheduleMessage(
  reqId: number,
  calendar: SessionCalendar,
  { start, end }: Interval,
  hours: Hours,
): GatewayMessage {
  const { timeZone } = calendar;
  const text = (unixMs: number) => wallText(unixMs, timeZone, '-');
  const sessions = calendar.sessionsBetween(start, end).flatMap((session) => {
    const open = hours === 'regular' ? session.regular : session;
    if (open === null) return [];
    return [
      { startDateTime: text(open.start), endDateTime: text(open.end), refDate: compactDate(session.day) },
    ];
  });
  const [startDateTime, endDateTime] = [text(start), text(end)];
  return { kind: 'historicalSchedule', reqId, startDateTime, endDateTime, timeZone, sessions };
}
