import { afterAll, afterEach, beforeAll } from 'vitest';
import type { GatewaySettings } from '../settings.ts';
import { IbClient } from './ib-client.ts';
import { OPEN_TIME, startGateway, type TestGateway } from './test-gateway.ts';

export interface Bench {
  readonly gateway: TestGateway;
  /** Of the running test, connected. */
  client(clientId?: number): Promise<IbClient>;
  /** Moves the clock and waits until the client has heard all that followed. */
  advance(client: IbClient, ms: number): Promise<void>;
}

/** One gateway for the tests of a file; clients are theirs alone. */
export function useGateway(settings: Partial<GatewaySettings> = {}, startTime = OPEN_TIME): Bench {
  let gateway: TestGateway;
  let clients: IbClient[] = [];
  beforeAll(async () => {
    gateway = await startGateway(settings, startTime);
  });
  afterEach(async () => {
    for (const client of clients) client.disconnect();
    clients = [];
    // Their ids are free again when the gateway has seen them go.
    while (gateway.gateway.sessions.all.length > 0) await new Promise(setImmediate);
  });
  afterAll(() => gateway.gateway.close());
  return {
    get gateway() {
      return gateway;
    },
    async client(clientId = 0) {
      const client = await IbClient.connected(gateway.port, clientId);
      clients.push(client);
      return client;
    },
    async advance(client, ms) {
      // What was asked before must have come in before time goes on.
      await client.settled();
      gateway.advance(ms);
      await client.settled();
    },
  };
}
