/** What the benchmark of the paper gateway needs of a TWS client: cheap to listen with, so that it measures the other side. */
import { connect, type Socket } from 'node:net';
import { FrameDecoder } from '../src-shared/tws-protocol/frame-decoder.ts';
import { frameOfText } from '../src-shared/tws-protocol/frame-encoder.ts';
import { decodeMessage, type GatewayMessage } from '../src-shared/tws-protocol/messages/messages.ts';
import { encodeRequest, type ClientRequest } from '../src-shared/tws-protocol/requests/requests.ts';

const SERVER_VERSION = 193;
const FRAME_BYTES_MAX = 0xff_ffff;
const NUL = 0;
const ZERO = 48;
/** Message ids of what the protocol calls a tick: price, size, option computation, generic, string. */
const TICK_IDS: ReadonlySet<number> = new Set([1, 2, 21, 45, 46]);
/** Below TWS's 50 a second. */
const REQUEST_GAP_MS = 25;
const ANSWER_TIMEOUT_MS = 10_000;

/** Counts ticks by their message id alone, and decodes nothing else but what `hears` names. */
export class BenchClient {
  tickCount = 0;
  readonly #socket: Socket;
  readonly #decoder = new FrameDecoder({ payloadBytesMax: FRAME_BYTES_MAX });
  readonly #hear: (message: GatewayMessage) => void;
  #isGreeted = false;
  #waiting:
    { readonly isAnswer: (message: GatewayMessage) => boolean; readonly done: () => void } | undefined;

  private constructor(socket: Socket, hear: (message: GatewayMessage) => void) {
    this.#socket = socket;
    this.#hear = hear;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#take(chunk));
  }

  static async started(
    port: number,
    clientId: number,
    hear: (message: GatewayMessage) => void = () => undefined,
  ): Promise<BenchClient> {
    const socket = connect({ host: '127.0.0.1', port });
    const client = new BenchClient(socket, hear);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    // Nothing is wrong when the gateway ends a session at the end of a run; a run that lacks its answers fails by itself.
    socket.on('error', () => undefined);
    const ready = client.answer(({ kind }) => kind === 'nextValidId');
    socket.write(Buffer.concat([Buffer.from('API\0'), frameOfText(`v${SERVER_VERSION}..${SERVER_VERSION}`)]));
    client.ask({ kind: 'startApi', clientId, optionalCapabilities: '' });
    await ready;
    return client;
  }

  ask(request: ClientRequest): void {
    this.#socket.write(encodeRequest(request, SERVER_VERSION));
  }

  /** As fast as a client may. */
  async askAll(requests: readonly ClientRequest[]): Promise<void> {
    for (const request of requests) {
      this.ask(request);
      await pause(REQUEST_GAP_MS);
    }
  }

  /** The next message that it is; one at a time. */
  async answer(isAnswer: (message: GatewayMessage) => boolean): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve, reject) => {
      this.#waiting = { isAnswer, done: resolve };
      timer = setTimeout(() => reject(new Error('the gateway did not answer in time')), ANSWER_TIMEOUT_MS);
    });
    clearTimeout(timer);
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    for (const payload of this.#decoder.feed(chunk).payloads) {
      if (!this.#isGreeted) this.#isGreeted = true;
      else if (TICK_IDS.has(messageId(payload))) this.tickCount++;
      else this.#tell(payload);
    }
  }

  #tell(payload: Uint8Array): void {
    const message = decodeMessage(payload, SERVER_VERSION);
    if (!message.ok) throw new Error(`the gateway sent what nobody can read: ${message.error.why}`);
    this.#hear(message.value);
    const waiting = this.#waiting;
    if (waiting === undefined || !waiting.isAnswer(message.value)) return;
    this.#waiting = undefined;
    waiting.done();
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function messageId(payload: Uint8Array): number {
  let id = 0;
  for (let at = 0; payload[at] !== NUL && at < payload.length; at++) id = id * 10 + payload[at]! - ZERO;
  return id;
}
