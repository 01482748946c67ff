import { barColumns } from '#shared/bars/columns.ts';
import type { ScreenParameters } from '#shared/model/screen.ts';
import { screenSymbol, unscored, type ScreenVerdict } from '#shared/strategies/screen-symbol.ts';
import { JobProgress } from './progress.ts';

/** Symbols to judge, for one thread, one after the other. Crosses to it by structured clone. */
export interface ScreenSet {
  readonly symbols: readonly {
    /** Daily bars up to the day asked about, and none after it. */
    readonly columns: SharedArrayBuffer;
    readonly barCount: number;
  }[];
  readonly parameters: ScreenParameters;
  /** Start of the day asked about, Unix ms UTC; null: of each symbol the last bar. */
  readonly asOf: number | null;
  /** See progress.ts: cancel flag, and of each symbol the bars that are done. */
  readonly progress: SharedArrayBuffer;
}

export type ScreenSetOutcome =
  { readonly kind: 'done'; readonly verdicts: readonly ScreenVerdict[] } | { readonly kind: 'cancelled' };

/** A symbol whose judgement throws has that for its reason; the others go on. */
export function runScreen({ symbols, parameters, asOf, progress }: ScreenSet): ScreenSetOutcome {
  const cells = new JobProgress(progress);
  const verdicts: ScreenVerdict[] = [];
  for (const [index, { columns, barCount }] of symbols.entries()) {
    if (cells.isCancelled()) return { kind: 'cancelled' };
    try {
      verdicts.push(screenSymbol(barColumns(barCount, columns), parameters, asOf));
    } catch (error) {
      verdicts.push(unscored(error instanceof Error ? error.message : String(error)));
    }
    cells.report(index, barCount, 0);
  }
  return { kind: 'done', verdicts };
}
