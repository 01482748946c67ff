import { assert } from '#shared/kernel/assert.ts';
import type { Clock } from '#shared/kernel/clock.ts';
import { unixMillis, type UnixMillis } from '#shared/kernel/time.ts';

interface Entry {
  readonly at: number;
  readonly order: number;
  /** 0: once. */
  readonly periodMs: number;
  readonly run: (now: number) => void;
  isCancelled: boolean;
}

/** Ample for every line of every session; reached only by a leak. */
const TIMER_COUNT_MAX = 100_000;
/** Fewer of them are left lying until they fall due. */
const CANCELLED_COUNT_MIN = 256;
/** Shorter than the cadence of most quotes, so that a long step tells no less than many short ones. */
const STEP_MS_MAX = 50;

/**
 * The gateway's time. It stands still until it is told to advance: by a driver that follows the wall clock at some speed, or
 * step by step in tests. On its way it does everything that is due, in order of time, then of scheduling.
 */
export class VirtualClock implements Clock {
  #now: number;
  #scheduled = 0;
  /** A binary heap. */
  #timers: Entry[] = [];
  /** Upper bound of the timers in the heap that are cancelled and not yet taken out. */
  #cancelledCount = 0;
  readonly #passing = new Set<(to: number) => void>();
  readonly #passingFirst = new Set<(to: number) => void>();

  constructor(start: number) {
    this.#now = unixMillis(Math.floor(start));
  }

  now(): UnixMillis {
    return this.#now as UnixMillis;
  }

  /** Told of every step of time, before what is due at its end is done. */
  onPassing(listener: (to: number) => void): void {
    this.#passing.add(listener);
  }

  /** As `onPassing`, and before all that asked there: what a new day changes must be done when its first prices come. */
  onPassingFirst(listener: (to: number) => void): void {
    this.#passingFirst.add(listener);
  }

  /** @returns cancels */
  at(time: number, run: (now: number) => void): () => void {
    return this.#add(time, 0, run);
  }

  /** At every multiple of `periodMs` since the epoch plus `offsetMs`. @returns cancels */
  every(periodMs: number, run: (now: number) => void, offsetMs = 0): () => void {
    assert(periodMs > 0, `a period is above 0, was ${periodMs}`);
    return this.#add(nextMultiple(this.#now - offsetMs, periodMs) + offsetMs, periodMs, run);
  }

  /** What is still to be done, now and then or once. */
  get timerCount(): number {
    return this.#timers.filter(({ isCancelled }) => !isCancelled).length;
  }

  advanceTo(time: number): void {
    const target = Math.floor(time);
    for (;;) {
      // Listeners get a long stretch in pieces: what they schedule on the way must be done on the way.
      const next = this.#timers[0]?.at ?? Infinity;
      const to = Math.min(next, target, this.#now + STEP_MS_MAX);
      this.#pass(Math.max(to, this.#now));
      if (next <= this.#now) {
        const entry = this.#take();
        if (!entry.isCancelled) this.#run(entry, this.#now);
      } else if (this.#now >= target) return;
    }
  }

  advance(ms: number): void {
    this.advanceTo(this.#now + ms);
  }

  /** Over a stretch that nobody lived through (the machine slept): what fell due in it is done once, at its end. */
  jumpTo(time: number): void {
    const target = Math.max(this.#now, Math.floor(time));
    const due: Entry[] = [];
    while (this.#timers.length > 0 && this.#timers[0]!.at <= target) due.push(this.#take());
    this.#pass(target);
    for (const entry of due) if (!entry.isCancelled) this.#run(entry, target);
  }

  #run(entry: Entry, at: number): void {
    if (entry.periodMs > 0) {
      const periods = Math.floor((at - entry.at) / entry.periodMs) + 1;
      this.#push(Object.assign(entry, { at: entry.at + periods * entry.periodMs, order: this.#scheduled++ }));
    }
    entry.run(this.#now);
  }

  #pass(to: number): void {
    if (to === this.#now) return;
    this.#now = to;
    for (const listener of this.#passingFirst) listener(to);
    for (const listener of this.#passing) listener(to);
  }

  #add(at: number, periodMs: number, run: (now: number) => void): () => void {
    assert(this.#timers.length < TIMER_COUNT_MAX, `more than ${TIMER_COUNT_MAX} timers`);
    const entry: Entry = {
      ...{ at: Math.max(Math.ceil(at), this.#now), order: this.#scheduled++ },
      ...{ periodMs, run, isCancelled: false },
    };
    this.#push(entry);
    return () => {
      if (entry.isCancelled) return;
      entry.isCancelled = true;
      this.#cancelledCount++;
      this.#sweep();
    };
  }

  /** What is cancelled long before its time would stay until then, with all that it holds on to. */
  #sweep(): void {
    if (this.#cancelledCount < CANCELLED_COUNT_MIN || this.#cancelledCount * 2 < this.#timers.length) return;
    // In order of time a list is a heap.
    const left = this.#timers.filter(({ isCancelled }) => !isCancelled);
    this.#timers = left.sort((a, b) => (isBefore(a, b) ? -1 : 1));
    this.#cancelledCount = 0;
  }

  #push(entry: Entry): void {
    const heap = this.#timers;
    let i = heap.length;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (isBefore(heap[parent]!, entry)) break;
      heap[i] = heap[parent]!;
      i = parent;
    }
    heap[i] = entry;
  }

  #take(): Entry {
    const heap = this.#timers;
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (isBefore(last, heap[child]!)) break;
      heap[i] = heap[child]!;
      i = child;
    }
    heap[i] = last;
    return first;
  }
}

/** The first multiple of a period after an instant. */
export function nextMultiple(time: number, period: number): number {
  return (Math.floor(time / period) + 1) * period;
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
