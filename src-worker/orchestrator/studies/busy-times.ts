/** How the time of a run of trials was spent, milliseconds. */
export interface TrialRunTimes {
  readonly wallMs: number;
  /** No thread was computing: bars were loaded, results put together. This part no number of threads makes shorter. */
  readonly serialMs: number;
  /** Summed over the threads. */
  readonly busyMs: number;
}

/** Measures how long how many sets of trials were being computed at once, and how long none was (serial time). */
export class BusyTimes {
  readonly #now: () => number;
  readonly #startedAt: number;
  #changedAt: number;
  #underWay = 0;
  #serialMs = 0;
  #busyMs = 0;

  constructor(now: () => number) {
    this.#now = now;
    this.#startedAt = this.#changedAt = now();
  }

  /** Returns the function that ends it and tells how long it took. */
  begin(): () => number {
    const at = this.#change(1);
    return () => this.#change(-1) - at;
  }

  end(): TrialRunTimes {
    const now = this.#change(0);
    return { wallMs: now - this.#startedAt, serialMs: this.#serialMs, busyMs: this.#busyMs };
  }

  #change(by: number): number {
    const now = this.#now();
    const passed = now - this.#changedAt;
    if (this.#underWay === 0) this.#serialMs += passed;
    this.#busyMs += passed * this.#underWay;
    this.#underWay += by;
    this.#changedAt = now;
    return now;
  }
}
