import type { z } from 'zod';
import type { CancelSignal } from '../kernel/cancel.ts';
import type { Timers } from '../kernel/clock.ts';
import { err, ok, type Result } from '../kernel/result.ts';
import { describeFault, type Codec, type Wire } from './codec.ts';
import type { OutputOf, RequestTable, StreamTable } from './tables.ts';
import { CLIENT_GRACE_MS, timeLimitMs } from './delivery.ts';
import {
  describeIssues,
  serverEnvelopeSchema,
  WIRE_VERSION,
  type ClientEnvelope,
  type ServerEnvelope,
} from './envelope.ts';
import type { IpcError } from './errors.ts';
import type { Port } from './port.ts';

export interface InvokeOptions {
  /** Aborting cancels the request at the other end and resolves it as `cancelled` at once. */
  readonly signal?: CancelSignal;
  /** Milliseconds; the contract's own limit when absent. */
  readonly timeoutMs?: number;
}

export interface ConnectOptions<R extends RequestTable, S extends StreamTable> {
  /** Null when there is none yet: requests resolve as `disconnected` until `reconnect`. */
  readonly port: Port | null;
  readonly wire: Wire;
  readonly requests: R;
  readonly streams: S;
  readonly timers: Timers;
  /** Makes an id that no other request of this client has: a UUID will do. */
  readonly newId: () => string;
  /** The connection was lost. Everything pending has been resolved as `disconnected`. */
  readonly onDisconnect?: () => void;
  /** Something is wrong with the other end, in one sentence for the log. */
  readonly onFault?: (fault: string) => void;
}

export interface Client<R extends RequestTable, S extends StreamTable> {
  /** Never rejects. The answer has been parsed with the contract's schema. */
  invoke<K extends keyof R & string>(
    name: K,
    input: z.input<R[K]['input']>,
    options?: InvokeOptions,
  ): Promise<Result<OutputOf<R, K>, IpcError>>;
  /** Calls the listener with each value until the returned function is called; lasts over reconnects. */
  subscribe<K extends keyof S & string>(stream: K, listener: (value: z.output<S[K]>) => void): () => void;
  /** Takes a new port in the place of the old one. Requests that were pending are `disconnected`; subscriptions go on. */
  reconnect(port: Port): void;
  close(): void;
  readonly isConnected: boolean;
  readonly counters: ClientCounters;
}

export interface ClientCounters {
  /** Answers to requests that nobody waits for any more. */
  readonly lateAnswers: number;
  /** Values that the server dropped on this port because this client read too slowly. */
  readonly droppedPushes: number;
  /** Messages of ours that the server could not make sense of. */
  readonly refused: number;
}

interface Connection {
  readonly port: Port;
  readonly outgoing: Codec;
  readonly incoming: Codec;
}

