import type { Result } from '../../kernel/result.ts';
import type { Locate } from '../account-rules/borrow.ts';
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
import type { AccountsSpec, Fill, WorkingOrder } from './account-spec.ts';
import type { AccountsSnapshot, AccountsSnapshotRefused } from './snapshot.ts';

/**
 * The margin accounts of the simulated broker: cash by currency, positions, what they may do and what became of them. Exact
 * to the micro-unit; no clock and no dice: the same calls with the same prices give the same accounts. An account that does
 * not exist is a mistake of the caller's (`has`), apart from `check`, which refuses.
 */
export declare class Accounts {
  constructor(spec: AccountsSpec);

  /** Goes on where the snapshot was taken. Accounts that are only in the snapshot go on too; those only in `spec` begin. */
  static restore(spec: AccountsSpec, snapshot: unknown): Result<Accounts, AccountsSnapshotRefused>;

  /** Plain data for JSON, a copy. */
  snapshot(): AccountsSnapshot;

  /** In the order of the spec. */
  get ids(): readonly string[];

  has(account: string): boolean;

  /** Grows with everything that is booked in the account: who shows it need not look while it stands. Prices move apart. */
  revision(account: string): number;

  /** Sequence of the last fill that was booked, 0 for none: after a restart the host goes on with the one after it. */
  get bookedSequence(): number;

  /** A fresh start: starting cash and nothing else. Its orders are the exchange's and have to be cancelled before. */
  reset(account: string): void;

  /**
   * Whether the broker takes an order: can it be paid for with all that is working, and may it be sold short. A refusal has
   * TWS's code. `isLocated` is for the exchange's `submit`: false holds the order with notice 404. For a modify: the new
   * terms, and the working orders without the one that is modified.
   *
   * @param working the account's orders that have not ended, this one apart
   */
  check(
    account: string,
    conId: number,
    terms: OrderTerms,
    working: readonly WorkingOrder[],
  ): Result<{ readonly isLocated: boolean }, Refusal>;

  /** Asks again for the shares of an order that is held: `found` or `not-needed` lets it go (`Exchange.locate`). */
  locate(account: string, conId: number, terms: OrderTerms, working: readonly WorkingOrder[]): Locate;

  /**
   * What whatIf answers, for the exchange's port. Keys are those of orderState: initMarginBefore, initMarginChange,
   * initMarginAfter, the same with maintMargin and equityWithLoan, commission, minCommission, maxCommission,
   * commissionCurrency, warningText. Amounts in USD as numbers; null is unset. What cannot be counted is null all over and
   * said in the warning.
   */
  preview(account: string, conId: number, terms: OrderTerms): OrderPreview;

  /** Books a fill of the exchange. Fills come in the order of their sequence, each once. */
  applyFill(fill: Fill): FillBooked;

  /**
   * Begins a trading day: expiries, futures' variation into cash, borrow fees for the nights since the last one, dividends
   * that are due; then today's P&L starts at nothing. The same day again does nothing.
   *
   * @param time Unix ms @param day its date, days since 1970-01-01; the first call only sets the day
   */
  startDay(time: number, day: number): readonly Settlement[];

  /** Futures and options that have expired by `time` are settled; cheap when there are none. `startDay` does it too. */
  settleExpired(time: number): readonly Settlement[];

  /**
   * On the morning of its ex day, before anything trades: a dividend is noted for whoever holds and paid by `startDay` on its
   * pay day; a split is done at the mark, which is in new shares by then. The same action again does nothing.
   *
   * @param conId of the stock
   */
  applyCorporateAction(conId: number, action: Dividend | Split): readonly Settlement[];

  /** Calls `onMarginCall` for accounts that fell below their maintenance margin since the last time, or recovered. */
  watchMargins(time: number): void;

  /** What to close so that maintenance margin is met again, the greatest relief first; empty when it is met. */
  liquidations(account: string): readonly Liquidation[];

  figures(account: string): AccountFigures;

  /** All lines of reqAccountUpdates, in one order: per currency and BASE where TWS sends both. */
  values(account: string): readonly AccountValue[];

  /** Lines of reqAccountSummary. @param tags as on the wire; `$LEDGER`, `$LEDGER:EUR` and `$LEDGER:ALL` too; unknown ones give nothing */
  summary(account: string, tags: readonly string[]): readonly AccountValue[];

  /** What is held; nothing at 0. Ascending by conId. */
  positions(account: string): readonly PositionRow[];

  portfolio(account: string): readonly PortfolioItem[];

  pnl(account: string): AccountPnl;

  /** null: never held today. */
  positionPnl(account: string, conId: number): PositionPnl | null;
}
