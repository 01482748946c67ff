import type { z } from 'zod';
import type { StreamTable } from './tables.ts';
import type { StreamKeys } from './delivery.ts';
import type { Server } from './server.ts';

/** Sends one value to every client. Of streams that tell a state it keeps the last, for those who subscribe later. */
export interface Publisher<S extends StreamTable> {
  publish<K extends keyof S & string>(stream: K, value: z.input<S[K]>): void;
  /** Adds a client; it leaves by itself when its port has closed. */
  attach(server: Server<S>): void;
  /** For `ServeOptions.onSubscribe`: pushes the last value of a state stream. */
  catchUp(server: Server<S>, stream: keyof S & string): void;
}

/** More things than any stream tells the state of; beyond it the oldest is not told to those who come later. */
const KEYS_MAX = 1_000;

/** @param keys of state streams that tell of several things: the last value of each is kept */
export function createPublisher<S extends StreamTable>(
  stateStreams: readonly (keyof S & string)[],
  keys: StreamKeys<S> = {},
): Publisher<S> {
  const servers = new Set<Server<S>>();
  const last = new Map<string, Map<string, z.input<S[string]>>>(
    stateStreams.map((stream) => [stream, new Map<string, z.input<S[string]>>()]),
  );
  const keep = (stream: keyof S & string, value: z.input<S[string]>): void => {
    const values = last.get(stream);
    if (values === undefined) return;
    const key = keys[stream]?.(value as never) ?? '';
    values.delete(key);
    values.set(key, value);
    if (values.size > KEYS_MAX) values.delete(values.keys().next().value!);
  };
  return {
    publish(stream, value) {
      keep(stream, value);
      for (const server of servers) {
        if (server.isOpen) server.push(stream, value);
        else servers.delete(server);
      }
    },
    attach(server) {
      for (const other of servers) if (!other.isOpen) servers.delete(other);
      servers.add(server);
    },
    catchUp(server, stream) {
      for (const value of last.get(stream)?.values() ?? []) server.push(stream, value);
    },
  };
}
