import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { ServiceFailure } from '#shared/ipc/errors.ts';
import type { Result } from '#shared/kernel/result.ts';
import { DEFAULT_SETTINGS, type GatewaySettings } from '../../settings.ts';
import { RawClient } from '../../testing/raw-client.ts';
import { OPEN_TIME, type TestGateway } from '../../testing/test-gateway.ts';
import { Trader } from '../../orders/testing/order-bench.ts';
import { openPaperGateway, type OpenedGateway, type OpenGatewayOptions } from '../open-gateway.ts';

export interface KeptGateway extends TestGateway {
  readonly notices: readonly string[];
  trader(clientId?: number): Promise<Trader>;
  /** The file as it would be found after kill -9. */
  copyState(to: string): void;
  /** Lets go of its file. */
  end(): Promise<void>;
}

/** Folders and gateways of one test, gone after it. */
export function useKeptGateways() {
  const closers: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });
  function folder(): string {
    const path = mkdtempSync(join(tmpdir(), 'paper-state-'));
    closers.push(() => rmSync(path, { recursive: true, force: true }));
    return path;
  }
  return {
    newPath: () => join(folder(), 'practice.db'),
    settings: KEPT_SETTINGS,
    open,
    optionsOf,
    /** Its clock stands still but for what the test does. */
    async start(path: string, startTime = OPEN_TIME, change: Partial<OpenGatewayOptions> = {}) {
      const opened = open(path, startTime, change);
      if (!opened.ok) throw new Error(opened.error.message);
      const { gateway, notices } = opened.value;
      const port = await gateway.listen();
      const clients: RawClient[] = [];
      let isOver = false;
      const kept: KeptGateway = {
        ...{ gateway, notices, port, log: [] },
        advance: (ms) => gateway.world.clock.advance(ms),
        async trader(clientId = 1) {
          const client = await RawClient.started(port, clientId);
          clients.push(client);
          return new Trader(client, kept, clientId);
        },
        copyState(to) {
          for (const end of ['', '-wal']) copyFileSync(path + end, to + end);
        },
        async end() {
          if (isOver) return;
          isOver = true;
          for (const client of clients) client.close();
          await gateway.shutDown();
        },
      };
      closers.push(() => kept.end());
      return kept;
    },
  };
}

function optionsOf(statePath: string, startTime = OPEN_TIME): OpenGatewayOptions {
  return {
    settings: KEPT_SETTINGS,
    ...{ statePath, startTime, time: 'stepped', monotonicMs: () => 0, asked: {}, program: 'a test' },
    lockWaitMs: 0,
    onStateLost(why) {
      throw new Error(why.message);
    },
  };
}

function open(
  statePath: string,
  startTime?: number,
  change: Partial<OpenGatewayOptions> = {},
): Result<OpenedGateway, ServiceFailure> {
  return openPaperGateway({ ...optionsOf(statePath, startTime), ...change });
}

export const KEPT_SETTINGS: GatewaySettings = {
  ...DEFAULT_SETTINGS,
  ...{ port: 0, seed: 7, messagesPerSecondMax: 1e6 },
};
