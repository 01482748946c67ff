import type { Result } from '#shared/kernel/result.ts';
import type { Micros } from '#shared/model/money.ts';
import type { Locate } from '#shared/simulation/account-rules/borrow.ts';
import type { Modified } from '#shared/simulation/accounts/order-check.ts';
import type { ExchangeEvent, OrderPreview } from '#shared/simulation/exchange/exchange-event.ts';
import type { OrderRecord } from '#shared/simulation/exchange/order-record.ts';
import type { OrderTerms } from '#shared/simulation/exchange/order-terms.ts';
import type { Refusal } from '#shared/simulation/exchange/refusals.ts';

export type Fill = Extract<ExchangeEvent, { kind: 'fill' }>;

/** What TWS's commissionReport says; money in micros of `currency`. */
export interface CommissionReport {
  readonly executionId: string;
  readonly commission: Micros;
  readonly currency: string;
  /** null: the fill closed nothing. */
  readonly realizedPnl: Micros | null;
}

/** What the broker needs of whoever keeps the accounts. Every answer is as of now. */
export interface BrokerAccounts {
  /**
   * @param working  the account's orders that have not ended, without the one in question
   * @param modified of an order that is there already: what of it has filled is in the account, and asks for nothing more
   */
  check(
    account: string,
    conId: number,
    terms: OrderTerms,
    working: readonly Readonly<OrderRecord>[],
    modified?: Modified,
  ): Result<{ readonly isLocated: boolean }, Refusal>;

  /** Asks again for the shares of an order that is held for them. */
  locate(
    account: string,
    conId: number,
    terms: OrderTerms,
    working: readonly Readonly<OrderRecord>[],
    modified?: Modified,
  ): Locate;

  /** Keys are those of orderState; null is unset. */
  preview(account: string, conId: number, terms: OrderTerms): OrderPreview;

  /** Books a fill. They come in the order in which they happened, each once. */
  applyFill(fill: Fill): { readonly commission: CommissionReport };
}
