import type { Migration } from '#shared/node/migrations.ts';

/**
 * research.db. Bars lie in blocks of six columns, one block per series and year (several where a year has more than
 * 20,000 bars); blocks are never changed: new ones are written and `series_block` is pointed at them in one small
 * transaction. What nothing points at is left over from an import that was cut off, and is purged.
 */
export const RESEARCH_MIGRATIONS: readonly Migration[] = [
  {
    id: 1,
    name: 'series, bars and runs',
    sql: `
      CREATE TABLE series (
        series_id  INTEGER PRIMARY KEY AUTOINCREMENT,  -- never given twice: runs remember it
        symbol     TEXT NOT NULL,
        source     TEXT NOT NULL,
        bar_size   TEXT NOT NULL,
        currency   TEXT NOT NULL,
        tick       REAL NOT NULL,
        multiplier REAL NOT NULL,
        lot        REAL NOT NULL,
        time_zone  TEXT NOT NULL,
        adjustment TEXT NOT NULL,
        bar_count  INTEGER NOT NULL,
        first_time INTEGER NOT NULL,
        last_time  INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        data_hash  TEXT,                               -- null until asked for after a change
        deleted_by TEXT                                -- the undo that would bring it back
      ) STRICT;
      CREATE UNIQUE INDEX series_identity ON series (symbol, source, bar_size) WHERE deleted_by IS NULL;

      CREATE TABLE bar_block (
        block_id INTEGER PRIMARY KEY AUTOINCREMENT,
        crc32    INTEGER NOT NULL,                     -- SQLite does not notice a flipped bit in a blob
        bars     BLOB NOT NULL                         -- time, open, high, low, close, volume: float64, little endian
      ) STRICT;

      CREATE TABLE series_block (
        series_id  INTEGER NOT NULL REFERENCES series,
        year       INTEGER NOT NULL,                   -- UTC
        part       INTEGER NOT NULL,
        block_id   INTEGER NOT NULL UNIQUE REFERENCES bar_block,
        bar_count  INTEGER NOT NULL,
        first_time INTEGER NOT NULL,
        last_time  INTEGER NOT NULL,
        PRIMARY KEY (series_id, year, part)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE bar_tail (                          -- bars of the open period, all later than those in blocks
        series_id INTEGER NOT NULL REFERENCES series,
        time      INTEGER NOT NULL,
        open      REAL NOT NULL,
        high      REAL NOT NULL,
        low       REAL NOT NULL,
        close     REAL NOT NULL,
        volume    REAL NOT NULL,
        PRIMARY KEY (series_id, time)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE run (
        run_id           TEXT PRIMARY KEY,
        status           TEXT NOT NULL,
        strategy_id      TEXT NOT NULL,
        strategy_title   TEXT NOT NULL,
        symbols          TEXT NOT NULL,                -- JSON, as are spec, series, statistics, outcomes and notes
        spec             TEXT NOT NULL,
        series           TEXT NOT NULL,
        currency         TEXT NOT NULL,
        code_version     TEXT NOT NULL,
        created_at       INTEGER NOT NULL,
        started_at       INTEGER,
        finished_at      INTEGER,
        reason           TEXT,
        final_equity     REAL,
        total_return     REAL,
        sharpe           REAL,
        max_drawdown     REAL,
        trade_count      INTEGER,
        open_trade_count INTEGER,
        fill_count       INTEGER,
        hash             TEXT,
        statistics       TEXT,
        symbol_outcomes  TEXT NOT NULL DEFAULT '[]',
        notes            TEXT NOT NULL DEFAULT '[]',
        result_bytes     INTEGER NOT NULL DEFAULT 0,
        deleted_by       TEXT
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX run_age ON run (created_at);

      CREATE TABLE run_column (                        -- fills, equity and trades: see packed-column.ts
        run_id      TEXT NOT NULL REFERENCES run,
        name        TEXT NOT NULL,
        part        INTEGER NOT NULL,
        value_count INTEGER NOT NULL,
        bytes       BLOB NOT NULL,
        PRIMARY KEY (run_id, name, part)
      ) STRICT;

      CREATE TABLE library_fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    `,
  },
  {
    id: 2,
    name: 'a hash that is not known is null',
    sql: `UPDATE run SET series = replace(series, '"dataHash":""', '"dataHash":null')`,
  },
  {
    id: 3,
    name: 'what can be taken back',
    sql: `
      CREATE TABLE undo_step (
        undo_id    TEXT PRIMARY KEY,                   -- also the mark in deleted_by of what it would bring back
        session_id TEXT NOT NULL,                      -- the run of the application in which it can be taken back
        step       TEXT NOT NULL                       -- JSON
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    id: 4,
    name: 'where bars came from',
    sql: `
      CREATE TABLE series_origin (
        series_id   INTEGER PRIMARY KEY REFERENCES series ON DELETE CASCADE,
        profile_id  TEXT NOT NULL,
        contract_id INTEGER NOT NULL,
        kind        TEXT NOT NULL,
        is_regular  INTEGER NOT NULL CHECK (is_regular IN (0, 1))
      ) STRICT;
      CREATE TABLE series_coverage (                   -- stretches of which every bar there is was stored
        series_id  INTEGER NOT NULL REFERENCES series ON DELETE CASCADE,
        from_time  REAL NOT NULL,
        to_time    REAL NOT NULL,
        fetched_at INTEGER NOT NULL,                   -- when the broker gave the youngest part of it
        PRIMARY KEY (series_id, from_time)
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    id: 5,
    name: 'what runs were expected to take and took',
    sql: `
      CREATE TABLE prediction (
        prediction_id INTEGER PRIMARY KEY AUTOINCREMENT,
        record        TEXT NOT NULL                    -- JSON: see src-shared/model/plan.ts
      ) STRICT;
    `,
  },
  {
    id: 6,
    name: 'studies',
    sql: `
      CREATE TABLE study (
        study_id   TEXT PRIMARY KEY,
        status     TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        summary    TEXT NOT NULL,                      -- JSON, as is detail: see src-shared/model/study-run.ts
        detail     TEXT NOT NULL,
        trials     BLOB,                               -- packed: see orchestrator/studies/packed-trials.ts
        bytes      INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX study_age ON study (created_at);
    `,
  },
  {
    id: 7,
    name: 'what strategies of the user runs were made from',
    sql: `
      CREATE TABLE strategy_source (                   -- named by strategyHash in the spec of runs
        hash TEXT PRIMARY KEY,
        file TEXT NOT NULL,
        text TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    id: 8,
    name: 'the open period lies in blocks like any other: nothing was ever written to its table',
    sql: 'DROP TABLE bar_tail;',
  },
];
