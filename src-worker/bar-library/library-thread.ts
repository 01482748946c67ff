import { createBirpc } from 'birpc';
import type { ServiceFailure } from '#shared/ipc/errors.ts';
import { dataDirectoryAt } from '#shared/node/data-directory.ts';
import { BarLibrary } from './bar-library.ts';
import type { LibraryApi, LibraryEvents } from './library-api.ts';
import { tellableError } from './library-failure.ts';
import { seedLibrary } from './seed.ts';

/** What the thread is started with. */
export interface LibraryThreadData {
  readonly dataDirectory: string;
  readonly program: string;
  readonly seedCsvPath: string | undefined;
  /** See BarLibraryOptions. */
  readonly sessionId?: string | undefined;
}

/** The part of a worker thread's port that is used here. */
export interface LibraryPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

/** The thread's first message; calls are answered after an `opened`. */
export type LibraryGreeting =
  | { readonly kind: 'opened'; readonly notices: readonly string[] }
  | { readonly kind: 'failed'; readonly error: ServiceFailure };

/** Opens the library, greets, and answers calls on the port until `close`. */
export async function serveLibrary(port: LibraryPort, data: LibraryThreadData): Promise<void> {
  const paths = dataDirectoryAt(data.dataDirectory);
  const listener: { current?: ReturnType<typeof connect> } = {}; // nobody listens before the greeting
  const events: LibraryEvents = {
    importProgress: (progress) => void listener.current?.importProgress.asEvent(progress),
    libraryChanged: () => void listener.current?.libraryChanged.asEvent(),
    runsChanged: () => void listener.current?.runsChanged.asEvent(),
    noticed: (sentence) => void listener.current?.noticed.asEvent(sentence),
  };
  const opened = BarLibrary.open({
    researchDbPath: paths.researchDb,
    reportsFolder: paths.reports,
    program: data.program,
    sessionId: data.sessionId,
    events,
    now: Date.now,
  });
  const greet = (greeting: LibraryGreeting) => {
    port.postMessage(greeting);
  };
  if (!opened.ok) {
    greet({ kind: 'failed', error: opened.error });
    return;
  }
  const library = opened.value;
  // A library without its first series still works: what went wrong is told, and tried again at the next start.
  const seeded = data.seedCsvPath === undefined ? undefined : await seedLibrary(library, data.seedCsvPath);
  const notices = seeded?.ok === false ? [seeded.error.message] : [];
  greet({ kind: 'opened', notices: [...library.notices, ...notices] });
  listener.current = connect(port, library);
}

function connect(port: LibraryPort, library: BarLibrary) {
  const calls: LibraryApi = {
    listSeries: () => library.listSeries(),
    loadBars: (seriesId) => library.loadBars(seriesId),
    foldedBars: (query) => library.foldedBars(query),
    barsOfRun: (query, dataHash) => library.barsOfRun(query, dataHash),
    previewImport: (path, dialect) => library.previewImport(path, dialect),
    importFile: (request) => library.importFile(request),
    saveRefusedRows: (importId, path) => library.saveRefusedRows(importId, path),
    keepBrokerBars: (page) => library.keepBrokerBars(page),
    readBrokerBars: (facts, stretch) => library.readBrokerBars(facts, stretch),
    deleteSeries: (seriesId) => library.deleteSeries(seriesId),
    deleteRun: (runId) => library.deleteRun(runId),
    backup: (path) => library.backup(path),
    undo: (undoId) => library.undo(undoId),
    createRun: (run) => library.createRun(run),
    markRun: (runId, status, at, reason) => {
      library.markRun(runId, status, at, reason);
    },
    setRunSeries: (runId, series) => {
      library.setRunSeries(runId, series);
    },
    finishRun: (runId, result, at) => library.finishRun(runId, result, at),
    rehearseStore: (result) => library.rehearseStore(result),
    addPrediction: (record) => {
      library.addPrediction(record);
    },
    listPredictions: (limit) => library.listPredictions(limit),
    keepStrategySource: (source) => {
      library.keepStrategySource(source);
    },
    strategySource: (hash) => library.strategySource(hash),
    listRuns: () => library.listRuns(),
    getRun: (runId) => library.getRun(runId),
    listTrades: (runId, offset, limit) => library.listTrades(runId, offset, limit),
    loadFills: (runId) => library.loadFills(runId),
    loadEquity: (runId) => library.loadEquity(runId),
    saveStudy: (study) => {
      library.saveStudy(study);
    },
    listStudies: (limit) => library.listStudies(limit),
    getStudy: (studyId) => library.getStudy(studyId),
    loadStudyTrials: (studyId) => library.loadStudyTrials(studyId),
    deleteStudy: (studyId) => library.deleteStudy(studyId),
    close: () => library.close(),
  };
  return createBirpc<LibraryEvents, LibraryApi>(withTellableErrors(calls), {
    post: (message) => {
      port.postMessage(message);
    },
    on: (listener) => {
      port.on('message', listener);
    },
    timeout: -1, // nothing is asked of the other side
  });
}

/** Errors cross to the other thread by structured clone, which takes the words out of SQLite's own. */
function withTellableErrors(calls: LibraryApi): LibraryApi {
  const told = (call: (...args: never[]) => unknown) =>
    async function (...args: never[]) {
      try {
        return await call(...args);
      } catch (error) {
        throw tellableError(error);
      }
    };
  return Object.fromEntries(
    Object.entries<(...args: never[]) => unknown>({ ...calls }).map(([name, call]) => [name, told(call)]),
  ) as unknown as LibraryApi;
}
