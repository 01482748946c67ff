import type { GatewayMessage } from '#shared/tws-protocol/messages/messages.ts';
import type { ClientSession } from '../server/client-session.ts';
import type { VirtualClock } from '../world/virtual-clock.ts';

/** How long a message is held back for one that may never come. */
const WAIT_MS_MAX = 1_000;

/** Messages that wait until another one has left, so that the two change places. */
export class Reordered {
  readonly #clock: VirtualClock;
  readonly #waiting = new WeakMap<ClientSession, Map<string, () => void>>();

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** @param after `next`: any message; or the execution whose cost it waits for @returns false: it must not wait */
  hold(session: ClientSession, after: string, send: () => void): boolean {
    const waiting = this.#waiting.get(session) ?? new Map<string, () => void>();
    this.#waiting.set(session, waiting);
    // Two of a kind would change places with each other for ever.
    if (waiting.has(after)) return false;
    const release = () => {
      if (waiting.delete(after)) send();
    };
    if (!session.hold(this.#clock, WAIT_MS_MAX, release)) return false;
    waiting.set(after, release);
    return true;
  }

  /** A message has left. */
  passed(session: ClientSession, message: GatewayMessage): void {
    const waiting = this.#waiting.get(session);
    if (waiting === undefined || waiting.size === 0) return;
    if (message.kind === 'commissionReport') waiting.get(message.execId)?.();
    waiting.get('next')?.();
  }
}
