import { unixMillis } from '../../kernel/time.ts';
import { contractSchema, type Contract } from '../../model/contract.ts';
import { USD } from '../../model/currency.ts';
import type { CommissionReport, Execution } from '../../model/execution.ts';
import { toMicros } from '../../model/money.ts';
import { toOrderPrice } from '../../model/order-price.ts';
import { toQuantityMicros } from '../../model/quantity.ts';

export function testContract(more: Partial<Record<keyof Contract, unknown>> = {}): Contract {
  return contractSchema.parse({
    ...{ contractId: 265598, symbol: 'AAPL', securityType: 'STK', expiry: null, strike: null, right: null },
    ...{ multiplier: 1, exchange: 'SMART', primaryExchange: 'NASDAQ', currency: 'USD' },
    ...{ localSymbol: 'AAPL', tradingClass: 'NMS' },
    ...more,
  });
}

export const AAPL = testContract();
export const ES = testContract({
  ...{ contractId: 495512563, symbol: 'ES', securityType: 'FUT', expiry: '2026-03-20', multiplier: 50 },
  ...{ exchange: 'CME', primaryExchange: '', localSymbol: 'ESH6', tradingClass: 'ES' },
});
export const EURUSD = testContract({
  ...{ contractId: 12087792, symbol: 'EUR', securityType: 'CASH', exchange: 'IDEALPRO' },
  ...{ primaryExchange: '', localSymbol: 'EUR.USD', tradingClass: 'EUR.USD' },
});
export const SAP = testContract({ contractId: 14204, symbol: 'SAP', currency: 'EUR', localSymbol: 'SAP' });

export const ACCOUNT = 'DU1000001';

/** @param units signed: below zero is sold */
export function fill(
  execId: string,
  at: number,
  units: number,
  price: number,
  contract: Contract = AAPL,
  account = ACCOUNT,
): Execution {
  return {
    ...{ execId, at: unixMillis(at), account, contract },
    side: units < 0 ? 'sell' : 'buy',
    ...{ quantity: toQuantityMicros(Math.abs(units)), price: toOrderPrice(price) },
    ...{ exchange: 'ISLAND', permId: 1, clientId: 7, orderId: 1, orderRef: '' },
    ...{ liquidity: 'removed', isLiquidation: false },
  };
}

export function commission(execId: string, amount: number, currency = USD): CommissionReport {
  return { execId, commission: toMicros(amount), currency, realizedPnl: null };
}
