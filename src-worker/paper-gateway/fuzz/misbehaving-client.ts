import { connect, type Socket } from 'node:net';
import { FrameDecoder } from '#shared/tws-protocol/frame-decoder.ts';
import { decodeMessage } from '#shared/tws-protocol/messages/messages.ts';

/** Sends bytes and leaves; reads all that comes, and minds whether it can be read. */
export class MisbehavingClient {
  readonly codes: Map<number, number>;
  readonly #socket: Socket;
  readonly #decoder = new FrameDecoder({ payloadBytesMax: 0xff_ffff });
  readonly #closed: Promise<void>;
  /** What the gateway said it speaks: a spoilt greeting may ask for another. undefined until then. */
  #version: number | undefined;
  /** What the gateway sent that nobody can read. */
  unreadable: string | undefined;

  /** @param codes counts errors by their code */
  constructor(port: number, codes: Map<number, number>) {
    this.codes = codes;
    this.#socket = connect({ host: '127.0.0.1', port, noDelay: true });
    this.#socket.on('data', (chunk) => this.#take(chunk));
    this.#socket.on('error', () => undefined);
    this.#closed = new Promise((resolve) => this.#socket.once('close', () => resolve()));
  }

  /** When the bytes are on their way and the other side has had a turn. */
  async send(bytes: Uint8Array): Promise<void> {
    if (this.#socket.destroyed) return;
    await new Promise<void>((resolve) => {
      this.#socket.write(bytes, () => resolve());
    });
    await new Promise(setImmediate);
    await new Promise(setImmediate);
  }

  /** Says that no more comes, and waits until the gateway has answered and closed. */
  async leave(): Promise<void> {
    this.#socket.end();
    await this.#closed;
  }

  #take(chunk: Buffer): void {
    for (const payload of this.#decoder.feed(chunk).payloads) {
      if (this.#version === undefined) {
        this.#version = Number.parseInt(Buffer.from(payload).toString('latin1'), 10);
        continue;
      }
      const message = decodeMessage(payload, this.#version);
      if (!message.ok) this.unreadable ??= message.error.why;
      else if (message.value.kind === 'errorMessage') {
        const { code } = message.value;
        this.codes.set(code, (this.codes.get(code) ?? 0) + 1);
      }
    }
  }
}
