import { ok, type Result } from '#shared/kernel/result.ts';
import { micros, toMicros, type Micros } from '#shared/model/money.ts';
import { fromOrderPrice } from '#shared/model/order-price.ts';
import { fromQuantityMicros, quantityMicros, type QuantityMicros } from '#shared/model/quantity.ts';
import type { Locate } from '#shared/simulation/account-rules/borrow.ts';
import { executionCommission, type FilledOrder } from '#shared/simulation/account-rules/commission.ts';
import type { OrderPreview } from '#shared/simulation/exchange/exchange-event.ts';
import type { OrderTerms } from '#shared/simulation/exchange/order-terms.ts';
import type { ContractDetails } from '#shared/simulation/universe/contract.ts';
import type { World } from '../world/world.ts';
import type { BrokerAccounts, CommissionReport, Fill } from './broker-accounts.ts';

/** What an order has come to so far, USD. */
interface SoFar {
  quantity: QuantityMicros;
  value: Micros;
  addedQuantity: QuantityMicros;
  charged: Micros;
}

const ORDER_COUNT_MAX = 10_000;
const NOTHING = micros(0);

/**
 * Accounts that only pay IB's fixed commissions: NO margin, NO buying power, NO positions. It stands in until the gateway
 * keeps real accounts (src-shared/simulation/accounts), which fit the same port.
 */
export class FeeAccounts implements BrokerAccounts {
  readonly #world: World;
  readonly #orders = new Map<number, SoFar>();

  constructor(world: World) {
    this.#world = world;
  }

  check(): Result<{ readonly isLocated: boolean }, never> {
    return ok({ isLocated: true });
  }

  locate(): Locate {
    return { kind: 'not-needed' };
  }

  preview(_account: string, conId: number, terms: OrderTerms): OrderPreview {
    const { details } = this.#world.listing(conId);
    const { quote, last } = this.#world.market.snapshot(details.marketId, this.#world.now());
    const price = last?.price ?? quote?.bid ?? 0;
    const quantity = terms.quantity;
    const value = this.#usd(details, price, quantity);
    const none = quantityMicros(0);
    const order = filledOrder(details, { quantity, value, addedQuantity: none, charged: NOTHING });
    const commission = executionCommission('fixed', order, NOTHING) / 1e6;
    const warningText = 'The margin of this order is not known: this gateway keeps no accounts.';
    return { commission, minCommission: null, maxCommission: null, commissionCurrency: 'USD', warningText };
  }

  applyFill(fill: Fill): { readonly commission: CommissionReport } {
    const { details } = this.#world.listing(fill.instrument);
    const soFar = this.#soFar(fill.order);
    const value = this.#usd(details, fromOrderPrice(fill.price), fill.quantity);
    soFar.quantity = quantityMicros(soFar.quantity + fill.quantity);
    soFar.value = micros(soFar.value + value);
    if (fill.liquidity === 'added') soFar.addedQuantity = quantityMicros(soFar.addedQuantity + fill.quantity);
    const commission = executionCommission('fixed', filledOrder(details, soFar), soFar.charged);
    soFar.charged = micros(soFar.charged + commission);
    const { executionId } = fill;
    return { commission: { executionId, commission, currency: 'USD', realizedPnl: null } };
  }

  #soFar(key: number): SoFar {
    let soFar = this.#orders.get(key);
    if (soFar === undefined) {
      if (this.#orders.size >= ORDER_COUNT_MAX) this.#orders.delete(this.#orders.keys().next().value!);
      const none = quantityMicros(0);
      soFar = { quantity: none, value: NOTHING, addedQuantity: none, charged: NOTHING };
      this.#orders.set(key, soFar);
    }
    return soFar;
  }

  #usd({ contract }: ContractDetails, price: number, quantity: QuantityMicros): Micros {
    const units = fromQuantityMicros(quantity) * Number(contract.multiplier || 1);
    if (contract.currency === 'USD') return toMicros(units * price);
    if (contract.symbol === 'USD') return toMicros(units);
    const { last, quote } = this.#world.market.snapshot(`${contract.symbol}.USD`, this.#world.now());
    return toMicros(units * (last?.price ?? quote?.bid ?? 1));
  }
}

function filledOrder({ contract }: ContractDetails, soFar: SoFar): FilledOrder {
  const { quantity, value, addedQuantity } = soFar;
  const monthQuantity = quantityMicros(0);
  switch (contract.secType) {
    case 'OPT': {
      const premium = toMicros(value / quantity / Number(contract.multiplier || 1));
      return { assetClass: 'option', quantity, premium, monthQuantity };
    }
    case 'FUT':
      return { assetClass: 'future', symbol: contract.symbol, quantity, monthQuantity };
    case 'CASH':
      return { assetClass: 'forex', value, monthValue: NOTHING };
    case 'CRYPTO':
      return { assetClass: 'crypto', value, monthValue: NOTHING };
    default:
      return { assetClass: 'stock', quantity, value, addedQuantity, monthQuantity };
  }
}
