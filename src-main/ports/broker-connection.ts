import type { ConnectionProfile, ConnectionStatus } from '#shared/model/connection.ts';

/** What orders ask of the connection, several times each: read as it is, nothing is made for the answer. */
export interface ConnectionReader extends Pick<ConnectionStatus, 'phase' | 'profile' | 'isServerLinkLost'> {
  readonly accounts: readonly string[];
}

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
