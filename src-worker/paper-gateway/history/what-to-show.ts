import type { BarPrices } from '#shared/simulation/market/bars.ts';
import type { SecurityType } from '#shared/simulation/universe/contract.ts';

/** Everything that TWS has names for. */
export const WHAT_TO_SHOW: readonly string[] = [
  ...['TRADES', 'MIDPOINT', 'BID', 'ASK', 'BID_ASK', 'ADJUSTED_LAST', 'AGGTRADES', 'SCHEDULE'],
  ...['HISTORICAL_VOLATILITY', 'OPTION_IMPLIED_VOLATILITY', 'FEE_RATE', 'REBATE_RATE'],
  ...['YIELD_BID', 'YIELD_ASK', 'YIELD_BID_ASK', 'YIELD_LAST'],
];

/** What the market makes bars of; null where a kind of contract has no such data. */
export function barPricesOf(whatToShow: string, secType: SecurityType): BarPrices | null {
  switch (whatToShow.toUpperCase()) {
    case 'TRADES':
      // An over-the-counter market reports no trades.
      return secType === 'CASH' ? null : 'TRADES';
    case 'AGGTRADES':
      return secType === 'CRYPTO' ? 'TRADES' : null;
    case 'ADJUSTED_LAST':
      return secType === 'STK' ? 'TRADES' : null;
    case 'MIDPOINT':
      return quotesOf('MIDPOINT', secType);
    case 'BID':
      return quotesOf('BID', secType);
    case 'ASK':
      return quotesOf('ASK', secType);
    case 'BID_ASK':
      return quotesOf('BID_ASK', secType);
    default:
      return null;
  }
}

function quotesOf(what: BarPrices, secType: SecurityType): BarPrices | null {
  return secType === 'IND' ? null : what;
}
