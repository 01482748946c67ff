import { isoDateOf } from '#shared/model/iso-date.ts';
import type { CellUnit } from '#shared/model/report-table.ts';
import { formatNumber, formatPercent, NO_VALUE } from '../../format/number.ts';

/** A cell of a report's table in the user's locale. */
export function cellText(value: number | string | null, unit: CellUnit): string {
  if (typeof value !== 'number') return value ?? NO_VALUE;
  switch (unit) {
    case 'date':
      return isoDateOf(value);
    case 'count':
      return formatNumber(value);
    case 'days':
      return formatNumber(value, Number.isInteger(value) ? 0 : 1);
    case 'fine-fraction':
      return formatPercent(value, 3);
    case 'fraction':
    case 'signed-fraction':
      return formatPercent(value);
    default:
      return formatNumber(value, 2);
  }
}
