import { assert } from '#shared/kernel/assert.ts';
import {
  runDetailSchema,
  runSummarySchema,
  type RunDetail,
  type RunId,
  type RunSeries,
  type RunStatus,
  type RunSummary,
  type Trade,
} from '#shared/model/backtest.ts';
import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import type { EngineResult } from '../trading-engine/job.ts';
import type { NewRun } from './library-api.ts';
import { packColumn, PART_VALUES, unpackColumnInto } from './packed-column.ts';
import { tradesFromColumns, TRADE_COLUMNS, tradesToColumns } from './trade-columns.ts';

/** What is kept: beyond either, the oldest runs that have ended make room for a new one. */
interface RunBounds {
  readonly runs: number;
  readonly resultBytes: number;
}
export const RUN_BOUNDS: RunBounds = { runs: 5_000, resultBytes: 4 * 1024 ** 3 };
/** What a list shows: the newest. */
const MAX_RUNS_LISTED = 1_000;

const FILL_COLUMNS = ['symbol', 'time', 'side', 'quantity', 'price', 'commission'] as const;

/** A finished run, packed: what `finish` writes in one transaction. */
export interface PackedResult {
  readonly result: EngineResult;
  readonly parts: readonly PackedPart[];
}

interface PackedPart {
  readonly name: string;
  readonly part: number;
  readonly valueCount: number;
  readonly bytes: Uint8Array;
}

const SUMMARY = `run_id AS runId, status, strategy_id AS strategyId, strategy_title AS strategyTitle, symbols,
  created_at AS createdAt, started_at AS startedAt, finished_at AS finishedAt, reason, final_equity AS finalEquity,
  total_return AS totalReturn, sharpe, max_drawdown AS maxDrawdown, trade_count AS tradeCount, hash`;

/** Runs and their results in research.db. */
export class RunStore {
  readonly #db: SqliteDatabase;
  readonly #bounds: RunBounds;

  constructor(db: SqliteDatabase, bounds: RunBounds = RUN_BOUNDS) {
    this.#db = db;
    this.#bounds = bounds;
  }

  create(run: NewRun): RunSummary {
    this.#db
      .prepare(
        `INSERT INTO run (run_id, status, strategy_id, strategy_title, symbols, spec, series, currency, code_version, created_at)
         VALUES (@runId, 'queued', @strategyId, @strategyTitle, @symbols, @spec, @series, @currency, @codeVersion, @createdAt)`,
      )
      .run({
        runId: run.runId,
        strategyId: run.spec.strategyId,
        strategyTitle: run.strategyTitle,
        symbols: JSON.stringify(run.series.map(({ symbol }) => symbol)),
        spec: JSON.stringify(run.spec),
        series: JSON.stringify(
          run.series.map((series) => ({ ...series, dataHash: null }) satisfies RunSeries),
        ),
        currency: run.currency,
        codeVersion: run.codeVersion,
        createdAt: run.createdAt,
      });
    return this.summary(run.runId)!;
  }

  mark(runId: RunId, status: RunStatus, at: number, reason: string | null): void {
    const isStart = status === 'running';
    const isEnd = status !== 'running' && status !== 'queued';
    const { changes } = this.#db
      .prepare(
        `UPDATE run SET status = @status, reason = @reason,
           started_at = CASE WHEN @isStart THEN @at ELSE started_at END,
           finished_at = CASE WHEN @isEnd THEN @at ELSE finished_at END
         WHERE run_id = @runId`,
      )
      .run({ runId, status, at, reason, isStart: Number(isStart), isEnd: Number(isEnd) });
    assert(changes === 1, `run ${runId} is not in the library`);
  }

  setSeries(runId: RunId, series: readonly RunSeries[]): void {
    const { changes } = this.#db
      .prepare('UPDATE run SET series = ? WHERE run_id = ?')
      .run(JSON.stringify(series), runId);
    assert(changes === 1, `run ${runId} is not in the library`);
  }

  /** Packs a result, giving way to other calls after every part: a million bars are a second's work. */
  async pack(result: EngineResult, giveWay: () => Promise<void>): Promise<PackedResult> {
    const columns: (readonly [name: string, values: Float64Array])[] = [
      ...FILL_COLUMNS.map((name) => [`fill.${name}`, result.fills[name]] as const),
      ['equity.time', result.equityTime],
      ['equity.micros', result.equityMicros],
      ...Object.entries(tradesToColumns(result.trades)).map(
        ([name, values]) => [`trade.${name}`, values] as const,
      ),
    ];
    const parts: PackedPart[] = [];
    for (const [name, values] of columns) {
      for (let part = 0; part * PART_VALUES < values.length; part++) {
        const slice = values.subarray(part * PART_VALUES, (part + 1) * PART_VALUES);
        parts.push({ name, part, valueCount: slice.length, bytes: packColumn(slice) });
        await giveWay();
      }
    }
    return { result, parts };
  }

