import { createRequire } from 'node:module';
import type BetterSqlite3 from 'better-sqlite3';
import { failure, type ServiceFailure } from '../ipc/errors.ts';
import { err, ok, type Result } from '../kernel/result.ts';

export type SqliteDriver = typeof BetterSqlite3;
export type SqliteDatabase = BetterSqlite3.Database;

/** better-sqlite3 13 crashes hosts with an older Node-API, so the name has to be chosen before anything is loaded. */
const NAPI_OF_DRIVER_13 = 10;

let loaded: SqliteDriver | undefined;

/**
 * The SQLite driver of this runtime: better-sqlite3 13 where it loads (Electron 45, Node 24), else 12 under its alias,
 * whose binary build/ has compiled. The only place that names either.
 */
export function loadSqliteDriver(): Result<SqliteDriver, ServiceFailure> {
  if (loaded !== undefined) return ok(loaded);
  const name =
    Number(process.versions.napi) >= NAPI_OF_DRIVER_13 ? 'better-sqlite3' : 'better-sqlite3-legacy';
  try {
    // Not an import: bundlers leave it alone, and the one that does not fit is never touched.
    const driver = createRequire(import.meta.url)(name) as SqliteDriver;
    new driver(':memory:').close(); // the native part is looked for on first use
    loaded = driver;
    return ok(driver);
  } catch (error) {
    const host = `Node ${process.versions.node}, ABI ${process.versions.modules}, ${process.platform} ${process.arch}`;
    return err(
      failure(
        'sqlite-driver-missing',
        `SQLite (${name}) has no binary that loads here (${host}): ${firstLine(error)}.`,
        'Start through npm (npm start, npm run backtest, npm test): these prepare it. Plain node is not a runtime of Tradewind.',
      ),
    );
  }
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error)
    .split('\n', 1)[0]!
    .replace(/\.$/, '');
}
