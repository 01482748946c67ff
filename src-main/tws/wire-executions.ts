import {
  Liquidities,
  type CommissionReport as WireCommission,
  type Contract as WireContract,
  type Execution as WireExecution,
} from '@stoqey/ib';
import { unixMillis } from '#shared/kernel/time.ts';
import { commissionReportSchema, executionSchema, type CommissionReport, type Execution } from '#shared/model/execution.ts'; // prettier-ignore
import { toMicros } from '#shared/model/money.ts';
import { toOrderPrice } from '#shared/model/order-price.ts';
import { toQuantityMicros } from '#shared/model/quantity.ts';
import { fromWireContract } from './wire-contracts.ts';
import { fromWireTime } from './wire-times.ts';

/** What the wire says for "not set"; amounts of that size are none. */
const UNSET = 1e300;

/** @param now Unix ms, for an execution whose time cannot be read @returns null: in what no contract of ours can be */
export function fromWireExecution(
  wireContract: WireContract,
  wire: WireExecution,
  now: number,
): Execution | null {
  const contract = fromWireContract(wireContract);
  if (contract === null) return null;
  const { execId, time, acctNumber, side, shares, price, exchange, orderRef, lastLiquidity } = wire;
  const parsed = executionSchema.safeParse({
    execId,
    at: unixMillis(fromWireTime(time ?? '') ?? now),
    account: acctNumber ?? '',
    contract,
    side: side?.toUpperCase().startsWith('B') === true ? 'buy' : 'sell',
    quantity: toQuantityMicros(shares ?? 0),
    price: toOrderPrice(price ?? 0),
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
  if (commission === undefined || Math.abs(commission) > UNSET) return null;
  const hasPnl = realizedPNL !== undefined && Math.abs(realizedPNL) < UNSET;
  const parsed = commissionReportSchema.safeParse({
    execId,
    commission: toMicros(commission),
    currency,
    realizedPnl: hasPnl ? toMicros(realizedPNL) : null,
  });
  return parsed.success ? parsed.data : null;
}
