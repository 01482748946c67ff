import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { OpenDatabase } from '#shared/node/open-database.ts';
import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import { openTradingDatabase } from '../trading-database.ts';

/** A `trading.db` in a folder of its own. */
export interface ScratchDatabase {
  readonly folder: string;
  readonly path: string;
  readonly db: SqliteDatabase;
  /** Closes the database and opens it again, as a restart of the program does. */
  reopen(): void;
}

/** Makes a new `trading.db` before each test of the file, and removes it after the test. */
export function scratchDatabase(): ScratchDatabase {
  let folder = '';
  let database: OpenDatabase;
  const path = () => join(folder, 'trading.db');
  const open = () => {
    const opened = openTradingDatabase(path());
    if (!opened.ok) throw new Error(opened.error.message);
    database = opened.value;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'trading-db-'));
    open();
  });
  afterEach(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });
  return {
    get folder() {
      return folder;
    },
    get path() {
      return path();
    },
    get db() {
      return database.db;
    },
    reopen() {
      database.close();
      open();
    },
  };
}
