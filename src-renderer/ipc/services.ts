import { type Client, connect } from '#shared/ipc/client.ts';
import { RENDERER_WIRE } from '#shared/ipc/codec.ts';
import {
  mainRequests,
  mainStreams,
  type RequestTable,
  researchRequests,
  researchStreams,
  type StreamTable,
} from '#shared/ipc/contract.ts';
import { reportFault } from './report-fault.ts';

/** The processes this window talks to. Their ports arrive later, and again whenever one is started anew: see ports.ts. */
export const main = service('main', mainRequests, mainStreams);
export const research = service('research', researchRequests, researchStreams);

function service<R extends RequestTable, S extends StreamTable>(
  name: string,
  requests: R,
  streams: S,
): Client<R, S> {
  return connect({
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
}
