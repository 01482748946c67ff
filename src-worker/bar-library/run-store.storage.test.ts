import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { backtestSpecSchema, runIdSchema, type Statistics, type Trade } from '#shared/model/backtest.ts';
import { USD } from '#shared/model/currency.ts';
import type { SeriesId } from '#shared/model/series.ts';
import { openDatabase, type OpenDatabase } from '#shared/node/open-database.ts';
import type { EngineResult } from '../trading-engine/job.ts';
import { RESEARCH_MIGRATIONS } from './research-schema.ts';
import { RunStore } from './run-store.ts';
import { DAILY } from './testing/scratch-library.ts';

let folder: string;
let database: OpenDatabase;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tradewind-runs-'));
  database = open();
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

function open(migrations = RESEARCH_MIGRATIONS, name = 'research.db'): OpenDatabase {
  const opened = openDatabase({
    path: join(folder, name),
    migrations,
    program: 'a test',
    synchronous: 'NORMAL',
    pageSize: 65_536,
    lostWal: 'accept',
  });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

const idOf = (n: number) => runIdSchema.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const spec = backtestSpecSchema.parse({
  strategyId: 'sma-cross',
  parameters: {},
  seriesIds: [1],
  cash: 1,
  sizing: { kind: 'quantity', quantity: 1 },
  commission: { kind: 'none' },
  slippage: { kind: 'none' },
});

function create(runs: RunStore, n: number, status: 'queued' | 'failed', resultBytes = 0): void {
  runs.create({
    runId: idOf(n),
    spec,
    strategyTitle: 'SMA cross',
    series: [{ ...DAILY, seriesId: 1 as SeriesId }],
    currency: USD,
    codeVersion: 'test',
    createdAt: n,
  });
  if (status === 'failed') runs.mark(idOf(n), 'failed', n, 'it threw');
  database.db.prepare('UPDATE run SET result_bytes = ? WHERE run_id = ?').run(resultBytes, idOf(n));
}

const kept = (runs: RunStore) =>
  runs
    .list()
    .map(({ createdAt }) => createdAt)
    .sort((a, b) => a - b);

test('the oldest runs that have ended make room, as many as it takes, and no active one', () => {
  const runs = new RunStore(database.db, { runs: 100, resultBytes: 1_000 });
  create(runs, 1, 'queued', 100);
  for (const n of [2, 3, 4]) create(runs, n, 'failed', 400);
  create(runs, 5, 'failed', 700);
  expect(runs.makeRoom()).toBe(3);
  expect(kept(runs)).toEqual([1, 5]);
  expect(runs.makeRoom()).toBe(0);

  const few = new RunStore(database.db, { runs: 2, resultBytes: 1_000 });
  expect(few.makeRoom()).toBe(1);
  expect(kept(few)).toEqual([1]);
});

test('what an older version wrote for a hash it did not know is read as none', () => {
  database.close();
  database = open(RESEARCH_MIGRATIONS.slice(0, 1), 'old.db');
  create(new RunStore(database.db), 1, 'failed');
  database.db.prepare(`UPDATE run SET series = replace(series, '"dataHash":null', '"dataHash":""')`).run();
  expect(new RunStore(database.db).detail(idOf(1))).toMatchObject({ series: [{ dataHash: '' }] });
  database.close();
  database = open(RESEARCH_MIGRATIONS, 'old.db');
  expect(new RunStore(database.db).detail(idOf(1))).toMatchObject({ series: [{ dataHash: null }] });
});

test('trades stored before they had excursions are read without', async () => {
  const runs = new RunStore(database.db);
  create(runs, 1, 'queued');
  runs.mark(idOf(1), 'running', 2, null);
  const trade: Trade = {
    ...{
      symbol: 0,
      side: 'long',
      quantity: 1,
      entryTime: 0,
      entryPrice: 1,
      exitTime: 1,
      exitPrice: 2,
      pnl: 1,
    },
    ...{
      returnOnEntry: 1,
      commission: 0,
      barsHeld: 1,
      adverseExcursion: 0.1,
      favourableExcursion: 0.2,
      entryRate: 1.1,
    },
  };
  const none = new Float64Array(0);
  const result: EngineResult = {
    ...{ kind: 'done', equityTime: none, equityMicros: none, trades: [trade, trade], openTradeCount: 0 },
    fills: { symbol: none, time: none, side: none, quantity: none, price: none, commission: none },
    ...{
      statistics: {
        finalEquity: 1,
        totalReturn: 0,
        sharpe: null,
        maxDrawdown: 0,
        tradeCount: 2,
      } as Statistics,
    },
    ...{ symbolOutcomes: [], hash: 'abc', notes: [] },
  };
  runs.finish(idOf(1), await runs.pack(result, () => Promise.resolve()), 3);
  expect(runs.trades(idOf(1), 0, 10).trades).toEqual([trade, trade]);
  database.db.prepare("DELETE FROM run_column WHERE name LIKE 'trade.%Excursion'").run();
  expect(runs.trades(idOf(1), 1, 10)).toEqual({
    total: 2,
    trades: [{ ...trade, adverseExcursion: null, favourableExcursion: null }],
  });
});
