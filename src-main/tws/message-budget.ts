import { assert } from '#shared/kernel/assert.ts';
import type { Timers } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';

/** What goes first when the broker's rate is all used. */
export const LANES = ['cancel', 'reduce', 'order', 'account', 'market-data', 'history'] as const;
export type Lane = (typeof LANES)[number];

/** IB drops clients that send more than 50 messages in a second. */
export const MESSAGES_MAX = 50;
/** A little more than a second: what leaves evenly may arrive bunched. */
export const WINDOW_MS = 1_050;
/** So many messages of the window a lane may use with what others sent: the rest is kept for the lanes before it. */
export const CEILINGS: Readonly<Record<Lane, number>> = {
  cancel: 50,
  reduce: 46,
  order: 42,
  account: 34,
  'market-data': 30,
  history: 26,
};
export const WAITING_MAX = 2_000;

export interface LaneFull {
  readonly kind: 'lane-full';
  readonly lane: Lane;
  readonly waiting: number;
}

interface Waiting {
  readonly run: () => void;
  readonly count: number;
}

export interface BudgetOptions {
  /** Milliseconds that only go forward. */
  readonly monotonicMs: () => number;
  readonly timers: Timers;
}

/**
 * The one way to the socket: never more messages than the broker takes, orders before data. An order either goes at once
 * (`take`) or is denied by its caller, because it must not leave later than it was checked; everything else may wait.
 */
export class MessageBudget {
  readonly #options: BudgetOptions;
  /** When the last messages went, a ring: as many as the window may hold. */
  readonly #sentAt = new Float64Array(MESSAGES_MAX).fill(-Infinity);
  #next = 0;
  readonly #waiting = new Map<Lane, Waiting[]>(LANES.map((lane) => [lane, []]));
  #stopTimer: (() => void) | null = null;
  #isClosed = false;

  constructor(options: BudgetOptions) {
    this.#options = options;
  }

  /** Books `count` messages if they may all go now, past everything that waits behind them. */
  take(lane: Lane, count = 1): boolean {
    if (!this.hasRoom(lane, count)) return false;
    const now = this.#options.monotonicMs();
    for (let sent = 0; sent < count; sent++) {
      this.#sentAt[this.#next] = now;
      this.#next = (this.#next + 1) % MESSAGES_MAX;
    }
    return true;
  }

  /** Whether `take` would book them. */
  hasRoom(lane: Lane, count: number): boolean {
    assert(count >= 1 && count <= CEILINGS[lane], `${count} messages at a time`);
    return !this.#isClosed && !this.#isAnyoneBefore(lane) && this.used + count <= CEILINGS[lane];
  }

  /**
   * Sends now or as soon as its turn comes, in order within its lane.
   *
   * @param count of messages that `run` sends @returns takes it back, if it still waits
   */
  send(lane: Lane, run: () => void, count = 1): Result<() => void, LaneFull> {
    const queue = this.#waiting.get(lane)!;
    if (this.#isClosed) return ok(() => undefined);
    if (queue.length === 0 && this.take(lane, count)) {
      run();
      return ok(() => undefined);
    }
    if (queue.length >= WAITING_MAX) return err({ kind: 'lane-full', lane, waiting: queue.length });
    const entry: Waiting = { run, count };
    queue.push(entry);
    this.#wake();
    return ok(() => {
      const place = queue.indexOf(entry);
      if (place >= 0) queue.splice(place, 1);
    });
  }

  /** Messages that count against the broker's limit at this moment. */
  get used(): number {
    const from = this.#options.monotonicMs() - WINDOW_MS;
    let used = 0;
    for (const at of this.#sentAt) if (at > from) used++;
    return used;
  }

  waiting(lane: Lane): number {
    return this.#waiting.get(lane)!.length;
  }

  /** What waits is forgotten: it was meant for a connection that is gone. */
  close(): void {
    this.#isClosed = true;
    this.#stopTimer?.();
    this.#stopTimer = null;
    for (const queue of this.#waiting.values()) queue.length = 0;
  }

  #isAnyoneBefore(lane: Lane): boolean {
    for (const other of LANES) {
      if (other === lane) return false;
      if (this.#waiting.get(other)!.length > 0) return true;
    }
    return false;
  }

  #wake(): void {
    if (this.#stopTimer !== null || this.#isClosed) return;
    this.#stopTimer = this.#options.timers.schedule(this.#untilOldestLeaves(), () => {
      this.#stopTimer = null;
      this.#drain();
    });
  }

  #untilOldestLeaves(): number {
    const now = this.#options.monotonicMs();
    let oldest = Infinity;
    for (const at of this.#sentAt) if (at > now - WINDOW_MS && at < oldest) oldest = at;
    return oldest === Infinity ? 0 : Math.max(1, Math.ceil(oldest + WINDOW_MS - now));
  }

  #drain(): void {
    for (const lane of LANES) {
      const queue = this.#waiting.get(lane)!;
      while (queue.length > 0 && this.take(lane, queue[0]!.count)) queue.shift()!.run();
      // Lanes behind must not overtake.
      if (queue.length > 0) break;
    }
    if ([...this.#waiting.values()].some((queue) => queue.length > 0)) this.#wake();
  }
}
