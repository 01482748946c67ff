import { z } from 'zod';

/** The tables of a report, in its order. */
const REPORT_TABLE_IDS = [
  'monthly-returns', 'drawdowns', 'rolling-sharpe', 'return-distribution', 'exposure', 'trade-scatter', 'symbols', 'currencies',
  'benchmark', 'years', 'growth',
] as const; // prettier-ignore
export type ReportTableId = (typeof REPORT_TABLE_IDS)[number];

/** `signed-…`: its sign says good or bad. `date`: midnight UTC of the day, Unix ms. Fractions are fractions: 0.05 is 5 %. */
const CELL_UNITS = [
  'text', 'date', 'count', 'ratio', 'days', 'money', 'fraction', 'signed-money', 'signed-fraction', 'fine-fraction',
] as const; // prettier-ignore
export type CellUnit = (typeof CELL_UNITS)[number];

/** More are thinned or left out, and `leftOut` says how many. */
export const REPORT_ROWS_MAX = 5_000;

/**
 * One table of a report: the same wherever it is shown. Drawn as `lines` its first column is the time and every other one a
 * line; as `bars` the first two columns are the edges of a bar and the third its height; as `scatter` the first two are the
 * place of a point, and the sign of the third its colour.
 */
export const reportTableSchema = z.strictObject({
  id: z.enum(REPORT_TABLE_IDS),
  title: z.string(),
  /** How its figures are counted, in sentences. */
  convention: z.string(),
  drawnAs: z.enum(['table', 'lines', 'bars', 'scatter']),
  columns: z.array(z.strictObject({ title: z.string(), unit: z.enum(CELL_UNITS) })).max(20),
  /** Null where a figure has no meaning. */
  rows: z.array(z.array(z.union([z.number(), z.string(), z.null()])).max(20)).max(REPORT_ROWS_MAX),
  leftOut: z.number().int(),
  /** Why there is no row, or what its reader must not miss; null: nothing. */
  note: z.string().nullable(),
});
export type ReportTable = z.output<typeof reportTableSchema>;
export type ReportRow = ReportTable['rows'][number];
