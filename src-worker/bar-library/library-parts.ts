import type { ServiceFailure } from '#shared/ipc/errors.ts';
import { err, type Result } from '#shared/kernel/result.ts';
import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import type { BarImporter } from './bar-importer.ts';
import type { BrokerSeries } from './broker-series.ts';
import type { LibraryEvents } from './library-api.ts';
import { libraryFailure } from './library-failure.ts';
import type { PredictionStore } from './prediction-store.ts';
import type { RefusedRowReports } from './refused-rows.ts';
import type { RunStore } from './run-store.ts';
import type { SeriesStore } from './series-store.ts';
import type { StrategySources } from './strategy-sources.ts';
import type { StudyStore } from './study-store.ts';
import type { UndoList } from './undo-list.ts';

/** What the calls of the library share: the open file, a store for each kind of thing in it, and who is told of changes. */
export interface LibraryParts {
  /** Of research.db. */
  readonly path: string;
  readonly db: SqliteDatabase;
  readonly series: SeriesStore;
  readonly brokerSeries: BrokerSeries;
  readonly importer: BarImporter;
  readonly reports: RefusedRowReports;
  readonly runs: RunStore;
  readonly predictions: PredictionStore;
  readonly strategySources: StrategySources;
  readonly studies: StudyStore;
  readonly undoList: UndoList;
  readonly events: LibraryEvents;
}

/** What the disk refuses or has damaged becomes a failure in words; what only a bug can throw is thrown on. */
export function guarded<T>(path: string, work: () => Result<T, ServiceFailure>): Result<T, ServiceFailure> {
  try {
    return work();
  } catch (error) {
    return err(libraryFailure(error, path));
  }
}
