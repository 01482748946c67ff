/** Writes a byte at a time, each in a turn of the event loop of its own, so that the other side gets it by itself. */
export class Trickle {
  readonly #write: (bytes: Uint8Array) => void;
  #waiting: Uint8Array[] = [];
  /** Of the first that waits. */
  #at = 0;
  #isFlowing = false;
  waitingBytes = 0;

  constructor(write: (bytes: Uint8Array) => void) {
    this.#write = write;
  }

  add(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.waitingBytes += bytes.length;
    if (this.#isFlowing) return;
    this.#isFlowing = true;
    setImmediate(this.#step);
  }

  /** All that waits, at once. */
  drain(): void {
    const [first, ...rest] = this.#waiting;
    if (first === undefined) return;
    const bytes = Buffer.concat([first.subarray(this.#at), ...rest]);
    this.clear();
    this.#write(bytes);
  }

  clear(): void {
    this.#waiting = [];
    this.#at = 0;
    this.waitingBytes = 0;
  }

  readonly #step = () => {
    const [first] = this.#waiting;
    if (first === undefined) {
      this.#isFlowing = false;
      return;
    }
    const byte = first.subarray(this.#at, ++this.#at);
    this.waitingBytes--;
    if (this.#at === first.length) {
      this.#waiting.shift();
      this.#at = 0;
    }
    this.#write(byte);
    setImmediate(this.#step);
  };
}
