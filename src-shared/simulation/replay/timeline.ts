import type { BarColumns } from '../../bars/columns.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { MS_PER_DAY, MS_PER_MINUTE } from '../../kernel/time.ts';
import { barSizeMs, isDatedBySession, type BarSize } from '../../model/bar-size.ts';
import { dateOfDay } from '../../model/civil-day.ts';
import type { Interval, Session, SessionCalendar } from '../../model/sessions/session-calendar.ts';
import { ZoneClock } from '../../model/zone-clock.ts';

/** Hours of a dated bar whose day the exchange's calendar does not know, on the clocks of the series' zone. */
const USUAL_OPEN_MS = 570 * MS_PER_MINUTE;
const USUAL_CLOSE_MS = 960 * MS_PER_MINUTE;

export interface TimelineSpec {
  readonly bars: BarColumns;
  readonly size: BarSize;
  readonly timeZone: string;
  /** Says which hours a dated bar fills, and which bars lie in regular hours. null: the zone's date is the session, all of it regular. */
  readonly calendar: SessionCalendar | null;
}

type Draft = { -readonly [K in keyof Session]: Session[K] };

/**
 * When the bars of a series were traded: stretches of unbroken trading, each of one bar. A bar of a week or a month has one
 * for each of its sessions. Columns by stretch; instants are Unix ms, ascending and disjoint.
 */
export class Timeline {
  readonly bars: BarColumns;
  readonly size: BarSize;
  readonly timeZone: string;
  readonly sessions: readonly Session[];
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly bar: Int32Array;
  /** Index into `sessions`. */
  readonly session: Int32Array;
  readonly isRegular: Uint8Array;
  /** The first stretch of each bar; one more at the end. */
  readonly firstOfBar: Int32Array;

  private constructor(spec: TimelineSpec, draft: TimelineDraft) {
    this.bars = spec.bars;
    this.size = spec.size;
    this.timeZone = spec.timeZone;
    this.sessions = draft.sessions;
    this.start = Float64Array.from(draft.start);
    this.end = Float64Array.from(draft.end);
    this.bar = Int32Array.from(draft.bar);
    this.session = Int32Array.from(draft.session);
    this.isRegular = Uint8Array.from(draft.regular);
    this.firstOfBar = new Int32Array(spec.bars.length + 1).fill(this.start.length);
    for (let k = this.start.length - 1; k >= 0; k--) this.firstOfBar[this.bar[k]!] = k;
  }

  /** @returns what is wrong with the bars, in one sentence */
  static of(spec: TimelineSpec): Result<Timeline, string> {
    const { bars, size } = spec;
    if (bars.length === 0) return err('it has no bars');
    const draft = new TimelineDraft(spec);
    const isDated = isDatedBySession(size);
    for (let i = 0; i < bars.length; i++) {
      const count = draft.start.length;
      if (isDated) draft.addDated(i);
      else draft.addIntraday(i);
      if (draft.start.length > count) continue;
      return err(`the bar of ${new Date(bars.time[i]!).toISOString()} lies within the one before it`);
    }
    return ok(new Timeline(spec, draft));
  }

  get stretchCount(): number {
    return this.start.length;
  }

  /** Of the whole series. */
  get firstInstant(): number {
    return this.start[0]!;
  }

  get endInstant(): number {
    return this.end[this.stretchCount - 1]!;
  }

  /** The last stretch that has begun by an instant; -1 before the first. */
  stretchAt(time: number): number {
    let low = 0;
    let high = this.stretchCount;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.start[middle]! <= time) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** The index of the first session that bears a date not before `day`. */
  sessionIndexFrom(day: number): number {
    let low = 0;
    let high = this.sessions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.sessions[middle]!.day < day) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Milliseconds in which a bar was traded. */
  openMs(bar: number): number {
    let sum = 0;
    for (let k = this.firstOfBar[bar]!; k < this.firstOfBar[bar + 1]!; k++)
      sum += this.end[k]! - this.start[k]!;
    return sum;
  }

  /** The instant at which so much of a bar's trading has passed, whole ms. */
  instantOf(bar: number, openMs: number): number {
    let left = Math.floor(openMs);
    const last = this.firstOfBar[bar + 1]! - 1;
    for (let k = this.firstOfBar[bar]!; ; k++) {
      const length = this.end[k]! - this.start[k]!;
      if (left < length || k === last) return this.start[k]! + Math.min(left, length);
      left -= length;
    }
  }

