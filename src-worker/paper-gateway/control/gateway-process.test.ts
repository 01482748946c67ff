import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { MessageChannel } from 'node:worker_threads';
import { OrderAction, OrderType, SecType, TimeInForce } from '@stoqey/ib';
import { afterEach, expect, test } from 'vitest';
import { connect } from '#shared/ipc/client.ts';
import { SUPERVISION_WIRE } from '#shared/ipc/codec.ts';
import { paperGatewayRequests, paperGatewayStreams } from '#shared/ipc/paper-gateway.ts';
import { ManualTimers } from '#shared/kernel/testing/manual-timers.ts';
import type { GatewayStart, GatewayStatus } from '#shared/model/paper-gateway.ts';
import { workerPort } from '#shared/node/port-transport.ts';
import { IbClient } from '../testing/ib-client.ts';
import { OPEN_TIME } from '../testing/test-gateway.ts';
import { openGatewayProcess } from './gateway-process.ts';
import { listenInReach } from './port-in-reach.ts';

/** Over a real message port and a real socket; only the seconds are the test's. */
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

test('says on which port it listens, and shows a client that has come with what it sends', async () => {
  const bed = open();
  const ready = await bed.client.invoke('supervision.ready', {});
  expect(ready).toMatchObject({ ok: true, value: { port: expect.any(Number) } });
  const { port } = (await bed.status()) as { port: number };
  const ib = await IbClient.connected(port, 7);
  closers.push(() => ib.disconnect());
  await ib.settled();
  bed.timers.advance(1_000);
  const { sessions, sentPerSecond, receivedPerSecond } = await bed.status();
  expect(sessions).toMatchObject([{ clientId: 7 }]);
  expect(sessions[0]!.sentPerSecond).toBe(sessions[0]!.sentCount);
  expect(sentPerSecond).toBeGreaterThan(0);
  expect(receivedPerSecond).toBe(sessions[0]!.receivedCount);
  bed.timers.advance(1_000);
  expect(await bed.status()).toMatchObject({ sentPerSecond: 0, receivedPerSecond: 0 });
});

test('obeys: speed, scenario and faults, and the status says so', async () => {
  const bed = open();
  await bed.client.invoke('gateway.setSpeed', { speed: 60 });
  await bed.client.invoke('gateway.setScenario', { scenario: 'crisis' });
  await bed.client.invoke('gateway.setFaults', { text: 'drop-status' });
  expect(await bed.status()).toMatchObject({
    ...{ speed: 60, scenario: 'crisis', faultText: 'drop-status' },
    faults: [{ text: 'drop-status', line: 1, count: 0 }],
  });
  expect(await bed.client.invoke('gateway.setFaults', { text: 'drop-everything' })).toMatchObject({
    error: { code: 'bad-faults', message: expect.stringContaining('line 1') },
  });
  expect(await bed.status()).toMatchObject({ faultText: 'drop-status' });
});

test('shows how accounts stand and what happened, and begins one anew', async () => {
  const bed = open({ accounts: ['DU1000001', 'DU1000002'], commissionPlan: 'tiered', submitMs: 20 });
  await bed.client.invoke('supervision.ready', {});
  const { port } = (await bed.status()) as { port: number };
  const ib = await IbClient.connected(port, 7);
  closers.push(() => ib.disconnect());
  const bitcoin = { symbol: 'BTC', secType: SecType.CRYPTO, exchange: 'PAXOS', currency: 'USD' };
  const order = { action: OrderAction.BUY, orderType: OrderType.LMT, tif: TimeInForce.GTC, transmit: true };
  ib.api.placeOrder(1, bitcoin, { ...order, account: 'DU1000002', totalQuantity: 1, lmtPrice: 100 });
  await ib.settled();
  expect(await bed.status()).toMatchObject({
    accounts: [
      { name: 'DU1000001', netLiquidation: 1_000_000, cash: 1_000_000, dailyPnl: 0, positionCount: 0 },
      { name: 'DU1000002', orderCount: 1, isBelowMargin: false },
    ],
    events: [{ number: 1, kind: 'session', text: expect.stringContaining('Client 7 came') }],
    commissionPlan: 'tiered',
    submitMs: 20,
  });
  const unknown = await bed.client.invoke('gateway.resetAccounts', { accounts: ['DU99999'] });
  expect(unknown).toMatchObject({ error: { code: 'unknown-account' } });
  expect(await bed.client.invoke('gateway.resetAccounts', { accounts: ['DU1000002'] })).toMatchObject({
    ok: true,
  });
  const { accounts, events } = await bed.status();
  expect(accounts[1]).toMatchObject({ orderCount: 0 });
  expect(events[0]!.text).toBe('DU1000002 begins anew.');
  bed.timers.advance(1_000);
  expect((await bed.status()).sessions[0]!.connectedMs).toBeGreaterThanOrEqual(0);
});

