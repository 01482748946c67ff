import { isoDateOf } from '#shared/model/iso-date.ts';
import type { CellUnit } from '#shared/model/report-table.ts';
import type { StatisticUnit } from '#shared/model/statistics-table.ts';

const MINUS = '−';
const NOT_DEFINED = '–';

/** A figure as reports and the command line print it: en-US, fixed decimals, a true minus sign. */
export function formatFigure(value: number | null, unit: StatisticUnit): string {
  if (value === null) return NOT_DEFINED;
  switch (unit) {
    case 'money':
      return decimals(value, 2);
    case 'fraction':
      return `${decimals(value * 100, 2)} %`;
    case 'ratio':
      return decimals(value, 2);
    case 'count':
      return decimals(value, 0);
    case 'days':
      return `${decimals(value, 1)} d`;
    case 'time':
      return new Date(value).toISOString().slice(0, 16).replace('T', ' ').replace(' 00:00', '');
  }
}

/** A cell of a report's table, as `formatFigure` writes figures. */
export function formatCell(value: number | string | null, unit: CellUnit): string {
  if (value === null || typeof value === 'string') return value ?? NOT_DEFINED;
  switch (unit) {
    case 'date':
      return isoDateOf(value);
    case 'signed-money':
      return formatFigure(value, 'money');
    case 'signed-fraction':
      return formatFigure(value, 'fraction');
    case 'fine-fraction':
      return `${withMinus(String(Number((value * 100).toPrecision(12))))} %`;
    case 'text':
      return String(value);
    default:
      return formatFigure(value, unit);
  }
}

/** Prices keep the digits of the data, up to six. */
export function formatPrice(value: number | null): string {
  return value === null
    ? NOT_DEFINED
    : withMinus(value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 6 }));
}

function decimals(value: number, digits: number): string {
  return withMinus(
    value.toLocaleString('en-US', {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      signDisplay: 'negative',
    }),
  );
}

function withMinus(text: string): string {
  return text.replace('-', MINUS);
}
