import type { ClientSession } from '../server/client-session.ts';

interface Counts {
  readonly received: number;
  readonly sent: number;
}

const NONE: Counts = { received: 0, sent: 0 };

/** Messages in the last whole second; whoever owns it calls `tick` once a second. */
export class Rates {
  #before = new Map<ClientSession, Counts>();
  #rates = new Map<ClientSession, Counts>();

  /** @param sessions those there are now; what is known of others is let go */
  tick(sessions: readonly ClientSession[]): void {
    const now = new Map<ClientSession, Counts>();
    const rates = new Map<ClientSession, Counts>();
    for (const session of sessions) {
      const counts = { received: session.receivedMessageCount, sent: session.sentMessageCount };
      const { received, sent } = this.#before.get(session) ?? NONE;
      now.set(session, counts);
      rates.set(session, { received: counts.received - received, sent: counts.sent - sent });
    }
    this.#before = now;
    this.#rates = rates;
  }

  of(session: ClientSession): Counts {
    return this.#rates.get(session) ?? NONE;
  }
}
