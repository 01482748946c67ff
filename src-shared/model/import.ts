import { z } from 'zod';
import { BAR_SIZES } from './bar-size.ts';
import { seriesFactsSchema, seriesSummarySchema } from './series.ts';

/** Names a file the user has chosen in a dialog, dropped or passed on the command line. Paths never come from the renderer. */
export const fileGrantSchema = z.strictObject({ grantId: z.uuid(), name: z.string() });
export type FileGrant = z.output<typeof fileGrantSchema>;

/** What the file of a dialog is meant for; a grant does not know it. */
export const IMPORT_KINDS = ['bars', 'actions'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/**
 * How dates are written. A time of day and a UTC offset may follow each calendar format (`2020-12-01 09:30:00-05:00`);
 * separators and two-digit years are taken as read-date.ts says.
 */
export const DATE_FORMATS = [
  'YYYY-MM-DD',
  'YYYYMMDD',
  'MM/DD/YYYY',
  'DD/MM/YYYY',
  'DD.MM.YYYY',
  'MMM D YYYY',
  'D MMM YYYY',
  'unix-seconds',
  'unix-milliseconds',
  'unix-microseconds',
  'unix-nanoseconds',
] as const;
export type DateFormat = (typeof DATE_FORMATS)[number];

/** How to read the file; the preview guesses it, the user may correct it. Columns count from 0; -1 is "not in the file". */
export const csvDialectSchema = z.strictObject({
  delimiter: z.enum([',', ';', '\t', '|']),
  decimal: z.enum(['.', ',']),
  hasHeader: z.boolean(),
  dateFormat: z.enum(DATE_FORMATS),
  columns: z.strictObject({
    date: z.number().int().min(0),
    /** Time of day when it stands in a column of its own. */
    time: z.number().int().min(-1),
    open: z.number().int().min(0),
    high: z.number().int().min(0),
    low: z.number().int().min(0),
    close: z.number().int().min(0),
    volume: z.number().int().min(-1),
  }),
});
export type CsvDialect = z.output<typeof csvDialectSchema>;

/** What happens to bars the series already has: keep the stored ones, replace them by the file's, or refuse the whole file. */
const EXISTING_BARS_RULES = ['keep', 'replace', 'refuse'] as const;

export const importSpecSchema = z.strictObject({
  facts: seriesFactsSchema,
  dialect: csvDialectSchema,
  existing: z.enum(EXISTING_BARS_RULES),
  /** True: one refused row refuses the file. False: good rows go in, refused rows are reported. */
  allOrNothing: z.boolean(),
});
export type ImportSpec = z.output<typeof importSpecSchema>;

const ROW_FAULTS = [
  'too-few-columns',
  'too-many-columns',
  'bad-date',
  'bad-number',
  'not-finite',
  'not-positive',
  'negative-volume',
  'high-below-low',
  'outside-high-low',
  'duplicate-time',
  'unsorted',
  'malformed-quotes',
] as const;

export type RowFault = (typeof ROW_FAULTS)[number];

export const refusedRowSchema = z.strictObject({
  /** Line in the file, counting from 1, where the row begins. */
  line: z.number().int(),
  fault: z.enum(ROW_FAULTS),
  /** The rule and the values that broke it. */
  reason: z.string(),
  /** The row as it stands in the file, cut to 200 characters. */
  text: z.string(),
});
export type RefusedRow = z.output<typeof refusedRowSchema>;

/** A stretch without bars that is longer than the bar size and the calendar of the data would have it. Not refused, but told. */
export const gapSchema = z.strictObject({ after: z.number(), before: z.number() });

export const importPreviewSchema = z.strictObject({
  fileName: z.string(),
  fileBytes: z.number(),
  dialect: csvDialectSchema,
  header: z.array(z.string()),
  /** The first rows, cell by cell as they stand in the file. */
  rows: z.array(z.array(z.string())).max(50),
  /** Faults among the rows read for the preview, the first 20. */
  refused: z.array(refusedRowSchema).max(20),
  /** What the file and its name suggest; the user confirms. */
  guess: z.strictObject({ ...seriesFactsSchema.shape, barSize: z.enum(BAR_SIZES) }),
  /** Series of the same symbol that the library holds. */
  existing: z.array(seriesSummarySchema),
  /** What the guess rests on and what looks odd: sentences. */
  remarks: z.array(z.string()),
});
export type ImportPreview = z.output<typeof importPreviewSchema>;

/** How an import ended. When `outcome` is not `imported`, the library is as it was. */
export const importReportSchema = z.strictObject({
  importId: z.uuid(),
  outcome: z.enum(['imported', 'refused', 'cancelled']),
  /** One sentence. */
  message: z.string(),
  series: seriesSummarySchema.nullable(),
  rowCount: z.number().int(),
  /** Bars that were new, took the place of stored ones, or gave way to stored ones. */
  addedCount: z.number().int(),
  replacedCount: z.number().int(),
  keptCount: z.number().int(),
  refusedCount: z.number().int(),
  /** The first 500; all of them are in the report file. */
  refused: z.array(refusedRowSchema).max(500),
  gapCount: z.number().int(),
  gaps: z.array(gapSchema).max(100),
  durationMs: z.number(),
});
export type ImportReport = z.output<typeof importReportSchema>;

export const importProgressSchema = z.strictObject({
  importId: z.uuid(),
  bytesDone: z.number(),
  bytesTotal: z.number(),
  rowsDone: z.number(),
  refusedCount: z.number(),
});
export type ImportProgress = z.output<typeof importProgressSchema>;
