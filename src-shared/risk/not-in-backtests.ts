import type { RuleCode } from './pre-trade/rules.ts';

/** The rules of live trading that bars cannot answer, and why. All others are asked in a backtest as they are in trading. */
export const NOT_IN_BACKTESTS: Readonly<Partial<Record<RuleCode, string>>> = {
  'trading-state': 'there is no kill switch and no connection to lose',
  reconciliation: 'there is no broker whose books could differ',
  'reset-window': 'there is no broker to reset',
  'duplicate-id': 'the engine numbers its orders itself',
  'broker-message-rate': 'no messages are sent',
  'contract-known': 'what has bars can be traded',
  'price-tick': 'prices are rounded to the tick before an order is asked about, as in trading',
  'late-close': 'the setting for orders at the close decides which close they get',
  'restricted-list': 'series have no contract numbers: leave the symbol out instead',
  'allow-list': 'series have no contract numbers: choose the symbols instead',
  'sector-concentration': 'series have no sector',
  'stale-quote': 'a bar is as old as its end, and there is no clock to compare it with',
  'quote-sanity': 'a bar has one price, no bid and ask',
};
