/** How requests and streams travel, apart from what they say: the time each may take and which pushes replace each other. */
import { CONNECTION_LIMITS_MS, connectionStreamKeys } from './connection.ts';
import type { StreamTable } from './tables.ts';
import { SCREEN_LIMITS_MS, screenStreamKeys } from './screens.ts';
import { PLANNING_LIMITS_MS } from './planning.ts';
import { STUDY_LIMITS_MS, studyStreamKeys } from './studies.ts';
import { barStreamKey } from '../model/bar-stream.ts';

const MINUTE_MS = 60_000;
const DEFAULT_LIMIT_MS = 20_000;

/** Requests that wait for a person or for as long as a file is large. */
const LIMIT_MS: Readonly<Record<string, number>> = {
  ...CONNECTION_LIMITS_MS,
  ...STUDY_LIMITS_MS,
  ...PLANNING_LIMITS_MS,
  'files.chooseImport': 60 * MINUTE_MS,
  'files.chooseSave': 60 * MINUTE_MS,
  'library.import': 60 * MINUTE_MS,
  'library.previewImport': MINUTE_MS,
  'library.saveRefusedRows': 5 * MINUTE_MS,
  'library.backup': 10 * MINUTE_MS,
  'library.undo': 10 * MINUTE_MS,
  'runs.export': 5 * MINUTE_MS,
  ...SCREEN_LIMITS_MS,
  'orders.export': 5 * MINUTE_MS,
  // The bars of every series are read again, for the comparison with holding.
  'runs.tables': 2 * MINUTE_MS,
  // A user's file is read anew and set up first, which has five seconds of its own.
  'backtests.start': MINUTE_MS,
  'studies.start': MINUTE_MS,
  // Paced by the broker: a long stretch is fetched page by page.
  'marketData.history': 10 * MINUTE_MS,
  // Native questions to a person.
  'risk.change': 60 * MINUTE_MS,
  'risk.restartDrawdown': 60 * MINUTE_MS,
  'trading.resume': 60 * MINUTE_MS,
  'trading.acceptDifference': 60 * MINUTE_MS,
  // Three lists of the broker, asked for twice where something differs.
  'trading.reconcile': 3 * MINUTE_MS,
  'supervision.ready': 2 * MINUTE_MS,
  'supervision.ping': 5_000,
};

/** How long a server lets a request take, milliseconds. Clients wait a little longer, so that the server's word comes first. */
export function timeLimitMs(request: string): number {
  return LIMIT_MS[request] ?? DEFAULT_LIMIT_MS;
}

export const CLIENT_GRACE_MS = 3_000;

/**
 * Pushes that have not gone out yet and whose key is the same replace one another: the newest wins. A stream without a key
 * is a series of events; there the oldest are dropped, and counted, once the bound is reached.
 */
export type StreamKeys<T extends StreamTable> = {
  readonly [K in keyof T]?: (value: never) => string;
};

const onlyNewest = () => '';

export const mainStreamKeys = {
  ...connectionStreamKeys,
  'app.research': onlyNewest,
  'settings.changed': onlyNewest,
  'paper.status': onlyNewest,
  'marketData.quotes': onlyNewest,
  'marketData.liveBars': barStreamKey,
  'marketData.status': onlyNewest,
  'depth.book': onlyNewest,
  'portfolio.view': onlyNewest,
  'portfolio.tradesChanged': onlyNewest,
  // `orders.changed` has none: its changes are events, and one that is dropped shows as a gap in their numbers.
  'orders.latency': onlyNewest,
  'risk.limitsChanged': onlyNewest,
  'risk.usage': ({ account }: { readonly account: string }) => account,
  'trading.status': onlyNewest,
};

export const researchStreamKeys = {
  ...screenStreamKeys,
  ...studyStreamKeys,
  'backtests.progress': (progress: { readonly runId: string }) => progress.runId,
  'library.importProgress': (progress: { readonly importId: string }) => progress.importId,
  'library.changed': onlyNewest,
  'strategies.changed': onlyNewest,
  'runs.changed': onlyNewest,
};
