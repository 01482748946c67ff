import type { DaySnapshot, PortfolioView } from '#shared/ipc/portfolio.ts';
import type { Clock, Timers } from '#shared/kernel/clock.ts';
import type { CancelSignal } from '#shared/kernel/cancel.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { AccountFigure, PortfolioDifference } from '#shared/model/account.ts';
import type { ContractId } from '#shared/model/contract.ts';
import type { Currency } from '#shared/model/currency.ts';
import type { CommissionReport, Execution } from '#shared/model/execution.ts';
import type { QuantityMicros } from '#shared/model/quantity.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { BrokerAccounts } from '../ports/broker-accounts.ts';
import type { AccountReading, ExecutionListener, HeldPosition, PortfolioReader } from '../ports/portfolio.ts';
import type { PortfolioStore, StoredExecutions } from '../ports/portfolio-store.ts';
import type { Quotes } from '../ports/quotes.ts';
import { describeRequestError, type RequestError } from '../ports/request-error.ts';
import type { SynchroniseContext } from '../ports/synchronise.ts';
import { BrokerSide } from './broker-side.ts';
import { Comparison } from './comparison.ts';
import { DayKeeper } from './day-keeper.ts';
import { Followed } from './followed.ts';
import { Ledger } from './ledger.ts';
import { Reading } from './reader.ts';
import { TradeLog } from './trade-log.ts';
import { accountOf, NO_VIEW, positionsOf, type Sides } from './view.ts';

/** News for the window gather for so long. */
const VIEW_EVERY_MS = 500;
/** Positions are asked for and the day's figures stored so often: a machine that loses power keeps nearly all of its day. */
const STORE_EVERY_MS = 60_000;
const FAILURES_MAX = 3;

export interface PortfolioOptions {
  readonly broker: BrokerAccounts;
  readonly executions: StoredExecutions;
  readonly store: PortfolioStore;
  readonly quotes: Pick<Quotes, 'readInto' | 'need' | 'onTick'>;
  readonly clock: Clock;
  /** What the trading day goes by. */
  readonly dayClock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
  readonly breathe: () => Promise<void>;
  readonly onView: (view: PortfolioView) => void;
  readonly onTradesChanged: (count: number) => void;
  readonly onDifferences: (differences: readonly PortfolioDifference[]) => void;
  /** @param text what was taken out of the book, for people */
  readonly onExpired: (account: string, text: string) => void;
}

/**
 * What the accounts hold: our own book from executions, and the broker's word, side by side. The first positions and balances
 * of an account are taken over as they are; from then on every difference between the two is told until it is gone or
 * the user has taken the broker's word for it.
 */
export class Portfolio implements PortfolioReader, ExecutionListener {
  readonly #options: PortfolioOptions;
  readonly #broker: BrokerSide;
  readonly #followed: Followed;
  readonly #comparison: Comparison;
  readonly #days: DayKeeper;
  readonly #reading: Reading;
  readonly trades: TradeLog;
  #ledger: Ledger | null = null;
  #loading: Promise<void> = Promise.resolve();
  /** Of the session; empty without one. */
  #accounts: readonly string[] = [];
  #main: string | null = null;
  #state: PortfolioView['state'] = 'none';
  #trouble: string | null = null;
  /** The comparison has been made in this session with everything told. */
  #isCompared = false;
  /** Lists of positions that did not come, one after the other. */
  #failures = 0;
  #tradeCount = 0;
  #stopView: (() => void) | null = null;
  #stopStoring: (() => void) | null = null;
  #isClosed = false;

