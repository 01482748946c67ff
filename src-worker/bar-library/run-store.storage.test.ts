import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { backtestSpecSchema, runIdSchema } from '#shared/model/backtest.ts';
import { USD } from '#shared/model/currency.ts';
import type { SeriesId } from '#shared/model/series.ts';
import { openDatabase, type OpenDatabase } from '#shared/node/open-database.ts';
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
