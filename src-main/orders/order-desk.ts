import type { OrderLatency } from '#shared/ipc/orders.ts';
import type { RiskUsage } from '#shared/ipc/risk.ts';
import type { TradingStatus } from '#shared/ipc/trading.ts';
import type { ServiceFailure } from '#shared/ipc/errors.ts';
import type { Clock, Timers } from '#shared/kernel/clock.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { ConnectionPhase, ConnectionProfile } from '#shared/model/connection.ts';
import type { Contract } from '#shared/model/contract.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { BookName } from '../ports/book-name.ts';
import type { ConnectionReader } from '../ports/broker-connection.ts';
import type { BrokerOrders } from '../ports/broker-orders.ts';
import type { Contracts } from '../ports/contracts.ts';
import type { Confirmation } from '../ports/desktop.ts';
import type { OrderJournal } from '../ports/order-journal.ts';
import type { ExecutionListener, PortfolioReader } from '../ports/portfolio.ts';
import type { Quotes } from '../ports/quotes.ts';
import type { RiskSettingsStore } from '../ports/risk-settings-store.ts';
import type { SynchroniseContext } from '../ports/synchronise.ts';
import type { FxRates } from '../risk/fx-rates.ts';
import { RiskDesk } from '../risk/risk-desk.ts';
import { RiskLimits } from '../risk/risk-limits.ts';
import type { TradingClock } from '../risk/trading-clock.ts';
import { acceptDifference } from './accept-difference.ts';
import type { Asker } from './asker.ts';
import { AuditLog } from './audit-log.ts';
import { JournalWriter } from './journal-writer.ts';
import { KillSwitch } from './kill-switch/kill-switch.ts';
import { listsCoverSince } from './lists-cover.ts';
import { LiveFigures } from './live-figures.ts';
import { OrderBook } from './order-book.ts';
import { OrderFeed, type BlotterChange } from './order-feed.ts';
import { OrderIds } from './order-ids.ts';
import { OrderPath } from './order-path.ts';
import { OrderReports } from './order-reports.ts';
import { OrderTiming } from './order-timing.ts';
import { PathWarmer } from './path-warmer.ts';
import { QuotedContracts } from './quoted-contracts.ts';
import { Reconciler } from './reconciler.ts';
import { NO_RESET, TradingControl, type ResetWindow } from './trading-control.ts';

const TICK_MS = 1_000;

export interface OrderDeskOptions {
  readonly journal: OrderJournal;
  readonly riskSettings: RiskSettingsStore;
  readonly broker: BrokerOrders;
  readonly contracts: Contracts;
  readonly quotes: Quotes;
  readonly portfolio: PortfolioReader & ExecutionListener;
  readonly connection: () => ConnectionReader;
  /** As for the connection (`ConnectionOptions`). */
  readonly bookOf?: (profile: ConnectionProfile) => BookName;
  readonly fx: FxRates;
  readonly resetWindow: (now: number) => ResetWindow;
  readonly confirm: (confirmation: Confirmation) => Promise<boolean>;
  readonly clock: Clock;
  /** What limits and the broker's hours go by. */
  readonly tradingClock: Pick<TradingClock, 'now' | 'isProven'>;
  readonly timers: Timers;
  /** Milliseconds that only go forward, with their fractions. */
  readonly monotonicMs: () => number;
  /** See `PathWarmer`. */
  readonly keepAwake: () => () => void;
  readonly newId: () => string;
  readonly log: Logger;
  readonly onChange: (change: BlotterChange) => void;
  readonly onStatus: (status: TradingStatus) => void;
  readonly onUsage: (usage: RiskUsage) => void;
  readonly onLatency: (latency: OrderLatency) => void;
}

/** Makes the parts of the order path and joins them: what the rest of main and its handlers work with. */
export class OrderDesk {
  readonly book = new OrderBook();
  readonly limits: RiskLimits;
  readonly risk: RiskDesk;
  readonly control: TradingControl;
  readonly path: OrderPath;
  readonly reconciler: Reconciler;
  readonly killSwitch: KillSwitch;
  readonly feed: OrderFeed;
  readonly timing: OrderTiming;
  readonly auditLog: AuditLog;
  readonly #options: OrderDeskOptions;
  readonly #ids = new OrderIds();
  readonly #writer: JournalWriter;
  readonly #reports: OrderReports;
  readonly #pathWarmer: PathWarmer;
  readonly #figures: LiveFigures;
  #name: BookName | null = null;
  #phase: ConnectionPhase = 'disconnected';
  readonly #quoted: QuotedContracts;
  #stopTick: () => void = () => undefined;

