import { assert } from '#shared/kernel/assert.ts';

const HEADER_BYTES = 4;

/** Follows a stream of messages, wherever it is cut, by the lengths they begin with: 32 bits, the sign first. */
export class FrameLengths {
  readonly #max: number;
  /** Bytes of the message at hand that have not come yet. */
  #left = 0;
  #header = 0;
  #headerCount = 0;

  /** @param max bytes of the longest message */
  constructor(max: number) {
    assert(max > 0, 'messages have a length');
    this.#max = max;
  }

  /** @returns the first length that is none, after which nothing can be told apart any more; null: all are well */
  feed(bytes: Uint8Array): number | null {
    for (let at = 0; at < bytes.length;) {
      if (this.#left > 0) {
        const here = Math.min(this.#left, bytes.length - at);
        this.#left -= here;
        at += here;
        continue;
      }
      this.#header = (this.#header << 8) | bytes[at++]!;
      if (++this.#headerCount < HEADER_BYTES) continue;
      if (this.#header < 0 || this.#header > this.#max) return this.#header;
      this.#left = this.#header;
      this.#header = this.#headerCount = 0;
    }
    return null;
  }
}
