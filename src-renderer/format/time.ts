import { type BarSize, isDatedBySession } from '#shared/model/bar-size.ts';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from '#shared/kernel/time.ts';
import { NO_VALUE } from './number.ts';

export type TimeDisplay = 'exchange' | 'local';

const formats = new Map<string, Intl.DateTimeFormat>();

/** The start of a bar. Daily and longer bars are dated by their session; shorter ones show the zone's wall time. */
export function formatBarTime(
  unixMs: number | null,
  barSize: BarSize,
  exchangeZone: string,
  display: TimeDisplay,
  locale?: string,
): string {
  if (unixMs === null) return NO_VALUE;
  if (isDatedBySession(barSize)) return formatDate(unixMs, 'UTC', locale);
  return formatDateTime(unixMs, shownZone(exchangeZone, display), locale);
}

/** The zone that times are shown in. */
export function shownZone(exchangeZone: string, display: TimeDisplay): string {
  return display === 'exchange' ? exchangeZone : localZone();
}

/** How a column or clock of bar times is labelled: sessions need no zone. */
export function zoneLabel(barSize: BarSize, exchangeZone: string, display: TimeDisplay): string {
  if (isDatedBySession(barSize)) return 'session';
  return display === 'exchange' ? exchangeZone : `local, ${localZone()}`;
}

export function localZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** A date with its month in letters, so that no reader takes day for month. */
export function formatDate(unixMs: number, zone: string, locale?: string): string {
  return format(locale, zone, { year: 'numeric', month: 'short', day: '2-digit' }).format(unixMs);
}

export function formatDateTime(unixMs: number, zone: string, locale?: string): string {
  return format(locale, zone, {
    year: 'numeric',
    month: 'short',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(unixMs);
}

/** Without seconds, where rows are minutes apart. */
export function formatMinute(unixMs: number, zone: string, locale?: string): string {
  return format(locale, zone, {
    year: 'numeric',
    month: 'short',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(unixMs);
}

/** Within a day, where a heading names the zone. */
export function formatSecond(unixMs: number, zone: string, locale?: string): string {
  return format(locale, zone, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(unixMs);
}

export function formatClock(unixMs: number, zone: string, locale?: string): string {
  return format(locale, zone, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  }).format(unixMs);
}

/** A time of the coming days, where it is; the zone is named: `Mon 09:30 EST`. */
export function formatOpening(unixMs: number, zone: string, locale?: string): string {
  const shape = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' } as const;
  const weekday = format(locale, zone, { weekday: 'short' }).format(unixMs);
  return `${weekday} ${format(locale, zone, shape).format(unixMs)}`;
}

/** A length of time in the two largest units that matter: `840 ms`, `12.4 s`, `3 min 20 s`, `2 h 05 min`. */
export function formatDuration(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms) || ms < 0) return NO_VALUE;
  if (ms < MS_PER_SECOND) return `${Math.round(ms)} ms`;
  if (ms < MS_PER_MINUTE) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  if (ms < MS_PER_HOUR) {
    return `${Math.floor(ms / MS_PER_MINUTE)} min ${Math.floor((ms % MS_PER_MINUTE) / MS_PER_SECOND)} s`;
  }
  const minutes = Math.floor((ms % MS_PER_HOUR) / MS_PER_MINUTE);
  return `${Math.floor(ms / MS_PER_HOUR)} h ${String(minutes).padStart(2, '0')} min`;
}

/** How old something is, in words short enough for a status bar. */
export function formatAge(ms: number): string {
  if (ms < MS_PER_MINUTE) return 'less than 1 min';
  if (ms < MS_PER_HOUR) return `${Math.floor(ms / MS_PER_MINUTE)} min`;
  if (ms < 2 * MS_PER_DAY) return `${Math.floor(ms / MS_PER_HOUR)} h`;
  const days = Math.floor(ms / MS_PER_DAY);
  return days < 730 ? `${days} days` : `${Math.floor(days / 365)} years`;
}

/** At most 200 formats are kept; zones and shapes in use are few. */
function format(
  locale: string | undefined,
  timeZone: string,
  shape: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = `${locale ?? ''} ${timeZone} ${Object.entries(shape).join(' ')}`;
  let found = formats.get(key);
  if (found === undefined) {
    if (formats.size >= 200) formats.clear();
    found = new Intl.DateTimeFormat(locale, { ...shape, timeZone });
    formats.set(key, found);
  }
  return found;
}
