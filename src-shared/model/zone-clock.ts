import { MS_PER_DAY } from '../kernel/time.ts';

const SAMPLE_MS = 7 * MS_PER_DAY;

/**
 * What the clocks of a time zone show, quickly enough for millions of timestamps: offsets come from the platform's own
 * zone data once per year of data and are then looked up.
 */
export class ZoneClock {
  readonly #format: Intl.DateTimeFormat;
  readonly #years = new Map<number, YearOfOffsets>();
  // The stretch of unchanging offset that was used last: nearly always the next one too.
  #stretchStart = NaN;
  #stretchEnd = NaN;
  #stretchOffset = NaN;

  constructor(timeZone: string) {
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
      ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
    });
  }

  /** Milliseconds by which the zone's clocks are ahead of UTC at an instant. */
  offsetAt(unixMs: number): number {
    if (unixMs >= this.#stretchStart && unixMs < this.#stretchEnd) return this.#stretchOffset;
    const { starts, offsets, end } = this.#yearOf(unixMs);
    let index = starts.length - 1;
    while (starts[index]! > unixMs) index--;
    this.#stretchStart = starts[index]!;
    this.#stretchEnd = starts[index + 1] ?? end;
    this.#stretchOffset = offsets[index]!;
    return this.#stretchOffset;
  }

  /**
   * The instants at which the zone's clocks show `wallMs` (a date and time written as if it were UTC), into `out`, the
   * earlier one first.
   *
   * @returns how many there are: 1; 2 in the hour that is lived twice; 0 in the hour that is skipped
   */
  instantsInto(out: Float64Array, wallMs: number): 0 | 1 | 2 {
    const guess = wallMs - this.#stretchOffset;
    if (guess - MS_PER_DAY >= this.#stretchStart && guess + MS_PER_DAY < this.#stretchEnd) {
      out[0] = guess;
      return 1;
    }
    const before = this.offsetAt(wallMs - MS_PER_DAY);
    const after = this.offsetAt(wallMs + MS_PER_DAY);
    const early = wallMs - Math.max(before, after);
    const late = wallMs - Math.min(before, after);
    const isEarly = early + this.offsetAt(early) === wallMs;
    const isLate = late !== early && late + this.offsetAt(late) === wallMs;
    if (isEarly) {
      out[0] = early;
      out[1] = late;
      return isLate ? 2 : 1;
    }
    out[0] = late;
    return isLate ? 1 : 0;
  }

  #yearOf(unixMs: number): YearOfOffsets {
    const year = new Date(unixMs).getUTCFullYear();
    let known = this.#years.get(year);
    if (known === undefined) {
      known = this.#survey(Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1));
      this.#years.set(year, known);
    }
    return known;
  }

  /** Zones change their offset at most once in a week: look every week, and bisect where two looks differ. */
  #survey(start: number, end: number): YearOfOffsets {
    const starts = [start];
    const offsets = [this.#askPlatform(start)];
    for (let from = start; from < end; from += SAMPLE_MS) {
      const to = Math.min(from + SAMPLE_MS, end - 1);
      const offset = this.#askPlatform(to);
      if (offset === offsets.at(-1)) continue;
      let before = from;
      let after = to;
      while (after - before > 1) {
        const middle = Math.floor((before + after) / 2);
        if (this.#askPlatform(middle) === offset) after = middle;
        else before = middle;
      }
      starts.push(after);
      offsets.push(offset);
    }
    return { starts, offsets, end };
  }

  #askPlatform(unixMs: number): number {
    const fields: Record<string, string> = {};
    for (const { type, value } of this.#format.formatToParts(unixMs)) fields[type] = value;
    const number = (name: string) => Number(fields[name]);
    const wall = Date.UTC(
      number('year'),
      number('month') - 1,
      number('day'),
      number('hour'),
      number('minute'),
      number('second'),
    );
    return wall - Math.floor(unixMs / 1_000) * 1_000;
  }
}

/** From `starts[i]` on the offset is `offsets[i]`, until the next start or `end`. */
interface YearOfOffsets {
  readonly starts: readonly number[];
  readonly offsets: readonly number[];
  readonly end: number;
}
