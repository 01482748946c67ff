import { assert } from '#shared/kernel/assert.ts';

const CANCEL = 0;
const FIRST_SYMBOL = 1;
const FIELDS_PER_SYMBOL = 2;

/**
 * Progress and cancellation of one job in shared memory: the engine writes a few integers every few thousand bars, the
 * orchestrator reads them when it likes, and no message queues behind a busy engine.
 */
export class JobProgress {
  readonly buffer: SharedArrayBuffer;
  private readonly cells: Int32Array;

  constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
    this.cells = new Int32Array(buffer);
  }

  static forSymbols(count: number): JobProgress {
    assert(count > 0, 'a job has at least one symbol');
    return new JobProgress(new SharedArrayBuffer((FIRST_SYMBOL + count * FIELDS_PER_SYMBOL) * 4));
  }

  cancel(): void {
    Atomics.store(this.cells, CANCEL, 1);
  }

  isCancelled(): boolean {
    return Atomics.load(this.cells, CANCEL) !== 0;
  }

  report(symbol: number, barsDone: number, fillCount: number): void {
    const at = FIRST_SYMBOL + symbol * FIELDS_PER_SYMBOL;
    Atomics.store(this.cells, at, barsDone);
    Atomics.store(this.cells, at + 1, fillCount);
  }

  /** Bars done (warm-up not counted) and fills of one symbol. */
  read(symbol: number): { readonly barsDone: number; readonly fillCount: number } {
    const at = FIRST_SYMBOL + symbol * FIELDS_PER_SYMBOL;
    return { barsDone: Atomics.load(this.cells, at), fillCount: Atomics.load(this.cells, at + 1) };
  }
}
