import type { Timers } from '../clock.ts';

/** Timers that stand still until they are told to advance: tests of anything that waits need no real time. */
export class ManualTimers implements Timers {
  #now = 0;
  #nextId = 0;
  readonly #waiting = new Map<number, { readonly at: number; readonly run: () => void }>();

  schedule(delayMs: number, run: () => void): () => void {
    const id = this.#nextId++;
    this.#waiting.set(id, { at: this.#now + delayMs, run });
    return () => {
      this.#waiting.delete(id);
    };
  }

  /** Runs everything that is due within `ms`, in order of time, then of scheduling. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const due = [...this.#waiting].filter(([, timer]) => timer.at <= end);
      const next = due.sort(([idA, a], [idB, b]) => a.at - b.at || idA - idB)[0];
      if (next === undefined) break;
      const [id, timer] = next;
      this.#waiting.delete(id);
      this.#now = timer.at;
      timer.run();
    }
    this.#now = end;
  }

  get waitingCount(): number {
    return this.#waiting.size;
  }
}
