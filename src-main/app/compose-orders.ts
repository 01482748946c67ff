import { randomUUID } from 'node:crypto';
import type { orderRequests } from '#shared/ipc/orders.ts';
import type { riskRequests } from '#shared/ipc/risk.ts';
import type { Handlers } from '#shared/ipc/server.ts';
import type { tradingRequests } from '#shared/ipc/trading.ts';
import { ordersHandlers } from '../ipc/orders-handlers.ts';
import { riskHandlers } from '../ipc/risk-handlers.ts';
import { tradingHandlers } from '../ipc/trading-handlers.ts';
import { OrderDesk } from '../orders/order-desk.ts';
import type { Portfolio } from '../portfolio/portfolio.ts';
import { FxRates } from '../risk/fx-rates.ts';
import { createOrderJournal } from '../storage/order-journal.ts';
import { createRiskSettingsStore } from '../storage/risk-settings-store.ts';
import { systemClock, systemTimers } from '../telemetry/timers.ts';
import { resetWindow } from '../tws/reset-window.ts';
import { TwsOrders } from '../tws/tws-orders.ts';
import type { ConnectionParts } from './compose-connection.ts';
import type { MarketDataParts } from './compose-market-data.ts';
import type { TradingSurroundings } from './trading-surroundings.ts';
import { WakefulProcessors } from './wakeful-processors.ts';

export interface OrderParts {
  readonly desk: OrderDesk;
  /** Orders and their reports on the wire. */
  readonly twsOrders: TwsOrders;
  readonly fx: FxRates;
  readonly handlers: Handlers<typeof orderRequests & typeof tradingRequests & typeof riskRequests>;
}

/** Wires the order path with its journal, the pre-trade risk checks, and the kill switch. */
export function composeOrders(
  { db, log, desktop, grants, publisher, onWorkingOrders }: TradingSurroundings,
  { broker, requests, synchronisation, bookOf, tradingClock }: ConnectionParts,
  { marketData, contracts, described }: MarketDataParts,
  portfolio: Portfolio,
): OrderParts {
  const twsOrders = new TwsOrders({ requests, clock: systemClock, timers: systemTimers, log, described });
  const journal = createOrderJournal(db);
  const fx = new FxRates({
    find: (query, signal) => contracts.find(query, signal),
    ...{ quotes: marketData.quotes, clock: systemClock, log },
  });
  const processors = new WakefulProcessors({ log });
  const desk = new OrderDesk({
    ...{ journal, riskSettings: createRiskSettingsStore(db), broker: twsOrders, contracts, portfolio },
    ...{ quotes: marketData.quotes, fx, resetWindow, clock: systemClock, timers: systemTimers, log },
    ...{ connection: () => broker, bookOf, tradingClock },
    confirm: (confirmation) => desktop.confirm(confirmation),
    monotonicMs: () => performance.now(),
    newId: randomUUID,
    keepAwake: () => processors.keepAwake(),
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
    ...{ desk, twsOrders, fx },
    handlers: {
      ...ordersHandlers({ desk, journal, grants }),
      ...tradingHandlers(desk),
      ...riskHandlers({
        desk,
        confirm: (confirmation) => desktop.confirm(confirmation),
        onChanged: (profileId) => publisher.publish('risk.limitsChanged', { profileId }),
      }),
    },
  };
}
