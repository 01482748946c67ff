import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BUILT_IN_PROFILES, type ConnectionSettings } from '#shared/model/connection.ts';
import type { OpenDatabase } from '#shared/node/open-database.ts';
import { createConnectionStore } from './connection-store.ts';
import { openTradingDatabase } from './trading-database.ts';

let folder: string;
let database: OpenDatabase;
let warnings: object[];

function open(): ReturnType<typeof createConnectionStore> {
  const opened = openTradingDatabase(join(folder, 'trading.db'));
  if (!opened.ok) throw new Error(opened.error.message);
  database = opened.value;
  const log = {
    debug: () => {},
    info: () => {},
    error: () => {},
    warn: (fields: object) => warnings.push(fields),
  };
  return createConnectionStore(database.db, log);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'connections-'));
  warnings = [];
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

const kept: ConnectionSettings = {
  profiles: [
    { ...BUILT_IN_PROFILES[3]!, id: 'b', name: 'Second', account: 'U7654321' },
    { ...BUILT_IN_PROFILES[1]!, id: 'a', host: 'tws.office', port: 7500 },
  ],
  lastProfileId: 'b',
  connectsAtStart: false,
};

test('a new data folder has no changed profiles and connects at the start', () => {
  expect(open().load()).toEqual({ profiles: [], lastProfileId: null, connectsAtStart: true });
});

test('what is saved is there after a restart, in its order, and what was left out is gone', () => {
  expect(open().save(kept).ok).toBe(true);
  database.close();
  const store = open();
  expect(store.load()).toEqual(kept);
  store.save({ ...kept, profiles: [kept.profiles[1]!], lastProfileId: null });
  expect(store.load()).toEqual({ ...kept, profiles: [kept.profiles[1]], lastProfileId: null });
});

test('a profile that cannot be understood is left out and logged; the others are there', () => {
  const store = open();
  store.save(kept);
  database.db.prepare("UPDATE connection_profile SET host = '' WHERE id = 'b'").run();
  expect(store.load().profiles).toEqual([kept.profiles[1]]);
  expect(warnings).toHaveLength(1);
});

test('two profiles of one id are a bug, and nothing of them is kept', () => {
  const store = open();
  store.save(kept);
  expect(() => store.save({ ...kept, profiles: [kept.profiles[0]!, kept.profiles[0]!] })).toThrow('UNIQUE');
  expect(store.load()).toEqual(kept);
});
