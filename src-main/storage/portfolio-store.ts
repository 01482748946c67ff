import { z } from 'zod';
import { daySnapshotSchema, type DaySnapshot } from '#shared/ipc/portfolio.ts';
import { contractSchema } from '#shared/model/contract.ts';
import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import { TAKEOVER_REASONS, type PortfolioRows, type PortfolioStore } from '../ports/portfolio-store.ts';
import { damagedRowsOf } from './damaged-rows.ts';
import { attempt } from './layout-stores.ts';

/** Schemas of the rows; one that does not fit is left out and shown (`DamagedRows`). */
const amount = z.string().regex(/^-?\d+$/).transform(BigInt); // prettier-ignore
const reason = z.enum(TAKEOVER_REASONS);
const json = z.string().transform((text): unknown => JSON.parse(text));
const accountRow = z.object({
  account: z.string(),
  firstSeenAt: z.number(),
  highWater: z.number().nullable(),
});
const positionRow = z.object({
  ...{ id: z.string(), account: z.string(), contract: json.pipe(contractSchema) },
  ...{ at: z.number(), quantity: z.number(), cost: amount, reason },
});
const cashRow = z.object({
  ...{ account: z.string(), currency: z.string(), at: z.number(), amount, reason },
});
const positionDayRow = z.object({
  ...{ account: z.string(), contractId: z.number(), day: z.string(), unrealized: amount },
});

export function createPortfolioStore(db: SqliteDatabase): PortfolioStore {
  const accounts = db.prepare(
    `SELECT account, first_seen_at AS firstSeenAt, high_water AS highWater FROM portfolio_account WHERE profile_id = ?`,
  );
  const positions = db.prepare(
    'SELECT id, account, contract, at, quantity, cost, reason FROM position_adjustment WHERE profile_id = ? ORDER BY at, id',
  );
  const cash = db.prepare(
    'SELECT account, currency, at, amount, reason FROM cash_adjustment WHERE profile_id = ? ORDER BY id',
  );
  const positionDays = db.prepare(
    'SELECT account, contract_id AS contractId, day, unrealized FROM position_day WHERE profile_id = ?',
  );
  const days = db.prepare(
    `SELECT account, day, at, currency, net_liquidation AS netLiquidation, total_cash AS totalCash,
            realized_pnl AS realizedPnl, unrealized_pnl AS unrealizedPnl, day_pnl AS dayPnl
       FROM account_day WHERE profile_id = ? AND account = ? ORDER BY day DESC LIMIT ?`,
  );
  const putAccount = db.prepare(
    `INSERT INTO portfolio_account VALUES (@bookId, @account, @firstSeenAt, @highWater)
     ON CONFLICT DO UPDATE SET high_water = @highWater`,
  );
  const addPosition = db.prepare(
    `INSERT INTO position_adjustment VALUES (@bookId, @id, @account, @contract, @at, @quantity, @cost, @reason)`,
  );
  const addCash = db.prepare(
    `INSERT INTO cash_adjustment (profile_id, account, currency, at, amount, reason)
     VALUES (@bookId, @account, @currency, @at, @amount, @reason)`,
  );
  const putDay = db.prepare(
    `INSERT OR REPLACE INTO account_day VALUES (@bookId, @account, @day, @at, @currency, @netLiquidation,
       @totalCash, @realizedPnl, @unrealizedPnl, @dayPnl)`,
  );
  const putPositionDay = db.prepare(
    `INSERT OR REPLACE INTO position_day VALUES (@bookId, @account, @contractId, @day, @unrealized)`,
  );
  const saveAll = db.transaction((bookId: string, rows: PortfolioRows) => {
    for (const row of rows.accounts ?? []) putAccount.run({ ...row, bookId });
    for (const row of rows.positions ?? [])
      addPosition.run({
        ...row,
        bookId,
        contract: JSON.stringify(row.contract),
        cost: row.cost.toString(),
      });
    for (const row of rows.cash ?? []) addCash.run({ ...row, bookId, amount: row.amount.toString() });
    for (const row of rows.days ?? []) putDay.run({ ...row, bookId });
    for (const row of rows.positionDays ?? [])
      putPositionDay.run({ ...row, bookId, unrealized: row.unrealized.toString() });
  });
  const damaged = damagedRowsOf(db);
  /** @param keyOf the key of a row in its table */
  const readable = <T>(
    bookId: string,
    source: string,
    schema: z.ZodType<T>,
    rows: readonly unknown[],
    keyOf: (row: Readonly<Record<string, unknown>>) => string,
  ): T[] =>
    damaged.readable(
      bookId,
      source,
      (rows as readonly Record<string, unknown>[]).map((row) => ({
        ...{ key: keyOf(row), body: JSON.stringify(row), row },
      })),
      ({ row }) => schema.parse(row),
    );
  return {
    load: (bookId) => ({
      accounts: readable(bookId, 'account', accountRow, accounts.all(bookId), ({ account }) =>
        String(account),
      ),
      positions: readable(bookId, 'position taken over', positionRow, positions.all(bookId), ({ id }) =>
        String(id),
      ),
      cash: readable(bookId, 'cash taken over', cashRow, cash.all(bookId), ({ account, currency, at }) =>
        [account, currency, at].join(' '),
      ),
      positionDays: readable(
        ...([bookId, 'position of a day', positionDayRow, positionDays.all(bookId)] as const),
        ({ account, contractId }) => [account, contractId].join(' '),
      ),
    }),
    save: (bookId, rows) => attempt(db, () => saveAll(bookId, rows)),
    days: (bookId, account, limit): readonly DaySnapshot[] =>
      z
        .array(daySnapshotSchema)
        .parse(days.all(bookId, account, limit))
        .reverse(),
  };
}
