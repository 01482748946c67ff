import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { ManualTimers } from '../kernel/testing/manual-timers.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { workerPort } from '../node/port-transport.ts';
import type { Logger } from '../telemetry/logger.ts';
import { connect } from './client.ts';
import { RENDERER_WIRE } from './codec.ts';
import { CLIENT_GRACE_MS, timeLimitMs } from './delivery.ts';
import { failure, type ServiceFailure } from './errors.ts';
import { createPublisher } from './publisher.ts';
import { serve, type RequestContext, type ServerLimits } from './server.ts';

const column = z.custom<Float64Array>((value) => value instanceof Float64Array);
const requests = {
  echo: {
    input: z.strictObject({ text: z.string().default('nothing') }),
    output: z.strictObject({ text: z.string() }),
  },
  double: { input: z.strictObject({ column }), output: z.strictObject({ column }) },
  fail: { input: z.strictObject({}), output: z.strictObject({}) },
  throw: { input: z.strictObject({}), output: z.strictObject({}) },
  lie: { input: z.strictObject({}), output: z.strictObject({ count: z.number().int() }) },
  wait: { input: z.strictObject({}), output: z.strictObject({ waited: z.boolean() }) },
};
const streams = {
  progress: z.strictObject({ run: z.string(), done: z.number() }),
  event: z.strictObject({ number: z.number() }),
  state: z.strictObject({ name: z.string() }),
};
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

test('an answer comes back parsed, defaults filled in', async () => {
  const { client } = open();
  expect(await client.invoke('echo', { text: 'hello' })).toEqual(ok({ text: 'hello' }));
  expect(await client.invoke('echo', {})).toEqual(ok({ text: 'nothing' }));
});

test('typed columns cross the port in requests and in answers', async () => {
  const { client } = open();
  expect(await client.invoke('double', { column: Float64Array.of(1, 2.5) })).toEqual(
    ok({ column: Float64Array.of(2, 5) }),
  );
});

test('many requests at once each get their own answer', async () => {
  const { client } = open();
  const texts = Array.from({ length: 60 }, (_, i) => `number ${i}`);
  const answers = await Promise.all(texts.map((text) => client.invoke('echo', { text })));
  expect(answers).toEqual(texts.map((text) => ok({ text })));
});

test("a service's refusal arrives with its words", async () => {
  const { client } = open();
  expect(await client.invoke('fail', {})).toEqual(
    err(failure('in-use', 'The series is in use.', 'Wait for the run.')),
  );
});

test('an exception becomes internal under a correlation id, and the log has the cause under the same id', async () => {
  const { client, logLines } = open();
  const answer = await client.invoke('throw', {});
  expect(answer).toMatchObject({ ok: false, error: { kind: 'internal' } });
  const { correlationId } = (answer as { error: { correlationId: string } }).error;
  expect(logLines).toMatchObject([{ correlationId, request: 'throw', err: { message: 'a bug' } }]);
});

test('an answer that breaks the contract is a bug of the server, not a value for the client', async () => {
  const { client, logLines } = open();
  expect(await client.invoke('lie', {})).toMatchObject({ ok: false, error: { kind: 'internal' } });
  expect(logLines).toHaveLength(1);
});

test('an input too large to send is refused before it is sent', async () => {
  const { client } = open();
  expect(await client.invoke('echo', { text: 'x'.repeat(5 * 2 ** 20) })).toMatchObject({
    ok: false,
    error: {
      kind: 'invalid-request',
      request: 'echo',
      issues: [expect.stringMatching(/4194304 are allowed/)],
    },
  });
});

test('a request that takes too long is ended by the server, which tells its handler', async () => {
  const { client, serverTimers, waits } = open();
  const answer = client.invoke('wait', {});
  const { context } = await waits.next();
  serverTimers.advance(timeLimitMs('wait') - 1);
  expect(context.signal.aborted).toBe(false);
  serverTimers.advance(1);
  expect(await answer).toEqual(err({ kind: 'timeout', afterMs: timeLimitMs('wait') }));
  expect(context.signal.aborted).toBe(true);
});

