import { EventName } from '@stoqey/ib';
import type { TradingStatus } from '#shared/ipc/trading.ts';
import { ManualTimers } from '#shared/kernel/testing/manual-timers.ts';
import type { Clock, Timers } from '#shared/kernel/clock.ts';
import type { ConnectionProfile } from '#shared/model/connection.ts';
import type { Contract, ContractId } from '#shared/model/contract.ts';
import { USD } from '#shared/model/currency.ts';
import type { Order, OrderState } from '#shared/model/order.ts';
import { toOrderPrice } from '#shared/model/order-price.ts';
import { orderRefSchema, PLAIN_TERMS, type OrderRef, type OrderTerms, type OrderTicket } from '#shared/model/order-ticket.ts'; // prettier-ignore
import { toQuantityMicros } from '#shared/model/quantity.ts';
import { emptyQuote } from '#shared/model/quote.ts';
import type { OpenDatabase } from '#shared/node/open-database.ts';
import { orderOf } from '#shared/orders/order-state.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import { Circuits } from '../../market-data/circuits.ts';
import { ContractBook } from '../../market-data/contract-book.ts';
import { QuoteLines } from '../../market-data/quote-lines.ts';
import { OrderDesk } from '../../orders/order-desk.ts';
import type { BlotterChange } from '../../orders/order-feed.ts';
import type { BookName } from '../../ports/book-name.ts';
import type { OrderJournal } from '../../ports/order-journal.ts';
import { Portfolio } from '../../portfolio/portfolio.ts';
import { createContractStore } from '../../storage/market-data-stores.ts';
import { createOrderJournal } from '../../storage/order-journal.ts';
import { createRiskSettingsStore } from '../../storage/risk-settings-store.ts';
import { createPortfolioStore } from '../../storage/portfolio-store.ts';
import { createStoredExecutions } from '../../storage/stored-executions.ts';
import { openTradingDatabase } from '../../storage/trading-database.ts';
import { FxRates } from '../../risk/fx-rates.ts';
import { TradingClock } from '../../risk/trading-clock.ts';
import { BrokerTime } from '../../tws/broker-time.ts';
import { DescribedContracts } from '../../tws/described-contracts.ts';
import { TwsRequests } from '../../tws/requests.ts';
import { Synchronisation } from '../../tws/synchronisation.ts';
import { TwsAccounts } from '../../tws/tws-accounts.ts';
import { TwsConnection } from '../../tws/tws-connection.ts';
import { TwsMarketData } from '../../tws/tws-market-data.ts';
import { TwsOrders } from '../../tws/tws-orders.ts';

export interface OrderBenchOptions {
  readonly port: number;
  /** Of trading.db. */
  readonly path: string;
  /** Unix ms of the gateway's market. */
  readonly now: () => number;
  /** Without: the same, as clocks that nobody sets. */
  readonly monotonicMs?: () => number;
  /** Absent: processors sleep as they like. */
  readonly keepAwake?: () => () => void;
  readonly kind?: ConnectionProfile['kind'];
  readonly clientId?: number;
  /** Where the tests move the time themselves; a child process takes the machine's. */
  readonly timers?: Timers;
  readonly journal?: (journal: OrderJournal) => OrderJournal;
  readonly bookOf?: (profile: ConnectionProfile) => BookName;
  readonly onLog?: (level: string, fields: object, message: string) => void;
}

/** All of main that stands between a ticket and the broker, as compose-trading.ts joins it, without window and Electron. */
export class OrderBench {
  readonly timers: Timers;
  /** Moved by tests, unless others were given. */
  readonly manual = new ManualTimers();
  readonly database: OpenDatabase;
  readonly requests: TwsRequests;
  readonly connection: TwsConnection;
  readonly orders: TwsOrders;
  readonly portfolio: Portfolio;
  readonly quotes: QuoteLines;
  readonly contracts: ContractBook;
  readonly source: TwsMarketData;
  readonly tradingClock: TradingClock;
  readonly desk: OrderDesk;
  readonly journal: OrderJournal;
  readonly changes: BlotterChange[] = [];
  readonly statuses: TradingStatus[] = [];
  /** What a native dialog would be answered. */
  agrees = true;
  readonly asked: string[] = [];
  readonly #options: OrderBenchOptions;
  #waiting: (() => void)[] = [];
  #ids = 0;

