import { randomUUID } from 'node:crypto';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import type { marketDataRequests } from '#shared/ipc/market-data.ts';
import type { Handlers } from '#shared/ipc/server.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { MarketDataFault } from '#shared/model/quote.ts';
import type { Watchlist } from '#shared/model/watchlist.ts';
import type { ContractBook } from '../market-data/contract-book.ts';
import type { MarketData } from '../market-data/market-data.ts';
import type { WatchlistStore } from '../ports/contract-store.ts';
import type { MarketDataSource } from '../ports/market-data-source.ts';

const FOUND_MAX = 500;

export interface MarketDataServices {
  readonly marketData: MarketData;
  readonly contracts: ContractBook;
  readonly source: MarketDataSource;
  readonly watchlist: WatchlistStore;
}

export function marketDataHandlers({
  marketData,
  contracts,
  source,
  watchlist,
}: MarketDataServices): Handlers<typeof marketDataRequests> {
  return {
    'marketData.search': async ({ text }, { signal }) => {
      const found = await contracts.search(text, signal);
      return found.ok ? ok({ matches: found.value.slice(0, 100) }) : failed(found.error);
    },
    'marketData.details': async ({ contractId }, { signal }) => {
      const details = await contracts.details(contractId, signal);
      return details.ok ? details : failed(details.error);
    },
    'marketData.find': async (query, { signal }) => {
      const found = await contracts.find(query, signal);
      if (!found.ok) return failed(found.error);
      const leftOut = Math.max(0, found.value.length - FOUND_MAX);
      return ok({ contracts: found.value.slice(0, FOUND_MAX), leftOut });
    },
    'marketData.optionChains': async ({ contractId }, { signal }) => {
      const details = await contracts.details(contractId, signal);
      if (!details.ok) return failed(details.error);
      const chains = await source.optionChains(details.value.contract, signal);
      if (!chains.ok) return failed(chains.error);
      return ok({
        chains: chains.value.map((chain) => ({
          ...chain,
          ...{ expiries: [...chain.expiries], strikes: [...chain.strikes] },
        })),
      });
    },
    'marketData.setShown'({ contractIds, cadence }) {
      marketData.show([...new Set(contractIds)], cadence);
      return ok({});
    },
    'marketData.setDataKind'({ kind }) {
      marketData.setDataKind(kind);
      return ok({});
    },
    'watchlist.load': () => ok(watchlist.load() ?? firstWatchlist()),
    'watchlist.save'(changed) {
      const saved = watchlist.save(changed);
      return saved.ok ? ok({}) : saved;
    },
  };
}

function firstWatchlist(): Watchlist {
  return { groups: [{ groupId: randomUUID(), name: 'Watchlist', rows: [] }] };
}

/** Codes: `market-data-KIND`. */
function failed({ kind, message, help }: MarketDataFault): Result<never, ServiceFailure> {
  return err(failure(`market-data-${kind}`, message, help === '' ? undefined : help));
}
