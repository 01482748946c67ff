import { EventName, IBApi } from '@stoqey/ib';
import { OrderWire } from './order-wire.ts';
import { StoqeyGuard } from './stoqey-guard.ts';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly clientId: number;
}

/** What one `TwsLink` tells. A handler that throws is told to `onFault`. */
export interface LinkListener {
  /** Somebody accepted the connection; nothing was said yet. */
  onOpened(): void;
  /** Greeted: TWS speaks, and which version. */
  onGreeted(serverVersion: number): void;
  /** Any message came: the other end is alive. */
  onHeard(): void;
  /** Errors and notices alike. @param id of the request or order; -1: of the system */
  onNotice(id: number, code: number, text: string): void;
  /** Every other message, decoded. */
  onEvent(name: EventName, args: readonly unknown[]): void;
  /** Somebody else listens there. @param beginning of what was said, to be shown */
  onNotTws(beginning: string): void;
  /** Once, for whatever reason. Nothing comes after it. */
  onClosed(error: Error | null): void;
  /** A bug, ours or the library's: a handler threw, or a message could not be read. */
  onFault(error: unknown): void;
}

/** Events of the library, not messages of TWS: they have handlers of their own, or are raw copies of decoded messages. */
const OWN = new Set<string>([
  ...[EventName.connected, EventName.disconnected, EventName.error, EventName.info],
  ...[EventName.server, EventName.received, EventName.sent, EventName.result, EventName.all],
]);

/** The library puts sends above this into a queue that outlives the connection; `MessageBudget` keeps the real limit. */
const NO_LIMIT = 10_000_000;
const CONNECT_FAILED = 502;
const ERROR_MESSAGE_ID = '4';

/**
 * One socket to TWS. Connects when made, and is never connected again: orders that wait inside the library would be sent on the
 * next connection.
 */
export class TwsLink {
  readonly api: IBApi;
  readonly #guard: StoqeyGuard;
  readonly #listener: LinkListener;
  #isClosed = false;
  #lastReceived: readonly string[] = [];
  #socketError: Error | null = null;

  constructor({ host, port, clientId }: Endpoint, listener: LinkListener) {
    this.#listener = listener;
    // All of them are given, or the library looks for them in a file of the working directory.
    this.api = new IBApi({ host, port, clientId, maxReqPerSec: NO_LIMIT });
    this.#guard = new StoqeyGuard(this.api, {
      onUnreadable: (error) => this.#guarded(() => this.#rescue(error)),
      onNotTws: (beginning) => this.#guarded(() => listener.onNotTws(beginning)),
    });
    this.#hear();
    this.api.connect();
    this.#guard.sendAtOnce();
    this.#guard.onceOpened(() => {
      if (!this.#isClosed) this.#guarded(() => listener.onOpened());
    });
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** For orders, once TWS has greeted. */
  orderWire(serverVersion: number): OrderWire {
    return new OrderWire({
      serverVersion,
      write: (frame) => this.#guard.write(frame),
      touch: () => this.#guard.touch(),
      onRefused: (orderId, code, text) => this.#guarded(() => this.#listener.onNotice(orderId, code, text)),
    });
  }

  /** Ends it at once. `onClosed` follows in this call. */
  close(): void {
    if (this.#isClosed) return;
    // Not before: what the library says while it disconnects belongs to a link that nobody listens to.
    this.#isClosed = true;
    this.api.disconnect();
    this.#guarded(() => this.#listener.onClosed(this.#socketError));
  }

  #hear(): void {
    const listener = this.#listener;
    // The library's types have one overload for each event, and none for a name in a variable.
    const emitter: { on(name: string, handler: (...args: unknown[]) => void): unknown } = this.api;
    const on = (name: EventName, handler: (...args: never[]) => void) => {
      emitter.on(name, (...args) => {
        if (!this.#isClosed) this.#guarded(() => handler(...(args as never[])));
      });
    };
    on(EventName.received, (tokens: readonly string[]) => {
      this.#lastReceived = tokens;
      listener.onHeard();
    });
    on(EventName.server, (serverVersion: number) => listener.onGreeted(serverVersion));
    on(EventName.error, (error: Error, code: number, id: number) => {
      if (code === CONNECT_FAILED) this.#socketError = error;
      listener.onNotice(id, code, error.message);
    });
    // Notices of the system (farms, lost servers) come here, not as errors.
    on(EventName.info, (text: string, code: number) => listener.onNotice(-1, code, text));
    on(EventName.disconnected, () => this.#ended());
    on(EventName.all, (name: EventName, args: readonly unknown[]) => {
      if (!OWN.has(name)) listener.onEvent(name, args);
    });
  }

  #ended(): void {
    this.#isClosed = true;
    this.#listener.onClosed(this.#socketError);
  }

  /** An error message whose attachment is not JSON says all that matters before it. */
  #rescue(error: unknown): void {
    this.#listener.onFault(error);
    const [messageId, , id, code, text] = this.#lastReceived;
    if (messageId === ERROR_MESSAGE_ID && code !== undefined && text !== undefined)
      this.#listener.onNotice(Number(id), Number(code), text);
  }

  #guarded(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#listener.onFault(error);
    }
  }
}
