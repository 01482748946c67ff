import type { Socket } from 'node:net';
import type { IBApi } from '@stoqey/ib';
import { z } from 'zod';
import { assert } from '#shared/kernel/assert.ts';
import { FrameLengths } from './frame-lengths.ts';
import { frameOf, type Token } from './frames.ts';

/** Internals of @stoqey/ib that are used here; a version without one of them is refused at once, by name. */
const insidesSchema = z.object({
  controller: z.object({
    decoder: z.object({ process: z.function(), dataQueue: z.array(z.unknown()) }),
    socket: z.object({ onData: z.function(), send: z.function() }),
  }),
});

interface Insides {
  readonly controller: {
    readonly decoder: { process: () => void; dataQueue: unknown[] };
    readonly socket: {
      readonly client?: Socket;
      onData: (bytes: Buffer) => void;
      send: (tokens: readonly Token[]) => void;
    };
  };
}

/** The version message has its length in it, and is the only one that begins with a text. */
const GREETING = 'API\0';

const NO_BYTES = Buffer.alloc(0);

/** The longest message that is taken; TWS sends none longer. */
const FRAME_BYTES_MAX = 0xff_ffff;

export interface GuardListener {
  /** The decoder's own error; the message it was reading is dropped. */
  readonly onUnreadable: (error: unknown) => void;
  /** What came first is no message of TWS: nothing of it reaches the decoder. @param beginning at most 40 characters of it */
  readonly onNotTws: (beginning: string) => void;
}

/**
 * Four things the library leaves out. A message it cannot read throws out of the socket's handler, which would end the
 * process (an order rejection with text where JSON belongs does): here it is told and the rest goes on. Its socket
 * waits for more before it sends a small message, which an order must not. It makes a list of numbers of every byte it sends,
 * twice, which takes longer than the socket does. And it takes whatever comes for the length of a
 * message: for a negative one it would never stop reading.
 */
export class StoqeyGuard {
  readonly #insides: Insides;

  constructor(api: IBApi, { onUnreadable, onNotTws }: GuardListener) {
    const parsed = insidesSchema.safeParse(api);
    if (!parsed.success) throw new Error('this version of @stoqey/ib has other insides than the guard knows');
    this.#insides = api as unknown as Insides;
    const { decoder } = this.#insides.controller;
    const process = decoder.process.bind(decoder);
    decoder.process = () => {
      try {
        process();
      } catch (error) {
        // What is left of the message would be taken for the beginning of the next.
        decoder.dataQueue = [];
        onUnreadable(error);
      }
    };
    this.#checkBeginning(onNotTws);
    this.#sendInOneBuffer();
  }

  #sendInOneBuffer(): void {
    const { socket } = this.#insides.controller;
    const send = socket.send.bind(socket);
    socket.send = (tokens) => {
      if (tokens[0] === GREETING || socket.client === undefined) return send(tokens);
      socket.client.write(frameOf(tokens));
    };
  }

  #checkBeginning(onNotTws: (beginning: string) => void): void {
    const { socket } = this.#insides.controller;
    const onData = socket.onData.bind(socket);
    let first = Buffer.alloc(0);
    socket.onData = (bytes) => {
      first = Buffer.concat([first, bytes]);
      if (first.length < 4) return;
      const length = first.readInt32BE();
      if (length < 1 || length > FRAME_BYTES_MAX) {
        socket.onData = () => undefined;
        onNotTws(first.toString('latin1', 0, 40));
        return;
      }
      socket.onData = this.#checked(onData);
      socket.onData(first);
    };
  }

  /** What follows a length that is none cannot be read: the connection is given up. */
  #checked(onData: (bytes: Buffer) => void): (bytes: Buffer) => void {
    const { socket } = this.#insides.controller;
    const lengths = new FrameLengths(FRAME_BYTES_MAX);
    return (bytes) => {
      const wrong = lengths.feed(bytes);
      if (wrong === null) return onData(bytes);
      socket.onData = () => undefined;
      socket.client?.destroy(new Error(`TWS began a message of ${wrong} bytes`));
    };
  }

  /** A whole message, past the library's queue. */
  write(frame: Buffer): void {
    const { client } = this.#insides.controller.socket;
    assert(client !== undefined, 'a message is written before there is a socket');
    client.write(frame);
  }

  /**
   * A message of no bytes: nothing goes out, and the way to the system's socket is in the processor's caches for the next that
   * has some. Not while others wait to go out, where it would wait behind them.
   */
  touch(): void {
    const { client } = this.#insides.controller.socket;
    if (client?.writable === true && client.writableLength === 0) client.write(NO_BYTES);
  }

  /** After `connect`: the library tells of a connection only once TWS has greeted. */
  onceOpened(run: () => void): void {
    this.#insides.controller.socket.client?.once('connect', run);
  }

  /** After `connect`. */
  sendAtOnce(): void {
    this.#insides.controller.socket.client?.setNoDelay(true);
  }
}