test('a client does not wait for ever for a server that says nothing, and what comes late is counted', async () => {
  const { client, clientTimers, waits } = open();
  const answer = client.invoke('wait', {}, { timeoutMs: 100 });
  const { finish, context } = await waits.next();
  clientTimers.advance(100);
  expect(await answer).toEqual(err({ kind: 'timeout', afterMs: 100 }));
  // The server hears of it too, so its handler stops.
  await client.invoke('echo', {});
  expect(context.signal.aborted).toBe(true);
  finish();
  await client.invoke('echo', {});
  expect(client.counters.lateAnswers).toBe(0); // cancelled in time: nothing was sent
});

test('an answer that was on its way when the client gave up is ignored and counted', async () => {
  const { client, clientTimers } = open();
  const answer = client.invoke('echo', { text: 'slow road' }, { timeoutMs: 100 });
  clientTimers.advance(100); // before the answer can have come
  expect(await answer).toEqual(err({ kind: 'timeout', afterMs: 100 }));
  await client.invoke('echo', {});
  expect(client.counters.lateAnswers).toBe(1);
});

test("without a limit of its own, a client waits a little longer than the server's", async () => {
  const { client, clientTimers, waits } = open();
  const answer = client.invoke('wait', {});
  await waits.next();
  clientTimers.advance(timeLimitMs('wait') + CLIENT_GRACE_MS);
  expect(await answer).toEqual(err({ kind: 'timeout', afterMs: timeLimitMs('wait') + CLIENT_GRACE_MS }));
});

test('aborting resolves at once and stops the handler at the other end', async () => {
  const { client, waits } = open();
  const abort = new AbortController();
  const answer = client.invoke('wait', {}, { signal: abort.signal });
  const { context } = await waits.next();
  abort.abort();
  expect(await answer).toEqual(err({ kind: 'cancelled' }));
  await client.invoke('echo', {});
  expect(context.signal.aborted).toBe(true);
});

test('what was aborted before it began is never sent', async () => {
  const { client, waits } = open();
  expect(await client.invoke('wait', {}, { signal: AbortSignal.abort() })).toEqual(
    err({ kind: 'cancelled' }),
  );
  await client.invoke('echo', {});
  expect(waits.startedCount).toBe(0);
});

test('more requests than the server can hold are refused with the figures, and room comes back', async () => {
  const { client, waits } = open({ limits: { inFlight: 2 } });
  const first = client.invoke('wait', {});
  const second = client.invoke('wait', {});
  const { finish } = await waits.next();
  await waits.next();
  expect(await client.invoke('echo', {})).toEqual(err({ kind: 'overloaded', pending: 2, limit: 2 }));
  finish();
  expect(await first).toEqual(ok({ waited: true }));
  expect(await client.invoke('echo', {})).toEqual(ok({ text: 'nothing' }));
  void second;
});

test('a cancelled request keeps its place until its handler has stopped, so cancelling is no way round the bound', async () => {
  const { client, waits } = open({ limits: { inFlight: 1 } });
  const abort = new AbortController();
  void client.invoke('wait', {}, { signal: abort.signal });
  const { finish } = await waits.next();
  abort.abort();
  expect(await client.invoke('echo', {})).toMatchObject({ ok: false, error: { kind: 'overloaded' } });
  finish();
  expect(await client.invoke('echo', {})).toEqual(ok({ text: 'nothing' }));
});

test('when the other end is gone, everything pending is disconnected and handlers are told', async () => {
  const { client, waits, serverPort, disconnects } = open();
  const answers = [client.invoke('wait', {}), client.invoke('wait', {})];
  const { context } = await waits.next();
  serverPort.close();
  expect(await Promise.all(answers)).toEqual([err({ kind: 'disconnected' }), err({ kind: 'disconnected' })]);
  expect(client.isConnected).toBe(false);
  expect(disconnects()).toBe(1);
  expect(await client.invoke('echo', {})).toEqual(err({ kind: 'disconnected' }));
  expect(context.signal.aborted).toBe(true);
});

