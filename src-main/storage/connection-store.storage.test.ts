import { beforeEach, expect, test } from 'vitest';
import { BUILT_IN_PROFILES, type ConnectionSettings } from '#shared/model/connection.ts';
import { createConnectionStore } from './connection-store.ts';
import { scratchDatabase } from './testing/scratch-database.ts';

const database = scratchDatabase();
let warnings: object[] = [];
beforeEach(() => {
  warnings = [];
});

function connectionStore(): ReturnType<typeof createConnectionStore> {
  const log = {
    debug: () => {},
    info: () => {},
    error: () => {},
    warn: (fields: object) => warnings.push(fields),
  };
  return createConnectionStore(database.db, log);
}

const kept: ConnectionSettings = {
  profiles: [
    { ...BUILT_IN_PROFILES[3]!, id: 'b', name: 'Second', account: 'U7654321' },
    { ...BUILT_IN_PROFILES[1]!, id: 'a', host: 'tws.office', port: 7500 },
  ],
  lastProfileId: 'b',
  connectsAtStart: false,
};

test('a new data folder has no changed profiles and connects at the start', () => {
  expect(connectionStore().load()).toEqual({ profiles: [], lastProfileId: null, connectsAtStart: true });
});

test('what is saved is there after a restart, in its order, and what was left out is gone', () => {
  expect(connectionStore().save(kept).ok).toBe(true);
  database.reopen();
  const store = connectionStore();
  expect(store.load()).toEqual(kept);
  store.save({ ...kept, profiles: [kept.profiles[1]!], lastProfileId: null });
  expect(store.load()).toEqual({ ...kept, profiles: [kept.profiles[1]], lastProfileId: null });
});

test('a profile that cannot be understood is left out and logged; the others are there', () => {
  const store = connectionStore();
  store.save(kept);
  database.db.prepare("UPDATE connection_profile SET host = '' WHERE id = 'b'").run();
  expect(store.load().profiles).toEqual([kept.profiles[1]]);
  expect(warnings).toHaveLength(1);
});

test('two profiles of one id are a bug, and nothing of them is kept', () => {
  const store = connectionStore();
  store.save(kept);
  expect(() => store.save({ ...kept, profiles: [kept.profiles[0]!, kept.profiles[0]!] })).toThrow('UNIQUE');
  expect(store.load()).toEqual(kept);
});
