import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { OrderRecord } from '#shared/simulation/exchange/order-record.ts';
import type { RequestOfKind } from '#shared/tws-protocol/requests/requests.ts';
import { Broker, type BrokerSnapshot, type BrokerSpec } from '../broker/broker.ts';
import type { BrokerAccounts } from '../broker/broker-accounts.ts';
import type { ClientSession } from '../server/client-session.ts';
import type { Sessions } from '../server/sessions.ts';
import type { World } from '../world/world.ts';
import { Combinations } from './combinations.ts';
import { ExchangeReports } from './exchange-reports.ts';
import { Executions, startOfDay, type Execution } from './executions.ts';
import { Liquidations } from './liquidations.ts';
import { ManualOrders } from './manual-orders.ts';
import { ClientOrders } from './client-orders.ts';
import { completedOrderMessage } from './order-messages.ts';
import { OrderNews } from './order-news.ts';
import { OrderReader } from './order-reader.ts';
import { PermIds } from './perm-ids.ts';
import { Tickets, type TicketsSnapshot } from './tickets.ts';

export interface GatewayOrdersSpec {
  readonly world: World;
  readonly sessions: Pick<Sessions, 'byClientId' | 'all'>;
  readonly accounts: BrokerAccounts;
  /** Names of the accounts, at least one. */
  readonly accountNames: readonly string[];
  /** Execution ids follow from it: another run needs another one. */
  readonly seed: number;
  /** The first permanent id, above zero: another run needs others. */
  readonly firstPermId: number;
  /** From client to exchange, virtual ms: none unless given. */
  readonly latency?: BrokerSpec['latency'];
  /** Called when clients have been told of fills; the accounts have booked them by then. */
  readonly onFills?: () => void;
}

const SNAPSHOT_VERSION = 1;

/** All that is known of orders, as plain data for JSON. */
export interface GatewayOrdersSnapshot {
  readonly version: number;
  readonly nextPermId: number;
  readonly tickets: TicketsSnapshot;
  readonly executions: readonly Execution[];
  readonly exchange: BrokerSnapshot;
}

/**
 * The paper gateway's orders as TWS clients see them: who placed each, under which number, and who is told what. Whether
 * and how an order trades is decided by the broker (`Broker`); here it is put into TWS's messages.
 */
export class GatewayOrders {
  readonly tickets = new Tickets();
  readonly executions = new Executions();
  /** What is done by hand in TWS's own window. */
  readonly manual: ManualOrders;
  readonly liquidations: Liquidations;
  readonly #world: World;
  readonly #permIds: PermIds;
  readonly #broker: Broker;
  readonly #news: OrderNews;
  readonly #combinations: Combinations;
  readonly #clientOrders: ClientOrders;

