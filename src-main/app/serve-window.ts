import type { MessagePortMain } from 'electron';
import { RENDERER_WIRE } from '#shared/ipc/codec.ts';
import { mainRequests, mainStreams } from '#shared/ipc/contract.ts';
import { mainStreamKeys } from '#shared/ipc/delivery.ts';
import type { Publisher } from '#shared/ipc/publisher.ts';
import { serve, type Handlers, type Server } from '#shared/ipc/server.ts';
import { electronPort } from '#shared/node/port-transport.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import { systemTimers } from '../telemetry/timers.ts';

/** Serves main's part of the contract on a port of the window. @returns what ends it */
export function serveWindow(
  port: MessagePortMain,
  handlers: Handlers<typeof mainRequests>,
  publisher: Publisher<typeof mainStreams>,
  log: Logger,
): () => void {
  const server: Server<typeof mainStreams> = serve({
    ...{ port: electronPort(port), wire: RENDERER_WIRE, requests: mainRequests, handlers },
    ...{ streams: mainStreams, streamKeys: mainStreamKeys, timers: systemTimers, log },
    onSubscribe: (stream) => publisher.catchUp(server, stream),
  });
  publisher.attach(server);
  return () => server.close();
}