  constructor(options: PortfolioOptions) {
    this.#options = options;
    this.#broker = new BrokerSide({
      clock: options.clock,
      onChange: () => this.#changed(),
      onSettled: () => this.#changed(),
      onEnded: () => this.#ended(),
    });
    options.broker.listen(this.#broker);
    this.#followed = new Followed(options.quotes, options.broker, () => this.#changed());
    this.#reading = new Reading((account) => this.#sides(account), this.#broker);
    this.#comparison = new Comparison({
      broker: this.#broker,
      sides: (account) => this.#sides(account),
      rate: (account, currency) => this.rate(account, currency),
      log: options.log,
    });
    this.#days = new DayKeeper({
      clock: options.dayClock,
      ledger: () => this.#ledger,
      isCurrent: () => this.#state === 'current',
      view: () => this.view(),
    });
    this.trades = new TradeLog(
      () => this.#ledger,
      (account, currency) => this.rate(account, currency as Currency),
    );
  }

  // ── The session ──────────────────────────────────────────────────────────────────────────────────────────────────

  /** The book of this name (`BookName`) from here on: before a session's executions come, and at the start for the last one. */
  begin(bookId: string): Promise<void> {
    if (this.#ledger?.profileId === bookId) return this.#loading;
    const { executions, store, log, breathe } = this.#options;
    this.#days.store();
    const ledger = new Ledger(bookId, { executions, store, log, breathe });
    this.#ledger = ledger;
    this.#broker.forget();
    this.#comparison.forget();
    this.#followed.close();
    this.#days.forget();
    [this.#accounts, this.#isCompared, this.#state] = [[], false, 'loading'];
    this.#loading = ledger.load(this.#options.clock.now()).then(() => {
      if (this.#ledger !== ledger) return;
      if (this.#accounts.length === 0) this.#state = ledger.accounts.size === 0 ? 'none' : 'old';
      this.#tradesChanged();
      this.#changed();
    });
    // Whoever waits for it hears of it as well; the next to begin tries again.
    this.#loading.catch((error: unknown) => {
      log.error({ error, bookId }, 'the portfolio could not be read');
      if (this.#ledger === ledger) this.#ledger = null;
    });
    return this.#loading;
  }

  /** For `Synchronisation`. Rejects when the broker's word could not be had; differences are no failure. */
  async synchronise({ profile, book, accounts, isDataKept, signal }: SynchroniseContext): Promise<void> {
    this.#isCompared = false;
    await this.begin(book.id);
    this.#accounts = accounts;
    this.#main = profile.account ?? accounts[0] ?? null;
    if (this.#main === null) throw new Error('the login has no account');
    if (!isDataKept) {
      this.#state = 'loading';
      this.#followed.forgetResults();
      this.#changed();
      this.#need(await this.#options.broker.follow(accounts, this.#main, signal), 'accounts');
    }
    this.#need(await this.compare(signal), 'positions');
    this.#state = 'current';
    this.#trouble = null;
    this.#failures = 0;
    this.#storeLater();
    this.#changed();
  }

  /** Asks for all positions and compares everything now. What is told afterwards is proven on both sides. */
  async compare(signal?: CancelSignal): Promise<Result<null, RequestError>> {
    const told = await this.#options.broker.positions(signal);
    if (!told.ok) return told;
    this.#broker.takeAll(this.#accounts, told.value);
    for (const account of this.#accounts) this.#comparison.takeOverFirstSeen(account);
    this.#takeOverExpired();
    this.#isCompared = true;
    this.#compare(true);
    return { ok: true, value: null };
  }

  close(): void {
    this.#days.store();
    this.#isClosed = true;
    this.#stopView?.();
    this.#stopStoring?.();
    this.#followed.close();
  }

  // ── Executions ───────────────────────────────────────────────────────────────────────────────────────────────────

  onExecution(execution: Execution): void {
    const booked = this.#ledger?.execution(execution);
    if (booked !== 'new' && booked !== 'correction') return;
    this.#tradesChanged();
    this.#changed();
  }

  onCommission(report: CommissionReport): void {
    if (this.#ledger?.commission(report) !== true) return;
    this.#tradesChanged();
    this.#changed();
  }

  lacks(execution: Execution): boolean {
    return this.#ledger?.lacks(execution) === true;
  }

  // ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

  quantity(account: string, contractId: ContractId): QuantityMicros {
    return this.#reading.quantity(account, contractId);
  }
  positions(account: string): readonly HeldPosition[] {
    return this.#reading.positions(account);
  }
  account(account: string): AccountReading {
    return this.#reading.account(account);
  }
  figure(account: string, figure: AccountFigure): number {
    return this.#reading.figure(account, figure);
  }
  rate(account: string, currency: Currency): number {
    return this.#reading.rate(account, currency);
  }
  outsideCash(account: string): ReadonlyMap<string, number> | null {
    return this.#isCompared ? this.#reading.outsideCash(account) : null;
  }
  get isCompared(): boolean {
    return this.#isCompared;
  }
  get trouble(): string | null {
    return this.#trouble;
  }
  get arePositionsProven(): boolean {
    return this.#isCompared && !this.#comparison.isAnyQuantityTold;
  }
  get differences(): readonly PortfolioDifference[] {
    return this.#comparison.told;
  }
  days(account: string, limit: number): readonly DaySnapshot[] {
    return this.#ledger === null ? [] : this.#options.store.days(this.#ledger.profileId, account, limit);
  }

  accept(key: string): boolean {
    const isTaken = this.#comparison.accept(key);
    this.#compare(false);
    this.#changed();
    return isTaken;
  }

  // ── Both sides ───────────────────────────────────────────────────────────────────────────────────────────────────

  #sides(account: string): Sides | null {
    if (this.#ledger === null) return null;
    const now = this.#days.now();
    return {
      ...{ ledger: this.#ledger, account, picture: this.#broker.picture(account), now },
      ...{ quotes: this.#options.quotes, day: this.#days.today(now) },
    };
  }

  #compare(isProof: boolean): void {
    if (!this.#isCompared) return;
    if (this.#comparison.see(this.#accounts, this.#options.clock.now(), isProof))
      this.#options.onDifferences(this.#comparison.told);
  }

  // ── What follows from a change ───────────────────────────────────────────────────────────────────────────────────

  #changed(): void {
    if (this.#isClosed) return;
    this.#stopView ??= this.#options.timers.schedule(VIEW_EVERY_MS, () => {
      this.#stopView = null;
      this.#look();
    });
  }

  #look(): void {
    this.#compare(false);
    const view = this.view();
    this.#days.raiseHighWater(view);
    const held = view.positions.filter(({ quantity }) => quantity !== 0);
    this.#followed.set(held, this.#state === 'current');
    this.#options.onView(view);
    if (this.#comparison.isWaiting) this.#changed();
  }

  view(): PortfolioView {
    const ledger = this.#ledger;
    if (ledger === null) return NO_VIEW;
    const names = this.#accounts.length > 0 ? this.#accounts : [...ledger.accounts.keys()];
    const sides = names.map((account) => this.#sides(account)!);
    return {
      at: this.#options.clock.now(),
      ...{ state: this.#state, trouble: this.#trouble, differences: [...this.#comparison.told] },
      accounts: sides.map(accountOf),
      positions: sides.flatMap(positionsOf),
    };
  }

  #tradesChanged(): void {
    this.trades.forget();
    this.#options.onTradesChanged(++this.#tradeCount);
  }

  #storeLater(): void {
    if (this.#isClosed) return;
    this.#stopStoring ??= this.#options.timers.schedule(STORE_EVERY_MS, () => {
      this.#stopStoring = null;
      this.#days.store();
      if (this.#state !== 'current') return;
      void this.#lookAgain();
      this.#storeLater();
    });
  }

  /** A stream that has fallen silent would look like nothing happening: the whole list is asked for once a minute. */
  async #lookAgain(): Promise<void> {
    const told = await this.#options.broker.positions();
    // Of a session that has ended meanwhile.
    if (this.#state !== 'current') return;
    if (!told.ok) {
      this.#options.log.warn({ error: told.error }, 'positions could not be asked for');
      if (++this.#failures < FAILURES_MAX) return;
      // Nobody knows any more what is held: not proven until a list comes again.
      this.#isCompared = false;
      this.#trouble = `positions: ${describeRequestError(told.error)}`;
      return this.#changed();
    }
    this.#failures = 0;
    this.#broker.takeAll(this.#accounts, told.value);
    this.#takeOverExpired();
    if (!this.#isCompared) {
      this.#isCompared = true;
      this.#trouble = null;
      this.#compare(true);
    }
    this.#changed();
  }

  #takeOverExpired(): void {
    for (const account of this.#accounts)
      for (const text of this.#comparison.takeOverExpired(account)) {
        this.#options.log.warn({ account }, text);
        this.#options.onExpired(account, text);
      }
  }

  #need(answer: Result<unknown, RequestError>, what: string): void {
    if (answer.ok) return;
    this.#trouble = `${what}: ${describeRequestError(answer.error)}`;
    this.#changed();
    throw new Error(this.#trouble);
  }

  #ended(): void {
    this.#days.store();
    this.#state = 'old';
    this.#isCompared = false;
    this.#followed.sessionEnded();
    this.#changed();
  }
}
