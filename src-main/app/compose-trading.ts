import { randomUUID } from 'node:crypto';
import { connectionStreams } from '#shared/ipc/connection.ts';
import type { mainRequests, mainStreams } from '#shared/ipc/contract.ts';
import type { marketDataRequests } from '#shared/ipc/market-data.ts';
import type { depthRequests } from '#shared/ipc/depth.ts';
import type { orderRequests } from '#shared/ipc/orders.ts';
import type { portfolioRequests } from '#shared/ipc/portfolio.ts';
import type { ConnectionProfile } from '#shared/model/connection.ts';
import type { Publisher } from '#shared/ipc/publisher.ts';
import type { riskRequests } from '#shared/ipc/risk.ts';
import type { Handlers } from '#shared/ipc/server.ts';
import type { tradingRequests } from '#shared/ipc/trading.ts';
import { PRACTICE_PROFILE_ID } from '#shared/model/connection.ts';
import type { Market } from '#shared/model/watchlist.ts';
import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import { BudgetMeters } from '../connection/budget-meters.ts';
import { Connections } from '../connection/connections.ts';
import type { FileGrants } from '../files/file-grants.ts';
import { connectionHandlers } from '../ipc/connection-handlers.ts';
import { depthHandlers } from '../ipc/depth-handlers.ts';
import { marketDataHandlers } from '../ipc/market-data-handlers.ts';
import { ordersHandlers } from '../ipc/orders-handlers.ts';
import { portfolioHandlers } from '../ipc/portfolio-handlers.ts';
import { riskHandlers } from '../ipc/risk-handlers.ts';
import { tradingHandlers } from '../ipc/trading-handlers.ts';
import { BarFeed } from '../market-data/bar-feed.ts';
import { Circuits } from '../market-data/circuits.ts';
import { ContractBook } from '../market-data/contract-book.ts';
import { DepthFeed } from '../market-data/depth-feed.ts';
import { History } from '../market-data/history.ts';
import { MarketData } from '../market-data/market-data.ts';
import { OrderDesk } from '../orders/order-desk.ts';
import { marketOf } from '../paper/market-of.ts';
import type { PaperGateway } from '../paper/paper-gateway.ts';
import type { BarStore } from '../ports/bar-store.ts';
import type { Desktop } from '../ports/desktop.ts';
import { Portfolio } from '../portfolio/portfolio.ts';
import type { SettingsService } from '../settings/settings.ts';
import { createConnectionStore } from '../storage/connection-store.ts';
import { createContractStore, createWatchlistStore } from '../storage/market-data-stores.ts';
import { createOrderJournal } from '../storage/order-journal.ts';
import { createRiskSettingsStore } from '../storage/risk-settings-store.ts';
import { createPortfolioStore } from '../storage/portfolio-store.ts';
import { createStoredExecutions } from '../storage/stored-executions.ts';
import { systemClock, systemTimers } from '../telemetry/timers.ts';
import { resetWindow, type ResetWindow } from '../tws/reset-window.ts';
import { LANES, MESSAGES_MAX } from '../tws/message-budget.ts';
import { FxRates } from '../risk/fx-rates.ts';
import { DescribedContracts } from '../tws/described-contracts.ts';
import { TwsRequests } from '../tws/requests.ts';
import { Synchronisation } from '../tws/synchronisation.ts';
import { TwsAccounts } from '../tws/tws-accounts.ts';
import { TwsConnection } from '../tws/tws-connection.ts';
import { TwsMarketData } from '../tws/tws-market-data.ts';
import { TwsOrders } from '../tws/tws-orders.ts';
import type { ClosingStage } from './shut-down.ts';

export interface TradingSurroundings {
  readonly db: SqliteDatabase;
  readonly log: Logger;
  readonly desktop: Desktop;
  readonly paper: PaperGateway;
  readonly settings: SettingsService;
  readonly grants: FileGrants;
  readonly publisher: Publisher<typeof mainStreams>;
  /** Research's library of bars. */
  readonly bars: BarStore;
  /** How many orders could still trade, at every change of the state of trading. */
  readonly onWorkingOrders: (count: number) => void;
}

/** The requests that trading serves: each section adds its own here and in `handlers` below. */
type TradingRequest =
  | Extract<keyof typeof mainRequests, `connection.${string}`>
  | keyof typeof marketDataRequests
  | keyof typeof depthRequests
  | keyof typeof portfolioRequests
  | keyof typeof orderRequests
  | keyof typeof riskRequests
  | keyof typeof tradingRequests;

