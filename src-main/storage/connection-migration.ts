import type { Migration } from '#shared/node/migrations.ts';

/** Profiles as far as they differ from the built-in ones, and one row of choices. */
export const connectionMigration: Omit<Migration, 'id'> = {
  name: 'connection profiles',
  sql: `
    CREATE TABLE connection_profile (
      id TEXT PRIMARY KEY,
      place INTEGER NOT NULL,
      name TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('practice', 'paper', 'live')),
      host TEXT NOT NULL,
      port INTEGER NOT NULL CHECK (port BETWEEN 1 AND 65535),
      client_id INTEGER NOT NULL CHECK (client_id >= 0),
      account TEXT
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE connection_choice (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      last_profile_id TEXT,
      connects_at_start INTEGER NOT NULL CHECK (connects_at_start IN (0, 1))
    ) STRICT;`,
};