  finish(runId: RunId, { result, parts }: PackedResult, at: number): void {
    this.#db
      .transaction(() => {
        const insert = this.#db.prepare('INSERT INTO run_column VALUES (?, ?, ?, ?, ?)');
        for (const { name, part, valueCount, bytes } of parts)
          insert.run(runId, name, part, valueCount, bytes);
        const { statistics } = result;
        const { changes } = this.#db
          .prepare(
            `UPDATE run SET status = 'done', finished_at = @at, reason = NULL,
               final_equity = @finalEquity, total_return = @totalReturn, sharpe = @sharpe, max_drawdown = @maxDrawdown,
               trade_count = @tradeCount, open_trade_count = @openTradeCount, fill_count = @fillCount, hash = @hash,
               statistics = @statistics, symbol_outcomes = @outcomes, notes = @notes, result_bytes = @bytes
             WHERE run_id = @runId`,
          )
          .run({
            runId,
            at,
            finalEquity: statistics.finalEquity,
            totalReturn: statistics.totalReturn,
            sharpe: statistics.sharpe,
            maxDrawdown: statistics.maxDrawdown,
            tradeCount: statistics.tradeCount,
            openTradeCount: result.openTradeCount,
            fillCount: result.fills.time.length,
            hash: result.hash,
            statistics: JSON.stringify(statistics),
            outcomes: JSON.stringify(result.symbolOutcomes),
            notes: JSON.stringify(result.notes),
            bytes: parts.reduce((sum, { bytes }) => sum + bytes.byteLength, 0),
          });
        assert(changes === 1, `run ${runId} is not in the library`);
      })
      .immediate();
  }

  /** The newest runs, newest first. */
  list(): RunSummary[] {
    return this.#db
      .prepare(`SELECT ${SUMMARY} FROM run WHERE deleted_by IS NULL ORDER BY created_at DESC, run_id LIMIT ?`)
      .all(MAX_RUNS_LISTED)
      .map(readSummary);
  }

  summary(runId: RunId): RunSummary | undefined {
    const row = this.#db
      .prepare(`SELECT ${SUMMARY} FROM run WHERE run_id = ? AND deleted_by IS NULL`)
      .get(runId);
    return row === undefined ? undefined : readSummary(row);
  }

  detail(runId: RunId): RunDetail | undefined {
    const row = this.#db
      .prepare(
        `SELECT ${SUMMARY}, spec, series, currency, code_version AS codeVersion, statistics, fill_count AS fillCount,
           open_trade_count AS openTradeCount, symbol_outcomes AS symbolOutcomes, notes
         FROM run WHERE run_id = ? AND deleted_by IS NULL`,
      )
      .get(runId) as Record<string, unknown> | undefined;
    if (row === undefined) return undefined;
    const json = (name: string): unknown => (row[name] === null ? null : JSON.parse(row[name] as string));
    return runDetailSchema.parse({
      summary: readSummary(
        Object.fromEntries(Object.keys(runSummarySchema.shape).map((name) => [name, row[name]])),
      ),
      spec: json('spec'),
      series: json('series'),
      currency: row.currency,
      codeVersion: row.codeVersion,
      statistics: json('statistics'),
      fillCount: row.fillCount,
      openTradeCount: row.openTradeCount,
      symbolOutcomes: json('symbolOutcomes'),
      notes: json('notes'),
    });
  }

