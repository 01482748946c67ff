import type { CellUnit, ReportRow, ReportTable } from '#shared/model/report-table.ts';
import { cellText } from './cell-text.ts';
import styles from './report.module.css';

/** A table as a picture: lines over time, bars, or points. It is stretched to its place; strokes and dots are not. */
export function Drawing({ table, format = cellText }: { table: DrawnTable; format?: Format }) {
  const picture = PICTURES[table.drawnAs as keyof typeof PICTURES](table, format);
  const { caption, shapes, left, right, top, bottom } = picture;
  return (
    <figure className={styles['figure']}>
      <figcaption className={styles['caption']}>{caption}</figcaption>
      <div className={styles['plot']}>
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`${table.title}: ${left} to ${right}, ${bottom} to ${top}`}
        >
          {shapes}
        </svg>
        <span className={styles['top']}>{top}</span>
        <span className={styles['bottom']}>{bottom}</span>
      </div>
      <div className={styles['edges']}>
        <span>{left}</span>
        <span>{right}</span>
      </div>
    </figure>
  );
}

/** What of a table is drawn. */
export type DrawnTable = Pick<ReportTable, 'title' | 'drawnAs' | 'columns' | 'rows'>;
type Format = (value: number | string | null, unit: CellUnit) => string;

interface Picture {
  readonly caption: React.ReactNode;
  readonly shapes: React.ReactNode;
  readonly left: string;
  readonly right: string;
  readonly top: string;
  readonly bottom: string;
}

const WIDTH = 1_000;
const HEIGHT = 300;
const PICTURES = { lines, bars, scatter };

function lines({ columns, rows }: DrawnTable, format: Format): Picture {
  const names = columns.slice(1);
  const x = extent(rows, [0]);
  const y = extent(
    rows,
    names.map((_, i) => i + 1),
  );
  const zero = y.low < 0 && y.high > 0 ? HEIGHT * (1 - share(y, 0)) : null;
  return {
    caption: names.map(({ title }, i) => (
      <span key={title} className={styles['name']} data-line={i}>
        {title}
      </span>
    )),
    shapes: (
      <>
        {zero !== null && <line className={styles['zero']} x1={0} x2={WIDTH} y1={zero} y2={zero} />}
        {names.map(({ title }, i) => (
          <path key={title} className={styles['line']} data-line={i} d={pathOf(rows, i + 1, x, y)} />
        ))}
      </>
    ),
    left: format(x.low, columns[0]!.unit),
    right: format(x.high, columns[0]!.unit),
    top: format(y.high, columns[1]!.unit),
    bottom: format(y.low, columns[1]!.unit),
  };
}

function bars({ columns, rows }: DrawnTable, format: Format): Picture {
  const most = extent(rows, [2]).high || 1;
  const step = WIDTH / rows.length;
  return {
    caption: columns[2]!.title,
    shapes: rows.map((row, i) => {
      const tall = (numberAt(row, 2) / most) * HEIGHT;
      // Only returns are gains or losses; worth and falls are neither.
      const isReturn = columns[0]!.unit === 'fine-fraction';
      const side = !isReturn ? 'plain' : numberAt(row, 1) <= 0 ? 'loss' : 'gain';
      return (
        <rect
          key={numberAt(row, 0)}
          className={styles['bar']}
          data-side={side}
          x={i * step + 1}
          y={HEIGHT - tall}
          width={Math.max(0.5, step - 2)}
          height={tall}
        >
          <title>
            {format(row[0]!, columns[0]!.unit)} to {format(row[1]!, columns[1]!.unit)}:{' '}
            {format(row[2]!, columns[2]!.unit)}
          </title>
        </rect>
      );
    }),
    left: format(rows[0]![0]!, columns[0]!.unit),
    right: format(rows.at(-1)![1]!, columns[1]!.unit),
    top: format(most, columns[2]!.unit),
    bottom: format(0, columns[2]!.unit),
  };
}

function scatter({ columns, rows }: DrawnTable, format: Format): Picture {
  const x = extent(rows, [0]);
  const y = extent(rows, [1]);
  const dots = (isLoss: boolean) =>
    rows
      .filter((row) => numberAt(row, 2) < 0 === isLoss)
      .map((row) => {
        const at = [share(x, numberAt(row, 0)) * WIDTH, (1 - share(y, numberAt(row, 1))) * HEIGHT];
        return `M${at.map((one) => one.toFixed(1)).join(' ')}h0`;
      })
      .join('');
  return {
    caption: (
      <>
        {columns[1]!.title} upwards over {columns[0]!.title}, a dot each trade:
        <span className={styles['name']} data-dots="gain">
          won or even
        </span>
        <span className={styles['name']} data-dots="loss">
          lost
        </span>
      </>
    ),
    shapes: (
      <>
        <path className={styles['dots']} data-dots="gain" d={dots(false)} />
        <path className={styles['dots']} data-dots="loss" d={dots(true)} />
      </>
    ),
    left: format(x.low, columns[0]!.unit),
    right: format(x.high, columns[0]!.unit),
    top: format(y.high, columns[1]!.unit),
    bottom: format(y.low, columns[1]!.unit),
  };
}

/** A line that is broken where there is no figure. */
function pathOf(rows: readonly ReportRow[], column: number, x: Extent, y: Extent): string {
  let isDrawing = false;
  const steps: string[] = [];
  for (const row of rows) {
    const [at, value] = [row[0], row[column]];
    if (typeof at !== 'number' || typeof value !== 'number') {
      isDrawing = false;
      continue;
    }
    const place = `${(share(x, at) * WIDTH).toFixed(1)} ${((1 - share(y, value)) * HEIGHT).toFixed(1)}`;
    steps.push(`${isDrawing ? 'L' : 'M'}${place}`);
    isDrawing = true;
  }
  return steps.join('');
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
