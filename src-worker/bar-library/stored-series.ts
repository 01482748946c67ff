import { existsSync } from 'node:fs';
import type { BarColumns } from '#shared/bars/columns.ts';
import { err, type Result } from '#shared/kernel/result.ts';
import type { SeriesSummary } from '#shared/model/series.ts';
import { loadSqliteDriver, type SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import {
  readSources,
  type ReplaySource,
  type StoredSeries,
} from '#shared/simulation/replay/replay-source.ts';
import { RESEARCH_MIGRATIONS } from './research-schema.ts';
import { SeriesStore } from './series-store.ts';

const BUSY_TIMEOUT_MS = 5_000;

/**
 * Reads series out of a library without changing it: another program may have it open and go on writing.
 *
 * @param path of research.db
 * @param choose from what the library has; its error is a sentence
 * @returns what is wrong, in sentences
 */
export async function readStoredSeries(
  path: string,
  choose: (library: readonly SeriesSummary[]) => Result<readonly SeriesSummary[], string>,
): Promise<Result<readonly StoredSeries[], string>> {
  if (!existsSync(path)) return err(`There is no library at ${path}: name its folder with --data-dir.`);
  const driver = loadSqliteDriver();
  if (!driver.ok) return err(driver.error.message);
  let db: SqliteDatabase | undefined;
  try {
    db = new driver.value(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    // Everything is read as it stood at one moment, whatever an import does meanwhile.
    db.exec('BEGIN');
    const problem = versionProblem(db, path);
    if (problem !== undefined) return err(problem);
    const store = new SeriesStore(db);
    const chosen = choose(store.list());
    if (!chosen.ok) return chosen;
    return await readSources(chosen.value.map((summary) => new StoredSource(store, summary)));
  } catch (error) {
    // What SQLite says of a file that is no database, and what the store says of damaged bars.
    return err(`${path} cannot be read: ${(error as Error).message}`);
  } finally {
    db?.close();
  }
}

function versionProblem(db: SqliteDatabase, path: string): string | undefined {
  const table = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'schema_migration'").get();
  if (table === undefined) return `${path} is no library of Tradewind.`;
  const version = db.prepare('SELECT max(id) FROM schema_migration').pluck().get() as number;
  if (version === RESEARCH_MIGRATIONS.length) return undefined;
  return version > RESEARCH_MIGRATIONS.length
    ? `${path} was written by a newer Tradewind: use that one.`
    : `${path} was written by an older Tradewind: open it once in this one.`;
}

/** Block by block, as they are stored; what no block holds yet comes last. */
class StoredSource implements ReplaySource {
  readonly facts: SeriesSummary;
  readonly #store: SeriesStore;
  /** Stretches of time, and the index of their first bar. */
  readonly #parts: readonly { readonly at: number; readonly from: number; readonly to: number }[];

  constructor(store: SeriesStore, summary: SeriesSummary) {
    this.#store = store;
    this.facts = summary;
    let at = 0;
    let end = -Infinity;
    const parts = store.places(summary.seriesId).map(({ barCount, firstTime, lastTime }) => {
      const part = { at, from: firstTime, to: lastTime };
      at += barCount;
      end = lastTime;
      return part;
    });
    if (at < summary.barCount) parts.push({ at, from: end + 1, to: Infinity });
    this.#parts = parts;
  }

  get barCount(): number {
    return this.facts.barCount;
  }

  read(fromIndex: number, count: number): Promise<BarColumns> {
    const part = this.#parts.findLast(({ at }) => at <= fromIndex)!;
    const bars = this.#store.loadAround(this.facts.seriesId, part.from, part.to);
    const first = fromIndex - part.at;
    const end = Math.min(bars.length, first + count);
    const { time, open, high, low, close, volume } = bars;
    return Promise.resolve({
      length: end - first,
      time: time.subarray(first, end),
      open: open.subarray(first, end),
      high: high.subarray(first, end),
      low: low.subarray(first, end),
      close: close.subarray(first, end),
      volume: volume.subarray(first, end),
    });
  }
}
