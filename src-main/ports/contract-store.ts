import type { ServiceFailure } from '#shared/ipc/errors.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { ContractDetails, ContractId } from '#shared/model/contract.ts';
import type { Market, Watchlist } from '#shared/model/watchlist.ts';

/** Contract details as the broker told them last, over restarts. Never of the practice market. */
export interface ContractStore {
  load(contractId: ContractId): ContractDetails | null;
  save(details: ContractDetails): Result<null, ServiceFailure>;
}

export interface WatchlistStore {
  /** null: none was saved, or what was saved is not understood any more. */
  load(market: Market): Watchlist | null;
  save(watchlist: Watchlist): Result<null, ServiceFailure>;
}
