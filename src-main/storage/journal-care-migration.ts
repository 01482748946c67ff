/** What the journal's readers need beside its rows: which cannot be read, which differences were accepted, orders by permId. */
export const journalCareMigration = {
  name: 'rows that cannot be read, accepted differences, orders by permId',
  sql: `
      CREATE TABLE damaged_row (
        profile_id TEXT NOT NULL,
        source TEXT NOT NULL,
        row_key TEXT NOT NULL,
        body TEXT NOT NULL,
        reason TEXT NOT NULL,
        found_at INTEGER NOT NULL,
        is_accepted INTEGER NOT NULL DEFAULT 0 CHECK (is_accepted IN (0, 1)),
        PRIMARY KEY (profile_id, source, row_key)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE accepted_difference (
        profile_id TEXT NOT NULL,
        difference_key TEXT NOT NULL,
        PRIMARY KEY (profile_id, difference_key)
      ) STRICT, WITHOUT ROWID;

      CREATE INDEX orders_by_perm ON orders (profile_id, perm_id) WHERE perm_id IS NOT NULL;`,
};
