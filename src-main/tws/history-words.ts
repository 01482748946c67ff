import { MS_PER_DAY, MS_PER_SECOND } from '#shared/kernel/time.ts';
import { barSizeMs, isDatedBySession, type BarSize } from '#shared/model/bar-size.ts';

/**
 * The longest stretch that may be asked for at once, in the broker's table of durations and bar sizes, and no more than
 * 1,500 bars of a market that never closes.
 */
const LONGEST: Readonly<Record<BarSize, string>> = {
  '1 sec': '1500 S',
  '5 secs': '3600 S',
  '10 secs': '14400 S',
  '15 secs': '14400 S',
  '30 secs': '28800 S',
  '1 min': '1 D',
  '2 mins': '2 D',
  '3 mins': '3 D',
  '5 mins': '5 D',
  '10 mins': '1 W',
  '15 mins': '1 W',
  '20 mins': '1 W',
  '30 mins': '1 M',
  '1 hour': '1 M',
  '2 hours': '1 M',
  '3 hours': '1 M',
  '4 hours': '1 M',
  '8 hours': '1 M',
  '1 day': '4 Y',
  '1 week': '20 Y',
  '1 month': '30 Y',
};

const UNIT_MS: Readonly<Record<string, number>> = {
  S: MS_PER_SECOND,
  D: MS_PER_DAY,
  W: 7 * MS_PER_DAY,
  M: 30 * MS_PER_DAY,
  Y: 365 * MS_PER_DAY,
};

/** Wall time that one page covers at least, whatever the market's hours. Milliseconds. */
export function pageSpanMs(size: BarSize): number {
  return spanMs(LONGEST[size]);
}

/** What to ask for so that bars from `from` on are among the answer, the longest page at most. Never `0 S`. */
export function durationText(size: BarSize, from: number, to: number): string {
  const span = to - from;
  if (span >= pageSpanMs(size)) return LONGEST[size];
  if (isDatedBySession(size)) {
    const days = Math.max(1, Math.ceil(span / MS_PER_DAY) + 1);
    return days <= 365 ? `${days} D` : `${Math.ceil(days / 365)} Y`;
  }
  const seconds = Math.ceil(Math.max(span, barSizeMs(size)) / MS_PER_SECOND);
  return seconds <= 86_400 ? `${seconds} S` : `${Math.ceil(seconds / 86_400)} D`;
}

/** `20260105-14:30:00`, UTC. */
export function endText(unixMs: number): string {
  const iso = new Date(Math.ceil(unixMs / MS_PER_SECOND) * MS_PER_SECOND).toISOString();
  return `${iso.slice(0, 10).replaceAll('-', '')}-${iso.slice(11, 19)}`;
}

/** Start of a bar, Unix ms: epoch seconds as asked for, or the date of a session. NaN for anything else. */
export function barTime(text: string): number {
  if (/^\d{8}$/.test(text)) return Date.UTC(+text.slice(0, 4), +text.slice(4, 6) - 1, +text.slice(6, 8));
  return /^\d{9,}$/.test(text) ? Number(text) * MS_PER_SECOND : NaN;
}

function spanMs(duration: string): number {
  const [count, unit] = duration.split(' ') as [string, string];
  return Number(count) * UNIT_MS[unit]!;
}
