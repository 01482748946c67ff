import { randomUUID } from 'node:crypto';
import { connectionStreams } from '#shared/ipc/connection.ts';
import type { mainRequests } from '#shared/ipc/contract.ts';
import type { depthRequests } from '#shared/ipc/depth.ts';
import type { marketDataRequests } from '#shared/ipc/market-data.ts';
import type { orderRequests } from '#shared/ipc/orders.ts';
import type { portfolioRequests } from '#shared/ipc/portfolio.ts';
import type { riskRequests } from '#shared/ipc/risk.ts';
import type { Handlers } from '#shared/ipc/server.ts';
import type { tradingRequests } from '#shared/ipc/trading.ts';
import { portfolioHandlers } from '../ipc/portfolio-handlers.ts';
import { composeConnection } from './compose-connection.ts';
import { composeMarketData } from './compose-market-data.ts';
import { composeOrders, type OrderParts } from './compose-orders.ts';
import { composePortfolio } from './compose-portfolio.ts';
import type { ClosingStage } from './shut-down.ts';
import type { TradingSurroundings } from './trading-surroundings.ts';

/** The requests that trading serves. */
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
  /** Connects, if the settings say so. To be called once the window is there. */
  start(): void;
  /** The user has answered how to begin, or changed the answer. */
  startWithChanged(): void;
  /** The status of the paper gateway has changed. */
  gatewayChanged(): void;
  /** The kill switch, from the menu or the global hotkey: without the renderer. */
  halt(by: 'menu' | 'hotkey'): void;
  /** Asks for a confirmation in a native dialog. */
  resume(): void;
  /** Which global hotkey the kill switch has, for the window to show. @param trouble why it has none */
  setHotkey(key: string | null, trouble: string | null): void;
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

/** Makes everything that has to do with the broker and joins it, each part from those above it. */
export function composeTrading(surroundings: TradingSurroundings): Trading {
  const { settings, grants, log } = surroundings;

  const connection = composeConnection(surroundings, {
    onStatus: () => desk.connectionChanged(),
    onSessionBegin({ profile, book }) {
      marketData.sessionBegan(profile.id, book.id);
      fx.forget();
      // Before orders: their executions are handed to the portfolio.
      void portfolio.begin(book.id);
      desk.begin(profile, book);
    },
    onSessionEnd: () => twsOrders.sessionEnded(),
  });
  const marketDataParts = composeMarketData(surroundings, connection);
  const portfolio = composePortfolio(surroundings, connection, marketDataParts, {
    onDifferences: () => desk.portfolioChanged(),
    onExpired: (account, text) => desk.positionExpired(account, text),
  });
  const orders: OrderParts = composeOrders(surroundings, connection, marketDataParts, portfolio);

  const { broker, connections } = connection;
  const { marketData } = marketDataParts;
  const { desk, twsOrders, fx } = orders;

  return {
    handlers: {
      ...connection.handlers,
      ...marketDataParts.handlers,
      ...portfolioHandlers(portfolio, grants),
      ...orders.handlers,
    },
    start() {
      // Until the broker has answered, what was stored at the end is shown.
      const { lastProfileId, profiles } = connections.settings;
      const last = profiles.find(({ id }) => id === lastProfileId);
      if (last !== undefined) {
        const book = connection.bookOf(last);
        void portfolio.begin(book.id);
        desk.begin(last, book);
      }
      connections.start(settings.current.startWith, settings.current.twsAddress);
    },
    startWithChanged() {
      const { startWith, twsAddress } = settings.current;
      if (startWith !== null) connections.choose(startWith, twsAddress);
    },
    gatewayChanged: () => connections.gatewayChanged(),
    halt(by) {
      desk.killSwitch.halt(false, { by, correlationId: randomUUID() });
    },
    resume() {
      void desk.killSwitch.resume({ by: 'menu', correlationId: randomUUID() }).then((resumed) => {
        if (!resumed.ok) log.error({ failure: resumed.error }, 'trading was not resumed');
      });
    },
    setHotkey: (key, trouble) => desk.control.setHotkey(key, trouble),
    windowClosed: () => marketDataParts.showNothing(),
    closing: [
      { name: 'portfolio', run: () => portfolio.close() },
      { name: 'market data', run: () => marketDataParts.close() },
      { name: 'connection', run: () => broker.disconnect() },
      // Last: what the end of the session made of its orders is written.
      { name: 'orders', run: () => desk.close() },
    ],
  };
}
