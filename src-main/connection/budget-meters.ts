import type { BudgetMeter } from '#shared/ipc/connection.ts';
import type { Timers } from '#shared/kernel/clock.ts';

const EVERY_MS = 1_000;

/** What a service uses of a budget of the broker; null while it does not apply. */
export type MeterSource = () => BudgetMeter | null;

/** Reads every meter once a second while there is a session, and tells what they say. */
export class BudgetMeters {
  readonly #sources: MeterSource[] = [];
  readonly #timers: Timers;
  readonly #tell: (meters: BudgetMeter[]) => void;
  #stopTimer: (() => void) | null = null;

  constructor(timers: Timers, tell: (meters: BudgetMeter[]) => void) {
    this.#timers = timers;
    this.#tell = tell;
  }

  add(source: MeterSource): void {
    this.#sources.push(source);
  }

  start(): void {
    this.stop();
    this.#look();
  }

  stop(): void {
    this.#stopTimer?.();
    if (this.#stopTimer !== null) this.#tell([]);
    this.#stopTimer = null;
  }

  #look(): void {
    this.#tell(this.#sources.map((read) => read()).filter((meter) => meter !== null));
    this.#stopTimer = this.#timers.schedule(EVERY_MS, () => this.#look());
  }
}
