import { MS_PER_DAY } from '#shared/kernel/time.ts';
import { DATE_FORMATS, type DateFormat } from '#shared/model/import.ts';
import { DateReader } from './read-date.ts';

export interface DateGuess {
  readonly format: DateFormat;
  readonly remarks: readonly string[];
}

/** The format that reads the most cells; where day and month could change places, the one that makes the better calendar. */
export function guessDateFormat(cells: readonly string[]): DateGuess | undefined {
  const readings = DATE_FORMATS.filter((format) => isPlausibleFor(format, cells[0] ?? ''))
    .map((format) => ({ format, days: readDays(format, cells) }))
    .filter(({ days }) => days.length > 0);
  const most = Math.max(...readings.map(({ days }) => days.length));
  const best = readings.filter(({ days }) => days.length === most);
  const [first, second] = best;
  if (first === undefined) return undefined;
  if (second === undefined) return { format: first.format, remarks: twoDigitRemark(cells, first.format) };

  const [chosen, other] = disorder(first.days) <= disorder(second.days) ? [first, second] : [second, first];
  const sure = disorder(chosen.days) < disorder(other.days);
  const why = sure ? 'in that reading they make the more regular calendar' : 'nothing in the file tells';
  return {
    format: chosen.format,
    remarks: [
      `Dates such as ${cells[0]!.trim()} could be ${chosen.format} or ${other.format}: ${chosen.format} was taken, as ${why}. Check it.`,
      ...twoDigitRemark(cells, chosen.format),
    ],
  };
}

export function readsAsDate(cell: string): boolean {
  return DATE_FORMATS.some(
    (format) => isPlausibleFor(format, cell) && new DateReader(format).read(cell, '') === null,
  );
}

/** A plain number is a date only when it has as many digits as one written today or since 1970. */
function isPlausibleFor(format: DateFormat, cell: string): boolean {
  const text = cell.trim();
  const digits = /^\d+/.exec(text)?.[0].length ?? 0;
  const isNumber = /^\d+(\.0*)?$/.test(text);
  switch (format) {
    case 'YYYYMMDD':
      return digits === 8;
    case 'unix-seconds':
      return (digits === 9 || digits === 10) && /^\d+(\.\d+)?$/.test(text);
    case 'unix-milliseconds':
      return isNumber && (digits === 12 || digits === 13);
    case 'unix-microseconds':
      return isNumber && (digits === 15 || digits === 16);
    case 'unix-nanoseconds':
      return isNumber && (digits === 18 || digits === 19);
    default:
      return !isNumber;
  }
}

function readDays(format: DateFormat, cells: readonly string[]): number[] {
  const reader = new DateReader(format);
  const days: number[] = [];
  for (const cell of cells) {
    if (reader.read(cell, '') === null)
      days.push(Math.floor((reader.wallMs || reader.instantMs) / MS_PER_DAY));
  }
  return days;
}

/** Steps against the main direction, and far ones: a wrong reading jumps about by months. */
function disorder(days: readonly number[]): number {
  let ups = 0;
  let downs = 0;
  let far = 0;
  let weekends = 0;
  for (let i = 0; i < days.length; i++) {
    const weekday = (days[i]! + 4) % 7;
    if (weekday === 0 || weekday === 6) weekends++;
    if (i === 0) continue;
    const step = days[i]! - days[i - 1]!;
    if (step > 0) ups++;
    if (step < 0) downs++;
    if (Math.abs(step) > 20) far++;
  }
  return Math.min(ups, downs) * 10 + far * 10 + weekends;
}

function twoDigitRemark(cells: readonly string[], format: DateFormat): string[] {
  if (!format.includes('YYYY') || format === 'YYYYMMDD' || format === 'YYYY-MM-DD') return [];
  const short = cells.find((cell) => /[-/. ,]\d{2}(?!\d)(?![-/.:])/.test(cell.trim()) && !/\d{4}/.test(cell));
  return short === undefined
    ? []
    : [
        `Years have two digits (${short.trim()}): 70 to 99 were taken as 1970 to 1999, 00 to 69 as 2000 to 2069.`,
      ];
}
