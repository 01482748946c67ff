import type { ConnectionProfile, ConnectionStatus } from '#shared/model/connection.ts';

/** The one connection to a broker: kept for as long as it is wanted, told by status. */
export interface BrokerConnection {
  readonly status: ConnectionStatus;
  /** Leaves whatever there was. How it goes is told by the status. */
  connect(profile: ConnectionProfile): void;
  disconnect(): void;
  /** Where the next try is waited for: now. */
  retryNow(): void;
  /** false: there is no session, or it does not have this account. */
  useAccount(account: string): boolean;
}
