import { hoursOf } from '#shared/bars/session-bars.ts';
import type { SessionHours } from '#shared/model/backtest.ts';
import { barSizeMs, type BarSize } from '#shared/model/bar-size.ts';
import { sessionCalendar, type SessionCalendar } from '#shared/model/sessions/session-calendar.ts';

/** What a bar knows of its day. */
interface BarDay {
  day: number;
  isFirstOfDay: boolean;
  isLastOfDay: boolean;
}

/** To which session of an exchange a bar belongs, and whether it begins and ends it. For bars within its hours. */
export class SessionDays {
  private readonly calendar: SessionCalendar;
  private readonly hours: SessionHours['hours'];
  private readonly length: number;

  constructor({ calendar, hours }: SessionHours, barSize: BarSize) {
    this.calendar = sessionCalendar(calendar);
    this.hours = hours;
    this.length = barSizeMs(barSize);
  }

  setInto(bar: BarDay, times: Float64Array, index: number, count: number): void {
    const time = times[index]!;
    const session = this.calendar.sessionAt(time, this.hours);
    bar.day = session?.day ?? NaN;
    bar.isFirstOfDay = index === 0 || this.dayAt(times[index - 1]!) !== bar.day;
    // The calendar knows, also where the data ends; a session whose last bars are missing ends with the last it has.
    const end = hoursOf(session, this.hours)?.end ?? Infinity;
    bar.isLastOfDay =
      time + this.length >= end || (index + 1 < count && this.dayAt(times[index + 1]!) !== bar.day);
  }

  private dayAt(time: number): number | undefined {
    return this.calendar.sessionAt(time, this.hours)?.day;
  }
}
