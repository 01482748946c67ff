import { assertNever } from '../../kernel/assert.ts';
import { micros, type Micros } from '../../model/money.ts';
import { quantityMicros, type QuantityMicros } from '../../model/quantity.ts';
import { executionCommission, type FilledOrder } from '../account-rules/commission.ts';
import type { CommissionPlan } from '../account-rules/commission-tables.ts';
import { dividedHalfEven, MILLION } from '../account-rules/exact.ts';
import type { AccountInstrument } from './account-instrument.ts';
import type { AccountState, MonthVolume } from './account-state.ts';

/** What an order has filled today, for minimum and maximum are per order and day. */
export interface OrderToday {
  readonly key: number;
  readonly account: string;
  readonly conId: number;
  quantity: QuantityMicros;
  /** USD. */
  value: Micros;
  addedQuantity: QuantityMicros;
  charged: Micros;
  /** The month's volume before its first fill. */
  readonly monthBefore: number;
}

export interface Filled {
  readonly key: number;
  readonly quantity: QuantityMicros;
  /** USD, a size. */
  readonly value: Micros;
  readonly isAdded: boolean;
}

/** As many orders as the exchange keeps alive; the oldest goes, and would pay its minimum once more. */
const ORDERS_MAX = 50_000;
/** Beyond the last tier of every table: a month that counts no further costs the same. */
const VOLUME_MAX = 6_000_000_000 * 1_000_000;

/** Commissions of executions: minimum and maximum hold for all fills of an order together, tiers for the account's month. */
export class Commissions {
  readonly plan: CommissionPlan;
  readonly orders = new Map<number, OrderToday>();

  constructor(plan: CommissionPlan) {
    this.plan = plan;
  }

  /** Counts a fill and says what it costs, USD. */
  charge(account: AccountState, instrument: AccountInstrument, filled: Filled): Micros {
    const order = this.#order(account, instrument, filled.key);
    order.quantity = quantityMicros(order.quantity + filled.quantity);
    order.value = micros(order.value + filled.value);
    if (filled.isAdded) order.addedQuantity = quantityMicros(order.addedQuantity + filled.quantity);
    const commission = executionCommission(this.plan, filledOrder(instrument, order), order.charged);
    order.charged = micros(order.charged + commission);
    const volume = classOf(instrument);
    const more = volume === 'forex' || volume === 'crypto' ? filled.value : filled.quantity;
    account.month[volume] = Math.min(VOLUME_MAX, account.month[volume] + more);
    return commission;
  }

  /** What a whole order would cost if it filled now. @param value USD */
  estimate(
    account: AccountState,
    instrument: AccountInstrument,
    quantity: QuantityMicros,
    value: Micros,
    isAdded: boolean,
  ): Micros {
    const order = {
      quantity,
      value,
      addedQuantity: isAdded ? quantity : quantityMicros(0),
      monthBefore: account.month[classOf(instrument)],
    };
    return executionCommission(this.plan, filledOrder(instrument, order), micros(0));
  }

  forget(account: string): void {
    for (const [key, order] of this.orders) if (order.account === account) this.orders.delete(key);
  }

  #order(account: AccountState, instrument: AccountInstrument, key: number): OrderToday {
    let order = this.orders.get(key);
    if (order === undefined) {
      if (this.orders.size >= ORDERS_MAX) this.orders.delete(this.orders.keys().next().value!);
      order = {
        key,
        account: account.id,
        conId: instrument.conId,
        quantity: quantityMicros(0),
        value: micros(0),
        addedQuantity: quantityMicros(0),
        charged: micros(0),
        monthBefore: account.month[classOf(instrument)],
      };
      this.orders.set(key, order);
    }
    return order;
  }
}

function classOf({ kind }: AccountInstrument): keyof MonthVolume {
  return kind;
}

function filledOrder(
  instrument: AccountInstrument,
  order: Pick<OrderToday, 'quantity' | 'value' | 'addedQuantity' | 'monthBefore'>,
): FilledOrder {
  const { quantity, value, addedQuantity, monthBefore } = order;
  const monthQuantity = quantityMicros(monthBefore);
  const monthValue = micros(monthBefore);
  switch (instrument.kind) {
    case 'stock':
      return { assetClass: 'stock', quantity, value, addedQuantity, monthQuantity };
    case 'option': {
      const premium = dividedHalfEven(
        BigInt(value) * MILLION,
        BigInt(quantity) * BigInt(instrument.multiplier),
      );
      return { assetClass: 'option', quantity, premium, monthQuantity };
    }
    case 'future':
      return { assetClass: 'future', symbol: instrument.symbol, quantity, monthQuantity };
    case 'forex':
    case 'crypto':
      return { assetClass: instrument.kind, value, monthValue };
    default:
      return assertNever(instrument);
  }
}
