import { SUPERVISION_WIRE } from '#shared/ipc/codec.ts';
import type { ServiceFailure } from '#shared/ipc/errors.ts';
import {
  paperGatewayRequests,
  paperGatewayStreamKeys,
  paperGatewayStreams,
} from '#shared/ipc/paper-gateway.ts';
import type { Port } from '#shared/ipc/port.ts';
import { serve } from '#shared/ipc/server.ts';
import type { Timers } from '#shared/kernel/clock.ts';
import { err, ok } from '#shared/kernel/result.ts';
import type { Logger } from '#shared/telemetry/logger.ts';

type Requests = typeof paperGatewayRequests;

/** For a gateway that could not begin: whoever asks whether it is ready, or for anything else, hears why not. */
export function serveRefusal(
  port: Port,
  why: ServiceFailure,
  { timers, log }: { readonly timers: Timers; readonly log: Logger },
): void {
  const names = Object.keys(paperGatewayRequests) as (keyof Requests)[];
  const refuse = () => err(why);
  const refusing = Object.fromEntries(names.map((name) => [name, refuse])) as Record<
    keyof Requests,
    typeof refuse
  >;
  serve({
    ...{ port, timers, log, wire: SUPERVISION_WIRE },
    ...{ requests: paperGatewayRequests, streams: paperGatewayStreams, streamKeys: paperGatewayStreamKeys },
    handlers: {
      ...refusing,
      'supervision.ping': () => ok({}),
      'supervision.close': () => ok({}),
    },
  });
}
