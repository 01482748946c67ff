import type { Socket } from 'node:net';
import type { IBApi } from '@stoqey/ib';
import { z } from 'zod';

/** What of @stoqey/ib's insides is touched; another version that has them no more is refused at once, by name. */
const insidesSchema = z.object({
  controller: z.object({
    decoder: z.object({ process: z.function(), dataQueue: z.array(z.unknown()) }),
    socket: z.object({}),
  }),
});

interface Insides {
  readonly controller: {
    readonly decoder: { process: () => void; dataQueue: unknown[] };
    readonly socket: { readonly client?: Socket };
  };
}

/**
 * Two things the library leaves out. A message it cannot read throws out of the socket's handler, which would end the
 * process (an order rejection with text where JSON belongs does): here it is told and the rest goes on. And its socket
 * waits for more before it sends a small message, which an order must not.
 */
export class StoqeyGuard {
  readonly #insides: Insides;

  /** @param onUnreadable the decoder's own error; the message it was reading is dropped */
  constructor(api: IBApi, onUnreadable: (error: unknown) => void) {
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
  }

  /** After `connect`. */
  sendAtOnce(): void {
    this.#insides.controller.socket.client?.setNoDelay(true);
  }
}
