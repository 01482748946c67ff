import {
  Liquidities,
  type CommissionReport as WireCommission,
  type Contract as WireContract,
  type Execution as WireExecution,
} from '@stoqey/ib';
import { unixMillis } from '#shared/kernel/time.ts';
import { commissionReportSchema, executionSchema, type CommissionReport, type Execution } from '#shared/model/execution.ts'; // prettier-ignore
import { MICROS_PER_UNIT, toMicros } from '#shared/model/money.ts';
import { ORDER_PRICE_STEPS_PER_UNIT, toOrderPrice } from '#shared/model/order-price.ts';
import { QUANTITY_UNITS_MAX, toQuantityMicros } from '#shared/model/quantity.ts';
import { fromWireContract } from './wire-contracts.ts';
import { fromWireTime } from './wire-times.ts';

/** Price units; beyond it an order price does not count to the last step. */
const PRICE_MAX = Number.MAX_SAFE_INTEGER / ORDER_PRICE_STEPS_PER_UNIT;
/** Currency units, the same for amounts. What the wire says for "not set" lies beyond. */
const AMOUNT_MAX = Number.MAX_SAFE_INTEGER / MICROS_PER_UNIT;

/**
 * @param now Unix ms, for an execution whose time cannot be read
 * @returns null: in what no contract of ours can be, or without a side, size, price or account; the positions then differ
 */
export function fromWireExecution(
  wireContract: WireContract,
  wire: WireExecution,
  now: number,
): Execution | null {
  const contract = fromWireContract(wireContract);
  if (contract === null) return null;
  const { execId, time, acctNumber, shares, price, exchange, orderRef, lastLiquidity } = wire;
  const side = sideOf(wire.side);
  const isSound = isWithin(shares, QUANTITY_UNITS_MAX) && shares >= 0 && isWithin(price, PRICE_MAX);
  if (side === null || !isSound || acctNumber === undefined || acctNumber === '') return null;
  const parsed = executionSchema.safeParse({
    execId,
    at: unixMillis(fromWireTime(time ?? '') ?? now),
    ...{ account: acctNumber, contract, side },
    quantity: toQuantityMicros(shares),
    price: toOrderPrice(price),
    exchange: (exchange ?? '').slice(0, 32),
    permId: wire.permId ?? 0,
    clientId: wire.clientId ?? 0,
    orderId: wire.orderId ?? 0,
    orderRef: (orderRef ?? '').slice(0, 128),
    liquidity: LIQUIDITIES[lastLiquidity ?? Liquidities.None] ?? 'unknown',
    isLiquidation: (wire.liquidation ?? 0) > 0,
  });
  return parsed.success ? parsed.data : null;
}

const LIQUIDITIES: Readonly<Partial<Record<Liquidities, Execution['liquidity']>>> = {
  [Liquidities.Added]: 'added',
  [Liquidities.Removed]: 'removed',
  [Liquidities.RoudedOut]: 'removed',
};

/** @returns null: it names no execution or no amount. What is not set is not zero. */
export function fromWireCommission(wire: WireCommission): CommissionReport | null {
  const { execId, commission, currency, realizedPNL } = wire;
  if (!isWithin(commission, AMOUNT_MAX)) return null;
  const parsed = commissionReportSchema.safeParse({
    execId,
    commission: toMicros(commission),
    currency,
    realizedPnl: isWithin(realizedPNL, AMOUNT_MAX) ? toMicros(realizedPNL) : null,
  });
  return parsed.success ? parsed.data : null;
}

/** `BOT` and `SLD` of executions, `BUY`, `SELL`, `SSHORT` of orders; anything else is no side, and no sale. */
export function sideOf(side: string | undefined): Execution['side'] | null {
  const first = side?.charAt(0).toUpperCase();
  return first === 'B' ? 'buy' : first === 'S' ? 'sell' : null;
}

function isWithin(value: number | undefined, max: number): value is number {
  return value !== undefined && Math.abs(value) <= max;
}
