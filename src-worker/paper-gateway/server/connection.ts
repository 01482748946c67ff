import type { Socket } from 'node:net';
import { FrameDecoder } from '#shared/tws-protocol/frame-decoder.ts';
import {
  CLIENT_PREFIX,
  encodeServerGreeting,
  GREETING_BYTES_MAX,
  negotiateVersion,
  parseClientGreeting,
} from '#shared/tws-protocol/greeting.ts';
import { quoted, type ProtocolFault } from '#shared/tws-protocol/protocol-fault.ts';
import {
  decodeRequest,
  REQUEST_BYTES_MAX,
  type ClientRequest,
} from '#shared/tws-protocol/requests/requests.ts';
import { errorForFault, twsErrors } from '#shared/tws-protocol/tws-errors.ts';
import type { Faults } from '../faults/faults.ts';
import { connectionTimeText } from '../history/date-times.ts';
import type { GatewayParts } from '../gateway-parts.ts';
import { handle, type RequestTable } from '../request-table.ts';
import { HANDSHAKE_TIMEOUT_MS } from '../settings.ts';
import { ClientSession } from './client-session.ts';
import { MessageRate } from './message-rate.ts';

export interface ConnectionParts extends GatewayParts {
  readonly faults: Faults;
  readonly table: RequestTable;
  /** Real milliseconds, for limits that protect the process. */
  readonly monotonicMs: () => number;
  /** Brings the virtual clock up to the present before a request is looked at. */
  readonly catchUp: () => void;
  /** Whether all that has happened is safe, so that clients may be told of it. */
  readonly isKept: () => boolean;
}

/** One socket: greeting, frames, limits; every request goes through the table. */
export class Connection {
  readonly #parts: ConnectionParts;
  readonly #socket: Socket;
  readonly #number: number;
  readonly #decoder = new FrameDecoder({ payloadBytesMax: GREETING_BYTES_MAX, prefix: CLIENT_PREFIX });
  readonly #rate: MessageRate;
  readonly #handshake: NodeJS.Timeout;
  #session: ClientSession | undefined;

  constructor(parts: ConnectionParts, socket: Socket, number: number) {
    this.#parts = parts;
    this.#socket = socket;
    this.#number = number;
    this.#rate = new MessageRate(parts.settings.messagesPerSecondMax);
    this.#handshake = setTimeout(() => this.#refuse('handshake-timeout'), HANDSHAKE_TIMEOUT_MS);
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#take(chunk));
    // A reset by the other side; 'close' follows.
    socket.on('error', (error) => parts.log.write('socket-error', { session: number, why: error.message }));
    socket.on('close', () => this.#over());
  }

  #over(): void {
    clearTimeout(this.#handshake);
    const session = this.#session;
    if (session === undefined || session.isClosed) return;
    this.#parts.log.write('session-left', { session: this.#number, clientId: session.clientId });
    session.close();
  }

  #take(chunk: Buffer): void {
    if (this.#isOver()) return;
    const { payloads, fault } = this.#decoder.feed(chunk);
    this.#parts.catchUp();
    for (const payload of payloads) {
      if (this.#session === undefined) this.#greet(payload);
      else this.#request(payload, this.#session);
      if (this.#isOver()) return;
    }
    if (fault !== undefined) {
      const why = fault.kind === 'tooLong' ? `frame of ${fault.payloadBytes} bytes` : 'no TWS client';
      this.#refuse(why);
    }
  }

  #isOver(): boolean {
    return this.#socket.destroyed || this.#session?.isClosed === true;
  }

  #greet(payload: Uint8Array): void {
    const greeting = parseClientGreeting(payload);
    const agreed = greeting.ok ? negotiateVersion(greeting.value) : greeting;
    if (!agreed.ok) {
      const fault = agreed.error;
      const facts =
        fault.kind === 'malformedGreeting'
          ? { text: quoted(fault.text) }
          : { versionMin: fault.versionMin, versionMax: fault.versionMax };
      this.#refuse(fault.kind, facts);
      return;
    }
    clearTimeout(this.#handshake);
    const serverVersion = agreed.value;
    // From the next frame on there is room for any order. A frame that came along with the greeting is short.
    this.#decoder.limitPayload(REQUEST_BYTES_MAX);
    const { log, settings, faults, isKept } = this.#parts;
    const { unreadBytesMax } = settings;
    this.#session = new ClientSession(
      ...([this.#number, serverVersion, this.#socket, log, unreadBytesMax, faults, isKept] as const),
    );
    const connectionTime = connectionTimeText(this.#parts.world.now());
    this.#session.sendFrame(encodeServerGreeting({ serverVersion, connectionTime }));
  }

  #request(payload: Uint8Array, session: ClientSession): void {
    const { log, table } = this.#parts;
    session.receivedMessageCount++;
    const decoded = decodeRequest(payload, session.serverVersion);
    const admission = this.#rate.admit(this.#parts.monotonicMs());
    if (admission !== 'welcome') {
      const id = decoded.ok ? idOf(decoded.value) : (decoded.error.requestId ?? -1);
      session.fail(id, twsErrors.messageRateExceeded());
      if (admission === 'drop') session.end('message-rate');
      return;
    }
    if (!decoded.ok) {
      this.#unreadable(decoded.error, session);
      return;
    }
    const request = decoded.value;
    if (session.clientId === undefined && request.kind !== 'startApi') {
      log.write('ignored-before-start', { session: this.#number, kind: request.kind });
      return;
    }
    log.write('request', { session: this.#number, clientId: session.clientId, ...request });
    if (this.#parts.faults.takes(request, session)) return;
    try {
      handle(table, request, session);
    } catch (error) {
      // A bug of ours: it must not take the other sessions, with their orders, along.
      const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
      log.write('request-failed', { session: this.#number, kind: request.kind, why });
      session.fail(idOf(request), twsErrors.processingFailed(`${request.kind} failed inside the gateway.`));
    }
  }

  #unreadable(fault: ProtocolFault, session: ClientSession): void {
    this.#parts.log.write('unreadable', { session: this.#number, ...fault });
    const { id, ...error } = errorForFault(fault);
    session.fail(id, error);
  }

  #refuse(why: string, facts: Readonly<Record<string, unknown>> = {}): void {
    clearTimeout(this.#handshake);
    if (this.#session !== undefined) {
      this.#session.drop(why, facts);
      return;
    }
    this.#parts.log.write('connection-refused', { session: this.#number, why, ...facts });
    this.#socket.destroy();
  }
}

function idOf(request: ClientRequest): number {
  if ('reqId' in request) return request.reqId;
  return 'orderId' in request ? request.orderId : -1;
}
