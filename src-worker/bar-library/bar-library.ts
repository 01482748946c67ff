import { randomUUID } from 'node:crypto';
import { foldBars } from '#shared/bars/fold-bars.ts';
import { lowerBound, type BarColumns } from '#shared/bars/columns.ts';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { RunDetail, RunId, RunSeries, RunStatus, RunSummary } from '#shared/model/backtest.ts';
import type { CsvDialect, ImportPreview, ImportReport } from '#shared/model/import.ts';
import type { Span } from '#shared/bars/spans.ts';
import type { PredictionRecord } from '#shared/model/plan.ts';
import type { BrokerBars, StoredBrokerBars } from '#shared/model/broker-bars.ts';
import type { SeriesFacts, SeriesId, SeriesSummary } from '#shared/model/series.ts';
import type { StudyDetail, StudyId, StudySummary } from '#shared/model/study-run.ts';
import { openDatabase, type OpenDatabase } from '#shared/node/open-database.ts';
import type { EngineResult } from '../trading-engine/job.ts';
import { BrokerSeries } from './broker-series.ts';
import { backUp, settleBackup, undoBackup } from './back-up.ts';
import { BarImporter } from './bar-importer.ts';
import { giveWay } from './give-way.ts';
import { libraryFailure } from './library-failure.ts';
import type {
  FoldedBars,
  FoldedBarsQuery,
  ImportRequest,
  LibraryApi,
  LibraryEvents,
  LoadedBars,
  NewRun,
  Undo,
} from './library-api.ts';
import { PredictionStore } from './prediction-store.ts';
import type { StrategySource } from '#shared/model/user-strategy.ts';
import { RefusedRowReports } from './refused-rows.ts';
import { RESEARCH_MIGRATIONS } from './research-schema.ts';
import { RUN_BOUNDS, RunStore } from './run-store.ts';
import { StudyStore, type StoredStudy } from './study-store.ts';
import { SeriesStore } from './series-store.ts';
import { StrategySources } from './strategy-sources.ts';
import { UndoList, undoUnknown, type UndoStep } from './undo-list.ts';

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

/**
 * A checkpoint copies what the log holds into the file and waits for the disk: with 128 pages of 64 kB that is some
 * milliseconds, and nobody's chart waits for it.
 */
const CHECKPOINT_PAGES = 128;

/** Bars and runs in research.db: the only object that writes there. */
export class BarLibrary implements LibraryApi {
  /** What the user should know of the state the file was found in. */
  readonly notices: readonly string[];
  private readonly path: string;
  private readonly database: OpenDatabase;
  private readonly series: SeriesStore;
  private readonly runs: RunStore;
  private readonly predictions: PredictionStore;
  private readonly strategySources: StrategySources;
  private readonly importer: BarImporter;
  private readonly studies: StudyStore;
  private readonly brokerSeries: BrokerSeries;
  private readonly reports: RefusedRowReports;
  private readonly undoList: UndoList;
  private readonly events: LibraryEvents;
  private readonly now: () => number;

