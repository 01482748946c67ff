/** Orders and all that belongs to them: what `OrderJournal` writes. Bodies are the JSON of shared types, columns what is searched. */
export const journalMigration = {
  name: 'the order journal',
  sql: `
      CREATE TABLE orders (
        profile_id TEXT NOT NULL,
        ref TEXT NOT NULL,
        account TEXT NOT NULL,
        contract_id INTEGER NOT NULL,
        client_id INTEGER,
        order_id INTEGER,
        perm_id INTEGER,
        is_live INTEGER NOT NULL CHECK (is_live IN (0, 1)),
        created_at INTEGER NOT NULL,
        record TEXT NOT NULL CHECK (json_valid(record)),
        PRIMARY KEY (profile_id, ref)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX orders_live ON orders (profile_id, created_at) WHERE is_live = 1;
      CREATE INDEX orders_by_time ON orders (profile_id, created_at);
      CREATE INDEX orders_by_number ON orders (profile_id, client_id, order_id);

      CREATE TABLE order_event (
        id INTEGER PRIMARY KEY,
        profile_id TEXT NOT NULL,
        ref TEXT NOT NULL,
        at INTEGER NOT NULL,
        kind TEXT NOT NULL,
        event TEXT NOT NULL CHECK (json_valid(event)),
        FOREIGN KEY (profile_id, ref) REFERENCES orders (profile_id, ref)
      ) STRICT;
      CREATE INDEX order_event_by_order ON order_event (profile_id, ref, id);
      CREATE INDEX order_event_by_time ON order_event (at);

      CREATE TABLE execution (
        profile_id TEXT NOT NULL,
        exec_id TEXT NOT NULL,
        account TEXT NOT NULL,
        at INTEGER NOT NULL,
        ref TEXT,
        execution TEXT NOT NULL CHECK (json_valid(execution)),
        PRIMARY KEY (profile_id, exec_id),
        FOREIGN KEY (profile_id, ref) REFERENCES orders (profile_id, ref)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX execution_by_time ON execution (profile_id, at);
      CREATE INDEX execution_by_order ON execution (profile_id, ref);

      CREATE TABLE commission (
        profile_id TEXT NOT NULL,
        exec_id TEXT NOT NULL,
        report TEXT NOT NULL CHECK (json_valid(report)),
        PRIMARY KEY (profile_id, exec_id)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE denied_order (
        id INTEGER PRIMARY KEY,
        profile_id TEXT NOT NULL,
        at INTEGER NOT NULL,
        denied TEXT NOT NULL CHECK (json_valid(denied))
      ) STRICT;
      CREATE INDEX denied_order_by_profile ON denied_order (profile_id, id);

      CREATE TABLE risk_activity (
        id INTEGER PRIMARY KEY,
        profile_id TEXT NOT NULL,
        at INTEGER NOT NULL,
        activity TEXT NOT NULL CHECK (json_valid(activity))
      ) STRICT;
      CREATE INDEX risk_activity_by_time ON risk_activity (profile_id, at);

      CREATE TABLE equity_marks (
        profile_id TEXT NOT NULL,
        account TEXT NOT NULL,
        marks TEXT NOT NULL CHECK (json_valid(marks)),
        PRIMARY KEY (profile_id, account)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE audit_log (
        id INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        kind TEXT NOT NULL,
        requested_by TEXT NOT NULL,
        correlation_id TEXT,
        profile_id TEXT NOT NULL,
        account TEXT,
        ref TEXT,
        text TEXT NOT NULL,
        facts TEXT NOT NULL CHECK (json_valid(facts))
      ) STRICT;

      CREATE TABLE order_id_floor (
        profile_id TEXT PRIMARY KEY,
        next_order_id INTEGER NOT NULL CHECK (next_order_id > 0)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE trading_halt (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        halt TEXT NOT NULL CHECK (json_valid(halt))
      ) STRICT;

      CREATE TABLE risk_settings (
        profile_id TEXT PRIMARY KEY,
        settings TEXT NOT NULL CHECK (json_valid(settings))
      ) STRICT, WITHOUT ROWID;`,
};
