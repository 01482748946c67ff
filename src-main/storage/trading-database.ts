import type { ServiceFailure } from '#shared/ipc/errors.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { Migration } from '#shared/node/migrations.ts';
import { openDatabase, type OpenDatabase } from '#shared/node/open-database.ts';
import { connectionMigration } from './connection-migration.ts';
import { intentMigration } from './intent-migration.ts';
import { journalCareMigration } from './journal-care-migration.ts';
import { journalMigration } from './journal-migration.ts';
import { portfolioMigration } from './portfolio-migration.ts';
import { practiceBookMigration } from './practice-book-migration.ts';
import { marketDataMigration } from './market-data-migration.ts';

/** A step that has shipped is never edited: add the next one. */
export const tradingMigrations: readonly Migration[] = [
  {
    id: 1,
    name: 'settings, workspaces and window states',
    sql: `
      CREATE TABLE setting (
        key TEXT PRIMARY KEY,
        value TEXT NOT NULL CHECK (json_valid(value))
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE workspace (
        name TEXT PRIMARY KEY,
        layout TEXT NOT NULL
      ) STRICT;
      CREATE TABLE window_state (
        name TEXT PRIMARY KEY,
        x INTEGER NOT NULL,
        y INTEGER NOT NULL,
        width INTEGER NOT NULL CHECK (width > 0),
        height INTEGER NOT NULL CHECK (height > 0),
        is_maximised INTEGER NOT NULL CHECK (is_maximised IN (0, 1))
      ) STRICT;`,
  },
  { id: 2, ...journalMigration },
  { id: 3, ...connectionMigration },
  { id: 4, ...marketDataMigration },
  { id: 5, ...portfolioMigration },
  {
    id: 6,
    name: 'a layout for each workspace',
    // There was one workspace before: the one for research.
    sql: "UPDATE workspace SET name = 'research' WHERE name = 'main';",
  },
  { id: 7, ...intentMigration },
  { id: 8, ...journalCareMigration },
  { id: 9, ...practiceBookMigration },
];

/** Pages of the log (WAL) at which a commit makes a checkpoint; `OrderJournal.tidy` makes one every second before that. */
const LOG_PAGES_MAX = 10_000;

/** Opens trading.db as its only writer. It holds the order journal: what is committed survives a power cut. */
export function openTradingDatabase(path: string): Result<OpenDatabase, ServiceFailure> {
  const opened = openDatabase({
    path,
    migrations: tradingMigrations,
    program: 'Tradewind',
    synchronous: 'FULL',
    lostWal: 'refuse',
  });
  if (opened.ok) opened.value.db.pragma(`wal_autocheckpoint = ${LOG_PAGES_MAX}`);
  return opened;
}
