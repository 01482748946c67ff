import type { OrderTerms } from './order-terms.ts';

/** What is due at a time, for one order. */
export type TimerTask =
  | { readonly kind: 'arrive' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'modify'; readonly terms: OrderTerms }
  /** Something it waits for may be there. */
  | { readonly kind: 'proceed' }
  | { readonly kind: 'expire' }
  /** Word of a fill in its group: it keeps `numerator` of every `denominator` parts. */
  | { readonly kind: 'reduce'; readonly numerator: number; readonly denominator: number };

export interface Timer {
  /** Unix ms. */
  readonly due: number;
  /** Set on setting: what is due at one time is done in the order it was asked for. */
  readonly sequence: number;
  readonly order: number;
  readonly task: TimerTask;
}

/** Timers of the exchange in a binary heap, the next due first. Bounded by `keepOnly`, which its owner calls when it has grown. */
export class Timers {
  #heap: Timer[] = [];

  get count(): number {
    return this.#heap.length;
  }

  /** Infinity: nothing is. */
  get nextDue(): number {
    return this.#heap[0]?.due ?? Infinity;
  }

  add(timer: Timer): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(timer);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(timer, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = timer;
  }

  /** The next of those due by `time`. */
  take(time: number): Timer | null {
    const heap = this.#heap;
    const first = heap[0];
    if (first === undefined || first.due > time) return null;
    const last = heap.pop()!;
    if (heap.length > 0) this.#sink(last);
    return first;
  }

  /** In order of time. */
  list(): Timer[] {
    return [...this.#heap].sort((a, b) => (isBefore(a, b) ? -1 : 1));
  }

  keepOnly(isWanted: (timer: Timer) => boolean): void {
    // A sorted array is a heap.
    this.#heap = this.list().filter(isWanted);
  }

  #sink(timer: Timer): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, timer)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = timer;
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.due < b.due || (a.due === b.due && a.sequence < b.sequence);
}
