import type { Execution } from '../model/execution.ts';
import { signOf, type FillEntry } from './entry.ts';

export interface CashFlow {
  readonly currency: string;
  /** 1e-6 of it, signed. */
  readonly amount: bigint;
}

/** What is not paid for: gains and losses go into cash day by day. */
const MARGINED = new Set(['FUT', 'CFD', 'CMDTY']);

/** Whether the worth of a position is a part of the account's cash at the broker, and not of its positions. */
export function isMargined(securityType: string): boolean {
  return MARGINED.has(securityType);
}

/** Whether a trade in it exchanges two currencies, so that what is held is cash. */
export function isCurrencyPair(securityType: string): boolean {
  return securityType === 'CASH';
}

/**
 * What a fill moves in cash. A currency pair moves both of its currencies. Futures and CFDs are counted as if they were paid
 * for in full: cash and the worth of the position together are what the broker has in cash, at any price.
 */
export function cashFlows({ execution, value, commission }: FillEntry): readonly CashFlow[] {
  const sign = BigInt(signOf(execution));
  const { currency, symbol, securityType } = execution.contract;
  const flows: CashFlow[] = [{ currency, amount: -sign * value }];
  // Units in 1e-6 are the micro-units of the currency that is traded.
  if (isCurrencyPair(securityType)) flows.push({ currency: symbol, amount: sign * unitsOf(execution) });
  if (commission !== null)
    flows.push({ currency: commission.currency, amount: -BigInt(commission.commission) });
  return flows;
}

function unitsOf({ quantity }: Execution): bigint {
  return BigInt(quantity);
}