test('a client whose port closes takes its running requests along', async () => {
  const { client, waits, clientTimers } = open();
  const answer = client.invoke('wait', {});
  const { context } = await waits.next();
  const stopped = new Promise<void>((resolve) => {
    context.signal.addEventListener('abort', resolve);
  });
  client.close();
  expect(await answer).toEqual(err({ kind: 'disconnected' }));
  await stopped;
  expect(clientTimers.waitingCount).toBe(0);
});

test('a client without a port answers disconnected, and works once it has one', async () => {
  const client = connect({ ...clientOptions(new ManualTimers()), port: null });
  expect(await client.invoke('echo', {})).toEqual(err({ kind: 'disconnected' }));
  const { port1, port2 } = new MessageChannel();
  startServer(port1);
  client.reconnect(workerPort(port2));
  closers.push(() => client.close());
  expect(await client.invoke('echo', { text: 'now' })).toEqual(ok({ text: 'now' }));
});

test('a new port takes over: pending requests are disconnected, subscriptions go on', async () => {
  const { client, waits } = open();
  const heard = collect<{ number: number }>();
  client.subscribe('event', heard.add);
  const answer = client.invoke('wait', {});
  await waits.next();

  const { port1, port2 } = new MessageChannel();
  const second = startServer(port1);
  client.reconnect(workerPort(port2));
  expect(await answer).toEqual(err({ kind: 'disconnected' }));
  await client.invoke('echo', {});
  second.server.push('event', { number: 7 });
  second.timers.advance(16);
  expect(await heard.next()).toEqual({ number: 7 });
});

test('only subscribers are sent values, and only while they are', async () => {
  const { client, server, serverTimers } = open();
  const heard = collect<{ number: number }>();
  server.push('event', { number: 1 });
  const stop = client.subscribe('event', heard.add);
  await client.invoke('echo', {});
  server.push('event', { number: 2 });
  serverTimers.advance(16);
  expect(await heard.next()).toEqual({ number: 2 });
  stop();
  await client.invoke('echo', {});
  server.push('event', { number: 3 });
  expect(serverTimers.waitingCount).toBe(0);
});

test('two listeners of a stream share it; one that throws keeps nothing from the other', async () => {
  const { client, server, serverTimers, faults } = open();
  const heard = collect<{ number: number }>();
  client.subscribe('event', () => {
    throw new Error('a panel bug');
  });
  client.subscribe('event', heard.add);
  await client.invoke('echo', {});
  server.push('event', { number: 1 });
  serverTimers.advance(16);
  expect(await heard.next()).toEqual({ number: 1 });
  expect(faults).toEqual([expect.stringContaining('a panel bug')]);
});

test('values pushed within a frame travel together; of one key only the newest', async () => {
  const { client, server, serverTimers } = open();
  const progress = collect<{ run: string; done: number }>();
  client.subscribe('progress', progress.add);
  await client.invoke('echo', {});
  for (let done = 1; done <= 1_000; done++) {
    server.push('progress', { run: 'a', done });
    server.push('progress', { run: 'b', done: -done });
  }
  serverTimers.advance(16);
  await progress.next();
  await progress.next();
  expect(progress.all).toEqual([
    { run: 'a', done: 1_000 },
    { run: 'b', done: -1_000 },
  ]);
});

test('a client that does not read is sent a few batches and no more; then the newest, and a count of what was dropped', async () => {
  const { port1, port2 } = new MessageChannel();
  const { server, timers } = startServer(port1, { limits: { waitingPushes: 10, unhandledBatches: 2 } });
  const raw = rawClient(port2);
  raw.send({ v: 1, kind: 'subscribe', stream: 'event' });
  raw.send({ v: 1, kind: 'subscribe', stream: 'progress' });
  raw.send({ v: 1, kind: 'request', id: 'a', name: 'echo', input: {} });
  await raw.next();
  for (let number = 1; number <= 100; number++) {
    server.push('event', { number });
    server.push('progress', { run: 'a', done: number });
    timers.advance(16);
  }
  const batches = [await raw.next(), await raw.next()] as { sequence: number }[];
  expect(batches.map((batch) => batch.sequence)).toEqual([1, 2]);
  raw.send({ v: 1, kind: 'pushes-handled', sequence: 2 });
  raw.send({ v: 1, kind: 'request', id: 'b', name: 'echo', input: {} });
  expect(await raw.next()).toMatchObject({ kind: 'answer', id: 'b' });
  timers.advance(16);
  const last = (await raw.next()) as { pushes: { stream: string; value: unknown }[]; dropped: number };
  expect(last.pushes.filter((push) => push.stream === 'event').map((push) => push.value)).toEqual(
    Array.from({ length: 10 }, (_, i) => ({ number: 91 + i })),
  );
  expect(last.pushes.at(-1)).toEqual({ stream: 'progress', value: { run: 'a', done: 100 } });
  expect(last.dropped).toBe(88);
});

