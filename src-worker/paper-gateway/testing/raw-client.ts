import { connect, type Socket } from 'node:net';
import { FrameDecoder } from '#shared/tws-protocol/frame-decoder.ts';
import { frameOfText } from '#shared/tws-protocol/frame-encoder.ts';
import { decodeMessage, type GatewayMessage } from '#shared/tws-protocol/messages/messages.ts';
import { encodeRequest, type ClientRequest } from '#shared/tws-protocol/requests/requests.ts';

const GREETING = 'API\0';

/** A client that may also misbehave: it sends what it is told to, byte for byte. */
export class RawClient {
  readonly socket: Socket;
  readonly messages: GatewayMessage[] = [];
  /** undefined until the greeting has been answered. */
  version: number | undefined;
  isClosed = false;
  readonly #decoder = new FrameDecoder({ payloadBytesMax: 0xff_ffff });
  #waiting: (() => void)[] = [];

  constructor(port: number) {
    this.socket = connect({ host: '127.0.0.1', port });
    this.socket.setNoDelay(true);
    this.socket.on('data', (chunk) => this.#take(chunk));
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => {
      this.isClosed = true;
      this.#look();
    });
  }

  /** Greeted and started; what that was answered with is forgotten. */
  static async started(port: number, clientId = 0, version = 'v100..193'): Promise<RawClient> {
    const client = new RawClient(port);
    client.greet(version);
    await client.until(() => client.version !== undefined);
    client.ask({ kind: 'startApi', clientId, optionalCapabilities: '' });
    await client.settled();
    client.messages.length = 0;
    return client;
  }

  greet(version: string): void {
    this.send(Buffer.concat([Buffer.from(GREETING), frameOfText(version)]));
  }

  ask(request: ClientRequest): void {
    this.send(encodeRequest(request, this.version!));
  }

  /** A frame of fields, whatever they are. */
  frame(...fields: string[]): void {
    this.send(frameOfText(fields.map((field) => `${field}\0`).join('')));
  }

  send(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  errors(): { readonly id: number; readonly code: number }[] {
    return this.messages.flatMap((each) =>
      each.kind === 'errorMessage' ? [{ id: each.id, code: each.code }] : [],
    );
  }

  async until(isReached: () => boolean): Promise<void> {
    while (!isReached()) {
      if (this.isClosed) throw new Error('the gateway closed the connection');
      await this.#something();
    }
  }

  async closed(): Promise<void> {
    while (!this.isClosed) await this.#something();
  }

  /** When everything asked so far has been answered. */
  async settled(): Promise<void> {
    const count = () => this.messages.filter(({ kind }) => kind === 'currentTime').length;
    const before = count();
    this.ask({ kind: 'reqCurrentTime' });
    await this.until(() => count() > before);
  }

  close(): void {
    this.socket.destroy();
  }

  #something(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #take(chunk: Buffer): void {
    for (const payload of this.#decoder.feed(chunk).payloads) {
      if (this.version === undefined) {
        this.version = Number(Buffer.from(payload).toString('latin1').split('\0')[0]);
        continue;
      }
      const message = decodeMessage(payload, this.version);
      if (!message.ok) throw new Error(`the gateway sent what nobody can read: ${message.error.why}`);
      this.messages.push(message.value);
    }
    this.#look();
  }

  #look(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
