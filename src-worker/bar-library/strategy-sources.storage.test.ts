import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '#shared/node/open-database.ts';
import { RESEARCH_MIGRATIONS } from './research-schema.ts';
import { StrategySources } from './strategy-sources.ts';

test('a text is kept once and for as long as a run names it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-sources-'));
  const opened = openDatabase({
    path: join(folder, 'research.db'),
    migrations: RESEARCH_MIGRATIONS,
    program: 'test',
    synchronous: 'NORMAL',
    lostWal: 'accept',
  });
  if (!opened.ok) throw new Error(opened.error.message);
  const { db } = opened.value;
  const sources = new StrategySources(db);
  const [named, forgotten] = ['a', 'b'].map((letter) => ({
    hash: letter.repeat(64),
    file: 'f.ts',
    text: letter,
  }));
  for (const source of [named!, forgotten!, named!]) sources.keep(source);
  expect(sources.find(forgotten!.hash)).toEqual(forgotten);
  db.prepare(
    `INSERT INTO run (run_id, status, strategy_id, strategy_title, symbols, spec, series, currency, code_version, created_at)
     VALUES (?, 'done', 'x', 'X', '[]', ?, '[]', 'USD', 'test', 0)`,
  ).run(randomUUID(), JSON.stringify({ strategyHash: named!.hash }));
  db.prepare(
    `INSERT INTO run (run_id, status, strategy_id, strategy_title, symbols, spec, series, currency, code_version, created_at)
     VALUES (?, 'done', 'x', 'X', '[]', '{}', '[]', 'USD', 'test', 0)`,
  ).run(randomUUID());
  sources.purge();
  expect(sources.find(named!.hash)).toEqual(named);
  expect(sources.find(forgotten!.hash)).toBeNull();
  opened.value.close();
  rmSync(folder, { recursive: true });
});
