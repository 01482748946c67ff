import type { DaySnapshot, PortfolioView } from '#shared/ipc/portfolio.ts';
import type { Clock, Timers } from '#shared/kernel/clock.ts';
import type { CancelSignal } from '#shared/kernel/cancel.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { AccountFigure, PortfolioDifference } from '#shared/model/account.ts';
import type { ContractId } from '#shared/model/contract.ts';
import type { Currency } from '#shared/model/currency.ts';
import type { CommissionReport, Execution } from '#shared/model/execution.ts';
import type { QuantityMicros } from '#shared/model/quantity.ts';
import { compareCash, comparePositions, type Found } from '#shared/portfolio/compare.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { BrokerAccounts } from '../ports/broker-accounts.ts';
import type { AccountReading, ExecutionListener, HeldPosition, PortfolioReader } from '../ports/portfolio.ts';
import type { PortfolioStore, StoredExecutions } from '../ports/portfolio-store.ts';
import type { Quotes } from '../ports/quotes.ts';
import { describeRequestError, type RequestError } from '../ports/request-error.ts';
import type { SynchroniseContext } from '../ports/synchronise.ts';
import { BrokerSide } from './broker-side.ts';
import { dayRows, dayStartRows } from './day-ends.ts';
import { DifferenceWatch } from './difference-watch.ts';
import { Followed } from './followed.ts';
import { canBeAccepted, Ledger, type Stated } from './ledger.ts';
import { Reading } from './reader.ts';
import { TradeLog } from './trade-log.ts';
import { tradingDayAt, type TradingDay } from './trading-day.ts';
import { accountOf, cashToCompare, NO_VIEW, positionsOf, type Sides } from './view.ts';

/** News for the window gather for so long. */
export const VIEW_EVERY_MS = 500;
/** Positions are asked for and the day's figures stored so often: a machine that loses power keeps nearly all of its day. */
const STORE_EVERY_MS = 60_000;
const FAILURES_MAX = 3;