  constructor(options: OrderDeskOptions) {
    this.#options = options;
    const { journal, broker, contracts, quotes, portfolio, clock, timers, log, confirm, newId } = options;
    const bookOf = options.bookOf ?? ((profile) => profile);
    this.feed = new OrderFeed(options.onChange);
    this.timing = new OrderTiming({ clock, log, monotonicMs: options.monotonicMs });
    this.#writer = new JournalWriter({
      ...{ journal, timers, log },
      onStep: (step, ids) => {
        this.feed.wrote(step, ids);
        // How many orders work, beside the list that has them now.
        if (step.orders !== undefined) this.control.changed();
      },
      onTrouble: (trouble) => this.control.setJournalTrouble(trouble),
    });
    this.auditLog = new AuditLog(this.#writer, clock);
    this.limits = new RiskLimits(options.riskSettings, log);
    this.risk = new RiskDesk({
      ...{ limits: this.limits, clock: options.tradingClock, local: clock },
      sources: { quotes, contracts, portfolio, working: this.book, fx: options.fx },
      trading: (account) => this.control.factsFor(account),
    });
    this.control = new TradingControl({
      ...{ book: this.book, portfolio, broker, clock, tradingClock: options.tradingClock },
      ...{ connection: options.connection, resetWindow: options.resetWindow, onChange: options.onStatus },
      damaged: () => journal.damaged(this.bookId ?? ''),
      damagedCount: () => journal.damagedCount(this.bookId ?? ''),
      reconciler: () => this.reconciler,
      breakers: (account) => this.risk.breakers(account),
      heedsReset: (account) => this.risk.heedsReset(account),
    });
    this.#reports = new OrderReports({
      ...{ book: this.book, ids: this.#ids, writer: this.#writer, broker, risk: this.risk },
      ...{ portfolio, timing: this.timing, clock, log },
      onOrder: () => this.#look(),
      onEnded: () => this.reconciler.forget(),
      onPuzzled: () => this.reconciler.compareTwiceSoon(),
    });
    this.reconciler = new Reconciler({
      ...{ book: this.book, reports: this.#reports, broker, clock, timers, log },
      coversSince: (askedAt) =>
        listsCoverSince(askedAt, this.control.isPractice ? () => NO_RESET : options.resetWindow),
      onAccepted: (key, isAccepted) => this.#writer.queue({ accepted: [{ key, isAccepted }] }),
      onChange: () => this.#look(),
      onDifference: (kind, difference) =>
        this.auditLog.add(kind, { by: 'program', correlationId: newId() }, difference.text, null, difference),
    });
    this.path = new OrderPath({
      ...{ book: this.book, ids: this.#ids, writer: this.#writer, broker, risk: this.risk, contracts },
      ...{ quotes, timing: this.timing, clock, log, accounts: () => options.connection().accounts },
      isHalted: () => this.control.halt !== null,
      onUnknown: () => this.reconciler.compareTwiceSoon(),
    });
    this.#figures = new LiveFigures({
      ...{ risk: this.risk, timing: this.timing, writer: this.#writer },
      ...{ onUsage: options.onUsage, onLatency: options.onLatency },
    });
    this.#pathWarmer = new PathWarmer({
      ...{ clock, timers, keepAwake: options.keepAwake },
      rehearse: (rounds) => this.#rehearse(rounds),
    });
    this.#quoted = new QuotedContracts({
      ...{ contracts, quotes, book: this.book, timers },
      onOrderLikely: (contract) => {
        this.risk.prepare(contract);
        this.#pathWarmer.expect();
      },
    });
    this.killSwitch = new KillSwitch({
      ...{ control: this.control, book: this.book, writer: this.#writer, broker, path: this.path },
      ...{ portfolio, contracts, confirm, clock, timers, newId, log, connection: options.connection },
      ...{ bookName: () => this.#name, bookOf },
    });
    this.killSwitch.begin(journal.loadHalt());
    this.#tick();
  }

  /** Whose rows of the journal these are. */
  get bookId(): string | null {
    return this.#name?.id ?? null;
  }

  /** Orders and counters of a book and limits of its profile, as they were left; before anything of its session is heard. */
  begin(profile: ConnectionProfile, book: BookName = profile): void {
    if (this.bookId === book.id) return this.limits.begin(profile.id, profile.kind);
    const { journal, clock } = this.#options;
    this.#writer.begin(book.id);
    this.#name = book;
    const state = journal.load(book.id, clock.now());
    this.book.clear();
    for (const record of state.orders) this.book.put(record);
    this.#ids.reset(state.nextOrderId);
    for (const { clientId, orderId } of state.orders)
      if (clientId === profile.clientId && orderId !== null) this.#ids.raise(orderId + 1);
    this.limits.begin(profile.id, profile.kind);
    this.reconciler.begin(state.accepted);
    this.risk.begin(state);
    this.feed.begin(state, (execId) => journal.commission(book.id, execId));
    this.#reports.begin(state.executions.map(({ execution }) => execution));
    // Whether what was about to be sent got out, nobody knows until the broker has been asked.
    this.#reports.lost('the program ended before the broker answered');
    this.#writer.flush();
    this.control.changed();
  }

  /** To be awaited before a ticket is checked: see `QuotedContracts.prepare`. */
  prepare(contract: Contract): Promise<void> {
    return this.#quoted.prepare(contract);
  }

  /** For the synchronisation of a session: orders come first. */
  async synchronise({ profile, book, nextValidId, signal }: SynchroniseContext): Promise<void> {
    this.begin(profile, book);
    this.#ids.raise(nextValidId);
    this.#writer.queue({ nextOrderId: this.#ids.next });
    await this.reconciler.synchronise(signal);
  }

  /** The connection's status has changed: what was proven may not be any more. */
  connectionChanged(): void {
    const { phase, isServerLinkLost } = this.#options.connection();
    // TWS may tell that data was lost (1101) without having told of the loss before.
    const isToBeProven = isServerLinkLost || (phase === 'synchronising' && phase !== this.#phase);
    this.#phase = phase;
    if (isToBeProven && this.reconciler.isProven) this.reconciler.forget();
    this.#look();
  }

  /** Positions were compared, or differ. */
  portfolioChanged(): void {
    if (this.control.reconciliation.state === 'differences') this.reconciler.compareSoon();
    this.#look();
  }

  /** A position has left the book without a trade. */
  positionExpired(account: string, text: string): void {
    const asker = { by: 'program', correlationId: this.#options.newId() };
    this.auditLog.add('position-expired', asker, text, account, {});
  }

  /** See `acceptDifference`. */
  async acceptDifference(key: string, asker: Asker): Promise<Result<boolean, ServiceFailure>> {
    const { portfolio, journal, confirm } = this.#options;
    const ports = { control: this.control, reconciler: this.reconciler, portfolio, journal, confirm };
    const accepted = await acceptDifference(
      { ...ports, auditLog: this.auditLog, bookId: () => this.bookId ?? '' },
      key,
      asker,
    );
    if (accepted.ok && accepted.value) this.#look();
    return accepted;
  }

  /** Measures the drawdown of an account from this equity on. A person has agreed to it. */
  restartDrawdown(account: string, equity: number, asker: Asker): void {
    const { equity: marks } = this.risk.activityOf(account);
    marks.restartDrawdown(equity);
    this.#writer.queue({ equity: [{ account, at: this.risk.now(), marks: marks.snapshot() }] });
    const text = `The drawdown of ${account} is measured from ${equity} on.`;
    this.auditLog.add('drawdown-restarted', asker, text, account, {});
    this.control.changed();
  }

  /** What is still to be written. */
  close(): void {
    this.#stopTick();
    this.#pathWarmer.close();
    this.reconciler.forget();
    this.#writer.flush();
    this.#options.journal.close();
  }

  #look(): void {
    this.control.changed();
    this.killSwitch.look();
  }

  /** With the contracts that somebody has looked at, one after the other: each order finds its own in the caches. */
  #rehearse(rounds: number): boolean {
    const { connection, contracts } = this.#options;
    const [account] = connection().accounts;
    const contractId = this.#quoted.next();
    if (account === undefined || contractId === undefined || !this.reconciler.isProven) return false;
    const details = contracts.known(contractId);
    return details !== undefined && this.path.rehearse(account, details.contract, rounds);
  }

  #tick(): void {
    this.#stopTick = this.#options.timers.schedule(TICK_MS, () => {
      // First of all: a failure in what follows must not be the last look at the breakers.
      this.#tick();
      const { connection, journal, log } = this.#options;
      const tidied = journal.tidy();
      if (!tidied.ok) log.warn({ failure: tidied.error }, 'the order journal could not be tidied');
      this.#figures.updateRisk(this.reconciler.isProven ? connection().accounts : []);
      const isNewOrder = this.#figures.updateLatency();
      if (isNewOrder && !this.#quoted.isEmpty) this.#pathWarmer.expect();
      this.#look();
    });
  }
}
