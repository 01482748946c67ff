import { MS_PER_DAY } from '#shared/kernel/time.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** How often time moves: less than anybody sees, often enough for 250 ms of gathered quotes. */
const STEP_MS = 10;
/** Beyond this the process was asleep, not busy: real milliseconds. */
const PAUSE_MS = 5_000;
/** A night's sleep at a thousand times the speed is a year, whose days are all passed at once, in seconds: no more than that. */
export const JUMP_MS_MAX = 366 * MS_PER_DAY;

/** Moves a virtual clock along with the machine's, `speed` times as fast. */
export class RealTime {
  readonly #clock: VirtualClock;
  readonly #monotonicMs: () => number;
  #speed: number;
  #last: number;
  /** Fractions of a virtual millisecond that were not told yet. */
  #virtual: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(clock: VirtualClock, speed: number, monotonicMs: () => number) {
    this.#clock = clock;
    this.#monotonicMs = monotonicMs;
    this.#speed = speed;
    this.#last = monotonicMs();
    this.#virtual = clock.now();
  }

  start(): void {
    this.#last = this.#monotonicMs();
    this.#virtual = this.#clock.now();
    this.#timer ??= setInterval(() => this.catchUp(), STEP_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  get speed(): number {
    return this.#speed;
  }

  setSpeed(speed: number): void {
    this.catchUp();
    this.#speed = speed;
  }

  /** Brings the clock to the present; also before a request is answered, so that answers never come from the past. */
  catchUp(): void {
    if (this.#timer === undefined) return;
    const now = this.#monotonicMs();
    const passed = now - this.#last;
    this.#last = now;
    const isPause = passed > PAUSE_MS;
    this.#virtual += isPause ? Math.min(passed * this.#speed, JUMP_MS_MAX) : passed * this.#speed;
    if (isPause) this.#clock.jumpTo(this.#virtual);
    else this.#clock.advanceTo(this.#virtual);
  }
}
