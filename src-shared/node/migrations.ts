import { createHash } from 'node:crypto';
import { failure, type ServiceFailure } from '../ipc/errors.ts';
import { assert } from '../kernel/assert.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import type { SqliteDatabase } from './sqlite-driver.ts';

/** One step of a schema's history. Ids count from 1 without holes; a step that has shipped is never edited. */
export interface Migration {
  readonly id: number;
  readonly name: string;
  readonly sql: string;
}

/**
 * Brings a database to the newest version, one transaction per step: a crash in the middle leaves the last whole version.
 *
 * Codes: `database-newer` (written by a newer program), `database-history-differs` (another program's steps),
 * `migration-failed` (the database is as it was before that step).
 */
export function migrate(
  db: SqliteDatabase,
  path: string,
  migrations: readonly Migration[],
): Result<null, ServiceFailure> {
  migrations.forEach(({ id }, index) => assert(id === index + 1, `migration ${id} is out of order`));
  db.exec(
    `CREATE TABLE IF NOT EXISTS schema_migration
       (id INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT`,
  );
  const applied = db.prepare('SELECT id, name, checksum FROM schema_migration ORDER BY id').all() as {
    id: number;
    name: string;
    checksum: string;
  }[];
  for (const step of applied) {
    const known = migrations[step.id - 1];
    if (known === undefined) return err(newerFailure(path, step.id, migrations.length));
    if (step.checksum !== checksum(known)) return err(historyFailure(path, step.id, step.name));
  }
  for (const migration of migrations.slice(applied.length)) {
    const failed = apply(db, path, migration);
    if (failed !== undefined) return err(failed);
  }
  return ok(null);
}

function apply(db: SqliteDatabase, path: string, migration: Migration): ServiceFailure | undefined {
  const run = db.transaction(() => {
    db.exec(migration.sql);
    db.prepare('INSERT INTO schema_migration VALUES (?, ?, ?, ?)').run(
      migration.id,
      migration.name,
      checksum(migration),
      new Date().toISOString(),
    );
  });
  try {
    run.immediate();
    return undefined;
  } catch (error) {
    return failure(
      'migration-failed',
      `${path} could not be brought to version ${migration.id} (${migration.name}): ${(error as Error).message}. It is as it was before.`,
      'Free disk space if it is short and start again; otherwise go back to the version of Tradewind you had.',
    );
  }
}

function newerFailure(path: string, found: number, known: number): ServiceFailure {
  return failure(
    'database-newer',
    `${path} was written by a newer Tradewind (its version is ${found}, this program knows ${known}).`,
    'Start the newer Tradewind, or use another folder with --data-dir FOLDER.',
  );
}

function historyFailure(path: string, id: number, name: string): ServiceFailure {
  return failure(
    'database-history-differs',
    `${path} was made by a different Tradewind: its step ${id} (${name}) is not the one this program has.`,
    'Start the Tradewind that made it, or use another folder with --data-dir FOLDER.',
  );
}

function checksum({ name, sql }: Migration): string {
  return createHash('sha256').update(`${name}\n${sql}`).digest('hex');
}
