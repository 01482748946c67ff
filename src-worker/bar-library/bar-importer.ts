import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { MS_PER_DAY } from '#shared/kernel/time.ts';
import { isDatedBySession } from '#shared/model/bar-size.ts';
import type { CsvDialect, ImportPreview, ImportReport, ImportSpec } from '#shared/model/import.ts';
import { ZoneClock } from '#shared/model/zone-clock.ts';
import { BarReader } from './csv/bar-reader.ts';
import { findSymbolColumn } from './csv/find-columns.ts';
import { GapFinder } from './csv/find-gaps.ts';
import { isNewestFirst, readHead, splitHead, type Head } from './csv/head.ts';
import type { IncomingBars } from './csv/incoming-bars.ts';
import { lineTooLong, previewFile } from './csv/preview.ts';
import { LineTooLong, RecordReader, type CsvRecord } from './csv/record-reader.ts';
import { openTextFile, type TextFile } from './csv/text-file.ts';
import { giveWay } from './give-way.ts';
import { libraryFailure } from './library-failure.ts';
import type { ImportRequest, LibraryEvents } from './library-api.ts';
import type { RefusedRowReport, RefusedRowReports } from './refused-rows.ts';
import { MAX_SERIES_BARS, type SeriesStore } from './series-store.ts';
import { refuseFacts, storeImport } from './store-import.ts';

const PROGRESS_EVERY_MS = 100;
const MAX_GAPS_SHOWN = 100;
/** Times looked at for gaps between two chances for others. */
const GAP_SLICE = 500_000;

/** What stopped an import before its end: told in the report, the library is as it was. */
type Stop = { readonly outcome: 'refused' | 'cancelled'; readonly message: string };

interface ReadFile {
  readonly bars: IncomingBars;
  readonly rowCount: number;
}

/** Reads CSV files into the library: first a look, then the import, of which one runs at a time. */
export class BarImporter {
  readonly #store: SeriesStore;
  readonly #reports: RefusedRowReports;
  readonly #events: Pick<LibraryEvents, 'importProgress'>;
  readonly #now: () => number;
  #running: ImportRequest | undefined;
  #ended: Promise<unknown> = Promise.resolve();
  #isClosing = false;

  constructor(
    store: SeriesStore,
    reports: RefusedRowReports,
    events: Pick<LibraryEvents, 'importProgress'>,
    now: () => number,
  ) {
    this.#store = store;
    this.#reports = reports;
    this.#events = events;
    this.#now = now;
  }

