import type { Micros } from '../../model/money.ts';
import type { OrderPrice } from '../../model/order-price.ts';
import type { CommissionPlan } from '../account-rules/commission-tables.ts';
import type { ExchangeEvent } from '../exchange/exchange-event.ts';
import type { OrderRecord } from '../exchange/order-record.ts';
import type { AccountInstrument } from './account-instrument.ts';

/** Every account's base currency; what is lent and asked for as margin is reckoned in it. */
export const BASE_CURRENCY = 'USD';

export interface AccountSpec {
  /** As TWS names them: `DU` and digits. */
  readonly id: string;
  /** USD micros. */
  readonly startingCash: Micros;
}

/** Where things trade now. Answers follow from the question and the time alone, and cost little: they are asked often. */
export interface AccountMarket {
  /**
   * What a position in the contract is worth per unit of it and before its multiplier, in the contract's currency: last
   * price or midpoint, also outside hours. null: unknown; the price last seen by the account holds.
   */
  mark(conId: number): OrderPrice | null;
  /** USD for one unit of a currency: above zero. EUR: 1.16; JPY: 1 / 154. 1 for USD is not asked. */
  rate(currency: string): number;
}

export interface AccountsSpec {
  readonly accounts: readonly AccountSpec[];
  /** null: nobody's id, or what cannot be held. Also of expired contracts that are still held. See `accountInstrument`. */
  readonly instruments: (conId: number) => AccountInstrument | null;
  readonly market: AccountMarket;
  readonly plan: CommissionPlan;
  /** Called by `watchMargins` as an account falls below its maintenance margin and as it recovers. */
  readonly onMarginCall?: (call: MarginCall) => void;
}

export interface MarginCall {
  readonly account: string;
  /** Unix ms. */
  readonly time: number;
  readonly state: 'breached' | 'recovered';
  /** USD micros; negative while breached. */
  readonly excessLiquidity: Micros;
}

/** A client's order that has not ended, whatever place it is in. The exchange's own records fit as they are. */
export type WorkingOrder = Readonly<
  Pick<OrderRecord, 'key' | 'instrument' | 'terms' | 'quantity' | 'filled'>
>;

export type Fill = Extract<ExchangeEvent, { kind: 'fill' }>;
