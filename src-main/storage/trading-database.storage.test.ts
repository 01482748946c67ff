import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase, type OpenDatabase } from '#shared/node/open-database.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import { settingsSchema } from '#shared/model/settings.ts';
import { WORKSPACES } from '#shared/model/workspace.ts';
import { SettingsService } from '../settings/settings.ts';
import { createWindowStateStore, createWorkspaceStore } from './layout-stores.ts';
import { setAside } from './set-aside.ts';
import { firstPracticeMarket } from './practice-book-store.ts';
import { createSettingsStore } from './settings-store.ts';
import { openTradingDatabase, tradingMigrations } from './trading-database.ts';

let folder: string;
let path: string;
let opened: OpenDatabase[] = [];
const warnings: object[] = [];
const NO_LAYOUTS = Object.fromEntries(WORKSPACES.map((workspace) => [workspace, null]));
const log: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: (fields) => void warnings.push(fields),
  error: () => undefined,
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trading-'));
  path = join(folder, 'trading.db');
  warnings.length = 0;
});
afterEach(() => {
  for (const database of opened) database.close();
  opened = [];
  rmSync(folder, { recursive: true });
});

test('commits survive a power cut: WAL with synchronous FULL, foreign keys on', () => {
  const { db } = open();
  expect(db.pragma('synchronous', { simple: true })).toBe(2);
  expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
  expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
});

test('settings, layout and window are as they were left', () => {
  const first = open();
  createSettingsStore(first.db, log).save({ ...settingsSchema.parse({}), theme: 'light', zoomLevel: 1.5 });
  createWorkspaceStore(first.db).save('trading', '{"panels":["é"]}');
  const state = { x: -10, y: 20, width: 1200, height: 800, isMaximised: true };
  createWindowStateStore(first.db).save(state);
  close(first);

  const { db } = open();
  expect(createSettingsStore(db, log).load()).toEqual({
    ...settingsSchema.parse({}),
    theme: 'light',
    zoomLevel: 1.5,
  });
  expect(createWorkspaceStore(db).load()).toEqual({ ...NO_LAYOUTS, trading: '{"panels":["é"]}' });
  expect(createWindowStateStore(db).load()).toEqual(state);
});

test('at the first start there are defaults, no layout and no window', () => {
  const { db } = open();
  expect(createSettingsStore(db, log).load()).toEqual(settingsSchema.parse({}));
  expect(createWorkspaceStore(db).load()).toEqual(NO_LAYOUTS);
  expect(createWindowStateStore(db).load()).toBeNull();
});

test('a setting that is not understood gives way to its default, alone, and is logged', () => {
  const { db } = open();
  const insert = db.prepare('INSERT INTO setting VALUES (?, ?)');
  insert.run('theme', '"purple"');
  insert.run('fromTheFuture', '1');
  insert.run('density', '"comfortable"');
  expect(createSettingsStore(db, log).load()).toEqual({
    ...settingsSchema.parse({}),
    density: 'comfortable',
  });
  expect(warnings).toHaveLength(2);
});

test('a change of settings is stored before anyone hears of it; one that cannot be stored is refused and nothing changes', () => {
  const { db } = open();
  const heard: string[] = [];
  const settings = new SettingsService(createSettingsStore(db, log), ({ theme }) => void heard.push(theme));
  expect(settings.change({ theme: 'light', density: undefined })).toMatchObject({
    ok: true,
    value: { theme: 'light', density: 'compact' },
  });
  db.pragma('query_only = ON');
  expect(settings.change({ theme: 'system' })).toMatchObject({
    ok: false,
    error: { code: 'database-unwritable' },
  });
  db.pragma('query_only = OFF');
  expect([settings.current.theme, heard]).toEqual(['light', ['light']]);
});

test('a damaged file is refused with what to do, and set aside whole when the user says so', () => {
  close(open());
  writeFileSync(path, 'not a database, but someone may want it back'.repeat(100));
  const content = readFileSync(path);
  expect(openTradingDatabase(path)).toMatchObject({
    ok: false,
    error: { code: expect.stringMatching(/corrupt|foreign/) as unknown },
  });
  const target = setAside(path, '2026-01-02T03-04-05');
  expect(readFileSync(target)).toEqual(content);
  expect(existsSync(path)).toBe(false);
  expect(createWorkspaceStore(open().db).load()).toEqual(NO_LAYOUTS);
});

test('the layout of the time when there was one workspace becomes that of Research', () => {
  const before = openDatabase({
    ...{ path, program: 'Tradewind', synchronous: 'FULL', lostWal: 'refuse' },
    migrations: tradingMigrations.slice(0, 5),
  });
  if (!before.ok) throw new Error(before.error.message);
  before.value.db.prepare('INSERT INTO workspace VALUES (?, ?)').run('main', '{"was":"there"}');
  before.value.close();
  expect(createWorkspaceStore(open().db).load()).toEqual({ ...NO_LAYOUTS, research: '{"was":"there"}' });
});

test('rows of the time when practice had one book are of the market that the settings name', () => {
  const before = openDatabase({
    ...{ path, program: 'Tradewind', synchronous: 'FULL', lostWal: 'refuse' },
    migrations: tradingMigrations.slice(0, 8),
  });
  if (!before.ok) throw new Error(before.error.message);
  const settings = settingsSchema.parse({});
  const paperGateway = { ...settings.paperGateway, seed: -9_007_199_254_740_991, alwaysOpen: true };
  createSettingsStore(before.value.db, log).save({ ...settings, paperGateway });
  before.value.close();
  const first = open();
  createSettingsStore(first.db, log).save(settings);
  close(first);
  const { seed, alwaysOpen } = paperGateway;
  expect(firstPracticeMarket(open().db), 'and stay its').toEqual({ seed, alwaysOpen });
});

test('without settings the first market of practice is the one that settings begin with', () => {
  const { seed, alwaysOpen } = settingsSchema.parse({}).paperGateway;
  expect(firstPracticeMarket(open().db)).toEqual({ seed, alwaysOpen });
});

test('a file of a newer Tradewind is refused and left alone', () => {
  const first = open();
  first.db.prepare("INSERT INTO schema_migration VALUES (99, 'later', 'x', '2030')").run();
  close(first);
  expect(openTradingDatabase(path)).toMatchObject({ ok: false, error: { code: 'database-newer' } });
});

test('two programs cannot have it open', () => {
  open();
  expect(openTradingDatabase(path)).toMatchObject({ ok: false, error: { code: 'file-in-use' } });
});

function open(): OpenDatabase {
  const database = openTradingDatabase(path);
  if (!database.ok) throw new Error(database.error.message);
  opened.push(database.value);
  return database.value;
}

function close(database: OpenDatabase): void {
  database.close();
  opened = opened.filter((other) => other !== database);
}
