import { EventName } from '@stoqey/ib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ScriptedTws } from './testing/scripted-tws.ts';
import type { OutgoingOrder } from '../ports/broker-orders.ts';
import { ticket } from '#shared/orders/testing/samples.ts';
import { TwsLink, type LinkListener } from './tws-link.ts';

const outgoing: OutgoingOrder = {
  ...{ orderId: 1, ticket: ticket(), parentOrderId: null, isTransmitted: true },
};
let tws: ScriptedTws;
let link: TwsLink;
let heard: string[];
let faults: unknown[];

function listener(): LinkListener {
  const note = (what: string) => {
    heard.push(what);
    tws.look();
  };
  return {
    onOpened: () => undefined,
    onGreeted: (version) => note(`greeted ${version}`),
    onHeard: () => undefined,
    onNotice: (id, code, text) => note(`notice ${id} ${code} ${text}`),
    onEvent: (name, args) => {
      note(`${name} ${args.join(' ')}`);
      if (name === EventName.currentTime) throw new Error('a handler of ours is broken');
    },
    onNotTws: (beginning) => note(`not TWS: ${beginning}`),
    onClosed: (error) => note(`closed ${error?.message ?? ''}`),
    onFault: (error) => {
      faults.push(error);
      tws.look();
    },
  };
}

function connect(port = tws.port): void {
  link = new TwsLink({ host: '127.0.0.1', port, clientId: 7 }, listener());
}

beforeEach(async () => {
  heard = [];
  faults = [];
  tws = await ScriptedTws.open();
});

afterEach(async () => {
  link.close();
  await tws.close();
});

test('tells the version, the next order id and the accounts, and its own id to TWS', async () => {
  connect();
  await tws.until(() => heard.length === 3);
  expect(heard).toEqual(['greeted 176', 'nextValidId 1', 'managedAccounts DU100']);
  expect(tws.requests).toEqual([['71', '2', '7', '']]);
});

test('a rehearsal goes to the socket without a byte: what TWS hears is whole, whether before it, after it or once it is closed', async () => {
  connect();
  await tws.until(() => heard.length === 3);
  const wire = link.orderWire(176);
  for (let round = 0; round < 50; round++) {
    wire.rehearse(outgoing);
    if (round % 10 === 0) link.api.reqIds(round);
  }
  await tws.until(() => tws.requests.length === 6);
  expect(tws.requests.slice(1).map(([kind]) => kind)).toEqual(Array<string>(5).fill('8'));
  link.close();
  wire.rehearse(outgoing);
  expect(faults).toEqual([]);
});

test('a handler that throws stops nothing', async () => {
  connect();
  await tws.until(() => heard.length === 3);
  tws.say({ kind: 'currentTime', time: 1_700_000_000 });
  tws.say({ kind: 'nextValidId', orderId: 9 });
  await tws.until(() => heard.includes('nextValidId 9'));
  expect(faults).toEqual([new Error('a handler of ours is broken')]);
});

test('a rejection with words where JSON belongs is told, and what follows it is read', async () => {
  connect();
  await tws.until(() => heard.length === 3);
  tws.frame('4', '2', '12', '201', 'Order rejected - reason:no', 'not JSON');
  tws.say({ kind: 'nextValidId', orderId: 9 });
  await tws.until(() => heard.includes('nextValidId 9'));
  expect(heard.slice(3)).toEqual(['notice 12 201 Order rejected - reason:no', 'nextValidId 9']);
  expect(faults).toHaveLength(1);
});

test('a message that is no number and one that ends too soon are told and forgotten', async () => {
  connect();
  await tws.until(() => heard.length === 3);
  tws.frame('5', '12');
  tws.frame('nonsense', '1');
  tws.say({ kind: 'nextValidId', orderId: 9 });
  await tws.until(() => heard.includes('nextValidId 9'));
  expect(link.isClosed).toBe(false);
});

test('system codes are notices without a request', async () => {
  connect();
  await tws.until(() => heard.length === 3);
  tws.frame('4', '2', '-1', '1100', 'Connectivity between IB and TWS has been lost.', '');
  await tws.until(() => heard.length === 4);
  expect(heard[3]).toBe('notice -1 1100 Connectivity between IB and TWS has been lost.');
});

test('ends once when TWS goes, and says nothing after it was closed', async () => {
  connect();
  await tws.until(() => heard.length === 3);
  tws.drop();
  await tws.until(() => heard.length === 4);
  link.close();
  expect(heard.slice(3)).toEqual(['closed ']);
});

test.each([
  ['below nothing', Uint8Array.of(0xff, 0xff, 0xff, 0x9c, 1, 2, 3), /closed .*-100 bytes/],
  ['of two gigabytes', Uint8Array.of(0x7f, 0xff, 0xff, 0xff), /closed .*2147483647 bytes/],
])('a message with a length %s in the middle of a session ends it', async (_, bytes, expected) => {
  connect();
  await tws.until(() => heard.length === 3);
  tws.write(bytes);
  await tws.until(() => heard.some((what) => what.startsWith('closed')));
  expect(heard.at(-1)).toMatch(expected);
});

test('tells why nobody is there', async () => {
  const { port } = tws;
  await tws.close();
  connect(port);
  await tws.until(() => heard.some((what) => what.startsWith('closed')));
  expect(heard.at(-1)).toMatch(/^closed .*ECONNREFUSED/);
});
