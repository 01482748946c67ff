import { fromMicros } from '../model/money.ts';
import type { Contract } from '../model/contract.ts';
import type { Position, PositionAmounts } from '../model/position.ts';
import { quantityMicros } from '../model/quantity.ts';
import type { ContractBook } from './contract-book.ts';
import { countable, countableFloat } from './countable.ts';

/** The broker's figures of one position, as far as it has told them. */
export type BrokerSide = NonNullable<Position['broker']>;

export interface PositionFacts {
  readonly account: string;
  readonly contract: Contract;
  /** null: nothing was ever booked in it. */
  readonly book: ContractBook | null;
  readonly mark: Position['mark'];
  readonly broker: BrokerSide | null;
  /** The day's result in the base currency as the broker counts it, micros; null: not told. */
  readonly brokerDayPnl: number | null;
  /** Unix ms at which the day began. */
  readonly dayFrom: number;
  /** What was not realised when the day began, 1e-6 of the contract's currency; null: nobody looked. */
  readonly unrealizedAtDayStart: bigint | null;
  /** Units of the account's base currency for one of a currency; NaN: not known. */
  readonly rate: (currency: string) => number;
  /** Of the account, base currency units; null: not known. */
  readonly netLiquidation: number | null;
}

export const UNKNOWN_AMOUNTS: PositionAmounts = {
  marketValue: null,
  unrealizedPnl: null,
  realizedPnl: null,
  dayPnl: null,
};

/** One position as it is shown: our own count at the present mark, beside the broker's. Nothing unknown becomes 0. */
export function valuePosition(facts: PositionFacts): Position {
  const { account, contract, book, mark, broker, dayFrom, rate, netLiquidation } = facts;
  const quantity = book?.state.quantity ?? 0;
  const cost = book?.state.cost ?? 0n;
  const marketValue = quantity === 0 ? 0n : valueAt(quantity, mark?.price ?? NaN, contract.multiplier);
  const unrealized = marketValue === null ? null : marketValue - cost;
  const realized = book?.realizedSince(dayFrom) ?? 0n;
  const toBase = rate(contract.currency);
  const start = book === null || quantityBefore(book, dayFrom) === 0 ? 0n : facts.unrealizedAtDayStart;
  const day = unrealized === null || start === null ? null : realized + unrealized - start;
  const amounts: PositionAmounts = {
    marketValue: orNull(marketValue),
    unrealizedPnl: orNull(unrealized),
    realizedPnl: countable(realized),
    dayPnl: day === null ? scaled(facts.brokerDayPnl, 1 / toBase) : countable(day),
  };
  const foreign = foreignCommissions(book, dayFrom, rate);
  const inBase = (amount: number | null) => scaled(amount, toBase);
  const baseAmounts: PositionAmounts = {
    marketValue: inBase(amounts.marketValue),
    unrealizedPnl: inBase(amounts.unrealizedPnl),
    realizedPnl: countableFloat(Number(realized) * toBase - foreign),
    dayPnl: day === null ? scaled(facts.brokerDayPnl, 1) : countableFloat(Number(day) * toBase - foreign),
  };
  return {
    ...{ account, contract, quantity: quantityMicros(quantity), mark, amounts, baseAmounts, broker },
    averageCost: quantity === 0 ? null : averageCostOf(quantity, cost, contract.multiplier),
    equityPart:
      netLiquidation === null || netLiquidation <= 0 || baseAmounts.marketValue === null
        ? null
        : fromMicros(baseAmounts.marketValue) / netLiquidation,
    origin: originOf(book),
    openedAt: book?.state.openedAt ?? null,
  };
}

/** Price units, commissions in it. @param quantity 1e-6 units, not 0 @param cost 1e-6 of the currency */
export function averageCostOf(quantity: number, cost: bigint, multiplier: number): number {
  return Number(cost) / quantity / multiplier;
}

/** 1e-6 of the contract's currency, signed; null where there is no price. */
export function valueAt(quantity: number, price: number, multiplier: number): bigint | null {
  const value = Math.round(quantity * price * multiplier);
  return Number.isFinite(value) ? BigInt(value) : null;
}

function quantityBefore(book: ContractBook, from: number): number {
  let quantity = book.state.quantity;
  for (let index = book.entries.length - 1; index >= 0; index--) {
    const entry = book.entries[index]!;
    if (entry.kind === 'adjustment') {
      if (entry.at < from) break;
      quantity -= entry.quantity;
    } else {
      if (entry.execution.at < from) break;
      quantity -= (entry.execution.side === 'buy' ? 1 : -1) * entry.execution.quantity;
    }
  }
  return quantity;
}

function originOf(book: ContractBook | null): Position['origin'] {
  if (book === null || !book.state.hasAdjustments) return 'traded';
  return book.state.hasFills ? 'mixed' : 'elsewhere';
}

/** Base currency, micros: commissions of the day that are in neither the cost nor the result. NaN: a rate is not known. */
function foreignCommissions(
  book: ContractBook | null,
  from: number,
  rate: (currency: string) => number,
): number {
  let sum = 0;
  if (book !== null)
    for (const [currency, amount] of book.foreignCommissionsSince(from))
      sum += Number(amount) * rate(currency);
  return sum;
}

function scaled(amount: number | null, factor: number) {
  return amount === null ? null : countableFloat(amount * factor);
}

function orNull(amount: bigint | null) {
  return amount === null ? null : countable(amount);
}
