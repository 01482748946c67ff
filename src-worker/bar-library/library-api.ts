import type {
  BacktestSpec,
  RunDetail,
  RunId,
  RunSeries,
  RunStatus,
  RunSummary,
  Trade,
} from '#shared/model/backtest.ts';
import type {
  CsvDialect,
  ImportPreview,
  ImportProgress,
  ImportReport,
  ImportSpec,
} from '#shared/model/import.ts';
import type { PredictionRecord } from '#shared/model/plan.ts';
import type { BrokerBars, StoredBrokerBars } from '#shared/model/broker-bars.ts';
import type { Span } from '#shared/bars/spans.ts';
import type { StrategySource } from '#shared/model/user-strategy.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { SeriesFacts, SeriesId, SeriesSummary } from '#shared/model/series.ts';
import type { StudyDetail, StudyId, StudySummary } from '#shared/model/study-run.ts';
import type { ServiceFailure } from '#shared/ipc/errors.ts';
import type { EngineResult } from '../trading-engine/job.ts';
import type { StoredStudy } from './study-store.ts';

/**
 * What the library thread does for the research process and the CLI. Calls are answered one after the other, except that
 * an import gives way between chunks, so charts and runs are served meanwhile. Expected failures are values.
 */
export interface LibraryApi {
  listSeries(): readonly SeriesSummary[];
  /** All bars of a series, in a buffer laid out for `barColumns(barCount, columns)`. */
  loadBars(seriesId: SeriesId): Result<LoadedBars, ServiceFailure>;
  /** Bars between two times (inclusive, Unix ms), folded to at most `maxPoints`. */
  foldedBars(query: FoldedBarsQuery): Result<FoldedBars, ServiceFailure>;
  /** The same, and whether the series still is what the hash was taken of. */
  barsOfRun(
    query: FoldedBarsQuery,
    dataHash: string | null,
  ): Result<{ readonly bars: FoldedBars; readonly isUnchanged: boolean }, ServiceFailure>;

  previewImport(
    path: string,
    dialect: CsvDialect | undefined,
  ): Promise<Result<ImportPreview, ServiceFailure>>;
  /** `cancel` holds one Int32: anything but 0 stops the import, which then leaves the library as it was. */
  importFile(request: ImportRequest): Promise<Result<ImportReport, ServiceFailure>>;
  saveRefusedRows(importId: string, path: string): Result<null, ServiceFailure>;

  /** Keeps a page of bars that a broker gave, in place of what was there of its stretch. Codes: `bars-refused`. */
  keepBrokerBars(page: BrokerBars): Promise<Result<{ readonly seriesId: SeriesId | null }, ServiceFailure>>;
  /** Of one of a broker's series: what is whole of it, and its bars in the stretch. */
  readBrokerBars(
    facts: Pick<SeriesFacts, 'symbol' | 'source' | 'barSize'>,
    stretch: Span,
  ): Result<StoredBrokerBars, ServiceFailure>;

  deleteSeries(seriesId: SeriesId): Result<Undo, ServiceFailure>;
  deleteRun(runId: RunId): Result<Undo, ServiceFailure>;
  backup(path: string): Promise<Result<Undo & { readonly bytes: number }, ServiceFailure>>;
  undo(undoId: string): Result<null, ServiceFailure>;

  createRun(run: NewRun): RunSummary;
  markRun(runId: RunId, status: RunStatus, at: number, reason: string | null): void;
  /** What the run has read, in the order of its series: their facts may have changed while it waited for its turn. */
  setRunSeries(runId: RunId, series: readonly RunSeries[]): void;
  /** Stores everything of a finished run in one transaction. */
  finishRun(runId: RunId, result: EngineResult, at: number): Promise<void>;
  /** Packs a result as `finishRun` would, and stores nothing: to see how long it takes. */
  rehearseStore(result: EngineResult): Promise<void>;
  /** Keeps what a run was expected to take and took; the oldest make room. */
  addPrediction(record: PredictionRecord): void;
  /** The newest, newest first. */
  listPredictions(limit: number): readonly PredictionRecord[];
  /** Keeps the text that a run is about to be made from. */
  keepStrategySource(source: StrategySource): void;
  strategySource(hash: string): StrategySource | null;
  listRuns(): readonly RunSummary[];
  getRun(runId: RunId): Result<RunDetail, ServiceFailure>;
  /** Closed trades in order of exit, then the open ones. */
  listTrades(
    runId: RunId,
    offset: number,
    limit: number,
  ): Result<{ readonly trades: readonly Trade[]; readonly total: number }, ServiceFailure>;
  loadFills(runId: RunId): Promise<Result<EngineResult['fills'], ServiceFailure>>;
  /** `time` is the start of each bar, `micros` the account's worth at its end. */
  loadEquity(
    runId: RunId,
  ): Promise<Result<{ readonly time: Float64Array; readonly micros: Float64Array }, ServiceFailure>>;

  /** A new study, or what is known of an old one now; the oldest that have ended make room. */
  saveStudy(study: StoredStudy): void;
  /** The newest, newest first. */
  listStudies(limit: number): readonly StudySummary[];
  getStudy(studyId: StudyId): StudyDetail | null;
  loadStudyTrials(studyId: StudyId): Uint8Array | null;
  /** Whether it was there. */
  deleteStudy(studyId: StudyId): boolean;

  /** Purges what was deleted and not taken back, and closes the file. */
  close(): Promise<void>;
}

/** The same calls as seen from another thread. They reject only when the thread is gone or a bug threw in it. */
export type LibraryCalls = {
  readonly [K in keyof LibraryApi]: (
    ...args: Parameters<LibraryApi[K]>
  ) => Promise<Awaited<ReturnType<LibraryApi[K]>>>;
};

/** What the library thread tells without being asked. */
export interface LibraryEvents {
  importProgress(progress: ImportProgress): void;
  libraryChanged(): void;
  runsChanged(): void;
  /** A sentence that the user, or who reads the log, should know of. */
  noticed(sentence: string): void;
}

export interface LoadedBars {
  readonly summary: SeriesSummary;
  readonly columns: SharedArrayBuffer;
  readonly barCount: number;
  /** SHA-256 over the columns' bytes, hex. */
  readonly dataHash: string;
}

export interface FoldedBarsQuery {
  readonly seriesId: SeriesId;
  readonly from: number;
  readonly to: number;
  readonly maxPoints: number;
}

export interface FoldedBars {
  readonly time: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  readonly barsPerPoint: number;
}

export interface ImportRequest {
  readonly importId: string;
  readonly path: string;
  readonly spec: ImportSpec;
  readonly cancel: SharedArrayBuffer;
}

export interface Undo {
  readonly undoId: string;
}

export interface NewRun {
  readonly runId: RunId;
  readonly spec: BacktestSpec;
  readonly strategyTitle: string;
  /** As the library had them when the run was asked for, until `setRunSeries` says what was read. */
  readonly series: readonly (SeriesFacts & { readonly seriesId: SeriesId })[];
  readonly currency: RunDetail['currency'];
  readonly codeVersion: string;
  readonly createdAt: number;
}
