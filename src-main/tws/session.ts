import type { EventName, IBApi } from '@stoqey/ib';
import type { Clock, Timers } from '#shared/kernel/clock.ts';
import type { ConnectionProfile, ConnectionStatus } from '#shared/model/connection.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { BookName } from '../ports/book-name.ts';
import type { MessageBudget } from './message-budget.ts';
import type { OrderWire } from './order-wire.ts';

/** One session with TWS: what the adapters ask and send through, from its start to the end of its connection. */
export interface Session {
  readonly profile: ConnectionProfile;
  /** Whose orders and positions it is about; the same as long as the session lasts. */
  readonly book: BookName;
  /** For questions; orders go over `orderWire`. */
  readonly api: IBApi;
  readonly orderWire: OrderWire;
  readonly budget: MessageBudget;
  readonly serverVersion: number;
  readonly accounts: readonly string[];
  /** The account that is traded now; the user may choose another of `accounts`. */
  readonly account: string;
  /** The lowest order id that TWS takes. It may be lower than in an earlier session, so it only ever raises our own. */
  readonly nextValidId: number;
  readonly isOpen: boolean;
}

export interface ConnectionOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Milliseconds that only go forward. */
  readonly monotonicMs: () => number;
  /** 0 to 1, evenly. */
  readonly random: () => number;
  readonly log: Logger;
  readonly onStatus: (status: ConnectionStatus) => void;
  /**
   * Asked before a session with a live account starts; nothing but the greeting has been said until then. Without: live
   * accounts are refused. It may wait for a person.
   */
  readonly confirmLive?: (profile: ConnectionProfile, accounts: readonly string[]) => Promise<boolean>;
  /** Whose orders and positions a connection with a profile is about. Without: the profile's own. */
  readonly bookOf?: (profile: ConnectionProfile) => BookName;
  readonly onSession?: (session: Session) => void;
  /** Once for each session that started. */
  readonly onSessionEnd?: (session: Session) => void;
  /** Every decoded message of the session, in order, from its start on. */
  readonly onEvent: (session: Session, name: EventName, args: readonly unknown[]) => void;
  /** Errors and notices about a request or an order. */
  readonly onNotice: (session: Session, id: number, code: number, text: string) => void;
  /**
   * Compares orders, executions and positions with the broker's, and subscribes anew what was lost. Nothing new may be
   * traded until it resolves; it rejects when the book could not be proven. It ends by itself when the session closes.
   */
  readonly synchronise: (session: Session, isDataKept: boolean) => Promise<void>;
}
