import type { connectionRequests } from '#shared/ipc/connection.ts';
import type { Handlers } from '#shared/ipc/server.ts';
import { PRACTICE_PROFILE_ID, type ConnectionProfile } from '#shared/model/connection.ts';
import type { Market } from '#shared/model/watchlist.ts';
import { BudgetMeters } from '../connection/budget-meters.ts';
import { Connections } from '../connection/connections.ts';
import { clockAheadToShow, isMarketTimeReal } from '../connection/market-time.ts';
import { connectionHandlers } from '../ipc/connection-handlers.ts';
import { practiceBook } from '../paper/practice-book.ts';
import type { BookName } from '../ports/book-name.ts';
import { createConnectionStore } from '../storage/connection-store.ts';
import { firstPracticeMarket } from '../storage/practice-book-store.ts';
import { TradingClock } from '../risk/trading-clock.ts';
import { systemClock, systemTimers } from '../telemetry/timers.ts';
import { LANES, MESSAGES_MAX } from '../tws/message-budget.ts';
import { BrokerTime } from '../tws/broker-time.ts';
import { TwsRequests } from '../tws/requests.ts';
import { resetWindow, type ResetWindow } from '../tws/reset-window.ts';
import type { Session } from '../tws/session.ts';
import { Synchronisation } from '../tws/synchronisation.ts';
import { TwsConnection } from '../tws/tws-connection.ts';
import type { TradingSurroundings } from './trading-surroundings.ts';

export interface ConnectionParts {
  /** The one connection to TWS. */
  readonly broker: TwsConnection;
  /** Profiles, and which of them the user wants to be connected to. */
  readonly connections: Connections;
  /** Every question to TWS and its answers. */
  readonly requests: TwsRequests;
  /** What limits, days and the broker's hours go by. */
  readonly tradingClock: TradingClock;
  /** Services register what they compare with the broker after each connect. */
  readonly synchronisation: Synchronisation;
  /** Services register what they use of the broker's limits. */
  readonly meters: BudgetMeters;
  /** Whose orders and positions a connection with a profile is about. */
  readonly bookOf: (profile: ConnectionProfile) => BookName;
  /** The market that is connected, or was last. */
  readonly market: () => Market;
  readonly handlers: Handlers<typeof connectionRequests>;
}

/** What the services above the connection are told; `composeTrading` fixes the order among them. */
export interface SessionListener {
  readonly onStatus: () => void;
  /** Before the first message of the session. */
  readonly onSessionBegin: (session: Session) => void;
  readonly onSessionEnd: () => void;
}

/** Wires the connection to TWS: profiles, socket, router of requests, synchronisation, meters of the broker's limits. */
export function composeConnection(
  { db, log, desktop, paper, settings, publisher }: TradingSurroundings,
  { onStatus, onSessionBegin, onSessionEnd }: SessionListener,
): ConnectionParts {
  const first = firstPracticeMarket(db);
  const bookOf = (profile: ConnectionProfile): BookName =>
    profile.kind !== 'practice'
      ? profile
      : practiceBook({
          ...{ serving: paper.status.gateway, settings: settings.current.paperGateway },
          ...{ run: paper.run, first },
        });
  const requests = new TwsRequests({ timers: systemTimers, log });
  const monotonicMs = () => performance.now();
  const tradingClock = new TradingClock({ local: systemClock, monotonicMs });
  const brokerTime = new BrokerTime({
    ...{ requests, timers: systemTimers, log },
    onTime: (seconds) => tradingClock.heard(seconds),
  });
  const synchronisation = new Synchronisation(systemTimers, log);
  synchronisation.register('time', (context) => brokerTime.synchronise(context));
  const meters = new BudgetMeters(systemTimers, (current) =>
    publisher.publish('connection.budgets', {
      ...{ meters: current, reset: nextReset(requests.session?.profile) },
      clockAheadMs:
        requests.session === null
          ? null
          : clockAheadToShow(requests.session.profile, tradingClock.localAheadMs),
    }),
  );
  const broker: TwsConnection = new TwsConnection({
    ...{ clock: systemClock, timers: systemTimers, log },
    monotonicMs,
    random: Math.random,
    onStatus() {
      connections.statusChanged();
      onStatus();
    },
    confirmLive: (profile, accounts) => connections.confirmLive(profile, accounts),
    bookOf,
    onSession(session) {
      tradingClock.begin(isMarketTimeReal(session.profile, paper.status.gateway));
      onSessionBegin(session);
      requests.begin(session);
      meters.start();
    },
    onSessionEnd(session) {
      synchronisation.stop('the connection ended');
      requests.end(session);
      onSessionEnd();
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
  publisher.publish('connection.budgets', { meters: [], reset: null, clockAheadMs: null });
  meters.add(() => {
    const { session } = requests;
    if (session === null) return null;
    const waiting = LANES.reduce((sum, lane) => sum + session.budget.waiting(lane), 0);
    return { id: 'messages', used: session.budget.used, max: MESSAGES_MAX, waiting };
  });
  return {
    ...{ broker, connections, requests, synchronisation, meters, bookOf, tradingClock },
    market() {
      const id = connections.status.profile?.id ?? connections.settings.lastProfileId;
      return id === PRACTICE_PROFILE_ID ? 'practice' : 'broker';
    },
    handlers: connectionHandlers(connections),
  };
}

/** The paper gateway is on this computer and is never restarted by the broker. */
function nextReset(profile: ConnectionProfile | undefined): ResetWindow | null {
  return profile === undefined || profile.kind === 'practice' ? null : resetWindow(systemClock.now());
}
