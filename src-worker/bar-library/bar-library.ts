import { randomUUID } from 'node:crypto';
import type { ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { openDatabase, type OpenDatabase } from '#shared/node/open-database.ts';
import { BarImporter } from './bar-importer.ts';
import { BrokerSeries } from './broker-series.ts';
import type { LibraryApi, LibraryEvents } from './library-api.ts';
import { libraryFailure } from './library-failure.ts';
import type { LibraryParts } from './library-parts.ts';
import { PredictionStore } from './prediction-store.ts';
import { RefusedRowReports } from './refused-rows.ts';
import { RESEARCH_MIGRATIONS } from './research-schema.ts';
import { runCalls } from './run-calls.ts';
import { RunStore } from './run-store.ts';
import { seriesCalls } from './series-calls.ts';
import { SeriesStore } from './series-store.ts';
import { StrategySources } from './strategy-sources.ts';
import { StudyStore } from './study-store.ts';
import { settleStep, undoCalls } from './undo-calls.ts';
import { UndoList } from './undo-list.ts';

export interface BarLibraryOptions {
  readonly researchDbPath: string;
  /** Folder for the refused rows of imports. */
  readonly reportsFolder: string;
  /** Who opens it, as others are told while it is open. */
  readonly program: string;
  /** What is deleted can be taken back by whoever opens the library in the same session; absent: by nobody later. */
  readonly sessionId?: string | undefined;
  readonly events: LibraryEvents;
  /** Unix ms. */
  readonly now: () => number;
}

/** Bars, runs and studies in research.db, opened: the only object that writes there. */
export interface BarLibrary {
  readonly api: LibraryApi;
  /** What the user should know of the state the file was found in. */
  readonly notices: readonly string[];
  readonly facts: LibraryFacts;
}

/** What was done to this library once and for all: `seeded`. */
export interface LibraryFacts {
  has(name: string): boolean;
  set(name: string, value: string): void;
}

/**
 * A checkpoint copies what the log holds into the file and waits for the disk: with 128 pages of 64 kB that is some
 * milliseconds, and nobody's chart waits for it.
 */
const CHECKPOINT_PAGES = 128;

/** Opens or makes the library. Codes: those of `openDatabase`, and what the disk refuses. */
export function openLibrary(options: BarLibraryOptions): Result<BarLibrary, ServiceFailure> {
  const database = openDatabase({
    path: options.researchDbPath,
    migrations: RESEARCH_MIGRATIONS,
    program: options.program,
    synchronous: 'NORMAL', // bars can be imported again and runs repeated; a crash loses nothing, a power cut the last second
    pageSize: 65_536,
    lostWal: 'accept',
  });
  if (!database.ok) return database;
  try {
    return ok(libraryOf(database.value, options));
  } catch (error) {
    database.value.close();
    return err(libraryFailure(error, options.reportsFolder));
  }
}

function libraryOf(database: OpenDatabase, options: BarLibraryOptions): BarLibrary {
  const { db } = database;
  db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  const parts = partsOf(database, options);
  const notices = [...database.notices, ...parts.undoList.settle('of other sessions', settleStep)];
  finishEarlierSessions(parts, options.now());
  const { studies } = parts;
  return {
    notices,
    api: {
      ...seriesCalls(parts),
      ...runCalls(parts),
      ...undoCalls(parts),
      saveStudy: (study) => studies.save(study),
      listStudies: (limit) => studies.list(limit),
      getStudy: (studyId) => studies.detail(studyId) ?? null,
      loadStudyTrials: (studyId) => studies.trials(studyId),
      deleteStudy: (studyId) => studies.delete(studyId),
      close: () => close(parts, database),
    },
    facts: {
      has: (name) => db.prepare('SELECT 1 FROM library_fact WHERE name = ?').get(name) !== undefined,
      set: (name, value) => {
        db.prepare('INSERT OR REPLACE INTO library_fact VALUES (?, ?)').run(name, value);
      },
    },
  };
}

function partsOf({ db }: OpenDatabase, options: BarLibraryOptions): LibraryParts {
  const { researchDbPath, reportsFolder, events, now, sessionId = randomUUID() } = options;
  const series = new SeriesStore(db);
  const reports = new RefusedRowReports(reportsFolder);
  return {
    ...{ path: researchDbPath, db, series, reports, events },
    brokerSeries: new BrokerSeries(db, series, now),
    importer: new BarImporter(series, reports, events, now),
    runs: new RunStore(db),
    predictions: new PredictionStore(db),
    strategySources: new StrategySources(db),
    studies: new StudyStore(db),
    undoList: new UndoList(db, sessionId),
  };
}

/** Sessions that ended before they could: what they deleted is purged, what they were working on is interrupted. */
function finishEarlierSessions({ series, runs, strategySources, studies }: LibraryParts, now: number): void {
  series.purge();
  runs.purge();
  strategySources.purge();
  runs.interruptActive(now);
  studies.interruptActive(now);
}

/** Ends a running import (which leaves no trace), purges what was deleted, and closes the file. */
async function close(parts: LibraryParts, database: OpenDatabase): Promise<void> {
  const { importer, brokerSeries, undoList, series, runs, events } = parts;
  await importer.close();
  await brokerSeries.close();
  try {
    for (const why of undoList.settle('of all sessions', settleStep)) events.noticed(why);
    series.purge();
    runs.purge();
  } finally {
    database.close();
  }
}
