import { contractDetailsSchema } from '#shared/model/contract.ts';
import { watchlistSchema } from '#shared/model/watchlist.ts';
import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { ContractStore, WatchlistStore } from '../ports/contract-store.ts';
import { attempt } from './layout-stores.ts';

/** Contracts that are kept, about 40 MB; beyond it the least recently used are deleted. */
const CONTRACTS_MAX = 20_000;

/** Contracts as the broker described them. One that this version cannot read is asked for again. */
export function createContractStore(db: SqliteDatabase): ContractStore {
  const select = db.prepare<[number], { details: string }>(
    'SELECT details FROM contract WHERE contract_id = ?',
  );
  const upsert = db.prepare(
    `INSERT INTO contract VALUES (@contractId, @fetchedAt, @details)
     ON CONFLICT (contract_id) DO UPDATE SET fetched_at = @fetchedAt, details = @details`,
  );
  const trim = db.prepare(
    `DELETE FROM contract WHERE contract_id IN
       (SELECT contract_id FROM contract ORDER BY fetched_at DESC LIMIT -1 OFFSET ${CONTRACTS_MAX})`,
  );
  return {
    load(contractId) {
      const row = select.get(contractId);
      if (row === undefined) return null;
      return contractDetailsSchema.safeParse(JSON.parse(row.details)).data ?? null;
    },
    save: (details) =>
      attempt(db, () =>
        db.transaction(() => {
          const { contract, fetchedAt } = details;
          upsert.run({ contractId: contract.contractId, fetchedAt, details: JSON.stringify(details) });
          trim.run();
        })(),
      ),
  };
}

export function createWatchlistStore(db: SqliteDatabase, log: Logger): WatchlistStore {
  const select = db.prepare<[string], { content: string }>('SELECT content FROM watchlist WHERE name = ?');
  const upsert = db.prepare(
    'INSERT INTO watchlist VALUES (@name, @content) ON CONFLICT (name) DO UPDATE SET content = @content',
  );
  return {
    load(market) {
      const row = select.get(market);
      if (row === undefined) return null;
      const parsed = watchlistSchema.safeParse(JSON.parse(row.content));
      if (!parsed.success)
        log.warn({ issues: parsed.error.issues }, 'the stored watchlist is not understood');
      return parsed.data ?? null;
    },
    save: (watchlist) =>
      attempt(db, () => upsert.run({ name: watchlist.market, content: JSON.stringify(watchlist) })),
  };
}