  /** Opens or makes the library. Codes: those of `openDatabase`, and what the disk refuses. */
  static open(options: BarLibraryOptions): Result<BarLibrary, ServiceFailure> {
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
      return ok(new BarLibrary(database.value, options));
    } catch (error) {
      database.value.close();
      return err(libraryFailure(error, options.reportsFolder));
    }
  }

  private constructor(database: OpenDatabase, options: BarLibraryOptions) {
    this.path = options.researchDbPath;
    this.database = database;
    this.events = options.events;
    this.now = options.now;
    this.series = new SeriesStore(database.db);
    this.runs = new RunStore(database.db);
    this.predictions = new PredictionStore(database.db);
    this.studies = new StudyStore(database.db);
    this.strategySources = new StrategySources(database.db);
    this.reports = new RefusedRowReports(options.reportsFolder);
    this.brokerSeries = new BrokerSeries(database.db, this.series, options.now);
    this.importer = new BarImporter(this.series, this.reports, options.events, options.now);
    database.db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    this.undoList = new UndoList(database.db, options.sessionId ?? randomUUID());
    this.notices = [...database.notices, ...this.undoList.settle('of other sessions', settleStep)];
    this.series.purge(); // of a session that ended before it could
    this.runs.purge();
    this.strategySources.purge();
    this.runs.interruptActive(this.now());
    this.studies.interruptActive(this.now());
  }

  listSeries(): readonly SeriesSummary[] {
    return this.series.list();
  }

  loadBars(seriesId: SeriesId): Result<LoadedBars, ServiceFailure> {
    const summary = this.series.get(seriesId);
    if (summary === undefined) return err(noSeries(seriesId));
    return this.guard(() => {
      const { columns, bars } = this.series.loadAll(seriesId);
      const dataHash = this.series.dataHash(seriesId, columns);
      return ok({ summary, columns, barCount: bars.length, dataHash });
    });
  }

  foldedBars({ seriesId, from, to, maxPoints }: FoldedBarsQuery): Result<FoldedBars, ServiceFailure> {
    if (this.series.get(seriesId) === undefined) return err(noSeries(seriesId));
    return this.guard(() => {
      const bars = this.series.loadAround(seriesId, from, to);
      const end = Math.max(lowerBound(bars.time, from), firstAfter(bars.time, to));
      const folded = foldBars(bars, lowerBound(bars.time, from), end, maxPoints);
      const { time, open, high, low, close, volume } = folded.bars;
      return ok({ time, open, high, low, close, volume, barsPerPoint: folded.barsPerPoint });
    });
  }

  barsOfRun(
    query: FoldedBarsQuery,
    dataHash: string | null,
  ): Result<{ readonly bars: FoldedBars; readonly isUnchanged: boolean }, ServiceFailure> {
    const folded = this.foldedBars(query);
    if (!folded.ok) return folded;
    return this.guard(() =>
      ok({ bars: folded.value, isUnchanged: this.series.currentDataHash(query.seriesId) === dataHash }),
    );
  }

  /**
   * Bars of the open period, ascending and later than every imported one; the last may come again while it grows.
   * Codes: `series-unknown`, `series-busy`, `bars-not-newer`.
   */
  appendBars(seriesId: SeriesId, bars: BarColumns): Result<SeriesSummary, ServiceFailure> {
    const summary = this.series.get(seriesId);
    if (summary === undefined) return err(noSeries(seriesId));
    if (this.importer.isImportingInto(summary)) return err(busySeries(summary));
    const last = this.series.places(seriesId).at(-1)?.lastTime ?? -Infinity;
    if (bars.length === 0 || bars.time[0]! <= last) {
      return err(
        failure('bars-not-newer', `Bars of ${summary.symbol} do not come after those that are stored.`),
      );
    }
    return this.guard(() => {
      this.series.appendTail(seriesId, bars, this.now());
      this.events.libraryChanged();
      return ok(this.series.get(seriesId)!);
    });
  }

  previewImport(
    path: string,
    dialect: CsvDialect | undefined,
  ): Promise<Result<ImportPreview, ServiceFailure>> {
    return this.importer.preview(path, dialect);
  }

  async importFile(request: ImportRequest): Promise<Result<ImportReport, ServiceFailure>> {
    const imported = await this.importer.import(request);
    if (imported.ok && imported.value.outcome === 'imported') this.events.libraryChanged();
    return imported;
  }

  saveRefusedRows(importId: string, path: string): Result<null, ServiceFailure> {
    return this.reports.save(importId, path);
  }

  async keepBrokerBars(
    page: BrokerBars,
  ): Promise<Result<{ readonly seriesId: SeriesId | null }, ServiceFailure>> {
    if (this.importer.isImportingInto(page.facts))
      return err(
        failure('series-busy', `A file is being imported into ${page.facts.symbol}.`, 'It is kept later.'),
      );
    try {
      const kept = await this.brokerSeries.keep(page);
      if (typeof kept === 'string') return err(failure('bars-refused', kept));
      this.events.libraryChanged();
      return ok({ seriesId: kept });
    } catch (error) {
      return err(libraryFailure(error, this.path));
    }
  }

  readBrokerBars(
    facts: Pick<SeriesFacts, 'symbol' | 'source' | 'barSize'>,
    stretch: Span,
  ): Result<StoredBrokerBars, ServiceFailure> {
    return this.guard(() => ok(this.brokerSeries.read(facts, stretch)));
  }

  deleteSeries(seriesId: SeriesId): Result<Undo, ServiceFailure> {
    const summary = this.series.get(seriesId);
    if (summary === undefined) return err(noSeries(seriesId));
    if (this.importer.isImportingInto(summary)) return err(busySeries(summary));
    return this.guard(() => {
      const undo = this.undoList.add({ kind: 'series', series: summary }, (mark) => {
        this.series.hide(seriesId, mark);
      });
      this.events.libraryChanged();
      return ok(undo);
    });
  }

  deleteRun(runId: RunId): Result<Undo, ServiceFailure> {
    const summary = this.runs.summary(runId);
    if (summary === undefined) return err(noRun());
    if (summary.status === 'queued' || summary.status === 'running') {
      return err(failure('run-active', 'The run is still going on.', 'Cancel it first, then delete it.'));
    }
    return this.guard(() => {
      const undo = this.undoList.add({ kind: 'run' }, (mark) => {
        this.runs.hide(runId, mark);
      });
      this.events.runsChanged();
      return ok(undo);
    });
  }

  async backup(path: string): Promise<Result<Undo & { readonly bytes: number }, ServiceFailure>> {
    const made = await backUp(this.database.db, this.path, path);
    if (!made.ok) return made;
    return this.guard(() => {
      const undo = this.undoList.add({ kind: 'backup', path, backup: made.value }, () => undefined);
      return ok({ ...undo, bytes: made.value.bytes });
    });
  }

  undo(undoId: string): Result<null, ServiceFailure> {
    return this.guard(() => {
      const step = this.undoList.find(undoId);
      if (step === undefined) return err(undoUnknown());
      const undone = this.takeBack(step, undoId);
      if (undone.ok) this.undoList.remove(undoId);
      return undone;
    });
  }

  createRun(run: NewRun): RunSummary {
    const removed = this.runs.makeRoom();
    if (removed > 0) this.events.noticed(sayRemoved(removed));
    const summary = this.runs.create(run);
    this.events.runsChanged();
    return summary;
  }

  keepStrategySource(source: StrategySource): void {
    this.strategySources.keep(source);
  }

  strategySource(hash: string): StrategySource | null {
    return this.strategySources.find(hash);
  }

  markRun(runId: RunId, status: RunStatus, at: number, reason: string | null): void {
    this.runs.mark(runId, status, at, reason);
    this.events.runsChanged();
  }

  setRunSeries(runId: RunId, series: readonly RunSeries[]): void {
    this.runs.setSeries(runId, series);
    this.events.runsChanged();
  }

  async finishRun(runId: RunId, result: EngineResult, at: number): Promise<void> {
    const packed = await this.runs.pack(result, giveWay);
    this.runs.finish(runId, packed, at);
    this.events.runsChanged();
  }

  async rehearseStore(result: EngineResult): Promise<void> {
    await this.runs.pack(result, giveWay);
    // Else the run that follows may be the one whose commit has to wait for the log of all before it: tens of milliseconds.
    this.database.db.pragma('wal_checkpoint(PASSIVE)');
  }

  addPrediction(record: PredictionRecord): void {
    this.predictions.add(record);
    this.events.runsChanged();
  }

  listPredictions(limit: number): readonly PredictionRecord[] {
    return this.predictions.list(limit);
  }

  saveStudy(study: StoredStudy): void {
    this.studies.save(study);
  }

  listStudies(limit: number): readonly StudySummary[] {
    return this.studies.list(limit);
  }

  getStudy(studyId: StudyId): StudyDetail | null {
    return this.studies.detail(studyId) ?? null;
  }

  loadStudyTrials(studyId: StudyId): Uint8Array | null {
    return this.studies.trials(studyId);
  }

  deleteStudy(studyId: StudyId): boolean {
    return this.studies.delete(studyId);
  }

  listRuns(): readonly RunSummary[] {
    return this.runs.list();
  }

  getRun(runId: RunId): Result<RunDetail, ServiceFailure> {
    const detail = this.runs.detail(runId);
    return detail === undefined ? err(noRun()) : ok(detail);
  }

  listTrades(runId: RunId, offset: number, limit: number): ReturnType<LibraryApi['listTrades']> {
    if (this.runs.summary(runId) === undefined) return err(noRun());
    return this.guard(() => ok(this.runs.trades(runId, offset, limit)));
  }

  loadFills(runId: RunId): ReturnType<LibraryApi['loadFills']> {
    return this.ofRun(runId, () => this.runs.fills(runId, giveWay));
  }

  loadEquity(runId: RunId): ReturnType<LibraryApi['loadEquity']> {
    return this.ofRun(runId, () => this.runs.equity(runId, giveWay));
  }

  /** Whether something was done to this library once and for all: `seeded`. */
  hasFact(name: string): boolean {
    return this.database.db.prepare('SELECT 1 FROM library_fact WHERE name = ?').get(name) !== undefined;
  }

  setFact(name: string, value: string): void {
    this.database.db.prepare('INSERT OR REPLACE INTO library_fact VALUES (?, ?)').run(name, value);
  }

  /** Ends a running import (which leaves no trace), purges what was deleted, and closes the file. */
  async close(): Promise<void> {
    await this.importer.close();
    await this.brokerSeries.close();
    try {
      this.undoList.settle('of all sessions', settleStep).forEach((why) => {
        this.events.noticed(why);
      });
      this.series.purge();
      this.runs.purge();
    } finally {
      this.database.close();
    }
  }

  private takeBack(step: UndoStep, mark: string): Result<null, ServiceFailure> {
    switch (step.kind) {
      case 'series':
        return this.restoreSeries(step.series, mark);
      case 'run':
        return this.restoreRun(mark);
      case 'backup':
        return undoBackup(step.path, step.backup);
    }
  }

  private restoreSeries(summary: SeriesSummary, mark: string): Result<null, ServiceFailure> {
    if (this.series.find(summary) !== undefined) {
      return err(
        failure(
          'series-exists',
          `${summary.symbol} (${summary.barSize}, ${summary.source}) has been imported again since.`,
          'Delete that one first, then undo.',
        ),
      );
    }
    this.series.restore(mark);
    this.events.libraryChanged();
    return ok(null);
  }

  private restoreRun(mark: string): Result<null, ServiceFailure> {
    if (!this.runs.restore(mark)) return err(undoUnknown()); // it has made room for a new run since
    this.events.runsChanged();
    return ok(null);
  }

  private async ofRun<T>(runId: RunId, read: () => Promise<T>): Promise<Result<T, ServiceFailure>> {
    if (this.runs.summary(runId) === undefined) return err(noRun());
    try {
      return ok(await read());
    } catch (error) {
      return err(libraryFailure(error, this.path));
    }
  }

  private guard<T>(work: () => Result<T, ServiceFailure>): Result<T, ServiceFailure> {
    try {
      return work();
    } catch (error) {
      return err(libraryFailure(error, this.path));
    }
  }
}

function sayRemoved(count: number): string {
  const what = count === 1 ? 'the oldest run was' : `the ${count} oldest runs were`;
  return `To make room for a new run, ${what} removed: ${RUN_BOUNDS.runs} runs and ${RUN_BOUNDS.resultBytes / 1024 ** 3} GB of results are kept. Export or back up what you need for longer.`;
}

function settleStep(step: UndoStep): void {
  if (step.kind === 'backup') settleBackup(step.backup);
}

function firstAfter(times: Float64Array, time: number): number {
  const at = lowerBound(times, time);
  return times[at] === time ? at + 1 : at;
}

function noSeries(seriesId: SeriesId): ServiceFailure {
  return failure(
    'series-unknown',
    `The library has no series ${seriesId}.`,
    'It may have been deleted: choose another one.',
  );
}

function busySeries({ symbol, barSize }: SeriesSummary): ServiceFailure {
  return failure(
    'series-busy',
    `A file is being imported into ${symbol} (${barSize}).`,
    'Wait until it is done, or cancel it.',
  );
}

function noRun(): ServiceFailure {
  return failure('run-unknown', 'The library has no such run.', 'It may have been deleted.');
}
