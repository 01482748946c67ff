import { create } from 'zustand';
import type { BudgetMeter } from '#shared/ipc/connection.ts';
import type { ConnectionPhase, ConnectionSettings, ConnectionStatus } from '#shared/model/connection.ts';
import { notify } from './notices.ts';

interface BrokerState {
  /** null until main has told. */
  readonly status: ConnectionStatus | null;
  readonly settings: ConnectionSettings | null;
  /** Empty while there is no session. */
  readonly meters: readonly BudgetMeter[];
  /** Unix ms: when the broker restarts its servers next, or does now. */
  readonly reset: { readonly from: number; readonly to: number } | null;
  /** This computer's clock against the broker's, below zero: behind; null: not noticeably apart. */
  readonly clockAheadMs: number | null;
}

/** The connection to the broker as main tells it. */
export const useBroker = create<BrokerState>(() => ({
  status: null,
  settings: null,
  meters: [],
  reset: null,
  clockAheadMs: null,
}));

/** Usable, with or without all that lies behind TWS. */
export function isConnected(phase: ConnectionPhase): boolean {
  return phase === 'ready' || phase === 'degraded';
}

/** Live from the moment it is tried: what the user sees must never be calmer than what is happening. */
export function isLive(status: ConnectionStatus | null): boolean {
  return status !== null && status.phase !== 'disconnected' && status.profile?.kind === 'live';
}

/** The client id of Tradewind's own session at the paper gateway; null while it has none. */
export function ownPracticeClientId({ status }: Pick<BrokerState, 'status'>): number | null {
  if (status === null || status.profile?.kind !== 'practice' || status.phase === 'disconnected') return null;
  return status.profile.clientId;
}

export function receiveConnectionStatus(status: ConnectionStatus): void {
  const before = useBroker.getState().status;
  useBroker.setState({ status });
  if (before === null || before.phase === status.phase) return;
  const name = status.profile?.name ?? 'the broker';
  const wasUp = isConnected(before.phase) || before.phase === 'synchronising';
  if (wasUp && status.phase === 'reconnecting') {
    notify('warning', `The connection to ${name} was lost.`, {
      detail:
        `${status.trouble?.message ?? ''} Orders at the broker stay as they are; nothing new is sent until it is back.`.trim(),
    });
  } else if (status.phase === 'ready' && before.phase === 'synchronising') {
    notify('success', `${name} is connected${status.account === null ? '' : `, account ${status.account}`}.`);
  } else if (status.phase === 'disconnected' && status.trouble !== null && before.phase !== 'disconnected') {
    // The user's own no is told by the command.
    if (status.trouble.kind === 'not-confirmed') return;
    notify('error', `${name} is not connected.`, {
      detail: `${status.trouble.message} The Connection panel says what to do.`,
    });
  }
}