  /** How much of its bar's trading has passed at an instant within a stretch. */
  openMsAt(stretch: number, time: number): number {
    let sum = time - this.start[stretch]!;
    for (let k = this.firstOfBar[this.bar[stretch]!]!; k < stretch; k++) sum += this.end[k]! - this.start[k]!;
    return sum;
  }
}

class TimelineDraft {
  readonly start: number[] = [];
  readonly end: number[] = [];
  readonly bar: number[] = [];
  readonly session: number[] = [];
  readonly regular: number[] = [];
  readonly sessions: Draft[] = [];
  readonly #spec: TimelineSpec;
  readonly #zone: ZoneClock;
  readonly #instants = new Float64Array(2);

  constructor(spec: TimelineSpec) {
    this.#spec = spec;
    this.#zone = new ZoneClock(spec.timeZone);
  }

  addIntraday(i: number): void {
    const { bars, size, calendar } = this.#spec;
    const start = bars.time[i]!;
    let end = Math.min(start + barSizeMs(size), bars.time[i + 1] ?? Infinity);
    const official = calendar?.sessionAt(start) ?? calendar?.sessionAt(end - 1) ?? null;
    if (official !== null) end = Math.min(end, official.end);
    const date = official?.day ?? Math.floor((start + this.#zone.offsetAt(start)) / MS_PER_DAY);
    // Bars are in order, and so are their sessions: what trades after midnight of an evening session stays in it.
    const day = Math.max(date, this.sessions.at(-1)?.day ?? -Infinity);
    const known = calendar?.sessionOfDay(day) ?? null;
    const isRegular =
      known === null || (known.regular !== null && start < known.regular.end && end > known.regular.start);
    this.#add(i, day, { start, end }, isRegular, known?.isShortened ?? false);
  }

  addDated(i: number): void {
    const { bars, size, calendar } = this.#spec;
    const first = Math.floor(bars.time[i]! / MS_PER_DAY);
    const next = i + 1 < bars.length ? Math.floor(bars.time[i + 1]! / MS_PER_DAY) : Infinity;
    const count = this.start.length;
    for (let day = first; day < Math.min(next, endDay(first, size)); day++) {
      const session = calendar?.sessionOfDay(day) ?? null;
      if (session !== null) this.#add(i, day, session.regular ?? session, true, session.isShortened);
    }
    if (this.start.length > count) return;
    const open = this.#instantOf(first * MS_PER_DAY + USUAL_OPEN_MS);
    const close = this.#instantOf(first * MS_PER_DAY + USUAL_CLOSE_MS);
    this.#add(i, first, { start: open, end: close }, true, false);
  }

  #add(bar: number, day: number, open: Interval, isRegular: boolean, isShortened: boolean): void {
    const start = Math.max(open.start, this.end.at(-1) ?? -Infinity);
    const { end } = open;
    if (start >= end) return;
    let session = this.sessions.at(-1);
    if (session?.day !== day) {
      session = { date: dateOfDay(day), day, start, end, regular: null, isShortened };
      this.sessions.push(session);
    }
    session.end = end;
    if (isRegular) session.regular = { start: session.regular?.start ?? start, end };
    this.start.push(start);
    this.end.push(end);
    this.bar.push(bar);
    this.session.push(this.sessions.length - 1);
    this.regular.push(isRegular ? 1 : 0);
  }

  #instantOf(wallMs: number): number {
    const count = this.#zone.instantsInto(this.#instants, wallMs);
    return count > 0 ? this.#instants[0]! : wallMs - this.#zone.offsetAt(wallMs - MS_PER_DAY);
  }
}

/** The first date that a bar begun on `day` cannot hold. */
function endDay(day: number, size: BarSize): number {
  if (size === '1 day') return day + 1;
  if (size === '1 week') return day + 7;
  const date = new Date(day * MS_PER_DAY);
  const [year, month, ofMonth] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const lengthOfNext = new Date(Date.UTC(year, month + 2, 0)).getUTCDate();
  return Date.UTC(year, month + 1, Math.min(ofMonth, lengthOfNext)) / MS_PER_DAY;
}
