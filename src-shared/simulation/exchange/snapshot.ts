import { err, ok, type Result } from '../../kernel/result.ts';
import type { Core } from './core.ts';
import { EventLog } from './event-log.ts';
import type { ExchangeEvent } from './exchange-event.ts';
import type { MarketView } from './market-view.ts';
import type { OrderRecord } from './order-record.ts';
import type { Timer } from './timers.ts';

const SNAPSHOT_VERSION = 1;

/** All the exchange knows, as plain data for JSON. Settings, ports and instruments are the host's and come again from it. */
export interface ExchangeSnapshot {
  readonly version: number;
  /** Unix ms; null: nothing has happened yet. */
  readonly time: number | null;
  readonly executionPrefix: string;
  readonly nextEntered: number;
  readonly nextTimer: number;
  readonly nextExecution: number;
  readonly nextSequence: number;
  readonly markets: readonly MarketView[];
  readonly live: readonly OrderRecord[];
  readonly finished: readonly OrderRecord[];
  readonly timers: readonly Timer[];
  readonly events: readonly ExchangeEvent[];
}

export type SnapshotRefused =
  | { readonly kind: 'otherVersion'; readonly version: unknown; readonly expected: number }
  /** It trades a contract that the exchange does not list. */
  | { readonly kind: 'unknownInstrument'; readonly instrument: number };

/** A copy: what happens later does not change it. */
export function takeSnapshot(core: Core): ExchangeSnapshot {
  return structuredCopy({ ...showState(core), events: core.log.retained() });
}

/** The same, sharing its records with the core, and without past events: for whoever writes down what has changed. */
export function showState(core: Core): ExchangeSnapshot {
  return {
    version: SNAPSHOT_VERSION,
    time: core.time === -Infinity ? null : core.time,
    executionPrefix: core.executionPrefix,
    nextEntered: core.nextEntered,
    nextTimer: core.nextTimer,
    nextExecution: core.nextExecution,
    nextSequence: core.log.nextSequence,
    markets: [...core.desks.values()].map((desk) => desk.view),
    live: [...core.orders.live.values()],
    finished: [...core.orders.finished.values()],
    timers: core.timers.list(),
    events: [],
  };
}

/** Fills a new core. Whether the data are sound is not asked beyond version and contracts: only `takeSnapshot` writes them. */
export function loadSnapshot(core: Core, original: ExchangeSnapshot): Result<void, SnapshotRefused> {
  if (original.version !== SNAPSHOT_VERSION)
    return err({ kind: 'otherVersion', version: original.version, expected: SNAPSHOT_VERSION });
  for (const { instrument } of [...original.markets, ...original.live]) {
    if (!core.desks.has(instrument)) return err({ kind: 'unknownInstrument', instrument });
  }
  const snapshot = structuredCopy(original);
  core.time = snapshot.time ?? -Infinity;
  core.executionPrefix = snapshot.executionPrefix;
  core.nextEntered = snapshot.nextEntered;
  core.nextTimer = snapshot.nextTimer;
  core.nextExecution = snapshot.nextExecution;
  core.log = new EventLog(core.settings.retainedEvents, snapshot.events, snapshot.nextSequence);
  for (const view of snapshot.markets) Object.assign(core.desks.get(view.instrument)!.view, view);
  core.orders.restore(snapshot.live, snapshot.finished);
  // Waiting orders stand in the order in which they came to their place.
  for (const order of snapshot.live.toSorted((a, b) => a.entered - b.entered))
    core.desks.get(order.instrument)!.add(order);
  for (const timer of snapshot.timers) core.timers.add(timer);
  return ok(undefined);
}

/** Plain data only: what JSON would lose must not be in there. */
function structuredCopy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
