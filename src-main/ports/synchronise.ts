import type { CancelSignal } from '#shared/kernel/cancel.ts';
import type { ConnectionProfile } from '#shared/model/connection.ts';
import type { BookName } from './book-name.ts';

/** What the broker said at the start of the session, and what may still be relied upon. */
export interface SynchroniseContext {
  readonly profile: ConnectionProfile;
  readonly book: BookName;
  readonly accounts: readonly string[];
  /** The broker's floor for order ids: it may go back, so it only ever raises our own. */
  readonly nextValidId: number;
  /** What was subscribed in this session goes on (1102, or a try after one that failed); false: subscribe anew. */
  readonly isDataKept: boolean;
  /** Aborted when the session ends or another comparison overtakes this one: then give up soon. */
  readonly signal: CancelSignal;
}

/** Who compares a part of the book with the broker's after every start, reconnect and outage. In this order, one after another. */
export const SYNCHRONISE_PLACES = ['time', 'orders', 'portfolio', 'market-data'] as const;
export type SynchronisePlace = (typeof SYNCHRONISE_PLACES)[number];

/** Resolves when its part is proven; rejects with the reason, for people, when it is not. Called again after a pause then. */
export type Synchronise = (context: SynchroniseContext) => Promise<void>;
