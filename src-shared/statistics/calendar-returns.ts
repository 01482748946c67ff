import { yearOfDay } from '#shared/model/civil-day.ts';
import { MS_PER_DAY } from '#shared/kernel/time.ts';

export interface PeriodReturn {
  readonly year: number;
  /** 1 to 12; 0 for a whole year. */
  readonly month: number;
  /** Simple, over the days of the period that there are. */
  readonly return: number;
}

/**
 * Returns of calendar months or years: the days' returns chained.
 *
 * @param days    of each return, days since 1970-01-01, ascending
 * @param returns simple, one per day
 */
export function calendarReturns(
  days: readonly number[],
  returns: readonly number[],
  period: 'month' | 'year',
): PeriodReturn[] {
  const periods: { year: number; month: number; growth: number }[] = [];
  returns.forEach((one, i) => {
    const year = yearOfDay(days[i]!);
    const month = period === 'year' ? 0 : new Date(days[i]! * MS_PER_DAY).getUTCMonth() + 1;
    const last = periods.at(-1);
    if (last?.year === year && last.month === month) last.growth *= 1 + one;
    else periods.push({ year, month, growth: 1 + one });
  });
  return periods.map(({ year, month, growth }) => ({ year, month, return: growth - 1 }));
}
