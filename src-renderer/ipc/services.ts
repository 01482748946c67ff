import { type Client, connect, type InvokeOptions } from '#shared/ipc/client.ts';
import { RENDERER_WIRE } from '#shared/ipc/codec.ts';
import { mainRequests, mainStreams, researchRequests, researchStreams } from '#shared/ipc/contract.ts';
import type { RequestTable, StreamTable } from '#shared/ipc/tables.ts';
import { err } from '#shared/kernel/result.ts';
import { reportFault } from './report-fault.ts';

/** How long a request waits for a process that is being started. */
const PORT_WAIT_MS = 10_000;
/** More than any screen asks at once. */
const WAITING_MAX = 200;

/** The processes this window talks to. Their ports arrive later, and again whenever one is started anew: see ports.ts. */
export const main = service('main', mainRequests, mainStreams);
export const research = service('research', researchRequests, researchStreams);

/**
 * A client whose requests wait for the port where there is none yet: what the user does in the first second, or while a
 * process is started again, is done a moment later instead of refused. Nothing that was sent is ever sent again.
 */
export function service<R extends RequestTable, S extends StreamTable>(
  name: string,
  requests: R,
  streams: S,
  portWaitMs = PORT_WAIT_MS,
): Pick<Client<R, S>, 'invoke' | 'subscribe' | 'reconnect' | 'close'> {
  const waiting = new Set<() => void>();
  const client = connect({
    port: null,
    wire: RENDERER_WIRE,
    requests,
    streams,
    timers: {
      schedule(delayMs, run) {
        const timer = setTimeout(run, delayMs);
        return () => clearTimeout(timer);
      },
    },
    newId: () => crypto.randomUUID(),
    onFault: (fault) => reportFault(`${name}: ${fault}`),
  });

  /** Resolves when there is a port, when time is up or when the request is no longer wanted. */
  function portOrTimeout({ signal }: InvokeOptions): Promise<void> {
    return new Promise((resolve) => {
      const settle = () => {
        clearTimeout(timer);
        waiting.delete(settle);
        signal?.removeEventListener('abort', settle);
        resolve();
      };
      const timer = setTimeout(settle, portWaitMs);
      signal?.addEventListener('abort', settle);
      waiting.add(settle);
    });
  }

  return {
    async invoke(request, input, options = {}) {
      if (!client.isConnected && options.signal?.aborted !== true) {
        if (waiting.size >= WAITING_MAX) {
          return err({ kind: 'overloaded', pending: waiting.size, limit: WAITING_MAX });
        }
        await portOrTimeout(options);
      }
      return client.invoke(request, input, options);
    },
    subscribe: (stream, listener) => client.subscribe(stream, listener),
    reconnect(port) {
      client.reconnect(port);
      for (const settle of [...waiting]) settle();
    },
    close() {
      client.close();
    },
  };
}
