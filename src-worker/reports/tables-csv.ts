import Papa from 'papaparse';
import type { CellUnit, ReportTable } from '#shared/model/report-table.ts';
import { STATISTICS_TABLE, statisticOf } from '#shared/model/statistics-table.ts';
import { isoDateOf } from '#shared/model/iso-date.ts';
import type { RunReport } from './run-report.ts';

/**
 * Statistics and tables of a run as one CSV, a figure a line, so that any program can take what it wants: table, row from 1,
 * column, unit, value. Fractions are fractions, dates ISO 8601, and what has no meaning is empty.
 */
export function tablesCsv({ detail }: RunReport, tables: readonly ReportTable[]): string {
  const { statistics } = detail;
  const lines: (string | number)[][] = [];
  for (const { title, rows } of STATISTICS_TABLE) {
    rows.forEach((row, at) => {
      const value = statistics === null ? null : statisticOf(row, statistics);
      lines.push([
        `statistics: ${title}`,
        at + 1,
        row.title,
        row.unit,
        row.unit === 'time' ? isoTime(value) : (value ?? ''),
      ]);
    });
  }
  for (const { id, columns, rows } of tables) {
    rows.forEach((cells, at) => {
      columns.forEach(({ title, unit }, column) => {
        lines.push([
          id,
          at + 1,
          title,
          unit.replace(/^(signed|fine)-/, ''),
          cellText(cells[column] ?? null, unit),
        ]);
      });
    });
  }
  return (
    Papa.unparse({ fields: ['table', 'row', 'column', 'unit', 'value'], data: lines }, { newline: '\n' }) +
    '\n'
  );
}

function cellText(value: number | string | null, unit: CellUnit): string | number {
  if (value === null) return '';
  return unit === 'date' && typeof value === 'number' ? isoDateOf(value) : value;
}

function isoTime(value: number | null): string {
  return value === null ? '' : new Date(value).toISOString();
}
