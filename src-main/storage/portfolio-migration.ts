/** What the portfolio keeps beside the journal's executions. Amounts that may outgrow a double's integers are decimal text. */
export const portfolioMigration = {
  name: 'portfolio: adjustments, accounts, ends of days',
  sql: `
      CREATE TABLE portfolio_account (
        profile_id TEXT NOT NULL,
        account TEXT NOT NULL,
        first_seen_at INTEGER NOT NULL,
        high_water INTEGER,
        PRIMARY KEY (profile_id, account)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE position_adjustment (
        profile_id TEXT NOT NULL,
        id TEXT NOT NULL,
        account TEXT NOT NULL,
        contract TEXT NOT NULL CHECK (json_valid(contract)),
        at INTEGER NOT NULL,
        quantity INTEGER NOT NULL,
        cost TEXT NOT NULL,
        reason TEXT NOT NULL,
        PRIMARY KEY (profile_id, id)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE cash_adjustment (
        id INTEGER PRIMARY KEY,
        profile_id TEXT NOT NULL,
        account TEXT NOT NULL,
        currency TEXT NOT NULL,
        at INTEGER NOT NULL,
        amount TEXT NOT NULL,
        reason TEXT NOT NULL
      ) STRICT;
      CREATE INDEX cash_adjustment_by_profile ON cash_adjustment (profile_id);

      CREATE TABLE account_day (
        profile_id TEXT NOT NULL,
        account TEXT NOT NULL,
        day TEXT NOT NULL,
        at INTEGER NOT NULL,
        currency TEXT NOT NULL,
        net_liquidation INTEGER NOT NULL,
        total_cash INTEGER,
        realized_pnl INTEGER,
        unrealized_pnl INTEGER,
        day_pnl INTEGER,
        PRIMARY KEY (profile_id, account, day)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE position_day (
        profile_id TEXT NOT NULL,
        account TEXT NOT NULL,
        contract_id INTEGER NOT NULL,
        day TEXT NOT NULL,
        unrealized TEXT NOT NULL,
        PRIMARY KEY (profile_id, account, contract_id)
      ) STRICT, WITHOUT ROWID;`,
};
