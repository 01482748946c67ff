import { EventName, IBApi } from '@stoqey/ib';

export interface Heard {
  readonly event: string;
  readonly args: readonly unknown[];
}

/** @stoqey/ib as an application uses it, with all that it hears kept. */
export class IbClient {
  readonly api: IBApi;
  #heard: Heard[] = [];
  #waiting: (() => void)[] = [];

  constructor(port: number) {
    this.api = new IBApi({ host: '127.0.0.1', port, maxReqPerSec: 1_000_000 });
    this.api.on(EventName.all, (event: string, args: unknown[]) => {
      this.#heard.push({ event, args });
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const look of waiting) look();
    });
    // An EventEmitter's error event must have a listener; `all` has it already.
    this.api.on(EventName.error, () => undefined);
  }

  static async connected(port: number, clientId = 0): Promise<IbClient> {
    const client = new IbClient(port);
    client.api.connect(clientId);
    await client.next(EventName.nextValidId);
    await client.settled();
    client.forget();
    return client;
  }

  get heard(): readonly Heard[] {
    return this.#heard;
  }

  /** The arguments of each event of a name. */
  all(event: string): (readonly unknown[])[] {
    return this.#heard.filter((each) => each.event === event).map(({ args }) => args);
  }

  /** Codes and texts of errors for an id. */
  errors(id: number): { readonly code: number; readonly text: string }[] {
    return this.all(EventName.error)
      .filter(([, , reqId]) => reqId === id)
      .map(([error, code]) => ({ code: code as number, text: (error as Error).message }));
  }

  forget(): void {
    this.#heard = [];
  }

  /** The next event of a name, or the first one that was heard already. */
  async next(event: string): Promise<readonly unknown[]> {
    for (;;) {
      const found = this.#heard.find((each) => each.event === event);
      if (found !== undefined) return found.args;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** When everything that the gateway has sent so far, and its answers to what was asked so far, have come in. */
  async settled(): Promise<void> {
    this.#heard = this.#heard.filter(({ event }) => event !== 'currentTime');
    this.api.reqCurrentTime();
    await this.next(EventName.currentTime);
    this.#heard = this.#heard.filter(({ event }) => event !== 'currentTime');
  }

  disconnect(): void {
    this.api.disconnect();
  }
}