test('a state is told to those who come later too; an event is not', async () => {
  const publisher = createPublisher<typeof streams>(['state']);
  publisher.publish('state', { name: 'starting' });
  publisher.publish('state', { name: 'ready' });
  publisher.publish('event', { number: 1 });
  const { client, server, serverTimers } = open({
    onSubscribe: (stream) => publisher.catchUp(server, stream),
  });
  publisher.attach(server);
  const states = collect<{ name: string }>();
  const events = collect<{ number: number }>();
  client.subscribe('event', events.add);
  client.subscribe('state', states.add);
  await client.invoke('echo', {});
  serverTimers.advance(16);
  expect(await states.next()).toEqual({ name: 'ready' });
  publisher.publish('event', { number: 2 });
  serverTimers.advance(16);
  expect(await events.next()).toEqual({ number: 2 });
  expect(events.all).toHaveLength(1);
});

test('a state of several things is told whole to those who come later, the last word of each', async () => {
  const publisher = createPublisher<typeof streams>(['progress'], {
    progress: ({ run }: { readonly run: string }) => run,
  });
  for (const [run, done] of [['a', 1], ['b', 2], ['a', 3]] as const) publisher.publish('progress', { run, done }); // prettier-ignore
  const { client, server, serverTimers } = open({
    onSubscribe: (stream) => publisher.catchUp(server, stream),
  });
  const told = collect<{ run: string; done: number }>();
  client.subscribe('progress', told.add);
  await client.invoke('echo', {});
  serverTimers.advance(16);
  await told.next();
  expect(told.all).toEqual([
    { run: 'b', done: 2 },
    { run: 'a', done: 3 },
  ]);
});

test('a server that sends what is no message is left, and everything pending is disconnected', async () => {
  const { port1, port2 } = new MessageChannel();
  const faults: string[] = [];
  const client = connect({
    ...clientOptions(new ManualTimers()),
    port: workerPort(port2),
    onFault: (fault) => faults.push(fault),
  });
  closers.push(() => port1.close());
  const answer = client.invoke('echo', {});
  port1.postMessage(Uint8Array.of(0xc1, 0xc1));
  expect(await answer).toEqual(err({ kind: 'disconnected' }));
  expect(faults).toEqual([expect.stringMatching(/malformed/)]);
});

test('answers and pushes that break the contract reach nobody', async () => {
  const { port1, port2 } = new MessageChannel();
  const faults: string[] = [];
  const client = connect({
    ...clientOptions(new ManualTimers()),
    port: workerPort(port2),
    onFault: (fault) => faults.push(fault),
  });
  const heard = collect<{ number: number }>();
  client.subscribe('event', heard.add);
  const answer = client.invoke('echo', {});
  const answers = RENDERER_WIRE.answers();
  const post = (envelope: unknown) => {
    const bytes = answers.encode(envelope);
    if (bytes.ok) port1.postMessage(bytes.value);
  };
  post({
    v: 1,
    kind: 'pushes',
    sequence: 1,
    dropped: 0,
    pushes: [{ stream: 'event', value: { number: 'one' } }],
  });
  post({ v: 1, kind: 'answer', id: 'id-1', value: { text: 'a', extra: 1 } });
  expect(await answer).toEqual(err({ kind: 'internal', correlationId: 'id-1' }));
  expect(heard.all).toEqual([]);
  expect(faults).toHaveLength(2);
  client.close();
});

