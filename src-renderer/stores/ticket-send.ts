import type { TradingReason, TradingStatus } from '#shared/ipc/trading.ts';

/** What the ticket's button can do at the moment, as trading stands; main decides about each order. */
export type TicketSend =
  | { readonly kind: 'any' }
  /** What makes no position smaller is denied. */
  | { readonly kind: 'reduce-only' }
  | { readonly kind: 'nothing'; readonly text: string; readonly reason: string };

/** @param account null: none is connected @param status null: main has not told yet */
export function ticketSend(account: string | null, status: TradingStatus | null): TicketSend {
  const [reason] = status?.reasons ?? [];
  // A halt is the weightier word: it holds after connecting, too.
  if (status?.state === 'halted' && (account !== null || status.killSwitch.isHalted))
    return { kind: 'nothing', text: haltWord(reason?.code), reason: reason?.message ?? 'Nothing is sent.' };
  if (account === null)
    return {
      kind: 'nothing',
      text: 'Not connected',
      reason: 'No account is connected: nothing can be sent.',
    };
  return status?.state === 'reducing' ? { kind: 'reduce-only' } : { kind: 'any' };
}

function haltWord(code: TradingReason['code'] | undefined): string {
  if (code === 'not-connected') return 'Not connected';
  return code === 'not-reconciled' ? 'Not yet compared with the broker' : 'Trading is halted';
}
