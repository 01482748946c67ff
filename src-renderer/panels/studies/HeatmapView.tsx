import { type KeyboardEvent, useId, useState } from 'react';
import type { StudyTrial } from '#shared/model/study-run.ts';
import { figureText, FIGURES, parameterText } from './figures.ts';
import { type Heatmap, type HeatmapCell, type HeatmapChoice, LESS_IS_BETTER } from './heatmap-cells.ts';
import styles from './studies.module.css';

interface HeatmapViewProps {
  readonly map: Heatmap;
  readonly choice: HeatmapChoice;
  /** Index of the trial that is marked as the best of all; null: none is known. */
  readonly best: number | null;
  /** Enter or double click: the trial becomes a full run. */
  readonly onOpen: (trial: StudyTrial) => void;
}

/** Two parameters and a figure. Arrow keys go from cell to cell, Enter runs the trial of the one chosen. */
export function HeatmapView({ map, choice, best, onOpen }: HeatmapViewProps) {
  const [at, setAt] = useState<{ readonly row: number; readonly column: number } | null>(null);
  const prefix = useId();
  const row = at === null ? 0 : Math.min(at.row, map.ys.length - 1);
  const column = at === null ? 0 : Math.min(at.column, map.xs.length - 1);
  const chosen = at === null ? null : (map.cells[row]?.[column] ?? null);

  function onKeyDown(event: KeyboardEvent): void {
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
    };
    const move = moves[event.key];
    if (move !== undefined) {
      setAt({
        row: clamp(row + move[0], map.ys.length),
        column: clamp(column + move[1], map.xs.length),
      });
    } else if (event.key === 'Enter' && chosen?.trial !== null && chosen !== null) onOpen(chosen.trial);
    else return;
    event.preventDefault();
  }

  return (
    <div className={styles['heatmap']}>
      <div
        className={styles['cells']}
        role="grid"
        aria-label={`${FIGURES[choice.figure]?.title ?? choice.figure} by ${choice.x}${choice.y === null ? '' : ` and ${choice.y}`}`}
        aria-activedescendant={at === null ? undefined : `${prefix}${row} ${column}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onFocus={() => setAt((last) => last ?? { row: 0, column: 0 })}
        style={{ gridTemplateColumns: `auto repeat(${map.xs.length}, minmax(40px, 1fr))` }}
      >
        <div role="row" className={styles['contents']}>
          <span role="columnheader" className={styles['axis']}>
            {choice.y === null ? choice.x : `${choice.y} ↓ ${choice.x} →`}
          </span>
          {map.xs.map((value) => (
            <span key={String(value)} role="columnheader" className={styles['axis']}>
              {String(value)}
            </span>
          ))}
        </div>
        {map.cells.map((cells, y) => (
          <div key={String(map.ys[y])} role="row" className={styles['contents']}>
            <span role="rowheader" className={styles['axis']}>
              {String(map.ys[y])}
            </span>
            {cells.map((cell, x) => (
              <div
                key={String(map.xs[x])}
                id={`${prefix}${y} ${x}`}
                role="gridcell"
                aria-selected={at !== null && row === y && column === x}
                className={styles['cell']}
                style={{ background: colourOf(cell, map, choice) }}
                data-best={best !== null && cell.trial?.index === best}
                title={
                  cell.trial === null
                    ? 'No trial'
                    : `${parameterText(cell.trial.parameters)}${cell.trial.index === best ? ', the best of all' : ''}`
                }
                onClick={() => setAt({ row: y, column: x })}
                onDoubleClick={() => cell.trial !== null && onOpen(cell.trial)}
              >
                {best !== null && cell.trial?.index === best ? '★ ' : ''}
                {cell.value === null ? '' : figureText(choice.figure, cell.value)}
              </div>
            ))}
          </div>
        ))}
      </div>
      <p className={styles['chosen']} role="status">
        {chosen === null
          ? 'Arrow keys choose a cell, Enter makes its trial a full run.'
          : chosen.trial === null
            ? 'No trial with this figure here.'
            : `${parameterText(chosen.trial.parameters)}: ${figureText(choice.figure, chosen.value)}${chosen.trialCount > 1 ? `, ${choice.rest === 'median' ? 'median' : 'best'} of ${chosen.trialCount}` : ''}`}
      </p>
    </div>
  );
}

/** Gain above zero, loss below, as strong as it is far from it; of figures without a sign, the better the stronger. */
function colourOf({ value }: HeatmapCell, { low, high }: Heatmap, { figure }: HeatmapChoice): string {
  if (value === null) return 'transparent';
  const isSigned = low < 0 && !LESS_IS_BETTER.has(figure);
  const span = isSigned ? Math.max(Math.abs(low), Math.abs(high)) : high - low;
  const part = span === 0 ? 0.5 : isSigned ? Math.abs(value) / span : (value - low) / span;
  const strength = Math.round(8 + 52 * (LESS_IS_BETTER.has(figure) ? 1 - part : part));
  const colour = isSigned && value < 0 ? 'loss' : 'gain';
  return `color-mix(in srgb, var(--${colour}) ${strength}%, transparent)`;
}

function clamp(index: number, length: number): number {
  return Math.max(0, Math.min(length - 1, index));
}
