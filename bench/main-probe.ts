import type * as inspector from 'node:inspector';
import type * as network from 'node:net';
import type * as performanceHooks from 'node:perf_hooks';

/** What the probe has put into main, as `globalThis.mainProbe`. */
export interface MainProbe {
  /** Prices and sizes that came from the broker, and all messages. */
  updates: number;
  messages: number;
  /** Request ids of prices; filled while it is a set. */
  tickers: Set<string> | null;
  /** What main wrote to the broker, while it is a list: the number of the message, and when, Unix ms. */
  sent: { readonly kind: number; readonly at: number }[] | null;
  /** Of the event loop, nanoseconds. */
  readonly lag: performanceHooks.IntervalHistogram;
  startProfile(): void;
  /** The CPU profile, as JSON. */
  stopProfile: () => Promise<string>;
}

/** A CommonJS module that runs before the app, in its main process. Nothing of the app knows of it. */
export const mainProbeModule = (): string => `(${installProbe.toString()})(require);\n`;

/**
 * Counts what comes from the broker on the wire, message by message, and watches the event loop. It runs from its own text:
 * nothing outside of it is there.
 */
function installProbe(load: typeof require): void {
  const { Session } = load('node:inspector') as typeof inspector;
  const net = load('node:net') as typeof network;
  const { monitorEventLoopDelay } = load('node:perf_hooks') as typeof performanceHooks;

  const probe: MainProbe = {
    ...{ updates: 0, messages: 0, tickers: null, sent: null },
    lag: monitorEventLoopDelay({ resolution: 1 }),
    startProfile() {
      const session = new Session();
      session.connect();
      session.post('Profiler.enable');
      session.post('Profiler.setSamplingInterval', { interval: 500 });
      session.post('Profiler.start');
      probe.stopProfile = () =>
        new Promise((resolve, reject) => {
          session.post('Profiler.stop', (error, { profile }) => {
            if (error === null) resolve(JSON.stringify(profile));
            else reject(error);
          });
        });
    },
    stopProfile: () => Promise.reject(new Error('no profile was begun')),
  };
  (globalThis as unknown as { mainProbe: MainProbe }).mainProbe = probe;

  const { connect } = net;
  const counting = (...args: Parameters<typeof connect>) => {
    const socket = connect(...args);
    let rest: Buffer = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let at = 0;
      while (bytes.length - at >= 4) {
        const end = at + 4 + bytes.readInt32BE(at);
        if (bytes.length < end) break;
        count(bytes, at + 4, end);
        at = end;
      }
      rest = bytes.subarray(at);
    });
    const write = socket.write.bind(socket) as (...all: unknown[]) => boolean;
    socket.write = (data: Uint8Array | string, ...rest: unknown[]) => {
      const isTaken = write(data, ...rest);
      if (probe.sent !== null) note(Buffer.from(data as Uint8Array), probe.sent);
      return isTaken;
    };
    return socket;
  };
  net.connect = counting as typeof connect;

  /** Whole frames, as the client writes them. */
  function note(bytes: Buffer, sent: NonNullable<MainProbe['sent']>): void {
    const at = performance.timeOrigin + performance.now();
    for (let from = 0; bytes.length - from >= 4; from += 4 + bytes.readInt32BE(from))
      sent.push({ kind: Number.parseInt(bytes.toString('latin1', from + 4, from + 7), 10), at });
  }

  /** A message is its number, as text, and fields with a zero byte after each: 1 is a price, 2 a size. */
  function count(bytes: Buffer, from: number, end: number): void {
    probe.messages++;
    const kind = bytes[from]! - 48;
    if (bytes[from + 1] !== 0 || (kind !== 1 && kind !== 2)) return;
    probe.updates++;
    if (kind === 1) probe.tickers?.add(bytes.toString('latin1', from, end).split('\0')[2]!);
  }
}