export interface PortfolioOptions {
  readonly broker: BrokerAccounts;
  readonly executions: StoredExecutions;
  readonly store: PortfolioStore;
  readonly quotes: Pick<Quotes, 'readInto' | 'need' | 'onTick'>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
  readonly breathe: () => Promise<void>;
  readonly onView: (view: PortfolioView) => void;
  readonly onTradesChanged: (count: number) => void;
  readonly onDifferences: (differences: readonly PortfolioDifference[]) => void;
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
  readonly #watch = new DifferenceWatch();
  readonly #reading: Reading;
  readonly trades: TradeLog;
  #ledger: Ledger | null = null;
  #loading: Promise<void> = Promise.resolve();
  /** Of the session; empty without one. */
  #accounts: readonly string[] = [];
  #main: string | null = null;
  #state: PortfolioView['state'] = 'none';
  #trouble: string | null = null;
  #day: TradingDay | null = null;
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
    this.trades = new TradeLog(
      () => this.#ledger,
      (account, currency) => this.rate(account, currency as Currency),
    );
  }

  // ── The session ──────────────────────────────────────────────────────────────────────────────────────────────────

  /** The book of a profile from here on: before a session's executions come, and at the start for the last one. */
  begin(profileId: string): Promise<void> {
    if (this.#ledger?.profileId === profileId) return this.#loading;
    const { executions, store, log, breathe } = this.#options;
    this.#store();
    const ledger = new Ledger(profileId, { executions, store, log, breathe });
    this.#ledger = ledger;
    this.#broker.forget();
    this.#watch.forget();
    this.#followed.close();
    [this.#accounts, this.#day, this.#isCompared, this.#state] = [[], null, false, 'loading'];
    this.#loading = ledger.load(this.#options.clock.now()).then(() => {
      if (this.#ledger !== ledger) return;
      if (this.#accounts.length === 0) this.#state = ledger.accounts.size === 0 ? 'none' : 'old';
      this.#tradesChanged();
      this.#changed();
    });
    // Whoever waits for it hears of it as well; the next to begin tries again.
    this.#loading.catch((error: unknown) => {
      log.error({ error, profileId }, 'the portfolio could not be read');
      if (this.#ledger === ledger) this.#ledger = null;
    });
    return this.#loading;
  }

  /** For `Synchronisation`. Rejects when the broker's word could not be had; differences are no failure. */
  async synchronise({ profile, accounts, isDataKept, signal }: SynchroniseContext): Promise<void> {
    this.#isCompared = false;
    await this.begin(profile.id);
    this.#accounts = accounts;
    this.#main = profile.account ?? accounts[0] ?? null;
    if (this.#main === null) throw new Error('the login has no account');
    if (!isDataKept) {
      this.#state = 'loading';
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
    for (const account of this.#accounts) this.#takeOverFirstSeen(account);
    this.#isCompared = true;
    this.#compare(true);
    return { ok: true, value: null };
  }

  close(): void {
    this.#store();
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
    return this.#ledger?.isLoaded === true && !this.#ledger.book.knows(execution);
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
    return this.#isCompared && !this.#watch.told.some(({ about }) => about === 'quantity');
  }
  get differences(): readonly PortfolioDifference[] {
    return this.#watch.told;
  }
  days(account: string, limit: number): readonly DaySnapshot[] {
    return this.#ledger === null ? [] : this.#options.store.days(this.#ledger.profileId, account, limit);
  }

  accept(key: string): boolean {
    const difference = this.#watch.told.find((one) => one.key === key);
    const ledger = this.#ledger;
    if (difference === undefined || ledger === null || !canBeAccepted(difference)) return false;
    const { account, contractId, currency } = difference;
    const found = this.#found(account).find((one) => one.key === key);
    if (found === undefined) return false;
    let isTaken: boolean;
    if (contractId === null) {
      const cash = cashToCompare(this.#sides(account)!).find((one) => one.currency === currency)!;
      const balances = new Map([[currency, BigInt(cash.brokers) - cash.ours]]);
      isTaken = ledger.takeOver(account, this.#now(), 'accepted', [], balances);
    } else isTaken = ledger.takeOver(account, this.#now(), 'accepted', [this.#stated(account, contractId as ContractId)], new Map()); // prettier-ignore
    this.#compare(false);
    this.#changed();
    return isTaken;
  }

  // ── Both sides ───────────────────────────────────────────────────────────────────────────────────────────────────

  #sides(account: string): Sides | null {
    if (this.#ledger === null) return null;
    const now = this.#now();
    return {
      ...{ ledger: this.#ledger, account, picture: this.#broker.picture(account), now },
      ...{ quotes: this.#options.quotes, day: this.#today(now) },
    };
  }

  /**
   * What was there before this account was ever seen. From then on nothing is taken over by itself, also not in a contract that
   * our book has never heard of: it may be a fill of ours that nobody told us of.
   */
  #takeOverFirstSeen(account: string): void {
    const ledger = this.#ledger!;
    if (ledger.accounts.has(account)) return;
    const sides = this.#sides(account)!;
    const picture = this.#broker.picture(account);
    const apart = this.#found(account).filter(({ about }) => about === 'quantity');
    const stated = apart.map(({ contractId }) => this.#stated(account, contractId as ContractId));
    // Positions first: the worth of futures is a part of the cash.
    if (!ledger.takeOver(account, this.#now(), 'first-seen', stated, new Map())) return;
    const balances = new Map(
      cashToCompare(sides).map(({ currency, brokers, ours }) => [currency as string, BigInt(brokers) - ours]),
    );
    ledger.takeOver(account, this.#now(), 'first-seen', [], balances);
    this.#options.log.info({ account, positions: stated.length, known: picture !== undefined }, 'an account is seen for the first time'); // prettier-ignore
  }

  #stated(account: string, contractId: ContractId): Stated {
    const holding = this.#broker.holding(account, contractId);
    // Not in the broker's list: nothing is held.
    if (holding === undefined)
      return {
        contract: this.#ledger!.book.contract(account, contractId)!.contract,
        quantity: 0,
        averageCost: null,
      };
    const { position, line } = holding;
    return { ...position, averageCost: position.averageCost ?? line?.marketPrice ?? null };
  }

  #found(account: string): readonly Found[] {
    const sides = this.#sides(account);
    if (sides === null) return [];
    const theirs = this.#broker.picture(account)?.theirs ?? new Map<number, never>();
    const rate = (currency: string) => this.rate(account, currency as Currency);
    return [
      ...comparePositions(account, sides.ledger.book.contracts(account), theirs, sides.day.from, rate),
      ...compareCash(account, cashToCompare(sides)),
    ];
  }

  #compare(isProof: boolean): void {
    if (!this.#isCompared) return;
    const found = this.#accounts.flatMap((account) => this.#found(account));
    if (this.#watch.see(found, this.#options.clock.now(), isProof))
      this.#options.onDifferences(this.#watch.told);
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
    this.#raiseHighWater(view);
    const held = view.positions.filter(({ quantity }) => quantity !== 0);
    this.#followed.set(held, this.#state === 'current');
    this.#options.onView(view);
    if (this.#watch.isWaiting) this.#changed();
  }

  view(): PortfolioView {
    const ledger = this.#ledger;
    if (ledger === null) return NO_VIEW;
    const names = this.#accounts.length > 0 ? this.#accounts : [...ledger.accounts.keys()];
    const sides = names.map((account) => this.#sides(account)!);
    return {
      at: this.#options.clock.now(),
      ...{ state: this.#state, trouble: this.#trouble, differences: [...this.#watch.told] },
      accounts: sides.map(accountOf),
      positions: sides.flatMap(positionsOf),
    };
  }

  #tradesChanged(): void {
    this.trades.forget();
    this.#options.onTradesChanged(++this.#tradeCount);
  }

  /** The day's end belongs to the day that ends: what is not realised then is where the next one begins. */
  #today(now: number): TradingDay {
    const day = this.#day;
    if (day !== null && now < day.to) return day;
    this.#day = tradingDayAt(now);
    if (day !== null && this.#ledger !== null && this.#state === 'current')
      for (const row of dayStartRows(this.view().positions, this.#day.name)) {
        this.#ledger.dayStarts.set(`${row.account} ${row.contractId}`, row);
        this.#ledger.save({ positionDays: [row] });
      }
    return this.#day;
  }

  /** The broker's clock may run ahead of ours; a day that it has begun has begun. */
  #now(): number {
    return Math.max(this.#options.clock.now(), this.#ledger?.newestAt ?? -Infinity);
  }

  #raiseHighWater({ accounts }: PortfolioView): void {
    for (const { account, figures } of accounts) {
      const known = this.#ledger?.accounts.get(account);
      const { netLiquidation } = figures;
      if (known === undefined || netLiquidation === null || netLiquidation <= (known.highWater ?? -Infinity))
        continue;
      this.#ledger!.accounts.set(account, { ...known, highWater: netLiquidation });
    }
  }

  #storeLater(): void {
    if (this.#isClosed) return;
    this.#stopStoring ??= this.#options.timers.schedule(STORE_EVERY_MS, () => {
      this.#stopStoring = null;
      this.#store();
      if (this.#state !== 'current') return;
      void this.#lookAgain();
      this.#storeLater();
    });
  }

  #store(): void {
    if (this.#ledger === null || this.#state !== 'current') return;
    const { accounts } = this.view();
    this.#ledger.save({
      accounts: [...this.#ledger.accounts.values()],
      days: dayRows(accounts, this.#today(this.#now()).name, this.#options.clock.now()),
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
    if (!this.#isCompared) {
      this.#isCompared = true;
      this.#trouble = null;
      this.#compare(true);
    }
    this.#changed();
  }

  #need(answer: Result<unknown, RequestError>, what: string): void {
    if (answer.ok) return;
    this.#trouble = `${what}: ${describeRequestError(answer.error)}`;
    this.#changed();
    throw new Error(this.#trouble);
  }

  #ended(): void {
    this.#store();
    this.#state = 'old';
    this.#isCompared = false;
    this.#followed.sessionEnded();
    this.#changed();
  }
}
