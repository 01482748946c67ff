import { randomUUID } from 'node:crypto';
import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { connect } from '#shared/ipc/client.ts';
import { SUPERVISION_WIRE } from '#shared/ipc/codec.ts';
import { failure } from '#shared/ipc/errors.ts';
import { paperGatewayRequests, paperGatewayStreams } from '#shared/ipc/paper-gateway.ts';
import type { Timers } from '#shared/kernel/clock.ts';
import { workerPort } from '#shared/node/port-transport.ts';
import { serveRefusal } from './refusal.ts';

test('a gateway that could not begin says why to whoever asks for it, and ends when it is told to', async () => {
  const quiet = () => undefined;
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const timers: Timers = {
    schedule: (delayMs, run) => clearTimeout.bind(null, setTimeout(run, delayMs)),
  };
  const { port1, port2 } = new MessageChannel();
  const why = failure('file-in-use', 'The file is in use.', 'Close that program.');
  serveRefusal(workerPort(port1), why, { timers, log });
  const client = connect({
    ...{ port: workerPort(port2), wire: SUPERVISION_WIRE, newId: randomUUID, timers },
    ...{ requests: paperGatewayRequests, streams: paperGatewayStreams },
    onFault: (fault) => expect.unreachable(fault),
  });
  expect(await client.invoke('supervision.ready', {})).toEqual({ ok: false, error: why });
  expect(await client.invoke('gateway.setSpeed', { speed: 2 })).toEqual({ ok: false, error: why });
  expect(await client.invoke('supervision.ping', {})).toEqual({ ok: true, value: {} });
  expect(await client.invoke('supervision.close', {})).toEqual({ ok: true, value: {} });
  client.close();
});
