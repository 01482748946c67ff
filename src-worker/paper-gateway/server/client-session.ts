import type { Socket } from 'node:net';
import { encodeMessage, type GatewayMessage } from '#shared/tws-protocol/messages/messages.ts';
import type { TwsError } from '#shared/tws-protocol/tws-errors.ts';
import { frameOfText } from '#shared/tws-protocol/frame-encoder.ts';
import type { GatewayLog } from '../log.ts';
import type { VirtualClock } from '../world/virtual-clock.ts';
import { Trickle } from './trickle.ts';

/** Messages that wait because a fault delays them; beyond it they go out at once. */
const HELD_COUNT_MAX = 1_000;

/** What may go wrong between a session and its socket (`Faults`). */
export interface SendingFaults {
  /** Whether every byte goes out by itself. */
  readonly splits: boolean;
  /** @returns true when what a session has to send goes out later, in one piece */
  gathers(session: ClientSession, flush: () => void): boolean;
  /** Passes the message on as it is, altered, later, more than once or never. */
  leaves(message: GatewayMessage, session: ClientSession, pass: (message: GatewayMessage) => void): void;
}

/**
 * One connected client, as the request handlers see it. What a handler keeps for a session it lets go of in `onClose`.
 *
 * Messages are gathered and written once per turn of the event loop, in the order they were sent. A client that does not
 * read is dropped once more than `unreadBytesMax` wait for it; nothing is ever left out in between.
 */
export class ClientSession {
  /** For the log: counts up from 1. */
  readonly number: number;
  readonly serverVersion: number;
  /** undefined until startApi. */
  clientId: number | undefined;
  readonly #socket: Socket;
  readonly #log: GatewayLog;
  readonly #unreadBytesMax: number;
  readonly #faults: SendingFaults;
  readonly #isKept: () => boolean;
  readonly #closing = new Set<() => void>();
  readonly #losing = new Set<() => void>();
  /** Each cancels a message that is held back and has not gone out yet. */
  readonly #held = new Set<() => void>();
  #outbox: Uint8Array[] = [];
  #outboxBytes = 0;
  /** A fault: what goes out byte by byte. */
  readonly #trickle = new Trickle((bytes) => this.#socket.write(bytes));
  #isClosed = false;
  sentMessageCount = 0;
  receivedMessageCount = 0;

  /** @param isKept asked before anything is written: whether what has happened is safe, so that it may be told */
  constructor(
    number: number,
    serverVersion: number,
    socket: Socket,
    log: GatewayLog,
    unreadBytesMax: number,
    faults: SendingFaults,
    isKept: () => boolean,
  ) {
    this.#isKept = isKept;
    this.#faults = faults;
    this.#unreadBytesMax = unreadBytesMax;
    this.number = number;
    this.serverVersion = serverVersion;
    this.#socket = socket;
    this.#log = log;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  send(message: GatewayMessage): void {
    if (this.#isClosed) return;
    this.#faults.leaves(message, this, this.#pass);
  }

  readonly #pass = (message: GatewayMessage): void => {
    if (this.#isClosed) return;
    this.sentMessageCount++;
    this.sendFrame(encodeMessage(message, this.serverVersion));
  };

  /** A fault: the connection ends in the middle of this message. */
  sendHalf(message: GatewayMessage): void {
    if (this.#isClosed) return;
    const frame = encodeMessage(message, this.serverVersion);
    this.#flush();
    this.#trickle.drain();
    this.#write(frame.subarray(0, frame.length >> 1));
    this.#trickle.drain();
    this.#log.write('session-cut', { session: this.number, clientId: this.clientId });
    this.close();
    this.#socket.destroySoon();
  }

  /** A fault: a well-formed frame of an id that no client knows. */
  sendUnknown(): void {
    this.sendFrame(frameOfText('9999\x001\x00'));
  }

  /** A fault: does it later. @returns false when too much waits already */
  hold(clock: VirtualClock, delayMs: number, run: () => void): boolean {
    if (this.#isClosed || this.#held.size >= HELD_COUNT_MAX) return false;
    const cancel = clock.at(clock.now() + delayMs, () => {
      this.#held.delete(cancel);
      run();
    });
    this.#held.add(cancel);
    return true;
  }

  /** Runs whenever IB has lost what market data this client had asked for (1101). */
  onDataLost(run: () => void): void {
    this.#losing.add(run);
  }

  loseData(): void {
    for (const run of this.#losing) run();
  }

  /** A frame that was encoded for this session's server version. */
  sendFrame(frame: Uint8Array): void {
    if (this.#isClosed) return;
    const waiting = this.#outboxBytes + this.#trickle.waitingBytes + this.#socket.writableLength;
    if (waiting > 0 && waiting + frame.length > this.#unreadBytesMax) {
      this.drop('slow-reader', { unreadBytes: waiting, unreadBytesMax: this.#unreadBytesMax });
      return;
    }
    if (this.#outbox.length === 0) queueMicrotask(() => this.#flushInTime());
    this.#outbox.push(frame);
    this.#outboxBytes += frame.length;
  }

  /** Message 4. @param id of the request or order, -1 if it is about neither */
  fail(id: number, error: TwsError): void {
    this.#log.write('error-sent', { session: this.number, id, code: error.code, text: error.text });
    this.send({ kind: 'errorMessage', id, code: error.code, text: error.text, advancedOrderRejectJson: '' });
  }

  /** Runs once, when the session is over. */
  onClose(run: () => void): void {
    this.#closing.add(run);
  }

  /** After what was sent has gone out. */
  end(why: string): void {
    if (this.#isClosed) return;
    this.#log.write('session-ended', { session: this.number, clientId: this.clientId, why });
    this.#flush();
    this.#trickle.drain();
    this.#socket.end();
    this.close();
  }

  /** At once. */
  drop(why: string, facts: Readonly<Record<string, unknown>> = {}): void {
    if (this.#isClosed) return;
    this.#log.write('session-dropped', { session: this.number, clientId: this.clientId, why, ...facts });
    this.close();
    this.#socket.destroy();
  }

  /** The socket is gone or going; called by whoever owns it. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#outbox = [];
    this.#trickle.clear();
    for (const cancel of this.#held) cancel();
    this.#held.clear();
    for (const run of this.#closing) run();
    this.#closing.clear();
  }

  #flushInTime(): void {
    if (!this.#faults.gathers(this, () => this.#flush())) this.#flush();
  }

  #flush(): void {
    if (this.#outbox.length === 0) return;
    const frames = this.#outbox;
    this.#outbox = [];
    this.#outboxBytes = 0;
    this.#write(frames.length === 1 ? frames[0]! : Buffer.concat(frames));
  }

  #write(bytes: Uint8Array): void {
    if (!this.#isKept()) return;
    // What trickles is not overtaken.
    if (this.#faults.splits || this.#trickle.waitingBytes > 0) this.#trickle.add(bytes);
    else this.#socket.write(bytes);
  }
}
