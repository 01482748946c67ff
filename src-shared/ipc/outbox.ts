/** A pushed value on its way out. */
export interface Push {
  readonly stream: string;
  readonly value: unknown;
}

/**
 * What waits to be pushed to one client, bounded. With a key the newest value takes the place of the one that waits;
 * without one, values queue up to `limit` and then the oldest is dropped and counted.
 */
export class Outbox {
  readonly #limit: number;
  readonly #keyed = new Map<string, Push>();
  #queued: Push[] = [];
  #dropped = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @param key what the value replaces, unique within its stream; null for an event of its own. */
  add(push: Push, key: string | null): void {
    if (key !== null) {
      const slot = `${push.stream} ${key}`;
      // A new key beyond the bound drops the one that has waited longest: it is the one whose news is oldest.
      if (!this.#keyed.has(slot) && this.#keyed.size >= this.#limit) this.#dropOldestKeyed();
      this.#keyed.set(slot, push);
      return;
    }
    if (this.#queued.length >= this.#limit) {
      this.#queued.shift();
      this.#dropped++;
    }
    this.#queued.push(push);
  }

  get isEmpty(): boolean {
    return this.#keyed.size === 0 && this.#queued.length === 0;
  }

  /** Values dropped since the start, of both kinds. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Everything that waits, events first. */
  take(): Push[] {
    const pushes = [...this.#queued, ...this.#keyed.values()];
    this.#queued = [];
    this.#keyed.clear();
    return pushes;
  }

  forget(stream: string): void {
    this.#queued = this.#queued.filter((push) => push.stream !== stream);
    for (const [slot, push] of this.#keyed) if (push.stream === stream) this.#keyed.delete(slot);
  }

  #dropOldestKeyed(): void {
    const oldest = this.#keyed.keys().next();
    if (oldest.done !== true) {
      this.#keyed.delete(oldest.value);
      this.#dropped++;
    }
  }
}
