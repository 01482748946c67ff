import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import {
  barColumns,
  columnsByteLength,
  COLUMN_NAMES,
  type BarColumns,
  type ColumnName,
} from '#shared/bars/columns.ts';
import { assert } from '#shared/kernel/assert.ts';
import {
  seriesSummarySchema,
  type SeriesFacts,
  type SeriesId,
  type SeriesSummary,
} from '#shared/model/series.ts';
import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import { decodeBlockInto, encodeBlock, releaseBlock } from './bar-block.ts';

/** Longest series: 20 million bars, 960 MB in memory, 38 years of minutes round the clock. */
export const MAX_SERIES_BARS = 20_000_000;

type Statement = ReturnType<SqliteDatabase['prepare']>;

/** A block and where it stands in its series. */
export interface BlockPlace {
  readonly year: number;
  readonly part: number;
  readonly blockId: number;
  readonly barCount: number;
  readonly firstTime: number;
  readonly lastTime: number;
}

/** Thrown when stored bars are not what was written: the disk changed them. */
export class DamagedBars extends Error {}

const SUMMARY = `series_id AS seriesId, symbol, source, bar_size AS barSize, currency, tick, multiplier, lot,
  time_zone AS timeZone, adjustment, bar_count AS barCount, first_time AS firstTime, last_time AS lastTime, updated_at AS updatedAt`;
const PLACE = `year, part, block_id AS blockId, bar_count AS barCount, first_time AS firstTime, last_time AS lastTime`;

/** Series and their bars in research.db. */
export class SeriesStore {
  readonly #db: SqliteDatabase;
  readonly #selectBlock: Statement;
  /** Blocks whose checksum has been compared since the start. */
  readonly #verified = new Set<number>();

  constructor(db: SqliteDatabase) {
    this.#db = db;
    this.#selectBlock = db.prepare('SELECT crc32, bars FROM bar_block WHERE block_id = ?');
  }

  list(): SeriesSummary[] {
    return this.#db
      .prepare(`SELECT ${SUMMARY} FROM series WHERE deleted_by IS NULL ORDER BY symbol, source, bar_size`)
      .all()
      .map((row) => seriesSummarySchema.parse(row));
  }

  get(seriesId: SeriesId): SeriesSummary | undefined {
    const row = this.#db
      .prepare(`SELECT ${SUMMARY} FROM series WHERE series_id = ? AND deleted_by IS NULL`)
      .get(seriesId);
    return row === undefined ? undefined : seriesSummarySchema.parse(row);
  }

  find({ symbol, source, barSize }: SeriesFacts): SeriesSummary | undefined {
    const row = this.#db
      .prepare(
        `SELECT ${SUMMARY} FROM series WHERE symbol = ? AND source = ? AND bar_size = ? AND deleted_by IS NULL`,
      )
      .get(symbol, source, barSize);
    return row === undefined ? undefined : seriesSummarySchema.parse(row);
  }

  /** Places of a series' blocks in order of time. */
  places(seriesId: SeriesId): BlockPlace[] {
    return this.#db
      .prepare(`SELECT ${PLACE} FROM series_block WHERE series_id = ? ORDER BY year, part`)
      .all(seriesId) as BlockPlace[];
  }

  /** All bars, in one pass, into a new shared buffer. 1,000,000 bars: see bench/load-bars.bench.ts. */
  loadAll(seriesId: SeriesId): { readonly columns: SharedArrayBuffer; readonly bars: BarColumns } {
    const places = this.places(seriesId);
    const length = places.reduce((sum, { barCount }) => sum + barCount, 0);
    const columns = new SharedArrayBuffer(columnsByteLength(length));
    const bars = barColumns(length, columns);
    this.readBlocksInto(bars, places);
    return { columns, bars };
  }

  /** The bars of all blocks that reach into the stretch, both ends included: some may lie outside it. */
  loadAround(seriesId: SeriesId, from: number, to: number): BarColumns {
    const places = this.places(seriesId).filter(
      ({ firstTime, lastTime }) => lastTime >= from && firstTime <= to,
    );
    const bars = barColumns(places.reduce((sum, { barCount }) => sum + barCount, 0));
    this.readBlocksInto(bars, places);
    return bars;
  }

  /** Copies blocks one after the other into the columns. */
  readBlocksInto(target: BarColumns, places: readonly BlockPlace[]): void {
    let at = 0;
    for (const { blockId, barCount } of places) {
      const block = this.#readBlock(blockId, barCount);
      decodeBlockInto(target, at, block);
      releaseBlock(block);
      at += barCount;
    }
  }

  /** One column's bytes in a block. */
  columnOf({ blockId, barCount }: BlockPlace, name: ColumnName): Uint8Array {
    const columnBytes = barCount * Float64Array.BYTES_PER_ELEMENT;
    const from = COLUMN_NAMES.indexOf(name) * columnBytes;
    return this.#readBlock(blockId, barCount).subarray(from, from + columnBytes);
  }

  /** Writes a block that nothing points at yet. */
  stageBlock(bars: BarColumns, from: number, to: number): number {
    const block = encodeBlock(bars, from, to);
    const { lastInsertRowid } = this.#db
      .prepare('INSERT INTO bar_block (crc32, bars) VALUES (?, ?)')
      .run(crc32(block), block);
    return Number(lastInsertRowid);
  }

  dropBlock(blockId: number): void {
    this.#verified.delete(blockId);
    this.#db.prepare('DELETE FROM bar_block WHERE block_id = ?').run(blockId);
  }

