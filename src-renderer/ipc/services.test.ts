import { afterEach, describe, expect, test } from 'vitest';
import { RENDERER_WIRE } from '#shared/ipc/codec.ts';
import { z } from 'zod';
import { ok } from '#shared/kernel/result.ts';
import { serve } from '#shared/ipc/server.ts';
import { domPort } from './dom-port.ts';
import { service } from './services.ts';

const requests = { 'sum.add': { input: z.strictObject({ a: z.number() }), output: z.number() } } as const;
const streams = { 'sum.changed': z.number() } as const;
const endings: (() => void)[] = [];

afterEach(() => {
  for (const end of endings.splice(0)) end();
});

/** A process that adds one, reachable through the port returned. */
function startProcess() {
  const { port1, port2 } = new MessageChannel();
  const quiet = () => undefined;
  const server = serve({
    port: domPort(port1),
    wire: RENDERER_WIRE,
    requests,
    streams,
    handlers: { 'sum.add': ({ a }) => ok(a + 1) },
    timers: {
      schedule(delayMs, run) {
        const timer = setTimeout(run, delayMs);
        return () => {
          clearTimeout(timer);
        };
      },
    },
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  });
  endings.push(() => {
    server.close();
  });
  return { server, port: domPort(port2) };
}

describe('a request made before the process is there', () => {
  test('is answered once its port has come', async () => {
    const client = service('sum', requests, streams);
    endings.push(() => {
      client.close();
    });
    const early = client.invoke('sum.add', { a: 1 });
    client.reconnect(startProcess().port);
    expect(await early).toEqual(ok(2));
  });

  test('ends as disconnected when none comes in time', async () => {
    const client = service('sum', requests, streams, 5);
    expect(await client.invoke('sum.add', { a: 1 })).toEqual({ ok: false, error: { kind: 'disconnected' } });
  });

  test('can be cancelled while it waits', async () => {
    const client = service('sum', requests, streams);
    const abort = new AbortController();
    const early = client.invoke('sum.add', { a: 1 }, { signal: abort.signal });
    abort.abort();
    expect(await early).toEqual({ ok: false, error: { kind: 'cancelled' } });
  });

  test('is refused when too many wait already', async () => {
    const client = service('sum', requests, streams, 20);
    const early = Array.from({ length: 201 }, () => client.invoke('sum.add', { a: 1 }));
    const kinds = (await Promise.all(early)).map((result) => (result.ok ? 'ok' : result.error.kind));
    expect(kinds.filter((kind) => kind === 'overloaded')).toHaveLength(1);
  });
});

test('subscriptions and requests go on with the process that took over', async () => {
  const client = service('sum', requests, streams);
  endings.push(() => {
    client.close();
  });
  const first = startProcess();
  client.reconnect(first.port);
  expect(await client.invoke('sum.add', { a: 1 })).toEqual(ok(2));
  const heard = new Promise<number>((resolve) => {
    client.subscribe('sum.changed', resolve);
  });
  first.server.close();
  const second = startProcess();
  client.reconnect(second.port);
  expect(await client.invoke('sum.add', { a: 5 })).toEqual(ok(6));
  second.server.push('sum.changed', 42);
  expect(await heard).toBe(42);
});
