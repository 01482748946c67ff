import type { CommissionPlan } from '#shared/simulation/account-rules/commission-tables.ts';
import type { Scenario } from '#shared/model/market-scenario.ts';

/** How one gateway differs from another. */
export interface GatewaySettings {
  /** 0: any free port. */
  readonly port: number;
  readonly seed: number;
  /** Virtual seconds for each real one. */
  readonly speed: number;
  /** Switched on at the first virtual minute; undefined: as markets ordinarily are. */
  readonly scenario: Scenario | undefined;
  readonly alwaysOpen: boolean;
  /** `tws`: quotes are gathered and sent as often as TWS does. `raw`: every tick. */
  readonly cadence: 'tws' | 'raw';
  /** Market data lines for each session. */
  readonly lines: number;
  /** Refuses bursts of small-bar requests as IB's data farm does. */
  readonly hasPacing: boolean;
  /** Each begins with DU, so that clients know them for paper accounts. */
  readonly accounts: readonly string[];
  readonly commissionPlan: CommissionPlan;
  /** From a client to the exchange, virtual milliseconds: orders and modifications, and cancellations. */
  readonly submitMs: number;
  readonly cancelMs: number;
  /** Above it requests are refused (error 100), and a client that goes on is dropped. */
  readonly messagesPerSecondMax: number;
  /** What a session may leave unread before it is dropped. */
  readonly unreadBytesMax: number;
}

export const DEFAULT_SETTINGS: GatewaySettings = {
  // Not 7496, 7497, 4001 or 4002: nobody can take it for a real TWS.
  port: 17_497,
  seed: 1,
  speed: 1,
  scenario: undefined,
  alwaysOpen: false,
  cadence: 'tws',
  lines: 100,
  hasPacing: false,
  accounts: ['DU1000001'],
  commissionPlan: 'fixed',
  submitMs: 0,
  cancelMs: 0,
  messagesPerSecondMax: 50,
  // More than the longest answer there is (16 MiB).
  unreadBytesMax: 24 * 1_048_576,
};

export const SESSION_COUNT_MAX = 32;
export const HANDSHAKE_TIMEOUT_MS = 5_000;
export const DEPTH_REQUEST_COUNT_MAX = 3;
export const TICK_BY_TICK_COUNT_MAX = 5;
export const REAL_TIME_BAR_COUNT_MAX = 60;
/** Charts that keep themselves up to date, and history requests at work at once. */
export const LIVE_HISTORY_COUNT_MAX = 50;