/** Asks and listens on one port of the contract. */
export function connect<R extends RequestTable, S extends StreamTable>(
  options: ConnectOptions<R, S>,
): Client<R, S> {
  const { requests, streams, timers } = options;
  const pending = new Map<string, (envelope: ServerEnvelope | IpcError) => void>();
  const listeners = new Map<string, Set<(value: never) => void>>();
  const counters = { lateAnswers: 0, droppedPushes: 0, refused: 0 };
  let connection: Connection | null = null;
  if (options.port !== null) reconnect(options.port);

  function reconnect(port: Port): void {
    disconnect();
    const opened: Connection = { port, outgoing: options.wire.requests(), incoming: options.wire.answers() };
    connection = opened;
    port.onClose(() => {
      if (connection === opened) disconnect();
    });
    port.onMessage((data) => {
      if (connection === opened) receive(opened, data);
    });
    for (const stream of listeners.keys()) send({ v: WIRE_VERSION, kind: 'subscribe', stream });
  }

  function disconnect(): void {
    if (connection === null) return;
    const { port } = connection;
    connection = null;
    port.close();
    for (const settle of [...pending.values()]) settle({ kind: 'disconnected' });
    options.onDisconnect?.();
  }

  function invoke<K extends keyof R & string>(
    name: K,
    input: z.input<R[K]['input']>,
    { signal, timeoutMs = timeLimitMs(name) + CLIENT_GRACE_MS }: InvokeOptions = {},
  ): Promise<Result<OutputOf<R, K>, IpcError>> {
    if (signal?.aborted === true) return Promise.resolve(err({ kind: 'cancelled' }));
    if (connection === null) return Promise.resolve(err({ kind: 'disconnected' }));
    const id = options.newId();
    const encoded = connection.outgoing.encode({
      v: WIRE_VERSION,
      kind: 'request',
      id,
      name,
      input,
    } satisfies ClientEnvelope);
    if (!encoded.ok) {
      return Promise.resolve(
        err({ kind: 'invalid-request', request: name, issues: [describeFault(encoded.error)] }),
      );
    }
    connection.port.send(encoded.value);

    return new Promise((resolve) => {
      const stopTimer = timers.schedule(timeoutMs, () => {
        sendCancel(id);
        settle({ kind: 'timeout', afterMs: timeoutMs });
      });
      const onAbort = () => {
        sendCancel(id);
        settle({ kind: 'cancelled' });
      };
      signal?.addEventListener('abort', onAbort);

      function settle(outcome: ServerEnvelope | IpcError): void {
        pending.delete(id);
        stopTimer();
        signal?.removeEventListener('abort', onAbort);
        resolve(read(outcome));
      }

      function read(outcome: ServerEnvelope | IpcError): Result<OutputOf<R, K>, IpcError> {
        if (outcome.kind === 'error') return err(outcome.error);
        if (outcome.kind !== 'answer') return err(outcome as IpcError);
        const value = requests[name]!.output.safeParse(outcome.value);
        if (value.success) return ok(value.data as OutputOf<R, K>);
        fault(`the answer to ${name} (${id}) does not fit: ${describeIssues(value.error).join('; ')}`);
        return err({ kind: 'internal', correlationId: id });
      }

      pending.set(id, settle);
    });
  }

  function receive({ port, incoming }: Connection, data: unknown): void {
    const message = incoming.decode(data);
    const envelope = message.ok ? serverEnvelopeSchema.safeParse(message.value) : null;
    if (envelope === null || !envelope.success) {
      // Messages build on one another (shared structures): after one that cannot be read, none can be trusted.
      fault(message.ok ? 'the other end sent no envelope' : describeFault(message.error));
      return disconnect();
    }
    switch (envelope.data.kind) {
      case 'answer':
      case 'error': {
        const settle = pending.get(envelope.data.id);
        if (settle === undefined) counters.lateAnswers++;
        else settle(envelope.data);
        return;
      }
      case 'pushes':
        counters.droppedPushes = envelope.data.dropped;
        for (const { stream, value } of envelope.data.pushes) deliver(stream, value);
        return sendOn(port, { v: WIRE_VERSION, kind: 'pushes-handled', sequence: envelope.data.sequence });
      case 'refused':
        counters.refused++;
        return fault(`the other end refused a message: ${envelope.data.reason}`);
    }
  }

  function deliver(stream: string, value: unknown): void {
    const heard = listeners.get(stream);
    if (heard === undefined) return; // unsubscribed while it was on its way
    const parsed = streams[stream]!.safeParse(value);
    if (!parsed.success)
      return fault(`a value of ${stream} does not fit: ${describeIssues(parsed.error).join('; ')}`);
    for (const listener of [...heard]) {
      try {
        listener(parsed.data as never);
      } catch (thrown) {
        // One panel's bug keeps no other from its values.
        fault(`a listener of ${stream} threw: ${String(thrown)}`);
      }
    }
  }

  function subscribe<K extends keyof S & string>(
    stream: K,
    listener: (value: z.output<S[K]>) => void,
  ): () => void {
    // A wrapper of its own, so that the same function subscribed twice is two subscriptions.
    const entry = (value: never) => {
      listener(value);
    };
    const heard = listeners.get(stream) ?? new Set();
    if (heard.size === 0) {
      listeners.set(stream, heard);
      send({ v: WIRE_VERSION, kind: 'subscribe', stream });
    }
    heard.add(entry);
    return () => {
      if (!heard.delete(entry) || heard.size > 0) return;
      listeners.delete(stream);
      send({ v: WIRE_VERSION, kind: 'unsubscribe', stream });
    };
  }

  function sendCancel(id: string): void {
    send({ v: WIRE_VERSION, kind: 'cancel', id });
  }

  function send(envelope: ClientEnvelope): void {
    if (connection !== null) sendOn(connection.port, envelope);
  }

  function sendOn(port: Port, envelope: ClientEnvelope): void {
    if (connection?.port !== port) return;
    const bytes = connection.outgoing.encode(envelope);
    if (bytes.ok) port.send(bytes.value);
    else fault(describeFault(bytes.error));
  }

  function fault(sentence: string): void {
    options.onFault?.(sentence);
  }

  return {
    invoke,
    subscribe,
    reconnect,
    close: disconnect,
    get isConnected() {
      return connection !== null;
    },
    counters,
  };
}