  /**
   * The moment at which bars change: the series, new or known, has these facts and exactly these blocks, in one
   * transaction. @returns the series, and the blocks that are nobody's now: drop them.
   */
  pointAt(
    facts: SeriesFacts,
    places: readonly BlockPlace[],
    now: number,
  ): { readonly seriesId: SeriesId; readonly orphans: readonly number[] } {
    assert(places.length > 0, 'a series has at least one block');
    return this.#db
      .transaction(() => {
        const seriesId = this.find(facts)?.seriesId ?? this.#insert(facts, now);
        const kept = new Set(places.map(({ blockId }) => blockId));
        const orphans = this.places(seriesId)
          .map(({ blockId }) => blockId)
          .filter((blockId) => !kept.has(blockId));
        this.#db.prepare('DELETE FROM series_block WHERE series_id = ?').run(seriesId);
        const insert = this.#db.prepare('INSERT INTO series_block VALUES (?, ?, ?, ?, ?, ?, ?)');
        for (const place of places) {
          insert.run(
            seriesId,
            place.year,
            place.part,
            place.blockId,
            place.barCount,
            place.firstTime,
            place.lastTime,
          );
        }
        this.#db
          .prepare(
            `UPDATE series SET currency = ?, tick = ?, multiplier = ?, lot = ?, time_zone = ?, adjustment = ? WHERE series_id = ?`,
          )
          .run(
            facts.currency,
            facts.tick,
            facts.multiplier,
            facts.lot,
            facts.timeZone,
            facts.adjustment,
            seriesId,
          );
        this.#recount(seriesId, now);
        return { seriesId, orphans };
      })
      .immediate();
  }

  /** The hash of the bars as they are stored now; they are read for it only where they have changed since the last time. */
  currentDataHash(seriesId: SeriesId): string {
    return this.#knownDataHash(seriesId) ?? this.dataHash(seriesId, this.loadAll(seriesId).columns);
  }

  /** SHA-256 over the columns' bytes, remembered until the series changes. */
  dataHash(seriesId: SeriesId, columns: SharedArrayBuffer): string {
    const known = this.#knownDataHash(seriesId);
    if (known !== null) return known;
    const hash = createHash('sha256').update(new Uint8Array(columns)).digest('hex');
    this.keepDataHash(seriesId, hash);
    return hash;
  }

  #knownDataHash(seriesId: SeriesId): string | null {
    return this.#db
      .prepare<[SeriesId], string | null>('SELECT data_hash FROM series WHERE series_id = ?')
      .pluck()
      .get(seriesId) as string | null;
  }

  keepDataHash(seriesId: SeriesId, hash: string): void {
    this.#db.prepare('UPDATE series SET data_hash = ? WHERE series_id = ?').run(hash, seriesId);
  }

  /** Hides a series; `restore` with the same mark brings it back until it is purged. */
  hide(seriesId: SeriesId, mark: string): void {
    this.#db.prepare('UPDATE series SET deleted_by = ? WHERE series_id = ?').run(mark, seriesId);
  }

  restore(mark: string): void {
    this.#db.prepare('UPDATE series SET deleted_by = NULL WHERE deleted_by = ?').run(mark);
  }

  /** Removes hidden series that nothing can bring back, and blocks that nothing points at. */
  purge(): void {
    this.#db
      .transaction(() => {
        const hidden =
          'SELECT series_id FROM series WHERE deleted_by IS NOT NULL AND deleted_by NOT IN (SELECT undo_id FROM undo_step)';
        this.#db.prepare(`DELETE FROM series_block WHERE series_id IN (${hidden})`).run();
        this.#db.prepare(`DELETE FROM series WHERE series_id IN (${hidden})`).run();
        this.#db
          .prepare('DELETE FROM bar_block WHERE block_id NOT IN (SELECT block_id FROM series_block)')
          .run();
      })
      .immediate();
  }

  #readBlock(blockId: number, barCount: number): Uint8Array {
    const row = this.#selectBlock.get(blockId) as
      { readonly crc32: number; readonly bars: Uint8Array } | undefined;
    const isWhole = row !== undefined && row.bars.byteLength === barCount * COLUMN_NAMES.length * 8;
    if (!isWhole || (!this.#verified.has(blockId) && crc32(row.bars) !== row.crc32)) {
      throw new DamagedBars(`block ${blockId} of bars is not as it was written`);
    }
    this.#verified.add(blockId);
    return row.bars;
  }

  #insert(facts: SeriesFacts, now: number): SeriesId {
    const { lastInsertRowid } = this.#db
      .prepare(
        `INSERT INTO series (symbol, source, bar_size, currency, tick, multiplier, lot, time_zone, adjustment,
           bar_count, first_time, last_time, updated_at)
         VALUES (@symbol, @source, @barSize, @currency, @tick, @multiplier, @lot, @timeZone, @adjustment, 0, 0, 0, @now)`,
      )
      .run({ ...facts, now });
    return Number(lastInsertRowid) as SeriesId;
  }

  #recount(seriesId: SeriesId, now: number): void {
    this.#db
      .prepare(
        `UPDATE series SET (bar_count, first_time, last_time) = (
           SELECT sum(bar_count), min(first_time), max(last_time) FROM series_block WHERE series_id = @seriesId),
           updated_at = @now, data_hash = NULL
         WHERE series_id = @seriesId`,
      )
      .run({ seriesId, now });
  }
}

export function yearOf(unixMs: number): number {
  return new Date(unixMs).getUTCFullYear();
}
