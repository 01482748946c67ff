import type { Migration } from '#shared/node/migrations.ts';

/** What the broker told of contracts, and what the user watches. Both as JSON of the nouns: nobody asks for parts of them. */
export const marketDataMigration: Omit<Migration, 'id'> = {
  name: 'contracts and watchlist',
  sql: `
    CREATE TABLE contract (
      contract_id INTEGER PRIMARY KEY,
      fetched_at  INTEGER NOT NULL,
      details     TEXT NOT NULL CHECK (json_valid(details))
    ) STRICT;
    CREATE INDEX contract_age ON contract (fetched_at);
    CREATE TABLE watchlist (
      name    TEXT PRIMARY KEY,
      content TEXT NOT NULL CHECK (json_valid(content))
    ) STRICT, WITHOUT ROWID;`,
};