  constructor(options: OrderBenchOptions) {
    this.#options = options;
    const { now, path, onLog, bookOf = (profile: ConnectionProfile) => profile } = options;
    const timers = (this.timers = options.timers ?? this.manual);
    const clock = { now } as Clock;
    const say = (level: string) => (fields: object, message: string) => onLog?.(level, fields, message);
    const log: Logger = { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') };
    this.tradingClock = new TradingClock({ local: clock, monotonicMs: options.monotonicMs ?? now });
    const opened = openTradingDatabase(path);
    if (!opened.ok) throw new Error(opened.error.message);
    this.database = opened.value;
    const { db } = opened.value;
    const requests = (this.requests = new TwsRequests({ timers, log }));
    const synchronisation = new Synchronisation(timers, log);
    this.connection = new TwsConnection({
      ...{ clock, timers, log, monotonicMs: now, random: () => 1 },
      onStatus: () => {
        this.desk.connectionChanged();
        this.look();
      },
      ...{ confirmLive: () => Promise.resolve(true), bookOf },
      onSession: (session) => {
        void this.portfolio.begin(session.book.id);
        this.desk.begin(session.profile, session.book);
        this.tradingClock.begin(true);
        requests.begin(session);
      },
      onSessionEnd: (session) => {
        synchronisation.stop('the connection ended');
        requests.end(session);
        this.orders.sessionEnded();
      },
      onEvent: (session, name, args) => {
        requests.happened(session, name, args);
        queueMicrotask(this.look);
      },
      onNotice: (session, id, code, text) => {
        requests.noticed(session, id, code, text);
        queueMicrotask(this.look);
      },
      synchronise: (session, isDataKept) => synchronisation.run(session, isDataKept),
    });
    const source = (this.source = new TwsMarketData(requests, clock));
    const circuits = new Circuits(now);
    this.contracts = new ContractBook({
      source,
      circuits,
      clock,
      timers,
      log,
      store: createContractStore(db),
    });
    const described = new DescribedContracts(this.contracts, log);
    this.quotes = new QuoteLines({ source, clock, timers, onShownChange: () => undefined });
    source.onInterrupted((isInterrupted) => this.quotes.interrupt(isInterrupted));
    this.portfolio = new Portfolio({
      broker: new TwsAccounts({ requests, timers, log, described }),
      ...{ executions: createStoredExecutions(db), store: createPortfolioStore(db) },
      ...{ quotes: this.quotes, clock, dayClock: this.tradingClock, timers, log },
      breathe: () => Promise.resolve(),
      onView: this.look,
      onTradesChanged: this.look,
      onDifferences: () => this.desk.portfolioChanged(),
      onExpired: (account, text) => this.desk.positionExpired(account, text),
    });
    this.orders = new TwsOrders({ requests, clock, timers, log, described });
    const fx = new FxRates({ find: (query, signal) => this.contracts.find(query, signal), quotes: this.quotes, clock, log }); // prettier-ignore
    const journal = createOrderJournal(db);
    this.journal = options.journal?.(journal) ?? journal;
    this.desk = new OrderDesk({
      tradingClock: this.tradingClock,
      ...{ journal: this.journal, riskSettings: createRiskSettingsStore(db), broker: this.orders },
      ...{ contracts: this.contracts, portfolio: this.portfolio, quotes: this.quotes, fx },
      ...{ clock, timers, log, resetWindow: () => ({ from: Infinity, to: Infinity }) },
      ...{ connection: () => this.connection, bookOf },
      confirm: ({ message }) => {
        this.asked.push(message);
        return Promise.resolve(this.agrees);
      },
      monotonicMs: () => performance.now(),
      keepAwake: options.keepAwake ?? (() => () => undefined),
      newId: () => `id-${++this.#ids}`,
      onChange: (change) => {
        this.changes.push(change);
        this.look();
      },
      onStatus: (status) => {
        this.statuses.push(status);
        this.look();
      },
      onUsage: () => undefined,
      onLatency: () => undefined,
    });
    const time = new BrokerTime({
      requests,
      timers,
      log,
      onTime: (seconds) => this.tradingClock.heard(seconds),
    });
    synchronisation.register('time', (context) => time.synchronise(context));
    synchronisation.register('orders', (context) => this.desk.synchronise(context));
    synchronisation.register('portfolio', (context) => this.portfolio.synchronise(context));
    synchronisation.register('market-data', ({ isDataKept }) => {
      this.quotes.resubscribe(isDataKept);
      return Promise.resolve();
    });
  }

  readonly look = (): void => {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  };

  /** Looked at whenever something has come or changed. */
  async until(isReached: () => boolean): Promise<void> {
    while (!isReached()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  connect(): void {
    const { port, kind = 'practice', clientId = 7 } = this.#options;
    this.connection.connect({
      ...{ id: 'bench', name: 'Bench', kind, host: '127.0.0.1', port, clientId, account: null },
    });
  }

  /** Connected, compared, and free to trade as far as the book allows. */
  async ready(): Promise<void> {
    this.connect();
    await this.until(() => this.connection.status.phase === 'ready' && this.desk.reconciler.isProven);
  }

  /** When everything that the gateway has sent so far, and its answers to what was asked so far, have come in. */
  async settled(): Promise<void> {
    const { session } = this.requests;
    if (session === null) return;
    await new Promise<void>((resolve) => {
      const stop = this.requests.on(EventName.currentTime, () => {
        stop();
        resolve();
      });
      session.api.reqCurrentTime();
    });
    await new Promise(setImmediate);
  }

  get account(): string {
    return this.connection.status.accounts[0]!;
  }

  /** Found by its name, with its rules, and with prices coming. */
  async contract(symbol: string, securityType = 'STK'): Promise<Contract> {
    const where = securityType === 'STK' ? { exchange: 'SMART', currency: USD } : {};
    const found = await this.source.findContracts({ symbol, securityType, ...where });
    if (!found.ok) throw new Error(found.error.message);
    const { contract } = found.value[0]!;
    await this.contracts.details(contract.contractId);
    this.quotes.need(contract);
    await this.settled();
    return contract;
  }

  bid(contract: Contract): number {
    return this.#price(contract.contractId, 'bid');
  }

  ask(contract: Contract): number {
    return this.#price(contract.contractId, 'ask');
  }

  /** Units and price units; a DAY order of 100 unless said otherwise. */
  ticket(
    contract: Contract,
    side: 'buy' | 'sell',
    terms: Partial<OrderTerms> = {},
    ref?: string,
  ): OrderTicket {
    return {
      ...{ ref: orderRefSchema.parse(ref ?? `t-${++this.#ids}`), account: this.account, contract, side },
      ...{ parentRef: null, oca: null, isReduceOnly: false },
      terms: { ...PLAIN_TERMS, quantity: toQuantityMicros(100), ...terms },
    };
  }

  limit(contract: Contract, side: 'buy' | 'sell', price: number, units = 100, ref?: string): OrderTicket {
    const limitPrice = toOrderPrice(Math.round(price * 100) / 100);
    return this.ticket(contract, side, { type: 'LMT', limitPrice, quantity: toQuantityMicros(units) }, ref);
  }

  place(...tickets: OrderTicket[]) {
    return this.desk.path.place(tickets, { by: 'test', correlationId: `c-${++this.#ids}` });
  }

  order(ref: OrderRef | string): Order {
    return orderOf(this.desk.book.get(ref as OrderRef)!);
  }

  state(ref: OrderRef | string): OrderState {
    return this.order(ref).state;
  }

  close(): void {
    this.connection.disconnect();
    this.portfolio.close();
    this.desk.close();
    this.database.close();
  }

  #price(contractId: ContractId, field: 'bid' | 'ask'): number {
    const out = emptyQuote();
    this.quotes.readInto(contractId, out);
    return out[field];
  }
}
