import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { lockFile } from './file-lock.ts';
import type { Migration } from './migrations.ts';
import { openDatabase, type DatabaseOptions, type OpenDatabase } from './open-database.ts';
import { loadSqliteDriver } from './sqlite-driver.ts';
import { bundleProgram, killHard, startProgram } from './testing/child-program.ts';

const NOTES: Migration = { id: 1, name: 'notes', sql: 'CREATE TABLE note (text TEXT NOT NULL) STRICT' };

let folder: string;
let path: string;
let open: OpenDatabase[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tradewind-database-'));
  path = join(folder, 'test.db');
  open = [];
});
afterEach(() => {
  for (const database of open) if (database.db.open) database.close();
  rmSync(folder, { recursive: true, force: true });
});

function tryOpen(options: Partial<DatabaseOptions> = {}) {
  const opened = openDatabase({
    path,
    migrations: [NOTES],
    program: 'a test',
    synchronous: 'FULL',
    lostWal: 'refuse',
    lockWaitMs: 0,
    ...options,
  });
  if (opened.ok) open.push(opened.value);
  return opened;
}

function mustOpen(options: Partial<DatabaseOptions> = {}): OpenDatabase {
  const opened = tryOpen(options);
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

const refusal = (code: string, words: string | RegExp = '') => ({
  ok: false,
  error: {
    kind: 'failed',
    code,
    message: expect.stringMatching(words) as string,
    help: expect.any(String) as string,
  },
});

const addNote = ({ db }: OpenDatabase, text: string) => db.prepare('INSERT INTO note VALUES (?)').run(text);
const notes = ({ db }: OpenDatabase) => db.prepare('SELECT text FROM note ORDER BY rowid').pluck().all();

/** Leaves the files as a crash would: a copy taken while the database is open. */
function crash(database: OpenDatabase, keep: readonly string[] = ['', '-wal']): void {
  const copies = keep.map((suffix) => [suffix, readFileSync(`${path}${suffix}`)] as const);
  database.close();
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
  for (const [suffix, bytes] of copies) writeFileSync(`${path}${suffix}`, bytes);
}

describe('settings', () => {
  test('opens in WAL mode with foreign keys, the durability and the page size asked for', () => {
    const { db } = mustOpen({ pageSize: 65_536, synchronous: 'NORMAL' });
    const setting = (name: string): unknown => db.pragma(name, { simple: true });
    expect(setting('journal_mode')).toBe('wal');
    expect(setting('foreign_keys')).toBe(1);
    expect(setting('synchronous')).toBe(1);
    expect(setting('page_size')).toBe(65_536);
    expect(setting('busy_timeout')).toBe(5_000);
  });

  test('uses FULL where power loss must not lose a commit', () => {
    expect(mustOpen().db.pragma('synchronous', { simple: true })).toBe(2);
  });

  test('uses the driver that fits the Node-API of the runtime', () => {
    const expected = Number(process.versions.napi) >= 10 ? /^3\.(5[3-9]|[6-9])/ : /^3\./;
    expect(mustOpen().db.prepare('SELECT sqlite_version()').pluck().get()).toMatch(expected);
  });
});

describe('exit and return', () => {
  test('keeps what was written and leaves no log behind a clean exit', () => {
    const first = mustOpen();
    addNote(first, 'kept');
    first.close();
    expect(existsSync(`${path}-wal`)).toBe(false);
    const second = mustOpen();
    expect(notes(second)).toEqual(['kept']);
    expect(second.notices).toEqual([]);
  });

  test('brings back what was committed before a crash and says that it checked', () => {
    const first = mustOpen();
    addNote(first, 'committed');
    crash(first);
    const second = mustOpen();
    expect(notes(second)).toEqual(['committed']);
    expect(second.notices).toEqual([expect.stringContaining('was not closed cleanly')]);
  });

  test('a close that could not be marked, as on a full disk, loses nothing and bars nobody', () => {
    const database = mustOpen();
    addNote(database, 'kept');
    database.db.exec(
      "CREATE TEMP TRIGGER full BEFORE UPDATE ON main.storage_mark BEGIN SELECT RAISE(ABORT, 'no room'); END",
    );
    expect(() => {
      database.close();
    }).toThrow('no room');
    const again = mustOpen();
    expect(notes(again)).toEqual(['kept']);
    expect(again.notices).toEqual([expect.stringContaining('checked and is whole')]);
  });

  test('a start that fails after a crash leaves the next one no worse off', () => {
    const database = mustOpen();
    addNote(database, 'kept');
    crash(database);
    const broken: Migration = { id: 2, name: 'broken', sql: 'CREATE TABLE note (text TEXT)' };
    expect(tryOpen({ migrations: [NOTES, broken] })).toMatchObject(refusal('migration-failed'));
    expect(notes(mustOpen())).toEqual(['kept']);
  });

  test('notices that the write-ahead log of a crash has vanished', () => {
    const first = mustOpen();
    addNote(first, 'only in the log');
    crash(first, ['']);
    expect(tryOpen()).toMatchObject(refusal('database-wal-lost', 'is gone'));
    const accepted = mustOpen({ lostWal: 'accept' });
    expect(accepted.notices[0]).toContain('may be missing');
  });

  test('comes up after a crash before anything was stored', () => {
    writeFileSync(path, '');
    expect(notes(mustOpen())).toEqual([]);
  });
});

describe('damage', () => {
  function filled(): void {
    const database = mustOpen();
    database.db.transaction(() => {
      for (let i = 0; i < 2_000; i++) addNote(database, `note ${i} ${'x'.repeat(50)}`);
    })();
    database.close();
  }

  test('refuses a file that is no database', () => {
    writeFileSync(path, 'date,open\n'.repeat(1_000));
    expect(tryOpen()).toMatchObject(refusal('database-corrupt', /damaged/));
  });

  test('refuses a truncated file', () => {
    filled();
    truncateSync(path, statSync(path).size - 4_096 * 3);
    expect(tryOpen()).toMatchObject(refusal('database-corrupt'));
  });

  test.each([1, 2, 3, 5, 8, 13, 21, 30])(
    'never reads on silently over a page of garbage (page %i)',
    (page) => {
      filled();
      const bytes = readFileSync(path);
      bytes.fill(0xa5, (page - 1) * 4_096, page * 4_096);
      writeFileSync(path, bytes);
      expect(tryOpen()).toMatchObject({
        ok: false,
        error: { code: expect.stringMatching(/corrupt/) as string },
      });
    },
  );

  test('checks indexes and foreign keys in full after a crash', () => {
    const database = mustOpen({
      migrations: [
        NOTES,
        { id: 2, name: 'links', sql: 'CREATE TABLE link (note INTEGER REFERENCES note (rowid))' },
      ],
    });
    database.db.pragma('foreign_keys = OFF');
    database.db.exec(
      'CREATE TABLE parent (id INTEGER PRIMARY KEY); CREATE TABLE child (id REFERENCES parent)',
    );
    database.db.exec('INSERT INTO child VALUES (7)');
    database.db.exec('DROP TABLE link');
    crash(database);
    expect(
      tryOpen({
        migrations: [
          NOTES,
          { id: 2, name: 'links', sql: 'CREATE TABLE link (note INTEGER REFERENCES note (rowid))' },
        ],
      }),
    ).toMatchObject(refusal('database-corrupt', /rows of child/));
  });

  test("leaves another program's database alone", () => {
    const driver = loadSqliteDriver();
    if (!driver.ok) throw new Error(driver.error.message);
    const other = new driver.value(path);
    other.exec('CREATE TABLE theirs (x)');
    other.close();
    const before = readFileSync(path);
    expect(tryOpen()).toMatchObject(refusal('database-foreign'));
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('says that a folder is not a file it can open', () => {
    path = folder;
    expect(tryOpen()).toMatchObject({ ok: false });
  });
});

describe('migrations', () => {
  const SECOND: Migration = {
    id: 2,
    name: 'authors',
    sql: "ALTER TABLE note ADD COLUMN author TEXT NOT NULL DEFAULT ''",
  };

  test('adds the steps that are missing and keeps the rows', () => {
    const first = mustOpen();
    addNote(first, 'old');
    first.close();
    const second = mustOpen({ migrations: [NOTES, SECOND] });
    expect(second.db.prepare('SELECT text, author FROM note').all()).toEqual([{ text: 'old', author: '' }]);
  });

  test('refuses a database of a newer version with a sentence', () => {
    mustOpen({ migrations: [NOTES, SECOND] }).close();
    expect(tryOpen()).toMatchObject(refusal('database-newer', 'its version is 2, this program knows 1'));
  });

  test('refuses a database whose history is another one', () => {
    mustOpen().close();
    const other = { ...NOTES, sql: 'CREATE TABLE note (words TEXT) STRICT' };
    expect(tryOpen({ migrations: [other] })).toMatchObject(refusal('database-history-differs'));
  });

  test('leaves the last whole version when a step fails in its middle', () => {
    const first = mustOpen();
    addNote(first, 'kept');
    first.close();
    const broken: Migration = {
      id: 2,
      name: 'broken',
      sql: 'CREATE TABLE half (x); INSERT INTO nowhere VALUES (1)',
    };
    expect(tryOpen({ migrations: [NOTES, broken] })).toMatchObject(refusal('migration-failed', 'broken'));
    const again = mustOpen();
    expect(notes(again)).toEqual(['kept']);
    expect(again.db.prepare("SELECT name FROM sqlite_schema WHERE name = 'half'").all()).toEqual([]);
  });
});

describe('one writer', () => {
  let program: string;
  beforeAll(async () => {
    program = await bundleProgram(
      join(import.meta.dirname, 'testing', 'hold-database.program.ts'),
      'hold-database',
    );
  });

  test('says who holds the file, and how to go on', async () => {
    const { child, message } = await startProgram(program, [path]);
    try {
      expect(message).toBe('held');
      const refused = tryOpen();
      expect(refused).toMatchObject(refusal('file-in-use', `the child \\(process ${child.pid}, since`));
    } finally {
      await killHard(child);
    }
  });

  test('is free at once after kill -9, with everything that was committed', async () => {
    const { child } = await startProgram(program, [path]);
    await killHard(child);
    const database = mustOpen();
    expect(notes(database)).toEqual(['from the child']);
    expect(database.notices).toEqual([expect.stringContaining('was not closed cleanly')]);
  });

  test('keeps a child out while this process holds it', async () => {
    mustOpen();
    const { child, message } = await startProgram(program, [path]);
    await killHard(child);
    expect(message).toMatchObject({
      code: 'file-in-use',
      message: expect.stringContaining('a test (process') as string,
    });
  });

  test('holds within one process too, and ends with release', () => {
    const first = lockFile(path, 'one', 0);
    if (!first.ok) throw new Error(first.error.message);
    expect(lockFile(path, 'two', 0)).toMatchObject(refusal('file-in-use', 'one'));
    first.value.release();
    const second = lockFile(path, 'two', 0);
    expect(second.ok).toBe(true);
    if (second.ok) second.value.release();
  });

  test('does not rest on the file that names the owner', () => {
    const first = lockFile(path, 'one', 0);
    writeFileSync(`${path}.owner.json`, '{"pid": 1');
    expect(lockFile(path, 'two', 0)).toMatchObject(refusal('file-in-use', 'another program'));
    if (first.ok) first.value.release();
  });
});
