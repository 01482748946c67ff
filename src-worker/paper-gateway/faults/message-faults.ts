import { historyMessages } from '#shared/tws-protocol/messages/history-messages.ts';
import type { GatewayMessage } from '#shared/tws-protocol/messages/messages.ts';
import type { FaultName } from './known-faults.ts';

export type Change = 'twice' | 'never' | 'later' | 'strange-before' | 'after-next' | 'after-cost';

const HISTORY_KINDS = new Set(Object.keys(historyMessages));

/** What a fault does to a message; undefined: it does not concern messages of this kind. */
export function alter(name: FaultName, { kind }: GatewayMessage): Change | undefined {
  const isAck = kind === 'openOrder' || kind === 'orderStatus';
  const isHistory = HISTORY_KINDS.has(kind) && kind !== 'historicalDataUpdate';
  switch (name) {
    case 'duplicate-status':
      return isAck ? 'twice' : undefined;
    case 'drop-status':
      return kind === 'orderStatus' ? 'never' : undefined;
    case 'late-ack':
      return isAck ? 'later' : undefined;
    case 'late-commission':
      return kind === 'commissionReport' ? 'later' : undefined;
    case 'late-execution':
      return kind === 'execDetails' || kind === 'commissionReport' ? 'later' : undefined;
    case 'early-commission':
      return kind === 'execDetails' ? 'after-cost' : undefined;
    case 'swap-status':
      return isAck ? 'after-next' : undefined;
    case 'late-history':
      return isHistory ? 'later' : undefined;
    case 'no-history':
      return isHistory ? 'never' : undefined;
    case 'unknown-message':
      return 'strange-before';
    default:
      return undefined;
  }
}
