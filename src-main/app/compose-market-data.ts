import type { depthRequests } from '#shared/ipc/depth.ts';
import type { marketDataRequests } from '#shared/ipc/market-data.ts';
import type { Handlers } from '#shared/ipc/server.ts';
import { depthHandlers } from '../ipc/depth-handlers.ts';
import { marketDataHandlers } from '../ipc/market-data-handlers.ts';
import { BarFeed } from '../market-data/bar-feed.ts';
import { Circuits } from '../market-data/circuits.ts';
import { ContractBook } from '../market-data/contract-book.ts';
import { DepthFeed } from '../market-data/depth-feed.ts';
import { History } from '../market-data/history.ts';
import { MarketData } from '../market-data/market-data.ts';
import { marketOf } from '../paper/market-of.ts';
import { createContractStore, createWatchlistStore } from '../storage/market-data-stores.ts';
import { systemClock, systemTimers } from '../telemetry/timers.ts';
import { DescribedContracts } from '../tws/described-contracts.ts';
import { TwsMarketData } from '../tws/tws-market-data.ts';
import type { ConnectionParts } from './compose-connection.ts';
import type { TradingSurroundings } from './trading-surroundings.ts';

export interface MarketDataParts {
  readonly marketData: MarketData;
  readonly contracts: ContractBook;
  readonly described: DescribedContracts;
  readonly handlers: Handlers<typeof marketDataRequests & typeof depthRequests>;
  /** The window is gone: no quotes, bars or depth are wanted for it. */
  showNothing(): void;
  close(): void;
}

/** Wires market data: contracts, quotes, history, live bars, depth of market. */
export function composeMarketData(
  { db, log, paper, settings, publisher, bars }: TradingSurroundings,
  { connections, requests, synchronisation, meters, market }: ConnectionParts,
): MarketDataParts {
  const source = new TwsMarketData(requests, systemClock);
  const circuits = new Circuits(() => systemClock.now());
  const contracts = new ContractBook({
    ...{ source, circuits, clock: systemClock, timers: systemTimers, log },
    store: createContractStore(db),
    isPractice: () => market() === 'practice',
  });
  const history = new History({
    ...{ source, contracts, circuits, store: bars, log },
    ...{ clock: systemClock, timers: systemTimers, monotonicMs: () => performance.now() },
    profile() {
      const { profile } = connections.status;
      if (profile === null) return null;
      const isPractice = profile.kind === 'practice';
      return { id: profile.id, isPractice, market: isPractice ? marketOf(paper.status.gateway) : profile.id };
    },
  });
  const marketData = new MarketData({
    ...{ source, contracts, circuits, clock: systemClock, timers: systemTimers },
    publishQuotes: (batch) => publisher.publish('marketData.quotes', batch),
    publishStatus: (status) =>
      publisher.publish('marketData.status', {
        ...status,
        historyPacing: history.pacing,
        cache: { ...status.cache, bars: { ...history.reads } },
      }),
  });
  marketData.setDataKind(settings.current.dataKind);
  const barFeed = new BarFeed({
    ...{ quotes: marketData.quotes, history, clock: systemClock, timers: systemTimers },
    publish: (update) => publisher.publish('marketData.liveBars', update),
  });
  const depth = new DepthFeed({
    ...{ source, contracts, timers: systemTimers },
    publish: (book) => publisher.publish('depth.book', book),
  });

  synchronisation.register('market-data', ({ isDataKept }) => {
    marketData.resubscribe(isDataKept);
    depth.resubscribe(isDataKept);
    if (!isDataKept) history.forgetPractice();
    barFeed.backfill();
    return Promise.resolve();
  });

  meters.add(() => {
    if (requests.session === null) return null;
    const { used, limit, rotating } = marketData.quotes.usage;
    return { id: 'lines', used, max: limit, waiting: rotating };
  });
  meters.add(() => (requests.session === null ? null : { id: 'depth', ...depth.usage }));
  meters.add(() => {
    if (requests.session === null) return null;
    const { used, limit, waiting } = history.pacing;
    return { id: 'history', used, max: limit, waiting };
  });

  return {
    ...{ marketData, contracts, described: new DescribedContracts(contracts, log) },
    handlers: {
      ...marketDataHandlers({
        ...{ marketData, barFeed, contracts, history, source, market, clock: systemClock },
        watchlist: createWatchlistStore(db, log),
      }),
      ...depthHandlers(depth),
    },
    showNothing() {
      marketData.show([]);
      barFeed.show([], 'normal');
      depth.show(null);
    },
    close() {
      barFeed.close();
      depth.close();
      history.close();
      marketData.close();
    },
  };
}
