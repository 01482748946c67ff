import type { CellUnit } from '#shared/model/report-table.ts';
import {
  drawingOf,
  DRAWING_WIDTH,
  type DrawnTable,
  type Mark,
  type TableDrawing,
} from '#shared/model/table-drawing.ts';
import { cellText } from './cell-text.ts';
import styles from './report.module.css';

/** A table as a picture: lines over time, bars, or points. It is stretched to its place; strokes and dots are not. */
export function Drawing({ table, format = cellText }: { table: DrawnTable; format?: Format }) {
  const drawing = drawingOf(table, HEIGHT);
  const { x, y, zero, marks } = drawing;
  const [left, right, bottom, top] = [x, y].flatMap(({ low, high, unit }) => [
    format(low, unit),
    format(high, unit),
  ]);
  return (
    <figure className={styles['figure']}>
      <figcaption className={styles['caption']}>
        <Caption drawing={drawing} />
      </figcaption>
      <div className={styles['plot']}>
        <svg
          viewBox={`0 0 ${DRAWING_WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`${table.title}: ${left} to ${right}, ${bottom} to ${top}`}
        >
          {zero !== null && <line className={styles['zero']} x1={0} x2={DRAWING_WIDTH} y1={zero} y2={zero} />}
          {marks.map((mark, i) => drawn(mark, i, table, format))}
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

type Format = (value: number | string | null, unit: CellUnit) => string;

const HEIGHT = 300;

function Caption({ drawing: { caption, marks } }: { drawing: TableDrawing }) {
  switch (marks[0]!.kind) {
    case 'line':
      return marks.map((mark, i) => (
        <span key={i} className={styles['name']} data-line={i}>
          {mark.kind === 'line' && mark.title}
        </span>
      ));
    case 'dots':
      return (
        <>
          {caption}:
          <span className={styles['name']} data-dots="gain">
            won or even
          </span>
          <span className={styles['name']} data-dots="loss">
            lost
          </span>
        </>
      );
    case 'bar':
      return caption;
  }
}

function drawn(mark: Mark, index: number, { columns }: DrawnTable, format: Format) {
  switch (mark.kind) {
    case 'line':
      return <path key={index} className={styles['line']} data-line={index} d={mark.path} />;
    case 'dots':
      return <path key={index} className={styles['dots']} data-dots={mark.side} d={mark.path} />;
    case 'bar': {
      const { side, x, y, width, height, row } = mark;
      const [from, to, value] = columns.map(({ unit }, i) => format(row[i] ?? null, unit));
      return (
        <rect
          key={index}
          className={styles['bar']}
          data-side={side}
          x={x}
          y={y}
          width={width}
          height={height}
        >
          <title>
            {from} to {to}: {value}
          </title>
        </rect>
      );
    }
  }
}
