import type { ConnectionPhase, ProfileKind } from '#shared/model/connection.ts';

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