test('closes its port and opens it again; sessions end, the market stays', async () => {
  const bed = open();
  await bed.client.invoke('supervision.ready', {});
  const { virtualTime } = await bed.status();
  await bed.client.invoke('gateway.stop', {});
  expect(await bed.status()).toMatchObject({ port: null, sessions: [] });
  const again = await bed.client.invoke('gateway.start', {});
  expect(again).toMatchObject({ ok: true });
  expect((await bed.status()).virtualTime).toBeGreaterThanOrEqual(virtualTime);
});

test('says why it cannot be ready when its faults cannot be read', async () => {
  const bed = open({ faults: 'nonsense' });
  expect(await bed.client.invoke('supervision.ready', {})).toMatchObject({ error: { code: 'bad-faults' } });
});

test('tells its status at once to whoever subscribes, and every second', async () => {
  const bed = open();
  const told: GatewayStatus[] = [];
  bed.client.subscribe('gateway.status', (status) => told.push(status));
  await expect.poll(() => told.length).toBe(1);
  bed.timers.advance(1_000);
  await expect.poll(() => told.length).toBe(2);
});

test('takes the next port when the first is taken, and gives up after the tenth', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  closers.push(() => taken.close());
  const { port } = taken.address() as { port: number };
  const inUse = Object.assign(new Error('in use'), { code: 'EADDRINUSE' });
  const tried: number[] = [];
  const listen = (asked: number) => {
    tried.push(asked);
    return asked < port + 3 ? Promise.reject(inUse) : Promise.resolve(asked);
  };
  expect(await listenInReach(port, listen)).toMatchObject({ value: port + 3 });
  expect(tried).toEqual([port, port + 1, port + 2, port + 3]);
  expect(await listenInReach(port, () => Promise.reject(inUse))).toMatchObject({
    error: { code: 'port-in-use' },
  });
  const bed = open({ port });
  await bed.client.invoke('supervision.ready', {});
  expect((await bed.status()).port).toBeGreaterThan(port);
});

function open(change: Partial<GatewayStart> = {}) {
  const timers = new ManualTimers();
  const quiet = () => undefined;
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const start: GatewayStart = {
    ...{ port: 0, seed: 7, speed: 1, scenario: 'normal', alwaysOpen: true, cadence: 'tws', lines: 100 },
    ...{ hasPacing: false, accounts: ['DU1000001'], statePath: null, faults: '' },
    ...{ commissionPlan: 'fixed', submitMs: 0, cancelMs: 0, replay: null, ...change },
  };
  const opened = openGatewayProcess({
    ...{ start, startTime: OPEN_TIME, log, onStateLost: (why) => expect.unreachable(why.message) },
    monotonicMs: () => performance.now(),
    timers: {
      // Only the gateway's seconds wait for the test; the ports' own batches go out by themselves.
      schedule: (delayMs, run) =>
        delayMs === 1_000 ? timers.schedule(delayMs, run) : clearTimeout.bind(null, setTimeout(run, delayMs)),
    },
  });
  if (!opened.ok) throw new Error(opened.error.message);
  const gateway = opened.value;
  const { port1, port2 } = new MessageChannel();
  gateway.serveControl(workerPort(port1));
  const client = connect({
    ...{ port: workerPort(port2), wire: SUPERVISION_WIRE, newId: randomUUID },
    ...{ requests: paperGatewayRequests, streams: paperGatewayStreams },
    timers: { schedule: (delayMs, run) => clearTimeout.bind(null, setTimeout(run, delayMs)) },
    onFault: (fault) => expect.unreachable(fault),
  });
  closers.push(
    () => client.close(),
    () => gateway.close(),
  );
  return {
    client,
    timers,
    async status() {
      const answer = await client.invoke('gateway.status', {});
      if (!answer.ok) throw new Error(JSON.stringify(answer.error));
      return answer.value;
    },
  };
}
