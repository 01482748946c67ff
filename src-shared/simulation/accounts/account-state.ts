import { assert } from '../../kernel/assert.ts';
import { micros, type Micros } from '../../model/money.ts';
import { quantityMicros, type QuantityMicros } from '../../model/quantity.ts';
import type { OrderPrice } from '../../model/order-price.ts';
import { BASE_CURRENCY, type AccountSpec } from './account-spec.ts';

/** Money in the contract's currency unless it says USD. Kept for the day it was closed on, at 0. */
export interface Position {
  readonly conId: number;
  /** Signed. */
  quantity: QuantityMicros;
  /** What is held has cost, commissions in it; negative: what was got for a short position. */
  cost: Micros;
  /** Futures: the worth at which the position is in the cash already. What it is worth beyond is today's variation. */
  carry: Micros;
  /** Price last seen: holds where the market has none. */
  lastPrice: OrderPrice;
  realizedToday: Micros;
  realizedTodayUsd: Micros;
  /** What trades of today brought, commissions taken off. */
  dayFlow: Micros;
  dayStartValueUsd: Micros;
}

export interface CashBalance {
  amount: Micros;
  /** The part of it that trades of today brought or took and that settles tomorrow. */
  unsettled: Micros;
}

export interface DividendDue {
  readonly conId: number;
  readonly currency: string;
  /** Negative: owed. */
  readonly amount: Micros;
  /** Days since 1970-01-01. */
  readonly payDay: number;
}

/** Volume of the calendar month, which the tiered plan goes by: units, and USD for the last two. */
export interface MonthVolume {
  stock: number;
  option: number;
  future: number;
  forex: number;
  crypto: number;
}

/** All there is to one account. Changed by this folder and by nobody else. */
export interface AccountState {
  readonly id: string;
  startingCash: Micros;
  revision: number;
  isBreached: boolean;
  readonly cash: Map<string, CashBalance>;
  readonly positions: Map<number, Position>;
  /** USD, of positions that are listed no longer too. */
  realizedTodayUsd: Micros;
  dayStartNetLiquidation: Micros;
  dayStartEquityWithLoan: Micros;
  dividends: DividendDue[];
  month: MonthVolume;
}

/** So much that prices and leverage leave room below what can be counted. */
const STARTING_CASH_MAX = 1_000_000_000 * 1_000_000;
/** No account trades so many contracts at a time; reached only by a program gone wild. */
const POSITION_COUNT_MAX = 10_000;

export function newAccount({ id, startingCash }: AccountSpec): AccountState {
  assert(id !== '', 'an account has a name');
  assert(
    startingCash >= 0 && startingCash <= STARTING_CASH_MAX,
    `account ${id} begins with 0 to 1,000,000,000 USD, was ${startingCash / 1e6}`,
  );
  return {
    id,
    startingCash,
    revision: 0,
    isBreached: false,
    cash: new Map([[BASE_CURRENCY, { amount: startingCash, unsettled: micros(0) }]]),
    positions: new Map(),
    realizedTodayUsd: micros(0),
    dayStartNetLiquidation: startingCash,
    dayStartEquityWithLoan: startingCash,
    dividends: [],
    month: noVolume(),
  };
}

export function noVolume(): MonthVolume {
  return { stock: 0, option: 0, future: 0, forex: 0, crypto: 0 };
}

/** Moves cash. @param settles when: stocks and options tomorrow, everything else at once */
export function addCash(
  account: AccountState,
  currency: string,
  amount: Micros,
  settles: 'now' | 'tomorrow' = 'now',
): void {
  let balance = account.cash.get(currency);
  if (balance === undefined) {
    balance = { amount: micros(0), unsettled: micros(0) };
    account.cash.set(currency, balance);
  }
  balance.amount = micros(balance.amount + amount);
  if (settles === 'tomorrow') balance.unsettled = micros(balance.unsettled + amount);
}

/** The position in a contract, made at 0 when there is none. */
export function positionOf(account: AccountState, conId: number, price: OrderPrice): Position {
  let position = account.positions.get(conId);
  if (position === undefined) {
    assert(
      account.positions.size < POSITION_COUNT_MAX,
      `account ${account.id} holds ${POSITION_COUNT_MAX} contracts`,
    );
    position = {
      conId,
      quantity: quantityMicros(0),
      cost: micros(0),
      carry: micros(0),
      lastPrice: price,
      realizedToday: micros(0),
      realizedTodayUsd: micros(0),
      dayFlow: micros(0),
      dayStartValueUsd: micros(0),
    };
    account.positions.set(conId, position);
  }
  return position;
}

export function quantityHeld(account: AccountState, conId: number): QuantityMicros {
  return account.positions.get(conId)?.quantity ?? quantityMicros(0);
}

/** For what-if questions: nothing done to it is done to the account. */
export function copyOf(account: AccountState): AccountState {
  return {
    ...account,
    cash: new Map([...account.cash].map(([currency, balance]) => [currency, { ...balance }])),
    positions: new Map([...account.positions].map(([conId, position]) => [conId, { ...position }])),
    dividends: [...account.dividends],
    month: { ...account.month },
  };
}
