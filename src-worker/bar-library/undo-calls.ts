import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { SeriesSummary } from '#shared/model/series.ts';
import { backUp, settleBackup, undoBackup } from './back-up.ts';
import type { LibraryApi } from './library-api.ts';
import { guarded, type LibraryParts } from './library-parts.ts';
import { noRun } from './run-calls.ts';
import { noSeries } from './series-calls.ts';
import { undoUnknown, type UndoStep } from './undo-list.ts';

export type UndoCalls = Pick<LibraryApi, 'deleteSeries' | 'deleteRun' | 'backup' | 'undo'>;

/** What can be taken back until the application closes: deletions and backups, and `undo` itself. */
export function undoCalls(parts: LibraryParts): UndoCalls {
  const { path, db, series, runs, importer, undoList, events } = parts;
  return {
    deleteSeries(seriesId) {
      const summary = series.get(seriesId);
      if (summary === undefined) return err(noSeries(seriesId));
      if (importer.isImportingInto(summary)) return err(busySeries(summary));
      return guarded(path, () => {
        const undo = undoList.add({ kind: 'series', series: summary }, (mark) => {
          series.hide(seriesId, mark);
        });
        events.libraryChanged();
        return ok(undo);
      });
    },

    deleteRun(runId) {
      const summary = runs.summary(runId);
      if (summary === undefined) return err(noRun());
      if (summary.status === 'queued' || summary.status === 'running') {
        return err(failure('run-active', 'The run is still going on.', 'Cancel it first, then delete it.'));
      }
      return guarded(path, () => {
        const undo = undoList.add({ kind: 'run' }, (mark) => {
          runs.hide(runId, mark);
        });
        events.runsChanged();
        return ok(undo);
      });
    },

    async backup(target) {
      const made = await backUp(db, path, target);
      if (!made.ok) return made;
      return guarded(path, () => {
        const undo = undoList.add({ kind: 'backup', path: target, backup: made.value }, () => undefined);
        return ok({ ...undo, bytes: made.value.bytes });
      });
    },

    undo: (undoId) =>
      guarded(path, () => {
        const step = undoList.find(undoId);
        if (step === undefined) return err(undoUnknown());
        const undone = takeBack(parts, step, undoId);
        if (undone.ok) undoList.remove(undoId);
        return undone;
      }),
  };
}

/** What making a step final takes besides; what is hidden is purged by its store. */
export function settleStep(step: UndoStep): void {
  if (step.kind === 'backup') settleBackup(step.backup);
}

/** @param mark what the deletion has hidden things under: the id of its step */
function takeBack(parts: LibraryParts, step: UndoStep, mark: string): Result<null, ServiceFailure> {
  switch (step.kind) {
    case 'series':
      return restoreSeries(parts, step.series, mark);
    case 'run':
      return restoreRun(parts, mark);
    case 'backup':
      return undoBackup(step.path, step.backup);
  }
}

function restoreSeries(
  { series, events }: LibraryParts,
  summary: SeriesSummary,
  mark: string,
): Result<null, ServiceFailure> {
  if (series.find(summary) !== undefined) {
    return err(
      failure(
        'series-exists',
        `${summary.symbol} (${summary.barSize}, ${summary.source}) has been imported again since.`,
        'Delete that one first, then undo.',
      ),
    );
  }
  series.restore(mark);
  events.libraryChanged();
  return ok(null);
}

function restoreRun({ runs, events }: LibraryParts, mark: string): Result<null, ServiceFailure> {
  if (!runs.restore(mark)) return err(undoUnknown()); // it has made room for a new run since
  events.runsChanged();
  return ok(null);
}

function busySeries({ symbol, barSize }: SeriesSummary): ServiceFailure {
  return failure(
    'series-busy',
    `A file is being imported into ${symbol} (${barSize}).`,
    'Wait until it is done, or cancel it.',
  );
}
