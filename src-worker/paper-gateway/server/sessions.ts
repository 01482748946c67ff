import type { ClientSession } from './client-session.ts';

/** The clients that have started the API, by client id. */
export class Sessions {
  readonly #byClientId = new Map<number, ClientSession>();

  get all(): readonly ClientSession[] {
    return [...this.#byClientId.values()];
  }

  byClientId(clientId: number): ClientSession | undefined {
    return this.#byClientId.get(clientId);
  }

  /** @returns false when the client id is in use */
  add(session: ClientSession, clientId: number): boolean {
    if (this.#byClientId.has(clientId)) return false;
    session.clientId = clientId;
    this.#byClientId.set(clientId, session);
    session.onClose(() => this.#byClientId.delete(clientId));
    return true;
  }
}

/** What a group of requests remembers of each session; gone with it. */
export function perSession<T>(fresh: (session: ClientSession) => T): (session: ClientSession) => T {
  const kept = new WeakMap<ClientSession, T>();
  return (session) => {
    let state = kept.get(session);
    if (state === undefined) {
      state = fresh(session);
      kept.set(session, state);
    }
    return state;
  };
}
