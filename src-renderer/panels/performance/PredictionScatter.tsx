import { useElementSize } from '@mantine/hooks';
import { useMemo } from 'react';
import { RUN_KINDS, type PredictionRecord, type RunKind } from '#shared/model/plan.ts';
import { formatSignedPercent } from '../../format/number.ts';
import { formatTook, KIND_WORDS, missOf } from '../../format/plan.ts';
import { logAxis, type LogAxis } from './log-axis.ts';
import { NEAR, predictionId } from './prediction-summary.ts';
import styles from './performance.module.css';

const HEIGHT = 260;
const MARGIN = { left: 58, right: 36, top: 10, bottom: 34 };
/** More points cover one another; the newest are drawn. */
const POINTS_MAX = 500;

interface Props {
  readonly records: readonly PredictionRecord[];
  readonly selectedId: string | null;
  readonly onSelect: (id: string) => void;
}

/** One point a run: on the line it took what was predicted, in the band it was within 20 % of it. */
export function PredictionScatter({ records, selectedId, onSelect }: Props) {
  const { ref, width } = useElementSize();
  const drawn = records.slice(0, POINTS_MAX);
  const axis = useMemo(
    () => logAxis(records.flatMap(({ actualMs, predicted }) => [actualMs, predicted.ms])),
    [records],
  );
  const x = (ms: number) => MARGIN.left + axis.place(ms) * Math.max(0, width - MARGIN.left - MARGIN.right);
  const y = (ms: number) => HEIGHT - MARGIN.bottom - axis.place(ms) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  return (
    <div ref={ref} className={styles['scatter']}>
      {width > 0 && (
        <svg
          width={width}
          height={HEIGHT}
          role="img"
          aria-label={`Predicted against actual time, a point for each of ${drawn.length}; the table below has the figures`}
        >
          <clipPath id="prediction-plot">
            <rect
              x={x(axis.low)}
              y={y(axis.high)}
              width={x(axis.high) - x(axis.low)}
              height={y(axis.low) - y(axis.high)}
            />
          </clipPath>
          <Grid axis={axis} x={x} y={y} />
          <g clipPath="url(#prediction-plot)">
            <polygon className={styles['band']} points={bandOf(axis, x, y)} />
            <line
              className={styles['equal']}
              x1={x(axis.low)}
              y1={y(axis.low)}
              x2={x(axis.high)}
              y2={y(axis.high)}
            />
          </g>
          {drawn.map((record) => {
            const id = predictionId(record);
            return (
              <path
                key={id}
                d={shapeOf(record.kind, x(record.actualMs), y(record.predicted.ms))}
                className={styles['point']}
                data-kind={record.kind}
                data-far={Math.abs(missOf(record)) > NEAR}
                data-disturbed={record.wasDisturbed}
                data-selected={id === selectedId}
                onClick={() => onSelect(id)}
              >
                <title>
                  {`${KIND_WORDS[record.kind]}, ${record.strategyTitle}: predicted ${formatTook(record.predicted.ms)}, took ${formatTook(record.actualMs)}, ${formatSignedPercent(missOf(record), 0)}`}
                </title>
              </path>
            );
          })}
        </svg>
      )}
      <div className={styles['legend']}>
        {RUN_KINDS.map((kind) => (
          <span key={kind}>
            <svg width={12} height={12} aria-hidden>
              <path d={shapeOf(kind, 6, 6)} className={styles['point']} data-kind={kind} />
            </svg>
            {KIND_WORDS[kind]}
          </span>
        ))}
        <span>band: within 20 %</span>
      </div>
    </div>
  );
}

type Place = (ms: number) => number;

function Grid({ axis, x, y }: { axis: LogAxis; x: Place; y: Place }) {
  const [left, right, top, bottom] = [x(axis.low), x(axis.high), y(axis.high), y(axis.low)];
  return (
    <g className={styles['grid']}>
      {axis.ticks.map((ms) => (
        <g key={ms}>
          <line x1={x(ms)} x2={x(ms)} y1={top} y2={bottom} />
          <line x1={left} x2={right} y1={y(ms)} y2={y(ms)} />
          <text x={x(ms)} y={bottom + 14} textAnchor="middle">
            {formatTook(ms)}
          </text>
          <text x={left - 6} y={y(ms) + 4} textAnchor="end">
            {formatTook(ms)}
          </text>
        </g>
      ))}
      <text x={right} y={bottom + 28} textAnchor="end">
        actual
      </text>
      <text x={left + 6} y={top + 12}>
        predicted
      </text>
    </g>
  );
}

function bandOf({ low, high }: LogAxis, x: Place, y: Place): string {
  const corners: readonly (readonly [number, number])[] = [
    [low, low * (1 - NEAR)],
    [low, low * (1 + NEAR)],
    [high, high * (1 + NEAR)],
    [high, high * (1 - NEAR)],
  ];
  return corners.map(([actual, predicted]) => `${x(actual)},${y(predicted)}`).join(' ');
}

/** A disc, a square, a triangle, a rhombus: kinds are told apart without colour. */
function shapeOf(kind: RunKind, x: number, y: number): string {
  switch (kind) {
    case 'single':
      return `M${x - 3.5} ${y}a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0`;
    case 'per-symbol':
      return `M${x - 3} ${y - 3}h6v6h-6z`;
    case 'sweep':
      return `M${x} ${y - 4}l4 7h-8z`;
    case 'walk-forward':
      return `M${x} ${y - 4.5}l4.5 4.5l-4.5 4.5l-4.5 -4.5z`;
  }
}
