import type { z } from 'zod';
import type { StreamTable } from './contract.ts';
import type { Server } from './server.ts';

/** Sends one value to every client. Of streams that tell a state it keeps the last, for those who subscribe later. */
export interface Publisher<S extends StreamTable> {
  publish<K extends keyof S & string>(stream: K, value: z.input<S[K]>): void;
  /** Adds a client; it leaves by itself when its port has closed. */
  attach(server: Server<S>): void;
  /** For `ServeOptions.onSubscribe`: pushes the last value of a state stream. */
  catchUp(server: Server<S>, stream: keyof S & string): void;
}

export function createPublisher<S extends StreamTable>(
  stateStreams: readonly (keyof S & string)[],
): Publisher<S> {
  const servers = new Set<Server<S>>();
  const last = new Map<string, z.input<S[string]>>();
  return {
    publish(stream, value) {
      if (stateStreams.includes(stream)) last.set(stream, value);
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
      const value = last.get(stream);
      if (value !== undefined) server.push(stream, value);
    },
  };
}
