import type { z } from 'zod';
import { assert } from '../kernel/assert.ts';
import { cancelController, type CancelController, type CancelSignal } from '../kernel/cancel.ts';
import type { Timers } from '../kernel/clock.ts';
import type { Result } from '../kernel/result.ts';
import type { Logger } from '../telemetry/logger.ts';
import { describeFault, type Wire } from './codec.ts';
import type { RequestTable, StreamTable } from './tables.ts';
import { timeLimitMs, type StreamKeys } from './delivery.ts';
import {
  clientEnvelopeSchema,
  describeIssues,
  WIRE_VERSION,
  type ClientEnvelope,
  type ServerEnvelope,
} from './envelope.ts';
import type { IpcError, ServiceFailure } from './errors.ts';
import { Outbox } from './outbox.ts';
import type { Port } from './port.ts';

export interface RequestContext {
  /** Aborted when the client cancels, the time is up or the port closes. */
  readonly signal: CancelSignal;
  /** The request's id: put it into log lines. */
  readonly correlationId: string;
}

type Answer<Output extends z.ZodType> = Result<z.input<Output>, ServiceFailure>;

/** One function per request. What the world can do is a failure value; what a handler throws is a bug and is logged. */
export type Handlers<T extends RequestTable> = {
  readonly [K in keyof T]: (
    input: z.output<T[K]['input']>,
    context: RequestContext,
  ) => Answer<T[K]['output']> | Promise<Answer<T[K]['output']>>;
};

export interface ServerLimits {
  /** Requests being answered at once; more are refused as `overloaded`. */
  readonly inFlight: number;
  /** Pushes waiting for a client that reads slowly, for each of events and keys. */
  readonly waitingPushes: number;
  /** Batches of pushes sent and not yet handled by the client. */
  readonly unhandledBatches: number;
  /** Time in which pushes gather into one batch. */
  readonly batchMs: number;
}

const DEFAULT_SERVER_LIMITS: ServerLimits = {
  inFlight: 64,
  waitingPushes: 256,
  unhandledBatches: 4,
  batchMs: 16,
};

/** Lines logged about bad messages of one port; then they are only counted, so that a hostile page cannot fill the disk. */
const LOGGED_REFUSALS = 20;

export interface ServeOptions<R extends RequestTable, S extends StreamTable> {
  readonly port: Port;
  readonly wire: Wire;
  readonly requests: R;
  readonly streams: S;
  readonly streamKeys?: StreamKeys<S>;
  readonly handlers: Handlers<R>;
  readonly timers: Timers;
  readonly log: Logger;
  readonly limits?: Partial<ServerLimits>;
  /** Called when a client asks for a stream; push its present value here when it has one. */
  readonly onSubscribe?: (stream: keyof S & string) => void;
  readonly onClose?: () => void;
}

export interface Server<S extends StreamTable> {
  /** Sends a value to this client if it has subscribed. Asserts that it fits the stream's schema. */
  push<K extends keyof S & string>(stream: K, value: z.input<S[K]>): void;
  close(): void;
  readonly isOpen: boolean;
  /** Messages that were no valid envelope. */
  readonly refusedCount: number;
}

interface Pending {
  readonly abort: CancelController;
  readonly stopTimer: () => void;
  /** An answer has been given, or is no longer wanted; the handler may still be running. */
  isAnswered: boolean;
}

