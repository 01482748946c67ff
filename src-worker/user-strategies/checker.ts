import PQueue from 'p-queue';
import { Piscina } from 'piscina';
import type { CheckAnswer, StrategyText } from './check.ts';

export interface CheckerOptions {
  /** The built user-strategy entry. */
  readonly entry: string;
  /** How long a file's own code may take to set its strategy up. */
  readonly timeMsMax?: number;
}

const TIME_MS_MAX = 5_000;
const THREAD_START_MS_MAX = 60_000;
const IDLE_THREAD_MS = 5_000;
const LOOK_EVERY_MS = 20;
const LIMITS = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 };

/**
 * Checks texts in a thread of its own, one after the other, with a limit to time and memory: what does not end, or wants too
 * much, ends its thread and is a fault like any other.
 */
export class StrategyChecker {
  readonly #pool: Piscina;
  readonly #turns = new PQueue({ concurrency: 1 });
  readonly #timeMsMax: number;
  readonly #closing = new AbortController();

  constructor({ entry, timeMsMax = TIME_MS_MAX }: CheckerOptions) {
    this.#timeMsMax = timeMsMax;
    this.#pool = new Piscina({
      ...{ filename: entry, name: 'check', minThreads: 0, maxThreads: 1 },
      ...{ idleTimeout: IDLE_THREAD_MS, atomics: 'disabled', resourceLimits: LIMITS },
    });
    // A thread that was taken away may still fail on its way out: whoever waited for it has been told.
    this.#pool.on('error', () => undefined);
  }

  /** Never rejects for what the text does; rejects when the checker is closed. */
  check(text: StrategyText): Promise<CheckAnswer> {
    return this.#turns.add(() => this.#checkNow(text));
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('closed'));
    this.#turns.clear();
    await this.#pool.destroy();
  }

  async #checkNow(text: StrategyText): Promise<CheckAnswer> {
    this.#closing.signal.throwIfAborted();
    const begun = new SharedArrayBuffer(4);
    const watch = watchTime(begun, this.#timeMsMax);
    try {
      const signal = AbortSignal.any([watch.late, this.#closing.signal]);
      return (await this.#pool.run({ ...text, begun }, { signal })) as CheckAnswer;
    } catch (error) {
      this.#closing.signal.throwIfAborted();
      return fault(watch.late.aborted ? this.#tooLong() : endOf(error));
    } finally {
      watch.stop();
    }
  }

  #tooLong(): string {
    return `It was not set up within ${this.#timeMsMax / 1_000} s and was stopped: look for an endless loop outside of onBar.`;
  }
}

function endOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY')
    return `It wanted more than ${LIMITS.maxOldGenerationSizeMb} MB of memory while it was set up.`;
  return `It ended its thread while it was set up: ${message}.`;
}

function fault(message: string): CheckAnswer {
  return { ok: false, error: { message, line: null, column: null } };
}

/** The time counts from when the file's code is met; a machine that is busy may take its time to start a thread. */
function watchTime(begun: SharedArrayBuffer, timeMsMax: number) {
  const late = new AbortController();
  const cell = new Int32Array(begun);
  let since = performance.now();
  let hasBegun = false;
  const timer = setInterval(() => {
    const now = performance.now();
    if (!hasBegun && Atomics.load(cell, 0) === 1) {
      hasBegun = true;
      since = now;
    }
    if (now - since >= (hasBegun ? timeMsMax : THREAD_START_MS_MAX)) late.abort();
  }, LOOK_EVERY_MS);
  return {
    late: late.signal,
    stop: () => {
      clearInterval(timer);
    },
  };
}
