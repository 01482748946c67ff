import { assert } from '../../kernel/assert.ts';
import { err, ok, type Result } from '../../kernel/result.ts';
import { quantityMicros } from '../../model/quantity.ts';
import type { Locate } from '../account-rules/borrow.ts';
import { sizeOf } from '../account-rules/exact.ts';
import type { OrderPreview } from '../exchange/exchange-event.ts';
import type { OrderTerms } from '../exchange/order-terms.ts';
import type { Refusal } from '../exchange/refusals.ts';
import type { Dividend, Split } from '../universe/corporate-actions.ts';
import type {
  AccountFigures,
  AccountPnl,
  AccountValue,
  FillBooked,
  Liquidation,
  PortfolioItem,
  PositionPnl,
  PositionRow,
  Settlement,
} from './account-report.ts';
import { BASE_CURRENCY, type AccountsSpec, type Fill, type WorkingOrder } from './account-spec.ts';
import { newAccount, quantityHeld, type AccountState } from './account-state.ts';
import { accountSummary, accountValues } from './account-values.ts';
import { Commissions } from './commissions.ts';
import { applyAction } from './corporate-action.ts';
import { rollDay } from './day-roll.ts';
import { settleExpired } from './expiry.ts';
import { accountFigures } from './figures.ts';
import { excessLiquidity, liquidationsOf } from './liquidation.ts';
import { asWorking, checkOrder, locateFor, type Checking, type Modified } from './order-check.ts';
import { previewOrder } from './order-preview.ts';
import { accountPnl, portfolioItems, positionPnl, positionRows } from './positions.ts';
import {
  readSnapshot,
  showState,
  takeSnapshot,
  type AccountsSnapshot,
  type AccountsSnapshotRefused,
  type AccountsState,
} from './snapshot.ts';
import { bookTrade } from './trade.ts';
import { Valuation } from './valuation.ts';

/**
 * The margin accounts of the simulated broker: cash by currency, positions, order checks, figures and commissions. Exact to
 * the micro-unit and deterministic: the same calls with the same prices give the same accounts. An account that does
 * not exist is a mistake of the caller's (`has`).
 */
export class Accounts {
  readonly #spec: AccountsSpec;
  readonly #valuation: Valuation;
  readonly #commissions: Commissions;
  readonly #accounts = new Map<string, AccountState>();
  readonly #actions = new Map<string, number>();
  #bookedSequence = 0;
  #day: number | null = null;