  async preview(
    path: string,
    dialect: CsvDialect | undefined,
  ): Promise<Result<ImportPreview, ServiceFailure>> {
    return withFile(path, async (file) => {
      const seen = await previewFile(file, dialect);
      if (!seen.ok) return seen;
      const { symbol } = seen.value.guess;
      return ok({ ...seen.value, existing: this.#store.list().filter((series) => series.symbol === symbol) });
    });
  }

  /** Codes besides those of the file: `import-running`, `line-too-long`, `disk-full`. */
  async import(request: ImportRequest): Promise<Result<ImportReport, ServiceFailure>> {
    if (this.#isClosing) return err(failure('library-closing', 'The library is being closed.'));
    if (this.#running !== undefined) {
      return err(
        failure('import-running', 'Another file is being imported.', 'Wait until it is done, or cancel it.'),
      );
    }
    this.#running = request;
    const done = this.#run(request).finally(() => (this.#running = undefined));
    this.#ended = done.catch(() => undefined); // its caller hears of it; closing only waits
    return done;
  }

  /** Whether an import is on its way into this series. */
  isImportingInto({ symbol, source, barSize }: ImportSpec['facts']): boolean {
    const facts = this.#running?.spec.facts;
    return (
      facts !== undefined && facts.symbol === symbol && facts.source === source && facts.barSize === barSize
    );
  }

  /** Cancels what is running and waits for its end. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#ended;
  }

  #run(request: ImportRequest): Promise<Result<ImportReport, ServiceFailure>> {
    return withFile(request.path, async (file) => {
      const refused = this.#reports.begin(request.importId);
      try {
        return await this.#importFile(file, request, refused);
      } catch (error) {
        if (error instanceof LineTooLong) return err(lineTooLong(file.name, error));
        throw error;
      } finally {
        refused.close();
      }
    });
  }

  async #importFile(
    file: TextFile,
    request: ImportRequest,
    refused: RefusedRowReport,
  ): Promise<Result<ImportReport, ServiceFailure>> {
    const start = performance.now();
    const { spec } = request;
    const isCancelled = () => this.#isClosing || Atomics.load(new Int32Array(request.cancel), 0) !== 0;
    const report = (
      rest: Partial<ImportReport> & Pick<ImportReport, 'outcome' | 'message'>,
    ): ImportReport => ({
      importId: request.importId,
      series: null,
      rowCount: 0,
      addedCount: 0,
      replacedCount: 0,
      keptCount: 0,
      refusedCount: refused.count,
      refused: refused.shown,
      gapCount: 0,
      gaps: [],
      durationMs: performance.now() - start,
      ...rest,
    });

    const contradiction = refuseFacts(this.#store.find(spec.facts), spec);
    if (contradiction !== undefined) return ok(report({ outcome: 'refused', message: contradiction }));
    const read = await this.#readBars(file, request, refused, isCancelled);
    if ('outcome' in read) return ok(report(read));
    const { bars, rowCount } = read;
    const judged = judge(rowCount, bars.length, refused.count, spec.allOrNothing);
    if (judged !== undefined) return ok(report({ outcome: 'refused', message: judged, rowCount }));

    const gaps = await findGaps(bars, spec.facts);
    const stored = await storeImport(this.#store, bars, spec, isCancelled, this.#now);
    if (stored.kind === 'cancelled') return ok(report({ ...CANCELLED, rowCount }));
    if (stored.kind === 'refused') return ok(report({ outcome: 'refused', message: stored.why, rowCount }));
    const { addedCount, replacedCount, keptCount } = stored;
    const counts = { rowCount, addedCount, replacedCount, keptCount };
    return ok(
      report({
        outcome: 'imported',
        message: sayImported(spec, counts, refused.count),
        series: this.#store.get(stored.seriesId)!,
        ...counts,
        ...gaps,
      }),
    );
  }

  async #readBars(
    file: TextFile,
    request: ImportRequest,
    refused: RefusedRowReport,
    isCancelled: () => boolean,
  ): Promise<ReadFile | Stop> {
    const { dialect, facts } = request.spec;
    const head = splitHead(new RecordReader(dialect.delimiter).push(await readHead(file)), dialect);
    const records = new RecordReader(dialect.delimiter);
    const rows = new RowFeed(dialect, facts, head, records, refused);
    let toldAt = -Infinity;
    const tell = (bytesDone: number) => {
      toldAt = performance.now();
      this.#events.importProgress({
        importId: request.importId,
        bytesDone,
        bytesTotal: file.bytes,
        rowsDone: rows.count,
        refusedCount: refused.count,
      });
    };

    for await (const { text, bytesDone } of file.pieces()) {
      if (isCancelled()) return CANCELLED;
      const stop = rows.feed(records.push(text));
      if (stop !== undefined) return stop;
      if (performance.now() - toldAt >= PROGRESS_EVERY_MS) tell(bytesDone);
      await giveWay();
    }
    const stop = rows.feed(records.end());
    if (stop !== undefined) return stop;
    tell(file.bytes);
    return { bars: rows.bars, rowCount: rows.count };
  }
}

/** Hands the rows of a file on to the reader of bars, and counts them. */
class RowFeed {
  count = 0;
  readonly #firstLine: number;
  readonly #reader: BarReader;
  readonly #symbols: OneSymbol;
  readonly #refused: RefusedRowReport;

  constructor(
    dialect: CsvDialect,
    { barSize, timeZone }: ImportSpec['facts'],
    head: Head,
    records: RecordReader,
    refused: RefusedRowReport,
  ) {
    this.#firstLine = head.rows[0]?.line ?? 0;
    this.#symbols = new OneSymbol(findSymbolColumn(head.header));
    this.#refused = refused;
    this.#reader = new BarReader({
      dialect,
      barSize,
      timeZone,
      isNewestFirst: isNewestFirst(head.rows, dialect),
      cellCount: head.cellCount,
      textOf: (record) => records.textOf(record),
      onRefused: (row) => {
        refused.add(row);
      },
    });
  }

  get bars(): IncomingBars {
    return this.#reader.bars;
  }

  feed(batch: readonly CsvRecord[]): Stop | undefined {
    for (const record of batch) {
      if (record.line < this.#firstLine || this.#firstLine === 0) continue; // the header and what stands above it
      const several = this.#symbols.see(record);
      if (several !== null) return { outcome: 'refused', message: several };
      this.#reader.read(record);
      this.count++;
    }
    this.#refused.flush();
    return this.#reader.bars.length > MAX_SERIES_BARS ? TOO_MANY : undefined;
  }
}

const CANCELLED: Stop = {
  outcome: 'cancelled',
  message: 'The import was cancelled. The library is as it was.',
};

const TOO_MANY: Stop = {
  outcome: 'refused',
  message: `The file has more than ${MAX_SERIES_BARS} bars, the most that a series can hold. Split it.`,
};

/** A file with the rows of several symbols would make one series of them all. */
class OneSymbol {
  readonly #column: number;
  #first: string | undefined;

  constructor(column: number) {
    this.#column = column;
  }

  see({ cells, line }: CsvRecord): string | null {
    if (this.#column === -1) return null;
    const symbol = cells[this.#column] ?? '';
    this.#first ??= symbol;
    if (symbol === this.#first || symbol === '') return null;
    return `The file holds more than one symbol (${this.#first}, and ${symbol} in line ${line}). Split it into one file per symbol.`;
  }
}

async function withFile<T>(
  path: string,
  use: (file: TextFile) => Promise<Result<T, ServiceFailure>>,
): Promise<Result<T, ServiceFailure>> {
  const file = await openTextFile(path);
  if (!file.ok) return file;
  try {
    return await use(file.value);
  } catch (error) {
    return err(libraryFailure(error, path));
  } finally {
    await file.value.close();
  }
}

/** @returns why nothing can be imported, a sentence, or undefined. */
function judge(
  rowCount: number,
  goodCount: number,
  refusedCount: number,
  allOrNothing: boolean,
): string | undefined {
  if (rowCount === 0) return 'The file has no rows under its header.';
  if (goodCount === 0)
    return `Every row was refused (${rowCount} of ${rowCount}). Is the file read as it is written?`;
  if (allOrNothing && refusedCount > 0) {
    return `${refusedCount} of ${rowCount} rows were refused, and all or nothing was asked for: nothing was imported.`;
  }
  return undefined;
}

function sayImported(
  { facts }: ImportSpec,
  counts: Pick<ImportReport, 'addedCount' | 'replacedCount' | 'keptCount'>,
  refusedCount: number,
): string {
  const parts = [
    `${counts.addedCount} added`,
    ...(counts.replacedCount > 0 ? [`${counts.replacedCount} replaced`] : []),
    ...(counts.keptCount > 0 ? [`${counts.keptCount} kept as they were`] : []),
    ...(refusedCount > 0 ? [`${refusedCount} rows refused`] : []),
  ];
  return `${facts.symbol} (${facts.barSize}): bars ${parts.join(', ')}.`;
}

async function findGaps(
  bars: IncomingBars,
  { barSize, timeZone }: ImportSpec['facts'],
): Promise<Pick<ImportReport, 'gapCount' | 'gaps'>> {
  const gaps: { after: number; before: number }[] = [];
  let gapCount = 0;
  const clock = new ZoneClock(timeZone);
  const dayOf = (time: number) =>
    Math.floor((isDatedBySession(barSize) ? time : time + clock.offsetAt(time)) / MS_PER_DAY);
  const finder = new GapFinder(barSize, dayOf, (after, before) => {
    gapCount++;
    if (gaps.length < MAX_GAPS_SHOWN) gaps.push({ after, before });
  });
  for (let i = 0; i < bars.length; i++) {
    finder.see(bars.timeAt(i));
    if (i % GAP_SLICE === GAP_SLICE - 1) await giveWay();
  }
  return { gapCount, gaps };
}
