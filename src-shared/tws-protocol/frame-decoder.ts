import { assert } from '#shared/kernel/assert.ts';

export type FrameFault =
  | { readonly kind: 'tooLong'; readonly payloadBytes: number; readonly payloadBytesMax: number }
  | { readonly kind: 'wrongPrefix'; readonly expected: string };

export interface FrameBatch {
  /** Payloads completed by this chunk, in order. A payload may be a view of the chunk: copy it to keep it. */
  readonly payloads: readonly Uint8Array[];
  /** The stream cannot be followed any further: close the connection once `payloads` are handled. */
  readonly fault: FrameFault | undefined;
}

export interface FrameDecoderOptions {
  readonly payloadBytesMax: number;
  /** ASCII that comes once, before the first frame: `API\0` from a client. */
  readonly prefix?: string;
}

const HEADER_BYTES = 4;
const FIRST_BUFFER_BYTES = 4_096;

/**
 * Cuts a byte stream into frames, however it arrives: byte by byte or many frames at once.
 *
 * It holds one unfinished payload at most, in a buffer that doubles as bytes really arrive: a length that is only
 * announced costs nothing, and every byte is copied a bounded number of times. After a fault it stays closed.
 */
export class FrameDecoder {
  #payloadBytesMax: number;
  readonly #prefix: string;
  #prefixBytes = 0;
  readonly #header = new DataView(new ArrayBuffer(HEADER_BYTES));
  #headerBytes = 0;
  /** Length of the payload being read; meaningful once the header is whole. */
  #length = 0;
  #buffer = new Uint8Array(0);
  #bufferedBytes = 0;
  #fault: FrameFault | undefined;

  constructor({ payloadBytesMax, prefix = '' }: FrameDecoderOptions) {
    assert(payloadBytesMax > 0, `payloadBytesMax must be above 0, was ${payloadBytesMax}`);
    this.#payloadBytesMax = payloadBytesMax;
    this.#prefix = prefix;
  }

  /** Bytes held for a frame that has not ended yet. */
  get heldBytes(): number {
    return this.#buffer.length;
  }

  /** A greeting deserves less room than what comes after it. Counts from the next frame header on. */
  limitPayload(payloadBytesMax: number): void {
    this.#payloadBytesMax = payloadBytesMax;
  }

  feed(chunk: Uint8Array): FrameBatch {
    const payloads: Uint8Array[] = [];
    let offset = this.#takePrefix(chunk);
    while (this.#fault === undefined && offset < chunk.length) {
      offset = this.#takeHeader(chunk, offset);
      if (this.#headerBytes < HEADER_BYTES || this.#isTooLong()) break;

      const missing = this.#length - this.#bufferedBytes;
      const taken = chunk.subarray(offset, offset + missing);
      offset += taken.length;
      if (taken.length < missing) {
        this.#keep(taken);
      } else {
        payloads.push(this.#completeWith(taken));
      }
    }
    return { payloads, fault: this.#fault };
  }

  #takePrefix(chunk: Uint8Array): number {
    let offset = 0;
    while (this.#prefixBytes < this.#prefix.length && offset < chunk.length) {
      if (chunk[offset] !== this.#prefix.charCodeAt(this.#prefixBytes)) {
        this.#fault ??= { kind: 'wrongPrefix', expected: this.#prefix };
        break;
      }
      this.#prefixBytes += 1;
      offset += 1;
    }
    return offset;
  }

  #takeHeader(chunk: Uint8Array, from: number): number {
    let offset = from;
    while (this.#headerBytes < HEADER_BYTES && offset < chunk.length) {
      this.#header.setUint8(this.#headerBytes, chunk[offset]!);
      this.#headerBytes += 1;
      offset += 1;
    }
    this.#length = this.#header.getUint32(0);
    return offset;
  }

  /** Asked of a fresh frame only: a limit that changes meanwhile does not reach back. */
  #isTooLong(): boolean {
    if (this.#bufferedBytes > 0 || this.#length <= this.#payloadBytesMax) return false;
    this.#fault = { kind: 'tooLong', payloadBytes: this.#length, payloadBytesMax: this.#payloadBytesMax };
    return true;
  }

  #keep(bytes: Uint8Array): void {
    const needed = this.#bufferedBytes + bytes.length;
    if (needed > this.#buffer.length) {
      const doubled = Math.max(needed, FIRST_BUFFER_BYTES, this.#buffer.length * 2);
      const grown = new Uint8Array(Math.min(doubled, this.#length));
      grown.set(this.#buffer.subarray(0, this.#bufferedBytes));
      this.#buffer = grown;
    }
    this.#buffer.set(bytes, this.#bufferedBytes);
    this.#bufferedBytes = needed;
  }

  #completeWith(last: Uint8Array): Uint8Array {
    let payload = last;
    if (this.#bufferedBytes > 0) {
      this.#keep(last);
      payload = this.#buffer.subarray(0, this.#length);
      this.#buffer = new Uint8Array(0);
      this.#bufferedBytes = 0;
    }
    this.#headerBytes = 0;
    return payload;
  }
}