  constructor(spec: AccountsSpec) {
    this.#spec = spec;
    this.#valuation = new Valuation(spec);
    this.#commissions = new Commissions(spec.plan);
    for (const account of spec.accounts) {
      assert(!this.#accounts.has(account.id), `two accounts are called ${account.id}`);
      this.#accounts.set(account.id, newAccount(account));
    }
  }

  /** Goes on where the snapshot was taken. Accounts that are only in the snapshot go on too; those only in `spec` begin. */
  static restore(spec: AccountsSpec, snapshot: unknown): Result<Accounts, AccountsSnapshotRefused> {
    const accounts = new Accounts(spec);
    const read = readSnapshot(snapshot, (conId) => accounts.#valuation.instrument(conId) !== null);
    if (!read.ok) return err(read.error);
    accounts.#load(read.value);
    return ok(accounts);
  }

  /** Plain data for JSON, a copy. */
  snapshot(): AccountsSnapshot {
    return takeSnapshot(this.#state());
  }

  /** A snapshot that is no copy: for a host that reads it at once, and often. */
  showState(): AccountsSnapshot {
    return showState(this.#state());
  }

  /** In the order of the spec. */
  get ids(): readonly string[] {
    return [...this.#accounts.keys()];
  }

  has(account: string): boolean {
    return this.#accounts.has(account);
  }

  /** Grows with everything that is booked in the account: who shows it need not look while it stands. Prices move apart. */
  revision(account: string): number {
    return this.#account(account).revision;
  }

  /** Sequence of the last fill that was booked, 0 for none: after a restart the host goes on with the one after it. */
  get bookedSequence(): number {
    return this.#bookedSequence;
  }

  /** A fresh start: starting cash and nothing else. Its orders are the exchange's and have to be cancelled before. */
  reset(account: string): void {
    const { startingCash, revision } = this.#account(account);
    this.#accounts.set(account, { ...newAccount({ id: account, startingCash }), revision: revision + 1 });
    this.#commissions.forget(account);
  }

  /**
   * Whether the broker takes an order: can it be paid for with all that is working, and may it be sold short. A refusal has
   * TWS's code. `isLocated` is for the exchange's `submit`: false holds the order with notice 404. For a modify: the new
   * terms, and the working orders without the one that is modified.
   *
   * @param working  the account's orders that have not ended, this one apart
   * @param modified of a modify: the order's key, and what of it has filled
   */
  check(
    account: string,
    conId: number,
    terms: OrderTerms,
    working: readonly WorkingOrder[],
    modified?: Modified,
  ): Result<{ readonly isLocated: boolean }, Refusal> {
    return checkOrder(this.#checking(account), asWorking(conId, terms, modified), working);
  }

  /** Asks again for the shares of an order that is held: `found` or `not-needed` lets it go (`Exchange.locate`). */
  locate(
    account: string,
    conId: number,
    terms: OrderTerms,
    working: readonly WorkingOrder[],
    modified?: Modified,
  ): Locate {
    const instrument = this.#valuation.instrument(conId);
    assert(instrument !== null, `shares of contract ${conId}, which nobody knows, cannot be located`);
    const { account: state, borrowed } = this.#checking(account);
    return locateFor(state, instrument, asWorking(conId, terms, modified), working, borrowed);
  }

  /**
   * What whatIf answers, for the exchange's port. Keys are those of orderState: initMarginBefore, initMarginChange,
   * initMarginAfter, the same with maintMargin and equityWithLoan, commission, minCommission, maxCommission,
   * commissionCurrency, warningText. Amounts in USD as numbers; null is unset. What cannot be counted is null all over and
   * said in the warning.
   */
  preview(account: string, conId: number, terms: OrderTerms): OrderPreview {
    return previewOrder(this.#checking(account), conId, terms);
  }

  /** Books a fill of the exchange. Fills come in the order of their sequence, each once. */
  applyFill(fill: Fill): FillBooked {
    const { conId, account: id } = { conId: fill.instrument, account: fill.account };
    assert(
      fill.sequence > this.#bookedSequence,
      `fill ${fill.sequence} comes after fill ${this.#bookedSequence}: each is booked once, in order`,
    );
    const account = this.#account(id);
    const instrument = this.#valuation.held(conId);
    const { side, quantity, price } = fill;
    const value = this.#valuation.value(instrument, quantity, price);
    const commission = this.#commissions.charge(account, instrument, {
      key: fill.order,
      quantity,
      value: sizeOf(this.#valuation.toUsd(value, instrument.currency)),
      isAdded: fill.liquidity === 'added',
    });
    const trade = { instrument, side, quantity, price, commission };
    const realizedPnl = bookTrade(account, this.#valuation, trade);
    this.#bookedSequence = fill.sequence;
    account.revision++;
    return {
      commission: {
        account: id,
        executionId: fill.executionId,
        commission,
        currency: BASE_CURRENCY,
        realizedPnl,
      },
      position: { account: id, conId, quantity: quantityHeld(account, conId) },
    };
  }

  /**
   * Begins a trading day: expiries, futures' variation into cash, borrow fees for the nights since the last one, dividends
   * that are due; then today's P&L starts at nothing. The same day again does nothing but settle what has expired.
   *
   * @param time Unix ms @param day its date, days since 1970-01-01; the first call charges and settles nothing for the past
   */
  startDay(time: number, day: number): readonly Settlement[] {
    const before = this.#day;
    if (before !== null && day <= before) return this.settleExpired(time);
    this.#day = day;
    this.#commissions.orders.clear();
    return this.#forAll((account) => rollDay(account, this.#valuation, time, before, day), true);
  }

  /** When the first of the contracts that are held expires after a time, Unix ms; Infinity: none does. */
  nextExpiry(after: number): number {
    let next = Infinity;
    for (const { positions } of this.#accounts.values()) {
      for (const { conId, quantity } of positions.values()) {
        if (quantity === 0) continue;
        const { expiresAt } = this.#valuation.held(conId);
        if (expiresAt !== null && expiresAt > after) next = Math.min(next, expiresAt);
      }
    }
    return next;
  }

  /** Futures and options that have expired by `time` are settled; cheap when there are none. `startDay` does it too. */
  settleExpired(time: number): readonly Settlement[] {
    return this.#forAll((account) => settleExpired(account, this.#valuation, time));
  }

  /**
   * On the morning of its ex day, before `startDay` and before anything trades: a dividend is noted for whoever holds and
   * paid by `startDay` on its pay day; a split is done at the mark, which is in new shares by then. The same action again
   * does nothing.
   *
   * @param conId of the stock
   */
  applyCorporateAction(conId: number, action: Dividend | Split): readonly Settlement[] {
    const name = `${action.kind} ${conId}`;
    if (action.exDay <= (this.#actions.get(name) ?? -Infinity)) return [];
    this.#actions.set(name, action.exDay);
    return this.#forAll((account) => applyAction(account, this.#valuation, conId, action), true);
  }

  /** Calls `onMarginCall` for accounts that fell below their maintenance margin since the last time, or recovered. */
  watchMargins(time: number): void {
    for (const account of this.#accounts.values()) {
      const excess = excessLiquidity(account, this.#valuation);
      const isBreached = excess < 0;
      if (isBreached === account.isBreached) continue;
      account.isBreached = isBreached;
      account.revision++;
      const state = isBreached ? 'breached' : 'recovered';
      this.#spec.onMarginCall?.({ account: account.id, time, state, excessLiquidity: excess });
    }
  }

  /**
   * What to close so that maintenance margin is met again, the greatest relief first; empty when it is met.
   *
   * @param isTradable what can be closed now; the rest has to wait
   */
  liquidations(account: string, isTradable: (conId: number) => boolean = () => true): readonly Liquidation[] {
    return liquidationsOf(this.#account(account), this.#valuation, isTradable);
  }

  figures(account: string): AccountFigures {
    return accountFigures(this.#account(account), this.#valuation);
  }

  /** All lines of reqAccountUpdates, in one order: about the account, then by currency, BASE first. */
  values(account: string): readonly AccountValue[] {
    return accountValues(this.#account(account), this.#valuation);
  }

  /** Lines of reqAccountSummary. @param tags as on the wire; `$LEDGER`, `$LEDGER:EUR` and `$LEDGER:ALL` too; unknown ones give nothing */
  summary(account: string, tags: readonly string[]): readonly AccountValue[] {
    return accountSummary(this.#account(account), this.#valuation, tags);
  }

  /** What is held; nothing at 0. Ascending by conId. */
  positions(account: string): readonly PositionRow[] {
    return positionRows(this.#account(account));
  }

  portfolio(account: string): readonly PortfolioItem[] {
    return portfolioItems(this.#account(account), this.#valuation);
  }

  pnl(account: string): AccountPnl {
    return accountPnl(this.#account(account), this.#valuation);
  }

  /** null: never held today. */
  positionPnl(account: string, conId: number): PositionPnl | null {
    return positionPnl(this.#account(account), this.#valuation, conId);
  }

  #account(id: string): AccountState {
    const account = this.#accounts.get(id);
    assert(account !== undefined, `there is no account ${id}`);
    return account;
  }

  #checking(account: string): Checking {
    return {
      account: this.#account(account),
      valuation: this.#valuation,
      commissions: this.#commissions,
      borrowed: (conId) => {
        let short = 0;
        for (const state of this.#accounts.values()) short += Math.max(0, -quantityHeld(state, conId));
        return quantityMicros(short);
      },
    };
  }

  #forAll(act: (account: AccountState) => Settlement[], isChange = false): readonly Settlement[] {
    return [...this.#accounts.values()].flatMap((account) => {
      const settlements = act(account);
      if (isChange || settlements.length > 0) account.revision++;
      return settlements;
    });
  }

  #state(): AccountsState {
    return {
      ...{ bookedSequence: this.#bookedSequence, day: this.#day },
      ...{ accounts: this.#accounts, orders: this.#commissions.orders, actions: this.#actions },
    };
  }

  #load({ bookedSequence, day, accounts, orders, actions }: AccountsState): void {
    this.#bookedSequence = bookedSequence;
    this.#day = day;
    for (const [id, account] of accounts) this.#accounts.set(id, account);
    for (const [key, order] of orders) this.#commissions.orders.set(key, order);
    for (const [name, exDay] of actions) this.#actions.set(name, exDay);
  }
}