  trades(runId: RunId, offset: number, limit: number): { readonly trades: Trade[]; readonly total: number } {
    const total = this.#valueCount(runId, `trade.${TRADE_COLUMNS[0]}`);
    const from = Math.min(offset, total);
    const to = Math.min(from + limit, total);
    const columns = Object.fromEntries(
      TRADE_COLUMNS.map((name) => {
        // A run stored before there was such a column.
        if (this.#valueCount(runId, `trade.${name}`) < total)
          return [name, new Float64Array(to - from).fill(NaN)];
        return [name, this.#readColumn(runId, `trade.${name}`, from, to)];
      }),
    ) as Record<(typeof TRADE_COLUMNS)[number], Float64Array>;
    return { trades: tradesFromColumns(columns), total };
  }

  async fills(runId: RunId, giveWay: () => Promise<void>): Promise<EngineResult['fills']> {
    const columns: Record<string, Float64Array> = {};
    for (const name of FILL_COLUMNS) columns[name] = await this.#readWhole(runId, `fill.${name}`, giveWay);
    return columns as unknown as EngineResult['fills'];
  }

  async equity(
    runId: RunId,
    giveWay: () => Promise<void>,
  ): Promise<{ readonly time: Float64Array; readonly micros: Float64Array }> {
    const time = await this.#readWhole(runId, 'equity.time', giveWay);
    return { time, micros: await this.#readWhole(runId, 'equity.micros', giveWay) };
  }

  hide(runId: RunId, mark: string): void {
    this.#db.prepare('UPDATE run SET deleted_by = ? WHERE run_id = ?').run(mark, runId);
  }

  /** @returns whether it was still there */
  restore(mark: string): boolean {
    return this.#db.prepare('UPDATE run SET deleted_by = NULL WHERE deleted_by = ?').run(mark).changes === 1;
  }

  /** Removes hidden runs that nothing can bring back. */
  purge(): void {
    this.#remove('deleted_by IS NOT NULL AND deleted_by NOT IN (SELECT undo_id FROM undo_step)');
  }

  /** Runs that nobody can be working on any more, because the library has just been opened. */
  interruptActive(at: number): void {
    this.#db
      .prepare(
        `UPDATE run SET status = 'interrupted', finished_at = @at, reason = CASE status
           WHEN 'running' THEN 'Tradewind ended while it was running.'
           ELSE 'Tradewind ended before it was started.' END
         WHERE status IN ('queued', 'running')`,
      )
      .run({ at });
  }

  /** Removes the oldest runs that have ended until one more fits. @returns how many */
  makeRoom(): number {
    const total = this.#db
      .prepare('SELECT count(*) AS count, coalesce(sum(result_bytes), 0) AS bytes FROM run')
      .get() as { count: number; bytes: number };
    const isFull = () => total.count >= this.#bounds.runs || total.bytes > this.#bounds.resultBytes;
    if (!isFull()) return 0;
    const oldest = this.#db
      .prepare(
        `SELECT run_id AS runId, result_bytes AS bytes FROM run WHERE status NOT IN ('queued', 'running')
         ORDER BY created_at, run_id`,
      )
      .all() as { runId: string; bytes: number }[];
    const removed: string[] = [];
    for (const { runId, bytes } of oldest) {
      if (!isFull()) break;
      total.count--;
      total.bytes -= bytes;
      removed.push(runId);
    }
    this.#remove('run_id IN (SELECT value FROM json_each(?))', JSON.stringify(removed));
    return removed.length;
  }

  #remove(which: string, ...values: string[]): void {
    this.#db
      .transaction(() => {
        this.#db
          .prepare(`DELETE FROM run_column WHERE run_id IN (SELECT run_id FROM run WHERE ${which})`)
          .run(...values);
        this.#db.prepare(`DELETE FROM run WHERE ${which}`).run(...values);
      })
      .immediate();
  }

  #valueCount(runId: RunId, name: string): number {
    return this.#db
      .prepare('SELECT coalesce(sum(value_count), 0) FROM run_column WHERE run_id = ? AND name = ?')
      .pluck()
      .get(runId, name) as number;
  }

  /** A whole column, giving way to other calls after every part: a million values take a tenth of a second to unpack. */
  async #readWhole(runId: RunId, name: string, giveWay: () => Promise<void>): Promise<Float64Array> {
    const values = new Float64Array(this.#valueCount(runId, name));
    for (let from = 0; from < values.length; from += PART_VALUES) {
      values.set(this.#readColumn(runId, name, from, Math.min(from + PART_VALUES, values.length)), from);
      await giveWay();
    }
    return values;
  }

  /** Values `from` up to, not including, `to`: only the parts that hold them are unpacked. */
  #readColumn(runId: RunId, name: string, from: number, to: number): Float64Array {
    const values = new Float64Array(to - from);
    const rows = this.#db
      .prepare(
        'SELECT part, value_count AS valueCount, bytes FROM run_column WHERE run_id = ? AND name = ? AND part BETWEEN ? AND ? ORDER BY part',
      )
      .iterate(runId, name, Math.floor(from / PART_VALUES), Math.floor(Math.max(from, to - 1) / PART_VALUES));
    for (const row of rows as Iterable<{ part: number; valueCount: number; bytes: Uint8Array }>) {
      const start = row.part * PART_VALUES;
      const part = new Float64Array(row.valueCount);
      unpackColumnInto(part, row.bytes);
      const first = Math.max(from, start);
      const last = Math.min(to, start + row.valueCount);
      if (last > first) values.set(part.subarray(first - start, last - start), first - from);
    }
    return values;
  }
}

function readSummary(row: unknown): RunSummary {
  const { symbols, ...rest } = row as { symbols: string };
  return runSummarySchema.parse({ ...rest, symbols: JSON.parse(symbols) as unknown });
}
