import { foldBars } from '#shared/bars/fold-bars.ts';
import { lowerBound } from '#shared/bars/columns.ts';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { SeriesId } from '#shared/model/series.ts';
import type { FoldedBars, FoldedBarsQuery, LibraryApi } from './library-api.ts';
import { libraryFailure } from './library-failure.ts';
import { guarded, type LibraryParts } from './library-parts.ts';

export type SeriesCalls = Pick<
  LibraryApi,
  | 'listSeries'
  | 'loadBars'
  | 'foldedBars'
  | 'barsOfRun'
  | 'previewImport'
  | 'importFile'
  | 'saveRefusedRows'
  | 'keepBrokerBars'
  | 'readBrokerBars'
>;

/** Series and their bars: read, imported from files, kept from a broker. */
export function seriesCalls(parts: LibraryParts): SeriesCalls {
  const { path, series, importer, brokerSeries, reports, events } = parts;

  const foldedBars = ({
    seriesId,
    from,
    to,
    maxPoints,
  }: FoldedBarsQuery): Result<FoldedBars, ServiceFailure> => {
    if (series.get(seriesId) === undefined) return err(noSeries(seriesId));
    return guarded(path, () => {
      const bars = series.loadAround(seriesId, from, to);
      const begin = lowerBound(bars.time, from);
      const end = Math.max(begin, firstAfter(bars.time, to));
      const folded = foldBars(bars, begin, end, maxPoints);
      const { time, open, high, low, close, volume } = folded.bars;
      return ok({ time, open, high, low, close, volume, barsPerPoint: folded.barsPerPoint });
    });
  };

  return {
    listSeries: () => series.list(),

    loadBars(seriesId) {
      const summary = series.get(seriesId);
      if (summary === undefined) return err(noSeries(seriesId));
      return guarded(path, () => {
        const { columns, bars } = series.loadAll(seriesId);
        const dataHash = series.dataHash(seriesId, columns);
        return ok({ summary, columns, barCount: bars.length, dataHash });
      });
    },

    foldedBars,

    barsOfRun(query, dataHash) {
      const folded = foldedBars(query);
      if (!folded.ok) return folded;
      return guarded(path, () =>
        ok({ bars: folded.value, isUnchanged: series.currentDataHash(query.seriesId) === dataHash }),
      );
    },

    previewImport: (file, dialect) => importer.preview(file, dialect),

    async importFile(request) {
      const imported = await importer.import(request);
      if (imported.ok && imported.value.outcome === 'imported') events.libraryChanged();
      return imported;
    },

    saveRefusedRows: (importId, target) => reports.save(importId, target),

    async keepBrokerBars(page) {
      if (importer.isImportingInto(page.facts))
        return err(
          failure('series-busy', `A file is being imported into ${page.facts.symbol}.`, 'It is kept later.'),
        );
      try {
        const kept = await brokerSeries.keep(page);
        if (typeof kept === 'string') return err(failure('bars-refused', kept));
        events.libraryChanged();
        return ok({ seriesId: kept });
      } catch (error) {
        return err(libraryFailure(error, path));
      }
    },

    readBrokerBars: (facts, stretch) => guarded(path, () => ok(brokerSeries.read(facts, stretch))),
  };
}

export function noSeries(seriesId: SeriesId): ServiceFailure {
  return failure(
    'series-unknown',
    `The library has no series ${seriesId}.`,
    'It may have been deleted: choose another one.',
  );
}

/** Index of the first time after `time`; times ascend. */
function firstAfter(times: Float64Array, time: number): number {
  const at = lowerBound(times, time);
  return times[at] === time ? at + 1 : at;
}
