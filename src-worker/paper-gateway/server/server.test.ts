import { afterEach, expect, test, vi } from 'vitest';
import { stock } from '#shared/tws-protocol/testing/rich-orders.ts';
import { RawClient } from '../testing/raw-client.ts';
import { IbClient } from '../testing/ib-client.ts';
import { startGateway, type TestGateway } from '../testing/test-gateway.ts';
import type { GatewaySettings } from '../settings.ts';

let open: TestGateway[] = [];
async function start(settings: Partial<GatewaySettings> = {}, monotonicMs?: () => number) {
  const gateway = await startGateway(settings, undefined, monotonicMs);
  open.push(gateway);
  return gateway;
}
afterEach(async () => {
  vi.useRealTimers();
  for (const { gateway } of open) await gateway.close();
  open = [];
});

test('a session begins with accounts, the next order id and the farms, in this order', async () => {
  const { port } = await start({ accounts: ['DU1000001', 'DU1000002'] });
  const client = new RawClient(port);
  client.greet('v100..193');
  await client.until(() => client.version !== undefined);
  client.ask({ kind: 'startApi', clientId: 3, optionalCapabilities: '' });
  await client.settled();
  const said = client.messages.map((each) => (each.kind === 'errorMessage' ? each.code : each.kind));
  expect(said.filter((each, i) => said.indexOf(each) === i)).toEqual([
    ...['managedAccounts', 'nextValidId', 2104, 2106, 2158, 'currentTime'],
  ]);
  expect(client.messages[0]).toMatchObject({ accounts: 'DU1000001,DU1000002' });
  client.close();
});

test.each([
  ['v100..193', 193],
  ['v157..178', 178],
  ['v100..157', 157],
  ['v100..187', 186],
  ['v100..225', 193],
  ['v176', 176],
  ['v100..176 +PACEAPI', 176],
])('a client that says %s is spoken to in version %i', async (greeting, version) => {
  const { port } = await start();
  const client = new RawClient(port);
  client.greet(greeting);
  await client.until(() => client.version !== undefined);
  expect(client.version).toBe(version);
  client.close();
});

test.each(['v100..156', 'v213..220', 'GET / HTTP/1.1', 'v'])(
  'a client that says %s is sent away',
  async (greeting) => {
    const { port } = await start();
    const client = new RawClient(port);
    client.greet(greeting);
    await client.closed();
    expect(client.version).toBeUndefined();
  },
);

test('what is no TWS client is sent away at its first bytes', async () => {
  const { port } = await start();
  const client = new RawClient(port);
  client.send(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
  await client.closed();
});

test('a client that never greets is sent away after five seconds', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { port, log } = await start();
  const client = new RawClient(port);
  client.send(Buffer.from('API'));
  // Another client's whole session: the first one has been accepted by then.
  const other = await RawClient.started(port);
  vi.advanceTimersByTime(4_999);
  await other.settled();
  expect(client.isClosed).toBe(false);
  vi.advanceTimersByTime(1);
  await client.closed();
  expect(log.some(({ facts }) => facts.why === 'handshake-timeout')).toBe(true);
  await other.settled();
  other.close();
});

test('a greeting and requests that come byte by byte are understood', async () => {
  const { port } = await start();
  const client = await RawClient.started(port);
  const frame = Buffer.from([0, 0, 0, 5, ...Buffer.from('49\0' + '1\0')]);
  for (const byte of frame) client.send(Buffer.from([byte]));
  await client.until(() => client.messages.length > 0);
  expect(client.messages[0]!.kind).toBe('currentTime');
  client.close();
});

test('a client id that is in use is refused with 326, and free again when its session is over', async () => {
  const { port } = await start();
  const first = await RawClient.started(port, 5);
  const second = new RawClient(port);
  second.greet('v100..193');
  await second.until(() => second.version !== undefined);
  second.ask({ kind: 'startApi', clientId: 5, optionalCapabilities: '' });
  await second.closed();
  expect(second.errors()).toEqual([{ id: -1, code: 326 }]);
  first.socket.end();
  await first.closed();
  const third = await RawClient.started(port, 5);
  third.close();
});

