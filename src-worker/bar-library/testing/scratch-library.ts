import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { barColumns, COLUMN_NAMES, type BarColumns } from '#shared/bars/columns.ts';
import type { ServiceFailure } from '#shared/ipc/errors.ts';
import type { Result } from '#shared/kernel/result.ts';
import { USD } from '#shared/model/currency.ts';
import type { CsvDialect, ImportReport, ImportSpec } from '#shared/model/import.ts';
import type { SeriesFacts } from '#shared/model/series.ts';
import { openLibrary, type BarLibrary } from '../bar-library.ts';
import type { LibraryApi } from '../library-api.ts';

export const DAILY: SeriesFacts = {
  symbol: 'TEST',
  source: 'a test',
  barSize: '1 day',
  currency: USD,
  tick: 0.01,
  multiplier: 1,
  lot: 1,
  timeZone: 'America/New_York',
  adjustment: 'raw',
};
export const MINUTES: SeriesFacts = { ...DAILY, barSize: '1 min' };

export const PLAIN: CsvDialect = {
  delimiter: ',',
  decimal: '.',
  hasHeader: true,
  dateFormat: 'YYYY-MM-DD',
  columns: { date: 0, time: -1, open: 1, high: 2, low: 3, close: 4, volume: 5 },
};

/** A library in a folder of its own, as tests need it. */
export class ScratchLibrary {
  readonly folder = mkdtempSync(join(tmpdir(), 'tradewind-library-'));
  readonly changes = { library: 0, runs: 0, progress: 0 };
  readonly sessionId = 'a session';
  #opened: BarLibrary | undefined;

  get path(): string {
    return join(this.folder, 'research.db');
  }

  get library(): LibraryApi {
    return this.open().api;
  }

  /** Opens it, unless it is open. */
  open(): BarLibrary {
    if (this.#opened === undefined) {
      const opened = openLibrary({
        researchDbPath: this.path,
        reportsFolder: join(this.folder, 'reports'),
        program: 'a test',
        sessionId: this.sessionId,
        now: Date.now,
        events: {
          importProgress: () => this.changes.progress++,
          libraryChanged: () => this.changes.library++,
          runsChanged: () => this.changes.runs++,
          noticed: () => undefined,
        },
      });
      if (!opened.ok) throw new Error(opened.error.message);
      this.#opened = opened.value;
    }
    return this.#opened;
  }

  file(content: string | Uint8Array, name = 'TEST.csv'): string {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    return path;
  }

  import(
    content: string | Uint8Array,
    { facts = DAILY, dialect = PLAIN, existing = 'keep', allOrNothing = false }: Partial<ImportSpec> = {},
    cancel = new SharedArrayBuffer(4),
  ): Promise<Result<ImportReport, ServiceFailure>> {
    const spec = { facts, dialect, existing, allOrNothing };
    return this.library.importFile({ importId: randomUUID(), path: this.file(content), spec, cancel });
  }

  async mustImport(content: string | Uint8Array, spec: Partial<ImportSpec> = {}): Promise<ImportReport> {
    const imported = await this.import(content, spec);
    if (!imported.ok) throw new Error(imported.error.message);
    if (imported.value.outcome !== 'imported') throw new Error(imported.value.message);
    return imported.value;
  }

  /** The bars of the only series, or of the one from this source; undefined when there is none. */
  bars(source?: string): BarColumns | undefined {
    const series = this.library.listSeries().find((one) => source === undefined || one.source === source);
    if (series === undefined) return undefined;
    const loaded = this.library.loadBars(series.seriesId);
    if (!loaded.ok) throw new Error(loaded.error.message);
    return barColumns(loaded.value.barCount, loaded.value.columns);
  }

  /** The same bars, one `time,open,high,low,close,volume` each. */
  rows(source?: string): number[][] {
    const bars = this.bars(source);
    if (bars === undefined) return [];
    return Array.from({ length: bars.length }, (_, i) => COLUMN_NAMES.map((name) => bars[name][i]!));
  }

  /** Deletes every series: thousands of them would make a long test slow. */
  empty(): void {
    for (const { seriesId } of this.library.listSeries()) this.library.deleteSeries(seriesId);
  }

  async close(): Promise<void> {
    await this.#opened?.api.close();
    this.#opened = undefined;
  }

  async remove(): Promise<void> {
    await this.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Ascending, plausible bars with prices that need all their bits. */
export function someBars(length: number, start: number, stepMs: number, seed = 1): BarColumns {
  const bars = barColumns(length);
  let state = seed;
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
  let price = 100;
  for (let i = 0; i < length; i++) {
    const open = price;
    const close = open * (1 + (random() - 0.5) / 50);
    bars.time[i] = start + i * stepMs;
    bars.open[i] = open;
    bars.close[i] = close;
    bars.high[i] = Math.max(open, close) * (1 + random() / 100);
    bars.low[i] = Math.min(open, close) * (1 - random() / 100);
    bars.volume[i] = Math.floor(random() * 1e6);
    price = close;
  }
  return bars;
}

/** Bars as the text of a file in the plain dialect. */
export function csvOf(
  bars: BarColumns,
  timeText = (ms: number) => new Date(ms).toISOString().slice(0, 10),
): string {
  const lines = ['date,open,high,low,close,volume'];
  for (let i = 0; i < bars.length; i++) {
    lines.push([timeText(bars.time[i]!), ...COLUMN_NAMES.slice(1).map((name) => bars[name][i]!)].join(','));
  }
  return `${lines.join('\n')}\n`;
}
