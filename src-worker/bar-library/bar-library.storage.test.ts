import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { backtestSpecSchema, runIdSchema, type Statistics, type Trade } from '#shared/model/backtest.ts';
import { USD } from '#shared/model/currency.ts';
import type { SeriesId } from '#shared/model/series.ts';
import { loadSqliteDriver, type SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import type { EngineResult } from '../trading-engine/job.ts';
import { MAX_BLOCK_BARS } from './bar-block.ts';
import { openLibrary } from './bar-library.ts';
import { packColumn, unpackColumnInto } from './packed-column.ts';
import { csvOf, DAILY, MINUTES, ScratchLibrary, someBars } from './testing/scratch-library.ts';

const DAY = 86_400_000;

let scratch: ScratchLibrary;
beforeEach(() => {
  scratch = new ScratchLibrary();
});
afterEach(() => scratch.remove());

const isoTime = (ms: number) => new Date(ms).toISOString();
const daily = (count: number, seed = 1) => someBars(count, Date.UTC(2000, 0, 3), DAY, seed);
const onlySeries = (): SeriesId => scratch.library.listSeries()[0]!.seriesId;

describe('bars', () => {
  test('a year with more bars than a block holds comes back whole, and in stretches', async () => {
    const bars = someBars(MAX_BLOCK_BARS * 2 + 17, Date.UTC(2019, 11, 20), 60_000);
    await scratch.mustImport(csvOf(bars, isoTime), { facts: MINUTES });
    expect(scratch.bars()!.close).toEqual(bars.close);
    const from = bars.time[MAX_BLOCK_BARS - 5]!;
    const to = bars.time[MAX_BLOCK_BARS + 4]!;
    const seen = scratch.library.foldedBars({ seriesId: onlySeries(), from, to, maxPoints: 1_000 });
    expect(seen).toMatchObject({ ok: true, value: { barsPerPoint: 1 } });
    if (seen.ok) expect(seen.value.time).toEqual(bars.time.slice(MAX_BLOCK_BARS - 5, MAX_BLOCK_BARS + 5));
  });

  test('are folded to what can be drawn, and to nothing outside their time', async () => {
    await scratch.mustImport(csvOf(daily(1_000)));
    const ask = (from: number, to: number) =>
      scratch.library.foldedBars({ seriesId: onlySeries(), from, to, maxPoints: 100 });
    expect(ask(-Infinity, Infinity)).toMatchObject({ ok: true, value: { barsPerPoint: 10 } });
    const none = ask(0, 1);
    expect(none.ok && none.value.time.length).toBe(0);
    const backwards = ask(Date.UTC(2001, 0, 1), Date.UTC(2000, 5, 1));
    expect(backwards.ok && backwards.value.time.length).toBe(0);
  });

  test('know whether they are still those that a run has read', async () => {
    await scratch.mustImport(csvOf(daily(20)));
    const seriesId = onlySeries();
    const read = scratch.library.loadBars(seriesId);
    const dataHash = read.ok ? read.value.dataHash : '';
    const ask = () =>
      scratch.library.barsOfRun({ seriesId, from: -Infinity, to: Infinity, maxPoints: 100 }, dataHash);
    expect(ask()).toMatchObject({ ok: true, value: { isUnchanged: true } });
    await scratch.mustImport(csvOf(daily(20, 2)), { existing: 'replace' });
    expect(ask()).toMatchObject({ ok: true, value: { isUnchanged: false } });
    await scratch.mustImport(csvOf(daily(20)), { existing: 'replace' });
    expect(ask()).toMatchObject({ ok: true, value: { isUnchanged: true } });
    scratch.library.deleteSeries(seriesId);
    expect(ask()).toMatchObject({ ok: false, error: { code: 'series-unknown' } });
  });

  test('that the disk has changed are noticed and not used', async () => {
    await scratch.mustImport(csvOf(daily(300)));
    await scratch.close();
    const file = readFileSync(scratch.path);
    const needle = Buffer.from(new Float64Array(daily(300).close.slice(150, 152)).buffer);
    const at = file.indexOf(needle);
    expect(at).toBeGreaterThan(0);
    file[at + 3]! ^= 1; // one bit of one close
    writeFileSync(scratch.path, file);
    expect(scratch.library.loadBars(onlySeries())).toMatchObject({
      ok: false,
      error: { code: 'bars-damaged' },
    });
  });

  test('of a series that is not there are an answer', () => {
    expect(scratch.library.loadBars(7 as SeriesId)).toMatchObject({
      ok: false,
      error: { code: 'series-unknown' },
    });
    expect(scratch.library.deleteSeries(7 as SeriesId)).toMatchObject({
      ok: false,
      error: { code: 'series-unknown' },
    });
  });
});

describe('delete and undo', () => {
  test('a deleted series comes back as it was, once', async () => {
    await scratch.mustImport(csvOf(daily(50)));
    const before = scratch.rows();
    const deleted = scratch.library.deleteSeries(onlySeries());
    if (!deleted.ok) throw new Error(deleted.error.message);
    expect(scratch.library.listSeries()).toEqual([]);
    expect(scratch.library.undo(deleted.value.undoId)).toEqual({ ok: true, value: null });
    expect(scratch.rows()).toEqual(before);
    expect(scratch.library.undo(deleted.value.undoId)).toMatchObject({
      ok: false,
      error: { code: 'undo-unknown' },
    });
  });

  test('undo does not put two series of one name side by side', async () => {
    await scratch.mustImport(csvOf(daily(50)));
    const deleted = scratch.library.deleteSeries(onlySeries());
    await scratch.mustImport(csvOf(daily(60)));
    const undoId = deleted.ok ? deleted.value.undoId : '';
    expect(scratch.library.undo(undoId)).toMatchObject({ ok: false, error: { code: 'series-exists' } });
    scratch.library.deleteSeries(onlySeries());
    expect(scratch.library.undo(undoId)).toMatchObject({ ok: true });
    expect(scratch.rows()).toHaveLength(50);
  });

  test('closing makes it final and frees the space', async () => {
    await scratch.mustImport(csvOf(daily(5_000)));
    scratch.library.deleteSeries(onlySeries());
    await scratch.close();
    expect(scratch.library.listSeries()).toEqual([]);
    expect(countRows('bar_block')).toBe(0);
  });

  test('outlive the process, but not the session of the application', async () => {
    await scratch.mustImport(csvOf(daily(50)));
    const before = scratch.rows();
    const deleted = scratch.library.deleteSeries(onlySeries());
    const undoId = deleted.ok ? deleted.value.undoId : '';
    const startAfterDeath = (sessionId: string) => {
      const died = mkdtempSync(join(scratch.folder, 'died-'));
      // As the disk is when the process dies: what is written is there, nothing was closed.
      for (const name of readdirSync(scratch.folder).filter((one) => /^research\.db(-wal)?$/.test(one)))
        copyFileSync(join(scratch.folder, name), join(died, name));
      const opened = openLibrary({
        researchDbPath: join(died, 'research.db'),
        reportsFolder: join(died, 'reports'),
        program: 'a test',
        sessionId,
        now: Date.now,
        events: {
          importProgress: () => undefined,
          libraryChanged: () => undefined,
          runsChanged: () => undefined,
          noticed: () => undefined,
        },
      });
      if (!opened.ok) throw new Error(opened.error.message);
      return opened.value.api;
    };
    const again = startAfterDeath(scratch.sessionId);
    expect(again.undo(undoId)).toEqual({ ok: true, value: null });
    expect(again.loadBars(again.listSeries()[0]!.seriesId)).toMatchObject({
      ok: true,
      value: { barCount: before.length },
    });
    await again.close();
    const later = startAfterDeath('another session');
    expect(later.undo(undoId)).toMatchObject({ ok: false, error: { code: 'undo-unknown' } });
    expect(later.listSeries()).toEqual([]);
    await later.close();
  });

  test('a series that was hidden when the program died is gone at the next start', async () => {
    await scratch.mustImport(csvOf(daily(50)));
    await scratch.close();
    raw((db) => db.exec("UPDATE series SET deleted_by = 'somebody'"));
    expect(scratch.library.listSeries()).toEqual([]);
    expect(countRows('series')).toBe(0);
  });
});

describe('runs', () => {
  const runId = runIdSchema.parse('11111111-1111-4111-8111-111111111111');
  const spec = backtestSpecSchema.parse({
    strategyId: 'sma-cross',
    parameters: { fast: 10, slow: 30 },
    seriesIds: [1],
    cash: 100_000,
    sizing: { kind: 'quantity', quantity: 1 },
    commission: { kind: 'none' },
    slippage: { kind: 'none' },
  });
  const create = (id = runId, createdAt = 1) =>
    scratch.library.createRun({
      runId: id,
      spec,
      strategyTitle: 'SMA cross',
      series: [{ ...DAILY, seriesId: 1 as SeriesId }],
      currency: USD,
      codeVersion: 'test',
      createdAt,
    });

  const trade = (i: number): Trade => ({
    symbol: 0,
    side: i % 2 === 0 ? 'long' : 'short',
    quantity: i + 0.5,
    entryTime: i * DAY,
    entryPrice: 1 / (i + 3),
    exitTime: i % 7 === 0 ? null : (i + 1) * DAY,
    exitPrice: i % 7 === 0 ? null : Math.sqrt(i),
    pnl: Math.sin(i) * 1e6,
    returnOnEntry: Math.cos(i),
    commission: 0,
    barsHeld: i,
    adverseExcursion: i % 5 === 0 ? null : i / 1_000,
    favourableExcursion: i % 5 === 0 ? null : i / 500,
    entryRate: i % 3 === 0 ? null : 1.25,
  });
  const statistics = {
    ...Object.fromEntries('start end barCount startEquity netPnl totalReturn peakEquity buyAndHoldReturn maxDrawdown maxDrawdownMoney longestDrawdownDays exposure totalCommission totalSlippage turnover'.split(' ').map((name) => [name, 1])),
    ...Object.fromEntries('cagr annualVolatility sharpe sortino calmar bestDay worstDay winRate profitFactor expectancy averageWin averageLoss largestWin largestLoss averageHoldingDays'.split(' ').map((name) => [name, null])),
    finalEquity: 100_935.68,
    tradeCount: 86,
  } as unknown as Statistics; // prettier-ignore
  function result(tradeCount: number, equityCount: number): EngineResult {
    const column = (of: (i: number) => number) =>
      Float64Array.from({ length: tradeCount * 2 }, (_, i) => of(i));
    return {
      kind: 'done',
      fills: {
        symbol: column(() => 0),
        time: column((i) => i * DAY),
        side: column((i) => (i % 2 === 0 ? 1 : -1)),
        quantity: column(() => 1e6),
        price: column((i) => 100 + 1 / (i + 1)),
        commission: column(() => 0),
      },
      equityTime: Float64Array.from({ length: equityCount }, (_, i) => i * 60_000),
      equityMicros: Float64Array.from(
        { length: equityCount },
        (_, i) => 1e11 + Math.round(Math.sin(i) * 1e9),
      ),
      trades: Array.from({ length: tradeCount }, (_, i) => trade(i)),
      openTradeCount: 1,
      statistics,
      symbolOutcomes: [],
      hash: 'abc',
      notes: ['a note'],
    };
  }

  test('go from queued to done and come back whole after a restart', async () => {
    expect(create()).toMatchObject({ status: 'queued', symbols: ['TEST'], startedAt: null });
    scratch.library.markRun(runId, 'running', 5, null);
    const made = result(3_000, 70_000);
    scratch.library.setRunSeries(runId, [
      { ...DAILY, seriesId: 1 as SeriesId, tick: 0.05, dataHash: 'abcd' },
    ]);
    await scratch.library.finishRun(runId, made, 9);
    await scratch.close();

    const detail = scratch.library.getRun(runId);
    expect(detail).toMatchObject({
      ok: true,
      value: {
        summary: {
          status: 'done',
          startedAt: 5,
          finishedAt: 9,
          finalEquity: 100_935.68,
          tradeCount: 86,
          hash: 'abc',
        },
        spec,
        series: [{ symbol: 'TEST', tick: 0.05, dataHash: 'abcd' }],
        fillCount: 6_000,
        openTradeCount: 1,
        notes: ['a note'],
      },
    });
    expect(await scratch.library.loadFills(runId)).toEqual({ ok: true, value: made.fills });
    expect(await scratch.library.loadEquity(runId)).toEqual({
      ok: true,
      value: { time: made.equityTime, micros: made.equityMicros },
    });
    expect(scratch.library.listTrades(runId, 2_990, 100)).toEqual({
      ok: true,
      value: { trades: made.trades.slice(2_990), total: 3_000 },
    });
    expect(scratch.library.listTrades(runId, 9_999, 10)).toEqual({
      ok: true,
      value: { trades: [], total: 3_000 },
    });
  });

  test('without a trade have none', async () => {
    create();
    await scratch.library.finishRun(runId, result(0, 10), 9);
    expect(scratch.library.listTrades(runId, 0, 10)).toEqual({ ok: true, value: { trades: [], total: 0 } });
  });

  test('that were going on when the program died are interrupted', async () => {
    const queued = runIdSchema.parse(randomUUID());
    create();
    scratch.library.markRun(runId, 'running', 5, null);
    create(queued, 2);
    await scratch.close();
    expect(scratch.library.listRuns()).toMatchObject([
      { runId: queued, status: 'interrupted', reason: 'Tradewind ended before it was started.' },
      { runId, status: 'interrupted', reason: 'Tradewind ended while it was running.' },
    ]);
  });

  test('can be deleted when they have ended, and brought back', () => {
    create();
    expect(scratch.library.deleteRun(runId)).toMatchObject({ ok: false, error: { code: 'run-active' } });
    scratch.library.markRun(runId, 'failed', 7, 'it threw');
    const deleted = scratch.library.deleteRun(runId);
    expect(scratch.library.getRun(runId)).toMatchObject({ ok: false, error: { code: 'run-unknown' } });
    scratch.library.undo(deleted.ok ? deleted.value.undoId : '');
    expect(scratch.library.getRun(runId)).toMatchObject({
      ok: true,
      value: { summary: { reason: 'it threw' }, series: [{ dataHash: null }] },
    });
  });

  test('keep their columns bit for bit, whatever is in them', () => {
    const value = fc.oneof(
      fc.double(),
      fc.maxSafeInteger(),
      fc.integer(),
      fc.constantFrom(0, -0, NaN, Infinity, -Infinity, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
    );
    fc.assert(
      fc.property(fc.oneof(fc.array(value), fc.array(fc.integer())), (values) => {
        const column = Float64Array.from(values);
        const back = new Float64Array(values.length);
        unpackColumnInto(back, packColumn(column));
        expect(back).toEqual(column);
      }),
    );
  });
});

describe('backup', () => {
  test('is a library of its own, with the bars of that moment', async () => {
    await scratch.mustImport(csvOf(daily(500)));
    const target = join(scratch.folder, 'sub', 'copy.db');
    mkdirSync(join(scratch.folder, 'sub'));
    const made = await scratch.library.backup(target);
    expect(made).toMatchObject({ ok: true, value: { bytes: expect.any(Number) as number } });
    scratch.library.deleteSeries(onlySeries());
    await scratch.close();

    writeFileSync(scratch.path, readFileSync(target)); // how a restore is done
    expect(scratch.rows()).toHaveLength(500);
    expect(scratch.open().notices).toEqual([]);
    expect(readdirSync(join(scratch.folder, 'sub'))).toEqual(['copy.db']);
  });

  test('taken back, leaves the folder as it was', async () => {
    const target = join(scratch.folder, 'copy.db');
    const fresh = await scratch.library.backup(target);
    scratch.library.undo(fresh.ok ? fresh.value.undoId : '');
    expect(existsSync(target)).toBe(false);

    writeFileSync(target, 'something else');
    const over = await scratch.library.backup(target);
    expect(readFileSync(target).subarray(0, 6).toString()).toBe('SQLite');
    scratch.library.undo(over.ok ? over.value.undoId : '');
    expect(readFileSync(target, 'utf8')).toBe('something else');
  });

  test('taken back after a later one took its name, leaves the later one alone', async () => {
    const target = join(scratch.folder, 'copy.db');
    const undoIds: string[] = [];
    for (let i = 0; i < 2; i++) {
      const made = await scratch.library.backup(target);
      undoIds.push(made.ok ? made.value.undoId : '');
    }
    const [earlier, later] = undoIds as [string, string];
    const refused = { ok: false, error: { code: 'backup-changed' } };
    expect(scratch.library.undo(earlier)).toMatchObject(refused);
    expect(existsSync(target)).toBe(true);
    expect(scratch.library.undo(later)).toMatchObject({ ok: true });
    expect(existsSync(target)).toBe(true);
    expect(scratch.library.undo(earlier)).toMatchObject({ ok: true });
    expect(existsSync(target)).toBe(false);
  });

  test('what it replaced is gone when the program closes', async () => {
    const target = join(scratch.folder, 'copy.db');
    writeFileSync(target, 'something else');
    await scratch.library.backup(target);
    await scratch.close();
    expect(readdirSync(scratch.folder).filter((name) => name.includes('copy'))).toEqual(['copy.db']);
  });

  test.each([
    ['the library itself', (folder: string) => join(folder, 'research.db'), 'backup-onto-itself'],
    ['a folder', (folder: string) => folder, 'backup-target-is-folder'],
    ['the other database', (folder: string) => join(folder, 'trading.db'), 'backup-onto-database'],
    ['the log of the library', (folder: string) => join(folder, 'research.db-wal'), 'backup-onto-database'],
  ])('onto %s is refused', async (_, target, code) => {
    await scratch.mustImport(csvOf(daily(5)));
    expect(await scratch.library.backup(target(scratch.folder))).toMatchObject({
      ok: false,
      error: { code },
    });
    expect(scratch.rows()).toHaveLength(5);
  });

  test('into a folder that is not there says so and leaves nothing', async () => {
    const target = join(scratch.folder, 'none', 'copy.db');
    expect(await scratch.library.backup(target)).toMatchObject({
      ok: false,
      error: { code: 'backup-folder-missing' },
    });
    expect(existsSync(join(scratch.folder, 'none'))).toBe(false);
  });
});

/** The file as somebody else would open it; the library must be closed or idle. */
function raw<T>(use: (db: SqliteDatabase) => T): T {
  const driver = loadSqliteDriver();
  if (!driver.ok) throw new Error(driver.error.message);
  const db = new driver.value(scratch.path);
  try {
    return use(db);
  } finally {
    db.close();
  }
}

function countRows(table: string): number {
  return raw((db) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()) as number;
}