test('a handler that hangs until it is told to stop, and then throws, is no bug to log', async () => {
  const { client, waits, logLines } = open();
  const abort = new AbortController();
  void client.invoke('wait', {}, { signal: abort.signal });
  const { fail } = await waits.next();
  abort.abort();
  await client.invoke('echo', {});
  fail(new Error('stopped'));
  await client.invoke('echo', {});
  expect(logLines).toEqual([]);
});

interface Wait {
  readonly context: RequestContext;
  readonly finish: () => void;
  readonly fail: (error: Error) => void;
}

interface BedOptions {
  readonly limits?: Partial<ServerLimits>;
  readonly onSubscribe?: (stream: keyof typeof streams) => void;
}

function clientOptions(timers: ManualTimers) {
  let lastId = 0;
  return { wire: RENDERER_WIRE, requests, streams, timers, newId: () => `id-${++lastId}` };
}

function startServer(port: MessagePort, options: BedOptions = {}) {
  const timers = new ManualTimers();
  const logLines: object[] = [];
  const line = (fields: object) => void logLines.push(fields);
  const log: Logger = { debug: line, info: line, warn: line, error: line };
  const waits = Object.assign(collect<Wait>(), { startedCount: 0 });
  const server = serve({
    port: workerPort(port),
    wire: RENDERER_WIRE,
    requests,
    streams,
    streamKeys: { progress: (value: { run: string }) => value.run },
    handlers: {
      echo: (input) => ok(input),
      double: ({ column: values }) => ok({ column: values.map((value) => value * 2) }),
      fail: () => err(failure('in-use', 'The series is in use.', 'Wait for the run.')),
      throw: () => {
        throw new Error('a bug');
      },
      lie: () => ok({ count: 1.5 }),
      wait: (_, context) => {
        waits.startedCount++;
        return new Promise<Result<{ waited: boolean }, ServiceFailure>>((resolve, reject) => {
          waits.add({ context, finish: () => resolve(ok({ waited: true })), fail: reject });
        });
      },
    },
    timers,
    log,
    ...(options.limits && { limits: options.limits }),
    ...(options.onSubscribe && { onSubscribe: options.onSubscribe }),
  });
  closers.push(() => server.close());
  return { server, timers, waits, logLines };
}

function open(options: BedOptions = {}) {
  const { port1, port2 } = new MessageChannel();
  const { server, timers: serverTimers, waits, logLines } = startServer(port1, options);
  const clientTimers = new ManualTimers();
  const faults: string[] = [];
  let disconnectCount = 0;
  const client = connect({
    ...clientOptions(clientTimers),
    port: workerPort(port2),
    onFault: (fault) => faults.push(fault),
    onDisconnect: () => disconnectCount++,
  });
  closers.push(() => client.close());
  return { client, server, serverPort: port1, serverTimers, clientTimers, waits, logLines, faults, disconnects: () => disconnectCount }; // prettier-ignore
}

function rawClient(port: MessagePort) {
  const requestsCodec = RENDERER_WIRE.requests();
  const answers = RENDERER_WIRE.answers();
  const arrived = collect<unknown>();
  port.on('message', (data) => {
    const decoded = answers.decode(data);
    arrived.add(decoded.ok ? decoded.value : decoded.error);
  });
  closers.push(() => port.close());
  return {
    next: arrived.next,
    send(envelope: unknown) {
      const bytes = requestsCodec.encode(envelope);
      if (bytes.ok) port.postMessage(bytes.value);
    },
  };
}

/** Keeps what comes, and lets a test wait for the next one. */
function collect<T>() {
  const all: T[] = [];
  const waiting: ((value: T) => void)[] = [];
  let read = 0;
  return {
    all,
    add: (value: T): void => {
      all.push(value);
      if (waiting.length > 0) {
        read++;
        waiting.shift()!(value);
      }
    },
    next: (): Promise<T> =>
      read < all.length ? Promise.resolve(all[read++]!) : new Promise((resolve) => waiting.push(resolve)),
  };
}