/** Serves the requests and streams of one section of the contract on one port, for as long as the port is open. */
export function serve<R extends RequestTable, S extends StreamTable>(options: ServeOptions<R, S>): Server<S> {
  const { port, requests, streams, handlers, timers, log } = options;
  const limits = { ...DEFAULT_SERVER_LIMITS, ...options.limits };
  const incoming = options.wire.requests();
  const outgoing = options.wire.answers();
  const pending = new Map<string, Pending>();
  const subscribed = new Set<string>();
  const outbox = new Outbox(limits.waitingPushes);
  let isOpen = true;
  let refusedCount = 0;
  let lastSequence = 0;
  let handledSequence = 0;
  let stopFlush: (() => void) | null = null;

  port.onMessage(receive);
  port.onClose(shutDown);

  function receive(data: unknown): void {
    if (!isOpen) return;
    const message = incoming.decode(data);
    if (!message.ok) return refuse(describeFault(message.error));
    const envelope = clientEnvelopeSchema.safeParse(message.value);
    if (!envelope.success)
      return refuse(
        `not an envelope of version ${WIRE_VERSION}: ${describeIssues(envelope.error).join('; ')}`,
      );
    dispatch(envelope.data);
  }

  function dispatch(envelope: ClientEnvelope): void {
    switch (envelope.kind) {
      case 'request':
        return begin(envelope.id, envelope.name, envelope.input);
      case 'cancel':
        return cancel(envelope.id);
      case 'subscribe':
        return subscribe(envelope.stream);
      case 'unsubscribe':
        subscribed.delete(envelope.stream);
        return outbox.forget(envelope.stream);
      case 'pushes-handled':
        if (envelope.sequence < handledSequence || envelope.sequence > lastSequence) {
          return refuse(`pushes ${envelope.sequence} cannot be handled: ${lastSequence} is the last sent`);
        }
        handledSequence = envelope.sequence;
        return scheduleFlush();
    }
  }

  function begin(id: string, name: string, input: unknown): void {
    if (pending.has(id)) return refuse(`request id ${id} is in use`);
    // Own properties only: `constructor` and `__proto__` are no requests.
    const shape = Object.hasOwn(requests, name) ? requests[name] : undefined;
    if (shape === undefined) return sendError(id, { kind: 'unknown-request', request: name });
    if (pending.size >= limits.inFlight) {
      return sendError(id, { kind: 'overloaded', pending: pending.size, limit: limits.inFlight });
    }
    const parsed = shape.input.safeParse(input);
    if (!parsed.success) {
      return sendError(id, { kind: 'invalid-request', request: name, issues: describeIssues(parsed.error) });
    }
    void run(id, name, parsed.data);
  }

  async function run(id: string, name: string, input: unknown): Promise<void> {
    const abort = cancelController();
    const limitMs = timeLimitMs(name);
    const request: Pending = {
      abort,
      isAnswered: false,
      stopTimer: timers.schedule(limitMs, () => {
        log.error({ correlationId: id, request: name, limitMs }, 'a request took longer than it may');
        end({ kind: 'timeout', afterMs: limitMs });
        abort.abort();
      }),
    };
    pending.set(id, request);

    function end(error: IpcError): void {
      if (request.isAnswered) return;
      request.isAnswered = true;
      sendError(id, error);
    }

    try {
      const handler = handlers[name]!;
      const answer = await handler(input as never, { signal: abort.signal, correlationId: id });
      if (request.isAnswered) return;
      if (!answer.ok) end(answer.error);
      else {
        const value = requests[name]!.output.parse(answer.value);
        request.isAnswered = true;
        sendAnswer(id, name, value);
      }
    } catch (thrown) {
      // A handler that stops because it was told to is no bug.
      if (!(abort.signal.aborted && request.isAnswered)) {
        log.error({ correlationId: id, request: name, err: thrown }, 'a request handler threw');
      }
      end({ kind: 'internal', correlationId: id });
    } finally {
      request.stopTimer();
      pending.delete(id);
    }
  }

  /** The client has stopped waiting, so there is nothing to answer; the slot stays taken until the handler has stopped. */
  function cancel(id: string): void {
    const request = pending.get(id);
    if (request === undefined) return; // answered while the cancel was on its way
    request.isAnswered = true;
    request.abort.abort();
  }

  function subscribe(stream: string): void {
    if (!Object.hasOwn(streams, stream)) return refuse(`there is no stream ${stream.slice(0, 100)}`);
    subscribed.add(stream);
    options.onSubscribe?.(stream);
  }

  function sendAnswer(id: string, name: string, value: unknown): void {
    const bytes = outgoing.encode({ v: WIRE_VERSION, kind: 'answer', id, value } satisfies ServerEnvelope);
    if (bytes.ok) return port.send(bytes.value);
    log.error(
      { correlationId: id, request: name, fault: describeFault(bytes.error) },
      'an answer cannot be sent',
    );
    sendError(id, { kind: 'internal', correlationId: id });
  }

  function sendError(id: string, error: IpcError): void {
    send({ v: WIRE_VERSION, kind: 'error', id, error });
  }

  function refuse(reason: string): void {
    refusedCount++;
    if (refusedCount <= LOGGED_REFUSALS) log.warn({ reason, refusedCount }, 'a message was refused');
    send({ v: WIRE_VERSION, kind: 'refused', reason: reason.slice(0, 1_000) });
  }

  function send(envelope: ServerEnvelope): void {
    if (!isOpen) return;
    const bytes = outgoing.encode(envelope);
    assert(bytes.ok, `a ${envelope.kind} envelope can always be encoded`);
    port.send(bytes.value);
  }

  function push<K extends keyof S & string>(stream: K, value: z.input<S[K]>): void {
    if (!isOpen || !subscribed.has(stream)) return;
    const parsed = streams[stream]!.parse(value);
    const key = options.streamKeys?.[stream];
    outbox.add({ stream, value: parsed }, key === undefined ? null : key(parsed as never));
    scheduleFlush();
  }

  function scheduleFlush(): void {
    if (stopFlush === null && !outbox.isEmpty && isOpen) stopFlush = timers.schedule(limits.batchMs, flush);
  }

  /** Sends what has gathered, unless the client is behind: then it waits, and the newest replaces the older. */
  function flush(): void {
    stopFlush = null;
    if (lastSequence - handledSequence >= limits.unhandledBatches || outbox.isEmpty) return;
    lastSequence++;
    send({
      v: WIRE_VERSION,
      kind: 'pushes',
      sequence: lastSequence,
      pushes: outbox.take(),
      dropped: outbox.dropped,
    });
  }

  function shutDown(): void {
    if (!isOpen) return;
    isOpen = false;
    stopFlush?.();
    for (const request of pending.values()) {
      request.isAnswered = true;
      request.stopTimer();
      request.abort.abort();
    }
    options.onClose?.();
  }

  return {
    push,
    close() {
      shutDown();
      port.close();
    },
    get isOpen() {
      return isOpen;
    },
    get refusedCount() {
      return refusedCount;
    },
  };
}
