import { closeSync, constants, openSync, writeSync } from 'node:fs';
import type { Logger } from '#shared/telemetry/logger.ts';

/** Linux's quality of service for processors: what is written holds as long as the file is open. */
const LATENCY_FILE = '/dev/cpu_dma_latency';
/** Microseconds that a processor may take to wake up: none, so that it waits awake. */
const WAKE_WITHIN_US = 0;

export interface WakefulProcessorsOptions {
  readonly log: Logger;
  readonly file?: string;
}

/**
 * Keeps processors from sleeping while an order is likely (docs/adr/0010). Only on Linux, and only for users who may write to its
 * file, root or whom an administrator lets: for anybody else it does nothing. If the program dies the system takes it back.
 */
export class WakefulProcessors {
  readonly #file: string;
  readonly #log: Logger;
  #isRefused = false;

  constructor({ log, file = LATENCY_FILE }: WakefulProcessorsOptions) {
    this.#log = log;
    this.#file = file;
  }

  /** @returns lets them sleep again */
  keepAwake(): () => void {
    if (this.#isRefused) return () => undefined;
    let file: number | null = null;
    const letSleep = () => {
      if (file !== null) closeSync(file);
      file = null;
    };
    try {
      // Not created where there is none.
      file = openSync(this.#file, constants.O_WRONLY);
      writeSync(file, new Int32Array([WAKE_WITHIN_US]));
    } catch (error) {
      this.#isRefused = true;
      letSleep();
      this.#log.info(
        { error },
        'processors may sleep while an order is likely: orders go out all the same, a little later each',
      );
    }
    return letSleep;
  }

  /** Whether the system lets us, as far as is known. */
  get isRefused(): boolean {
    return this.#isRefused;
  }
}
