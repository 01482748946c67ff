import type { Contract as WireContract } from '@stoqey/ib';
import { toMicros, type Micros } from '#shared/model/money.ts';
import { QUANTITY_UNITS_MAX, toQuantityMicros, type QuantityMicros } from '#shared/model/quantity.ts';
import type { BrokerLine, BrokerPnl, BrokerPosition } from '../ports/broker-accounts.ts';
import { fromWireContract } from './wire-contracts.ts';

/** TWS writes the largest double where it has no figure. */
const UNSET_FROM = 1e300;

export function fromWireAmount(value: number | undefined): Micros | null {
  return isCountable(value) ? toMicros(value) : null;
}

export function fromWirePnl(
  daily: number | undefined,
  unrealized: number | undefined,
  realized: number | undefined,
): BrokerPnl {
  return {
    daily: fromWireAmount(daily),
    unrealized: fromWireAmount(unrealized),
    realized: fromWireAmount(realized),
  };
}

/** @returns null for what is no contract of ours, or no quantity */
export function fromWirePosition(
  account: string,
  wire: WireContract,
  quantity: number,
  averageCost: number | undefined,
): BrokerPosition | null {
  const contract = fromWireContract(wire);
  const units = quantityOf(quantity);
  if (contract === null || units === null) return null;
  // TWS tells it per unit of the position, the multiplier in it.
  const isTold = averageCost !== undefined && Math.abs(averageCost) < UNSET_FROM && units !== 0;
  return {
    account,
    contract,
    quantity: units,
    averageCost: isTold ? averageCost / contract.multiplier : null,
  };
}

export function fromWireLine(
  position: BrokerPosition,
  marketPrice: number,
  marketValue: number,
  unrealizedPnl: number | undefined,
  realizedPnl: number | undefined,
): BrokerLine {
  return {
    ...position,
    marketPrice: Math.abs(marketPrice) < UNSET_FROM ? marketPrice : null,
    marketValue: fromWireAmount(marketValue),
    unrealizedPnl: fromWireAmount(unrealizedPnl),
    realizedPnl: fromWireAmount(realizedPnl),
  };
}

function quantityOf(units: number): QuantityMicros | null {
  return isCountable(units) ? toQuantityMicros(units) : null;
}

function isCountable(value: number | undefined): value is number {
  return value !== undefined && Math.abs(value) <= QUANTITY_UNITS_MAX;
}
