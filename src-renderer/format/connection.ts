import type { ConnectionPhase, ProfileKind } from '#shared/model/connection.ts';
import { formatNumber } from './number.ts';

export const PHASE_WORDS: Readonly<Record<ConnectionPhase, string>> = {
  disconnected: 'not connected',
  connecting: 'connecting',
  synchronising: 'comparing orders and positions',
  ready: 'ready',
  degraded: 'degraded',
  reconnecting: 'reconnecting',
};

/** Beside the word and the colour, for those who see only one of them. */
export const PHASE_SIGNS: Readonly<Record<ConnectionPhase, string>> = {
  disconnected: '○',
  connecting: '…',
  synchronising: '⇄',
  ready: '✓',
  degraded: '!',
  reconnecting: '↻',
};

export const KIND_WORDS: Readonly<Record<ProfileKind, string>> = {
  practice: 'practice',
  paper: 'paper',
  live: 'LIVE',
};

/** This computer's clock against the broker's. @param aheadMs below zero: behind */
export function clockWords(aheadMs: number): string {
  const seconds = formatNumber(Math.round(Math.abs(aheadMs) / 1_000));
  return `${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} the broker’s`;
}
