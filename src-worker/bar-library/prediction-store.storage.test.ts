import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PredictionRecord } from '#shared/model/plan.ts';
import { openDatabase, type OpenDatabase } from '#shared/node/open-database.ts';
import { PredictionStore } from './prediction-store.ts';
import { RESEARCH_MIGRATIONS } from './research-schema.ts';

let folder: string;
let database: OpenDatabase;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tradewind-predictions-'));
  const path = join(folder, 'research.db');
  const opened = openDatabase({
    path,
    migrations: RESEARCH_MIGRATIONS,
    program: 'a test',
    synchronous: 'NORMAL',
    lostWal: 'accept',
  });
  if (!opened.ok) throw new Error(opened.error.message);
  database = opened.value;
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

const record = (at: number): PredictionRecord => ({
  at,
  runId: null,
  kind: 'sweep',
  strategyId: 'sma-cross',
  strategyTitle: 'SMA cross',
  symbolCount: 1,
  barCount: 1_000,
  trialCount: 100,
  workers: 2,
  extrapolation: 3,
  serialShare: 0.1,
  predicted: { ms: 10, lowMs: 8, highMs: 12.5, calibratedMs: 9, correction: 10 / 9, learnedFrom: 4 },
  actualMs: 11,
  actualSerialMs: 1,
  wasDisturbed: false,
});

test('predictions come back as they were kept, the newest first, and the oldest make room', () => {
  const store = new PredictionStore(database.db, 3);
  expect(store.list(10)).toEqual([]);
  for (let at = 1; at <= 5; at++) store.add(record(at));
  expect(store.list(10)).toEqual([record(5), record(4), record(3)]);
  expect(store.list(1)).toEqual([record(5)]);
});

test('one that cannot be read is left out', () => {
  const store = new PredictionStore(database.db);
  store.add(record(1));
  database.db.prepare(`INSERT INTO prediction (record) VALUES ('{"kind":"something else"}')`).run();
  store.add(record(2));
  expect(store.list(10).map(({ at }) => at)).toEqual([2, 1]);
});
