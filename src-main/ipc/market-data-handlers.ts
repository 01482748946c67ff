import { randomUUID } from 'node:crypto';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { HISTORY_BARS_MAX, type marketDataRequests } from '#shared/ipc/market-data.ts';
import type { Handlers } from '#shared/ipc/server.ts';
import type { Clock } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { barSizeMs } from '#shared/model/bar-size.ts';
import type { MarketDataFault } from '#shared/model/quote.ts';
import type { Market, Watchlist } from '#shared/model/watchlist.ts';
import type { BarFeed } from '../market-data/bar-feed.ts';
import type { ContractBook } from '../market-data/contract-book.ts';
import type { History } from '../market-data/history.ts';
import type { MarketData } from '../market-data/market-data.ts';
import type { WatchlistStore } from '../ports/contract-store.ts';
import type { MarketDataSource } from '../ports/market-data-source.ts';

const FOUND_MAX = 500;

export interface MarketDataServices {
  readonly marketData: MarketData;
  readonly barFeed: BarFeed;
  readonly contracts: ContractBook;
  readonly history: History;
  readonly clock: Clock;
  readonly source: MarketDataSource;
  readonly watchlist: WatchlistStore;
  /** The market that is connected, or was last: which watchlist is meant. */
  readonly market: () => Market;
}

export function marketDataHandlers({
  marketData,
  barFeed,
  contracts,
  history,
  source,
  watchlist,
  market,
  clock,
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
    'marketData.setShown'({ contractIds, bars, cadence }) {
      // A chart is looked at more closely than a row of a list.
      marketData.show([...new Set([...bars.map(({ contractId }) => contractId), ...contractIds])]);
      barFeed.show(bars, cadence);
      return ok({});
    },
    'marketData.history': async ({ stream, from, to = Infinity }, { signal }) => {
      const count = (Math.min(to, clock.now()) - from) / barSizeMs(stream.barSize);
      if (count > HISTORY_BARS_MAX) return tooLong(Math.round(count));
      const asked = await history.ask(stream, { from, to }, signal);
      if (!asked.ok) return failed(asked.error);
      const { bars, seriesId, fetchedCount, fault } = asked.value;
      const { time, open, high, low, close, volume } = bars;
      const block = { time, open, high, low, close, volume };
      return ok({ bars: block, seriesId, fetchedCount, problem: fault });
    },
    'marketData.setDataKind'({ kind }) {
      marketData.setDataKind(kind);
      return ok({});
    },
    'watchlist.load': () => ok(watchlist.load(market()) ?? firstWatchlist(market())),
    'watchlist.save'(changed) {
      const saved = watchlist.save(changed);
      return saved.ok ? ok({}) : saved;
    },
  };
}

function firstWatchlist(market: Market): Watchlist {
  return { market, groups: [{ groupId: randomUUID(), name: 'Watchlist', rows: [] }] };
}

function tooLong(count: number): Result<never, ServiceFailure> {
  const message = `That is a stretch of about ${count} bars; ${HISTORY_BARS_MAX} are the most at once.`;
  return err(failure('history-too-long', message, 'Choose longer bars or a shorter stretch.'));
}

/** Codes: `market-data-KIND`. */
function failed({ kind, message, help }: MarketDataFault): Result<never, ServiceFailure> {
  return err(failure(`market-data-${kind}`, message, help === '' ? undefined : help));
}