  constructor(spec: GatewayOrdersSpec) {
    const { world, sessions, accounts, accountNames, seed, latency, onFills = () => undefined } = spec;
    const { tickets, executions } = this;
    const permIds = new PermIds(spec.firstPermId);
    const broker = new Broker({
      ...{ world, accounts, seed, latency },
      onEvents: (events) => reports.take(events),
    });
    const news = new OrderNews(sessions, (key) => broker.order(key) ?? null);
    const isAtExchange = (key: number) => broker.order(key) !== undefined;
    const reports = new ExchangeReports({ tickets, executions, news, isAtExchange, onFills });
    const reader = new OrderReader({ world, broker, tickets, accountNames });
    const combinations = new Combinations({
      ...{ world, tickets, news, permIds },
      accountOf: (name) => reader.accountOf(name),
    });
    this.#world = world;
    this.#permIds = permIds;
    this.#broker = broker;
    this.#news = news;
    this.#combinations = combinations;
    this.#clientOrders = new ClientOrders({ broker, tickets, permIds, reader, combinations, reports, news });
    this.manual = new ManualOrders({
      ...{ world, sessions, tickets, permIds, reader },
      ...{ clientOrders: this.#clientOrders, account: accountNames[0]! },
    });
    this.liquidations = new Liquidations({ world, broker, tickets, permIds });
  }

  /** The first order id that a client may use next. */
  nextFor(clientId: number): number {
    return this.tickets.nextFor(clientId);
  }

  /** A new order, new terms for one, or a what-if question about either. */
  place(request: RequestOfKind<'placeOrder'>, session: ClientSession): void {
    this.#clientOrders.place(request, session);
  }

  cancel(orderId: number, session: ClientSession): void {
    this.#clientOrders.cancel(orderId, session);
  }

  cancelAll(): void {
    this.#broker.cancelAll();
    this.#combinations.cancelAll();
  }

  /** Ends orders that cannot go on, at once; their clients are told. @param why for people: `the contract has expired` */
  withdraw(which: (order: Readonly<OrderRecord>) => boolean, why: string): void {
    this.#broker.withdraw(which, why);
  }

  /** An account begins anew: its orders are cancelled and told, and what has ended is forgotten. Ids stay taken. */
  forget(account: string): void {
    const why = 'the account begins anew';
    this.#broker.withdraw((order) => order.account === account, why);
    this.#combinations.cancelAll((ticket) => ticket.account === account, why);
    this.tickets.forgetEnded(account);
    this.executions.forget(account);
  }

  /** @param clientId whose orders; undefined: everybody's */
  tellOpenOrders(session: ClientSession, clientId?: number): void {
    for (const ticket of this.tickets.live)
      if (clientId === undefined || ticket.clientId === clientId) this.#news.tellTo(session, ticket);
    session.send({ kind: 'openOrderEnd' });
  }

  /** Those that ended today. */
  tellCompletedOrders(session: ClientSession): void {
    const from = startOfDay(this.#world.now());
    for (const ticket of this.tickets.completed) {
      if (ticket.end === null || ticket.end.time < from) continue;
      const parentPermId = this.tickets.of(ticket.clientId, ticket.order.parentId)?.key ?? 0;
      const working = this.#broker.order(ticket.key) ?? null;
      session.send(completedOrderMessage(ticket, working, parentPermId));
    }
    session.send({ kind: 'completedOrdersEnd' });
  }

  snapshot(): GatewayOrdersSnapshot {
    return structuredClone({ ...this.showState(), exchange: this.#broker.snapshot() });
  }

  /** A snapshot without past events that shares its data with the live state: cheap, to be read at once. */
  showState(): GatewayOrdersSnapshot {
    return {
      version: SNAPSHOT_VERSION,
      nextPermId: this.#permIds.next,
      tickets: this.tickets.snapshot(),
      executions: this.executions.snapshot(),
      exchange: this.#broker.showState(),
    };
  }

  /** Grows with everything that clients may be told of. */
  get revision(): number {
    const { revision } = this.#combinations;
    return this.#broker.nextSequence + this.#permIds.next + this.tickets.takenCount + revision;
  }

  /**
   * Goes on where the snapshot was taken; to be called before anybody is served. The clock must not lie before it.
   *
   * @param beforeMarkets what has to be done to its orders before they meet the market of today: `BrokerDays.begin`
   * @returns why not
   */
  restore(snapshot: GatewayOrdersSnapshot, beforeMarkets?: () => void): Result<void, string> {
    const { version, nextPermId, tickets, executions, exchange } = snapshot;
    if (version !== SNAPSHOT_VERSION)
      return err(`orders were kept in version ${version}, this is version ${SNAPSHOT_VERSION}`);
    if ((exchange.time ?? -Infinity) > this.#world.now())
      return err('orders were kept at a later time than the gateway begins at');
    this.tickets.restore(structuredClone(tickets));
    this.executions.restore(executions);
    this.#permIds.restore(nextPermId);
    const restored = this.#broker.restore(exchange, beforeMarkets);
    return restored.ok ? ok(undefined) : err(`the exchange cannot go on: ${JSON.stringify(restored.error)}`);
  }
}