export interface Trading {
  readonly handlers: Pick<Handlers<typeof mainRequests>, TradingRequest>;
  /** Connects, if that is wished for. Once the window is there. */
  start(): void;
  /** The user has answered how to begin, or changed the answer. */
  startWithChanged(): void;
  /** The status of the paper gateway has changed. */
  gatewayChanged(): void;
  /** Orders that could still trade. */
  workingOrders(): number;
  /** The kill switch, from the menu or the global hotkey: without the renderer. */
  halt(by: 'menu' | 'hotkey'): void;
  /** Asks natively. */
  resume(): void;
  /** Whether the system lets the global hotkey through, for the window to show. */
  hotkeyIs(key: string | null, trouble: string | null): void;
  /** The window is gone: no quotes, bars or depth are wanted for it. */
  windowClosed(): void;
  /** Stages that leave the broker, in order; orders there stay as they are. */
  readonly closing: readonly ClosingStage[];
}

/** Streams that tell a state: whoever subscribes later gets the last value. */
export const tradingStateStreams = [
  ...(Object.keys(connectionStreams) as (keyof typeof connectionStreams)[]),
  ...(['marketData.status', 'portfolio.view', 'orders.latency', 'risk.usage', 'trading.status'] as const),
];

/**
 * Makes everything that has to do with the broker and joins it. From the socket up: connection and requests, the adapters
 * of the ports, the services, who synchronises in which place, the handlers.
 */
