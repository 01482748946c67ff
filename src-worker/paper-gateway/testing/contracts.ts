import { OptionType, SecType, type Contract } from '@stoqey/ib';

// Contracts as applications describe them.
export const AAPL: Contract = { symbol: 'AAPL', secType: SecType.STK, exchange: 'SMART', currency: 'USD' };
export const SPX: Contract = { symbol: 'SPX', secType: SecType.IND, exchange: 'CBOE', currency: 'USD' };
export const EURUSD: Contract = {
  symbol: 'EUR',
  secType: SecType.CASH,
  exchange: 'IDEALPRO',
  currency: 'USD',
};
export const ES: Contract = {
  ...{ symbol: 'ES', secType: SecType.FUT, exchange: 'CME', currency: 'USD' },
  lastTradeDateOrContractMonth: '202603',
};
export const BTC: Contract = { symbol: 'BTC', secType: SecType.CRYPTO, exchange: 'PAXOS', currency: 'USD' };
export const AAPL_OPTIONS: Contract = {
  ...{ symbol: 'AAPL', secType: SecType.OPT, exchange: 'SMART', currency: 'USD' },
  right: OptionType.Call,
};
export const stock = (symbol: string): Contract => ({ ...AAPL, symbol });
