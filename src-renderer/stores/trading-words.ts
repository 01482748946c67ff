import type { TradingStatus } from '#shared/ipc/trading.ts';

/** Whether orders go out, in as few words as tell one cause from another: no connection is no pulled kill switch. */
export function tradingWords({ state, reasons }: Pick<TradingStatus, 'state' | 'reasons'>): string {
  if (state === 'active') return 'trading';
  if (state === 'reducing') return 'only reducing';
  switch (reasons[0]?.code) {
    case 'not-connected':
      return 'no orders: not connected';
    case 'not-reconciled':
      return 'no orders: not yet compared';
    default:
      return 'trading halted';
  }
}