export function composeTrading({
  db,
  log,
  desktop,
  paper,
  settings,
  grants,
  publisher,
  bars,
  onWorkingOrders,
}: TradingSurroundings): Trading {
  // ── Connection ─────────────────────────────────────────────────────────────────────────────────────────────────
  const requests = new TwsRequests({ timers: systemTimers, log });
  const synchronisation = new Synchronisation(systemTimers, log);
  const meters = new BudgetMeters(systemTimers, (current) =>
    publisher.publish('connection.budgets', { meters: current, reset: nextReset(requests.session?.profile) }),
  );
  const broker: TwsConnection = new TwsConnection({
    ...{ clock: systemClock, timers: systemTimers, log },
    monotonicMs: () => performance.now(),
    random: Math.random,
    onStatus() {
      connections.statusChanged();
      desk.connectionChanged();
    },
    confirmLive: (profile, accounts) => connections.confirmLive(profile, accounts),
    onSession(session) {
      marketData.sessionBegan(session.profile.id);
      fx.forget();
      // Before the executions of its orders come.
      void portfolio.begin(session.profile.id);
      desk.begin(session.profile);
      requests.begin(session);
      meters.start();
    },
    onSessionEnd(session) {
      synchronisation.stop('the connection ended');
      requests.end(session);
      orders.sessionEnded();
      meters.stop();
    },
    onEvent: (session, name, args) => requests.happened(session, name, args),
    onNotice: (session, id, code, text) => requests.noticed(session, id, code, text),
    synchronise: (session, isDataKept) => synchronisation.run(session, isDataKept),
  });
  const connections: Connections = new Connections({
    ...{ broker, clock: systemClock, log, confirm: (confirmation) => desktop.confirm(confirmation) },
    gateway: paper,
    store: createConnectionStore(db, log),
    onStatus: (status) => publisher.publish('connection.status', status),
    onSettings: (changed) => publisher.publish('connection.settings', changed),
  });
  publisher.publish('connection.status', connections.status);
  publisher.publish('connection.settings', connections.settings);
  publisher.publish('connection.budgets', { meters: [], reset: null });
  meters.add(() => {
    const { session } = requests;
    if (session === null) return null;
    const waiting = LANES.reduce((sum, lane) => sum + session.budget.waiting(lane), 0);
    return { id: 'messages', used: session.budget.used, max: MESSAGES_MAX, waiting };
  });

  // ── Market data ────────────────────────────────────────────────────────────────────────────────────────────────
  const market = (): Market => {
    const id = connections.status.profile?.id ?? connections.settings.lastProfileId;
    return id === PRACTICE_PROFILE_ID ? 'practice' : 'broker';
  };
  const source = new TwsMarketData(requests, systemClock);
  const circuits = new Circuits();
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

  const described = new DescribedContracts(contracts, log);

  // ── Portfolio ──────────────────────────────────────────────────────────────────────────────────────────────────
  // Orders hand their executions to it (`ExecutionListener`) and read it for risk (`PortfolioReader`).
  const portfolio = new Portfolio({
    broker: new TwsAccounts({ requests, timers: systemTimers, log, described }),
    ...{ executions: createStoredExecutions(db), store: createPortfolioStore(db) },
    ...{ quotes: marketData.quotes, clock: systemClock, timers: systemTimers, log },
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
    onView: (view) => publisher.publish('portfolio.view', view),
    onTradesChanged: (count) => publisher.publish('portfolio.tradesChanged', { count }),
    onDifferences(differences) {
      log.warn({ differences }, 'the book and the broker');
      desk.portfolioChanged();
    },
  });
  publisher.publish('portfolio.view', portfolio.view());
  synchronisation.register('portfolio', (context) => portfolio.synchronise(context));

  // ── Orders, risk, kill switch ──────────────────────────────────────────────────────────────────────────────────
  const orders = new TwsOrders({ requests, clock: systemClock, timers: systemTimers, log, described });
  const journal = createOrderJournal(db);
  const fx = new FxRates({
    find: (query, signal) => contracts.find(query, signal),
    ...{ quotes: marketData.quotes, clock: systemClock, log },
  });
  const desk: OrderDesk = new OrderDesk({
    ...{ journal, riskSettings: createRiskSettingsStore(db), broker: orders, contracts, portfolio },
    ...{ quotes: marketData.quotes, fx, resetWindow, clock: systemClock, timers: systemTimers, log },
    connection: () => broker.status,
    confirm: (confirmation) => desktop.confirm(confirmation),
    monotonicMs: () => performance.now(),
    newId: randomUUID,
    onChange: (change) => publisher.publish('orders.changed', change),
    onStatus(status) {
      publisher.publish('trading.status', status);
      onWorkingOrders(status.workingOrders);
    },
    onUsage: (usage) => publisher.publish('risk.usage', usage),
    onLatency: (latency) => publisher.publish('orders.latency', latency),
  });
  publisher.publish('trading.status', desk.control.status);
  synchronisation.register('orders', (context) => desk.synchronise(context));

  return {
    handlers: {
      ...connectionHandlers(connections),
      ...marketDataHandlers({
        ...{ marketData, barFeed, contracts, history, source, market, clock: systemClock },
        watchlist: createWatchlistStore(db, log),
      }),
      ...depthHandlers(depth),
      ...portfolioHandlers(portfolio, grants),
      ...ordersHandlers({ desk, journal, grants }),
      ...tradingHandlers(desk),
      ...riskHandlers({
        desk,
        confirm: (confirmation) => desktop.confirm(confirmation),
        onChanged: (profileId) => publisher.publish('risk.limitsChanged', { profileId }),
      }),
    },
    start() {
      // What was held when the program ended, until the broker tells anew.
      const { lastProfileId, profiles } = connections.settings;
      if (lastProfileId !== null) void portfolio.begin(lastProfileId);
      const last = profiles.find(({ id }) => id === lastProfileId);
      if (last !== undefined) desk.begin(last);
      connections.start(settings.current.startWith, settings.current.twsAddress);
    },
    startWithChanged() {
      const { startWith, twsAddress } = settings.current;
      if (startWith !== null) connections.choose(startWith, twsAddress);
    },
    gatewayChanged: () => connections.gatewayChanged(),
    workingOrders: () => desk.book.liveCount,
    halt(by) {
      desk.killSwitch.halt(false, { by, correlationId: randomUUID() });
    },
    resume() {
      void desk.killSwitch.resume({ by: 'menu', correlationId: randomUUID() }).then((resumed) => {
        if (!resumed.ok) log.error({ failure: resumed.error }, 'trading was not resumed');
      });
    },
    hotkeyIs: (key, trouble) => desk.control.setHotkey(key, trouble),
    windowClosed() {
      marketData.show([]);
      barFeed.show([], 'normal');
      depth.show(null);
    },
    closing: [
      { name: 'portfolio', run: () => portfolio.close() },
      {
        name: 'market data',
        run() {
          barFeed.close();
          depth.close();
          history.close();
          marketData.close();
        },
      },
      { name: 'connection', run: () => broker.disconnect() },
      // Last: what the end of the session made of its orders is written.
      { name: 'orders', run: () => desk.close() },
    ],
  };
}

/** The gateway of practice is on this computer and is never restarted by the broker. */
function nextReset(profile: ConnectionProfile | undefined): ResetWindow | null {
  return profile === undefined || profile.kind === 'practice' ? null : resetWindow(systemClock.now());
}
