import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { frameOfFields } from '#shared/tws-protocol/frame-encoder.ts';
import { FrameDecoder } from '#shared/tws-protocol/frame-decoder.ts';
import { encodeMessage, type GatewayMessage } from '#shared/tws-protocol/messages/messages.ts';

const VERSION = 176;

/** A TWS that says what a test tells it to, over a real socket: for what the paper gateway has no fault for. */
export class ScriptedTws {
  readonly port: number;
  /** Every request that came, its fields, newest connection or not. */
  readonly requests: (readonly string[])[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #waiting: (() => void)[] = [];
  #current: Socket | null = null;
  connectionCount = 0;
  /** Bytes that came while it was not in the mood of a TWS. */
  unheededBytes = 0;
  /** What it does with one who connects. `silent`: nothing. `drop`: closes. `reset`: without a farewell. `chat`: answers in another language. */
  manner: 'tws' | 'silent' | 'drop' | 'reset' | 'chat' = 'tws';
  /** What it chats. */
  words: string | Uint8Array = 'HTTP/1.1 400 Bad Request\r\n\r\n';
  /** What follows startApi. */
  start: readonly GatewayMessage[] = [
    { kind: 'nextValidId', orderId: 1 },
    { kind: 'managedAccounts', accounts: 'DU100' },
  ];

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (socket) => this.#meet(socket));
  }

  static async open(): Promise<ScriptedTws> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new ScriptedTws(server);
  }

  say(message: GatewayMessage): void {
    this.#current!.write(encodeMessage(message, VERSION));
  }

  /** A frame of fields, whatever they are. */
  frame(...fields: string[]): void {
    this.#current!.write(frameOfFields(fields));
  }

  /** Bytes, whatever they are. */
  write(bytes: Uint8Array): void {
    this.#current!.write(bytes);
  }

  drop(): void {
    this.#current?.destroy();
  }

  /** Resolves when the condition holds, looked at whenever something came. */
  async until(isReached: () => boolean): Promise<void> {
    while (!isReached()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Something a condition may depend on has changed. */
  readonly look = (): void => {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  };

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #meet(socket: Socket): void {
    this.connectionCount++;
    this.#current = socket;
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.look();
    });
    if (this.manner === 'drop') socket.destroy();
    if (this.manner === 'reset') socket.resetAndDestroy();
    if (this.manner === 'chat') socket.write(this.words);
    const decoder = new FrameDecoder({ payloadBytesMax: 0xff_ffff });
    let isGreeted = false;
    socket.on('data', (bytes) => {
      if (this.manner !== 'tws') {
        this.unheededBytes += bytes.length;
        return this.look();
      }
      if (!isGreeted) {
        isGreeted = true;
        socket.write(frameOfFields([String(VERSION), '20261121 12:00:00 UTC']));
        return;
      }
      for (const payload of decoder.feed(bytes).payloads) this.#take(payload);
      this.look();
    });
    this.look();
  }

  #take(payload: Uint8Array): void {
    const fields = Buffer.from(payload).toString('utf8').split('\0').slice(0, -1);
    this.requests.push(fields);
    const START_API = '71';
    if (fields[0] === START_API) for (const message of this.start) this.say(message);
  }
}