test('32 sessions are served and the 33rd is sent away', async () => {
  const { port } = await start();
  const clients = await Promise.all(Array.from({ length: 32 }, (_, id) => RawClient.started(port, id)));
  const surplus = new RawClient(port);
  await surplus.closed();
  await clients[31]!.settled();
  for (const client of clients) client.close();
});

test('requests before startApi are ignored', async () => {
  const { port } = await start();
  const client = new RawClient(port);
  client.greet('v100..193');
  await client.until(() => client.version !== undefined);
  client.ask({ kind: 'reqManagedAccts' });
  client.ask({ kind: 'startApi', clientId: 0, optionalCapabilities: '' });
  await client.settled();
  expect(client.messages.filter(({ kind }) => kind === 'managedAccounts')).toHaveLength(1);
  client.close();
});

test('unknown ids and malformed frames are answered with 505 and 320, and the session goes on', async () => {
  const { port } = await start();
  const client = await RawClient.started(port);
  client.frame('9999', '1', '2');
  client.frame('2', '2', 'seventeen');
  client.frame('2', '2');
  client.frame('2', '2', '17', 'surplus');
  client.frame('');
  client.send(Buffer.from([0, 0, 0, 0]));
  client.send(Buffer.from([0, 0, 0, 3, 0xff, 0xfe, 0]));
  client.send(Buffer.from([0, 0, 0, 2, 50, 50]));
  await client.settled();
  expect(client.errors().map(({ code }) => code)).toEqual([505, 320, 320, 320, 320, 320, 320, 320]);
  client.close();
});

test('a frame of more than 1 MiB ends the session, and no other', async () => {
  const { port } = await start();
  const other = await RawClient.started(port, 1);
  const client = await RawClient.started(port, 2);
  const header = Buffer.alloc(4);
  header.writeUInt32BE(1_048_577);
  client.send(header);
  await client.closed();
  await other.settled();
  other.close();
});

test('more than 50 messages in a second are refused with 100, and a client that goes on is dropped', async () => {
  let now = 0;
  const { port } = await start({ messagesPerSecondMax: 50 }, () => now);
  const client = await RawClient.started(port);
  const burst = async () => {
    now += 1_000;
    client.messages.length = 0;
    for (let i = 0; i < 60; i++) client.ask({ kind: 'reqIds', numIds: 1 });
    await client.until(() => client.messages.length === 60);
    return client.errors().filter(({ code }) => code === 100).length;
  };
  expect(await burst()).toBe(10);
  // A quiet second forgives.
  now += 2_000;
  expect(await burst()).toBe(10);
  expect(await burst()).toBe(10);
  now += 1_000;
  for (let i = 0; i < 51; i++) client.ask({ kind: 'reqIds', numIds: 1 });
  await client.closed();
});

test('a client that does not read is dropped before it costs memory, and others go on', async () => {
  const { port, log } = await start({ unreadBytesMax: 2_000_000 });
  const other = await RawClient.started(port, 1);
  const slow = await RawClient.started(port, 2);
  slow.socket.pause();
  const contract = { ...stock, conId: 0 };
  for (let reqId = 0; reqId < 30; reqId++) {
    slow.ask({
      ...{ kind: 'reqHistoricalData', reqId, contract, endDateTime: '', barSizeSetting: '1 min' },
      ...{
        durationStr: '1 M',
        useRTH: true,
        whatToShow: 'TRADES',
        formatDate: 1,
        keepUpToDate: false,
        options: '',
      },
    });
  }
  const isDropped = () =>
    log.some(({ event, facts }) => event === 'session-dropped' && facts.why === 'slow-reader');
  while (!isDropped()) await other.settled();
  other.close();
  slow.close();
});

test('@stoqey/ib is turned away with its own error when its client id is taken', async () => {
  const { port } = await start();
  const first = await IbClient.connected(port, 9);
  const second = new IbClient(port);
  second.api.connect(9);
  await second.next('disconnected');
  // It takes errors without an id for information.
  expect(second.all('info').map(([, code]) => code)).toContain(326);
  first.disconnect();
});

test('accounts of this broker can be told from real ones by their first letters', async () => {
  const { port } = await start();
  const client = await IbClient.connected(port);
  client.api.reqManagedAccts();
  const [accounts] = await client.next('managedAccounts');
  expect(accounts).toMatch(/^DU\d+$/);
  client.disconnect();
});
