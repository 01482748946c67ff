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
