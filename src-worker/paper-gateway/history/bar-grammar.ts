import { err, ok, type Result } from '#shared/kernel/result.ts';
import { BAR_SIZES, type BarSize } from '#shared/model/bar-size.ts';
import { quoted } from '#shared/tws-protocol/protocol-fault.ts';

// How clients write bar sizes, durations and periods.

const UNIT_NAMES: Readonly<Record<string, string>> = {
  ...{ s: 'sec', sec: 'sec', secs: 'sec', second: 'sec', seconds: 'sec' },
  ...{ min: 'min', mins: 'min', minute: 'min', minutes: 'min' },
  ...{ h: 'hour', hour: 'hour', hours: 'hour' },
  ...{ d: 'day', day: 'day', days: 'day' },
  ...{ w: 'week', week: 'week', weeks: 'week' },
  ...{ m: 'month', month: 'month', months: 'month' },
};

/** `1 min`, `5 mins`, `1 day`, and as short as `1D`; TWS writes `1 secs`. */
export function parseBarSize(text: string): Result<BarSize, string> {
  const found = /^(\d{1,2})\s*([a-z]+)$/.exec(text.trim().toLowerCase());
  const unit = UNIT_NAMES[found?.[2] ?? ''];
  const count = Number(found?.[1]);
  const size = BAR_SIZES.find((each) => each === `${count} ${unit}` || each === `${count} ${unit}s`);
  if (size !== undefined) return ok(size);
  const legal = BAR_SIZES.join(', ');
  return err(`Historical data bar size setting is invalid: ${quoted(text)}. Legal ones are: ${legal}`);
}

export interface Duration {
  readonly count: number;
  /** Seconds of trading, sessions, weeks, months, years. */
  readonly unit: 'S' | 'D' | 'W' | 'M' | 'Y';
}

/** TWS wants longer stretches in longer units. */
const COUNT_MAX: Readonly<Record<Duration['unit'], { readonly max: number; readonly why: string }>> = {
  S: { max: 86_400, why: 'durations longer than 86400 seconds must be made in days' },
  D: { max: 365, why: 'durations longer than 365 days must be made in years' },
  W: { max: 52, why: 'durations longer than 52 weeks must be made in years' },
  M: { max: 12, why: 'durations longer than 12 months must be made in years' },
  Y: { max: 100, why: 'durations longer than 100 years are not answered' },
};

/** `1800 S`, `2 D`, `1 W`, `6 M`, `1 Y`; a number alone means seconds. */
export function parseDuration(text: string): Result<Duration, string> {
  const found = /^(\d{1,7})\s*([SDWMY])?$/.exec(text.trim().toUpperCase());
  const count = Number(found?.[1]);
  if (found === null || count < 1) {
    return err(
      `Historical data duration is invalid: ${quoted(text)}. It is a number and one of S, D, W, M, Y: 2 D`,
    );
  }
  const unit = (found[2] ?? 'S') as Duration['unit'];
  const { max, why } = COUNT_MAX[unit];
  return count > max ? err(`Historical data requests for ${why}.`) : ok({ count, unit });
}

const PERIOD_UNITS: Readonly<Record<string, Duration['unit']>> = {
  ...{ second: 'S', minute: 'S', hour: 'S', day: 'D', week: 'W', month: 'M', year: 'Y' },
  ...{ s: 'S', d: 'D', w: 'W', m: 'M', y: 'Y' },
};
const SECONDS_OF: Readonly<Record<string, number>> = { minute: 60, hour: 3_600 };

/** Of a histogram: `3 days`, `1 week`, and durations. */
export function parsePeriod(text: string): Result<Duration, string> {
  const found = /^(\d{1,7})\s*([a-z]+?)s?$/.exec(text.trim().toLowerCase());
  const name = found?.[2] ?? '';
  const unit = PERIOD_UNITS[name];
  if (unit === undefined) return err(`the time period is invalid: ${quoted(text)}. Write it like 3 days`);
  return parseDuration(`${Number(found?.[1]) * (SECONDS_OF[name] ?? 1)} ${unit}`);
}
