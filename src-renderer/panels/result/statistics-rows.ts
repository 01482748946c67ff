import type { Statistics } from '#shared/model/backtest.ts';
import { isoDateOf } from '#shared/model/iso-date.ts';
import { STATISTICS_TABLE, statisticOf, type StatisticRow as Row } from '#shared/model/statistics-table.ts';
import {
  formatNumber,
  formatPercent,
  formatSigned,
  formatSignedPercent,
  gainOrLoss,
  NO_VALUE,
} from '../../format/number.ts';

export interface StatisticRow {
  readonly label: string;
  readonly text: string;
  readonly tone: 'gain' | 'loss' | undefined;
  /** The convention behind the figure. */
  readonly help: string;
}

export interface StatisticGroup {
  readonly title: string;
  readonly rows: readonly StatisticRow[];
}

/** The statistics as a reader goes through them, in the user's locale, each with the convention it follows. */
export function statisticGroups(statistics: Statistics, currency: string): readonly StatisticGroup[] {
  return STATISTICS_TABLE.map(({ title, isMoney, rows }) => ({
    title: isMoney ? `${title} (${currency})` : title,
    rows: rows.map((row) => {
      const value = statisticOf(row, statistics);
      return {
        label: row.title,
        text: value === null ? NO_VALUE : textOf(row, value),
        tone: row.sense === 'plain' ? undefined : gainOrLoss(value),
        help: row.help,
      };
    }),
  }));
}

function textOf({ unit, sense }: Row, value: number): string {
  const isSigned = sense !== 'plain';
  switch (unit) {
    case 'money':
      return isSigned ? formatSigned(value, 2) : formatNumber(value, 2);
    case 'fraction':
      return isSigned ? formatSignedPercent(value) : formatPercent(value);
    case 'ratio':
      return formatNumber(value, 2);
    case 'count':
      return formatNumber(value);
    case 'days':
      return `${formatNumber(value, Number.isInteger(value) ? 0 : 1)} days`;
    case 'time':
      return isoDateOf(value);
  }
}
