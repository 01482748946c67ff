import { randomUUID } from 'node:crypto';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import { SUPERVISION_WIRE } from '#shared/ipc/codec.ts';
import { failure } from '#shared/ipc/errors.ts';
import { paperGatewayRequests, paperGatewayStreams } from '#shared/ipc/paper-gateway.ts';
import { serve, type Handlers, type Server } from '#shared/ipc/server.ts';
import { ManualTimers } from '#shared/kernel/testing/manual-timers.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { unixMillis } from '#shared/kernel/time.ts';
import type { GatewayStart, GatewayStatus } from '#shared/model/paper-gateway.ts';
import { workerPort } from '#shared/node/port-transport.ts';
import { FIRST_BACKOFF_MS } from '../processes/supervisor.ts';
import { PaperGateway } from './paper-gateway.ts';

/** Over real ports; the process is played by the test. */
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

test('tells what the gateway tells while it serves, and nothing of it afterwards', async () => {
  const bed = open();
  bed.gateway.start();
  await bed.until(() => bed.gateway.status.gateway !== null);
  expect(bed.gateway.status).toMatchObject({ process: { state: 'ready' }, gateway: { port: 17_497 } });
  await bed.gateway.stop();
  expect(bed.gateway.status).toEqual({ process: { state: 'stopped', detail: null }, gateway: null });
});

test('passes commands on while it serves, and refuses them otherwise', async () => {
  const bed = open();
  expect(await bed.gateway.ask('gateway.setSpeed', { speed: 10 })).toMatchObject({
    error: { code: 'paper-gateway-not-running' },
  });
  bed.gateway.start();
  await bed.until(() => bed.gateway.status.process.state === 'ready');
  expect(await bed.gateway.ask('gateway.setSpeed', { speed: 10 })).toEqual(ok({}));
  expect(bed.speeds).toEqual([10]);
  expect(await bed.gateway.ask('gateway.setSpeed', { speed: 1e9 })).toMatchObject({
    error: { kind: 'invalid-request' },
  });
});

test('is started again after a crash, with the settings of then', async () => {
  const bed = open();
  bed.gateway.start();
  await bed.until(() => bed.gateway.status.process.state === 'ready');
  bed.settings = { ...bed.settings, speed: 5 };
  bed.crash();
  expect(bed.gateway.status).toMatchObject({ process: { state: 'restarting' }, gateway: null });
  bed.timers.advance(FIRST_BACKOFF_MS);
  await bed.until(() => bed.gateway.status.process.state === 'ready');
  expect(bed.started.map(({ speed }) => speed)).toEqual([1, 5]);
});

test('a port in use is said in its own words, and can be tried again', async () => {
  const bed = open({ isPortTaken: true });
  bed.gateway.start();
  await bed.until(() => bed.gateway.status.process.state === 'down');
  expect(bed.gateway.status.process.detail).toBe('Port 17497 is in use. Choose another.');
  expect(bed.gateway.start()).toEqual(ok(null));
  expect(bed.gateway.start()).toMatchObject({ error: { code: 'paper-gateway-not-stopped' } });
});

const STATUS: GatewayStatus = {
  ...{ port: 17_497, serverVersion: 187, seed: 1, speed: 1, scenario: 'normal', alwaysOpen: false },
  ...{
    virtualTime: 0,
    uptimeMs: 0,
    accounts: [],
    sessions: [],
    faultText: '',
    faults: [],
    notices: [],
    events: [],
    lines: 100,
    hasPacing: false,
    commissionPlan: 'fixed',
    submitMs: 0,
    cancelMs: 0,
    replay: null,
  },
  ...{ receivedPerSecond: 0, sentPerSecond: 0 },
};

function open({ isPortTaken = false } = {}) {
  const timers = new ManualTimers();
  const quiet = () => undefined;
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  let changed: () => void = () => undefined;
  let end: (reason: string) => void = () => undefined;
  const settings: GatewayStart = {
    ...{ port: 17_497, seed: 1, speed: 1, scenario: 'normal', alwaysOpen: false, cadence: 'tws' },
    ...{ lines: 100, hasPacing: false, accounts: ['DU1000001'], statePath: null, faults: '' },
    ...{ commissionPlan: 'fixed', submitMs: 0, cancelMs: 0, replay: null },
  };
  const bed = { settings, started: [] as GatewayStart[], speeds: [] as number[] };
  const gateway = new PaperGateway({
    launch(start) {
      bed.started.push(start);
      const { port1, port2 } = new MessageChannel();
      const handlers: Handlers<typeof paperGatewayRequests> = {
        'supervision.ready': () =>
          isPortTaken
            ? err(failure('port-in-use', 'Port 17497 is in use.', 'Choose another.'))
            : ok({ port: 17_497, serverVersion: 187 }),
        'supervision.ping': () => ok({}),
        'supervision.close': () => ok({}),
        'gateway.status': () => ok(STATUS),
        'gateway.start': () => ok({ port: 17_497 }),
        'gateway.stop': () => ok({}),
        'gateway.setSpeed': ({ speed }) => {
          bed.speeds.push(speed);
          return ok({});
        },
        'gateway.setScenario': () => ok({}),
        'gateway.setFaults': () => ok({ faults: [] }),
        'gateway.knownFaults': () => ok({ faults: [] }),
        'gateway.resetAccounts': () => ok({}),
      };
      const server: Server<typeof paperGatewayStreams> = serve({
        ...{ port: workerPort(port1), wire: SUPERVISION_WIRE, handlers, log },
        ...{ requests: paperGatewayRequests, streams: paperGatewayStreams },
        timers: { schedule: (_delayMs, run) => clearImmediate.bind(null, setImmediate(run)) },
        onSubscribe: () => server.push('gateway.status', STATUS),
      });
      let onExit: (reason: string) => void = quiet;
      end = (reason) => {
        server.close();
        onExit(reason);
      };
      closers.push(() => server.close());
      return {
        supervision: workerPort(port2),
        onExit: (listener) => {
          onExit = listener;
        },
        kill: () => end('killed'),
      };
    },
    settings: () => bed.settings,
    clock: { now: () => unixMillis(1_000_000) },
    timers,
    newId: randomUUID,
    log,
    onStatus: () => changed(),
  });
  return Object.assign(bed, {
    gateway,
    timers,
    crash: () => end('exit code 9'),
    async until(isTrue: () => boolean) {
      while (!isTrue()) await new Promise<void>((resolve) => (changed = resolve));
    },
  });
}
