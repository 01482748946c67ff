import { assert } from '../kernel/assert.ts';
import type { CellUnit, ReportRow, ReportTable } from './report-table.ts';

/** What of a table is drawn. */
export type DrawnTable = Pick<ReportTable, 'title' | 'drawnAs' | 'columns' | 'rows'>;

/**
 * A table as a picture, DRAWING_WIDTH wide and as high as asked for, y downwards: the same shapes wherever it is shown.
 * Paths are SVG's. Dots are strokes of no length: with round ends they stay round however the picture is stretched.
 */
export interface TableDrawing {
  readonly caption: string;
  readonly x: Edges;
  readonly y: Edges;
  /** Where the line of zero is, where it is within the picture. */
  readonly zero: number | null;
  readonly marks: readonly Mark[];
}

export type Mark =
  | { readonly kind: 'line'; readonly title: string; readonly path: string }
  | { readonly kind: 'dots'; readonly side: 'gain' | 'loss'; readonly path: string }
  | {
      readonly kind: 'bar';
      /** Only returns are gains or losses; worth and falls are neither. */
      readonly side: 'gain' | 'loss' | 'plain';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly row: ReportRow;
    };

export interface Edges {
  readonly low: ReportRow[number];
  readonly high: ReportRow[number];
  readonly unit: CellUnit;
}

export const DRAWING_WIDTH = 1_000;

/** @param table with a row, and drawn as something else than a table */
export function drawingOf(table: DrawnTable, height: number): TableDrawing {
  assert(table.drawnAs !== 'table' && table.rows.length > 0, `${table.title} is no picture`);
  return DRAWERS[table.drawnAs](table, height);
}

const DRAWERS = { lines, bars, scatter };

function lines({ columns, rows }: DrawnTable, height: number): TableDrawing {
  const names = columns.slice(1).map(({ title }) => title);
  const x = extent(rows, [0]);
  const y = extent(
    rows,
    names.map((_, i) => i + 1),
  );
  return {
    caption: names.join(', '),
    x: { ...x, unit: columns[0]!.unit },
    y: { ...y, unit: columns[1]!.unit },
    zero: y.low < 0 && y.high > 0 ? (1 - share(y, 0)) * height : null,
    marks: names.map((title, i) => ({ kind: 'line', title, path: pathOf(rows, i + 1, x, y, height) })),
  };
}

function bars({ columns, rows }: DrawnTable, height: number): TableDrawing {
  const most = extent(rows, [2]).high || 1;
  const step = DRAWING_WIDTH / rows.length;
  const isReturn = columns[0]!.unit === 'fine-fraction';
  return {
    caption: columns[2]!.title,
    x: { low: rows[0]![0]!, high: rows.at(-1)![1]!, unit: columns[0]!.unit },
    y: { low: 0, high: most, unit: columns[2]!.unit },
    zero: null,
    marks: rows.map((row, i) => {
      const tall = (numberAt(row, 2) / most) * height;
      const side = !isReturn ? 'plain' : numberAt(row, 1) <= 0 ? 'loss' : 'gain';
      const width = Math.max(0.5, step - 2);
      return { kind: 'bar', side, x: i * step + 1, y: height - tall, width, height: tall, row };
    }),
  };
}

function scatter({ columns, rows }: DrawnTable, height: number): TableDrawing {
  const x = extent(rows, [0]);
  const y = extent(rows, [1]);
  const dots = (isLoss: boolean) =>
    rows
      .filter((row) => numberAt(row, 2) < 0 === isLoss)
      .map((row) => `M${place(share(x, numberAt(row, 0)), share(y, numberAt(row, 1)), height)}h0`)
      .join('');
  return {
    caption: `${columns[1]!.title} upwards over ${columns[0]!.title}, a dot each trade`,
    x: { ...x, unit: columns[0]!.unit },
    y: { ...y, unit: columns[1]!.unit },
    zero: null,
    marks: [
      { kind: 'dots', side: 'gain', path: dots(false) },
      { kind: 'dots', side: 'loss', path: dots(true) },
    ],
  };
}

/** A line that is broken where there is no figure. */
function pathOf(rows: readonly ReportRow[], column: number, x: Extent, y: Extent, height: number): string {
  let isDrawing = false;
  const steps: string[] = [];
  for (const row of rows) {
    const [at, value] = [row[0], row[column]];
    if (typeof at !== 'number' || typeof value !== 'number') {
      isDrawing = false;
      continue;
    }
    steps.push(`${isDrawing ? 'L' : 'M'}${place(share(x, at), share(y, value), height)}`);
    isDrawing = true;
  }
  return steps.join('');
}

function place(right: number, up: number, height: number): string {
  return `${(right * DRAWING_WIDTH).toFixed(1)} ${((1 - up) * height).toFixed(1)}`;
}

interface Extent {
  readonly low: number;
  readonly high: number;
}

function extent(rows: readonly ReportRow[], columns: readonly number[]): Extent {
  let low = Infinity;
  let high = -Infinity;
  for (const row of rows) {
    for (const column of columns) {
      const value = row[column];
      if (typeof value !== 'number') continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low > high ? { low: 0, high: 0 } : { low, high };
}

function share({ low, high }: Extent, value: number): number {
  return high > low ? (value - low) / (high - low) : 0.5;
}

function numberAt(row: ReportRow, column: number): number {
  const value = row[column];
  return typeof value === 'number' ? value : 0;
}
