import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { MessageOfKind } from '#shared/tws-protocol/messages/messages.ts';
import { emptyContract, type WireContract } from '#shared/tws-protocol/nouns/wire-contract.ts';
import { limitOrder } from '#shared/tws-protocol/testing/rich-orders.ts';
import { RawClient } from '../testing/raw-client.ts';
import { startGateway, type TestGateway } from '../testing/test-gateway.ts';

const APPLE: WireContract = { ...emptyContract, symbol: 'AAPL', secType: 'STK', exchange: 'SMART', currency: 'USD' }; // prettier-ignore

let gateway: TestGateway;
let client: RawClient;
let clientId = 0;
beforeAll(async () => {
  gateway = await startGateway({ alwaysOpen: true });
});
afterAll(() => gateway.gateway.close());
beforeEach(async () => {
  set('');
  client = await RawClient.started(gateway.port, ++clientId);
  return () => client.close();
});

function set(text: string): void {
  expect(gateway.gateway.faults.set(text)).toEqual({ ok: true, value: null });
}
const order = (orderId: number) =>
  client.ask({ kind: 'placeOrder', orderId, contract: APPLE, order: limitOrder });
const kinds = () => client.messages.map(({ kind }) => kind);
const askHistory = (reqId: number) =>
  client.ask({ kind: 'reqHeadTimestamp', reqId, contract: APPLE, useRTH: true, whatToShow: 'TRADES', formatDate: 1 }); // prettier-ignore

test('every third order is rejected with the code that was asked for, the others are not', async () => {
  set('every 3 orders: reject=110');
  for (let id = 1; id <= 7; id++) order(id);
  await client.settled();
  const refused = client.errors().filter(({ code }) => code === 110);
  expect(refused.map(({ id }) => id)).toEqual([3, 6]);
  expect(gateway.gateway.faults.active).toMatchObject([{ line: 1, count: 2 }]);
});

test('the connection ends in the middle of the answer to the order that was named', async () => {
  set('at order 2: drop-connection');
  order(1);
  await client.settled();
  const before = client.socket.bytesRead;
  order(2);
  await client.closed();
  expect(client.socket.bytesRead).toBeGreaterThan(before);
  expect(client.messages.at(-1)).toMatchObject({ kind: 'currentTime' });
});

test('error 100 and the door on overload', async () => {
  set('at order 1: overload');
  order(1);
  await client.closed();
  expect(client.errors()).toMatchObject([{ id: -1, code: 100 }]);
});

test('an answer to history comes later, or never', async () => {
  set('late-history=60s');
  askHistory(1);
  await client.settled();
  gateway.advance(59_999);
  await client.settled();
  expect(kinds()).not.toContain('headTimestamp');
  gateway.advance(1);
  await client.settled();
  expect(kinds()).toContain('headTimestamp');
  client.messages.length = 0;
  set('no-history');
  askHistory(2);
  await client.settled();
  gateway.advance(120_000);
  await client.settled();
  expect(kinds()).not.toContain('headTimestamp');
});

test.each([
  ['1102', 1102, true],
  ['1101', 1101, false],
])('data stops at 1100, and goes on after %s only if nothing was lost', async (then, code, goesOn) => {
  client.ask({ kind: 'reqMktData', reqId: 1, contract: APPLE, genericTickList: '', snapshot: false, regulatorySnapshot: false, options: '' } ); // prettier-ignore
  await client.settled();
  expect(kinds()).toContain('tickPrice');
  set(`at 1s: 1100 for 30s then ${then}`);
  gateway.advance(1_000);
  await client.settled();
  expect(client.errors()).toContainEqual({ id: -1, code: 1100 });
  client.messages.length = 0;
  gateway.advance(29_000);
  await client.settled();
  expect(kinds()).toEqual(['currentTime']);
  gateway.advance(1_000);
  await client.settled();
  expect(client.errors()).toContainEqual({ id: -1, code });
  client.messages.length = 0;
  gateway.advance(30_000);
  await client.settled();
  expect(kinds().includes('tickPrice')).toBe(goesOn);
});

test('it stops answering with the socket open, and answers again afterwards', async () => {
  set('at order 1: stop-answering for 10s');
  order(1);
  client.ask({ kind: 'reqIds', numIds: 1 });
  const other = await RawClient.started(gateway.port, ++clientId);
  expect(client.messages).toEqual([]);
  expect(client.isClosed).toBe(false);
  gateway.advance(10_000);
  await client.settled();
  expect(kinds()).toEqual(['currentTime']);
  other.close();
});

test('a restart ends every session and lets nobody in until it is over', async () => {
  set('restart for 60s');
  gateway.advance(0);
  await client.closed();
  const early = new RawClient(gateway.port);
  await early.closed();
  gateway.advance(60_000);
  const late = await RawClient.started(gateway.port, ++clientId);
  late.close();
});

test('the same seed, rules and traffic give the same faults', async () => {
  const struck = async () => {
    set('40%: reject=201');
    client.messages.length = 0;
    for (let id = 1; id <= 40; id++) order(id);
    await client.settled();
    return client.messages.flatMap((each) =>
      each.kind === 'errorMessage' && each.text.includes('told to reject') ? [each.id] : [],
    );
  };
  const first = await struck();
  expect(first.length).toBeGreaterThan(5);
  expect(first.length).toBeLessThan(35);
  expect(await struck()).toEqual(first);
});

const STATUS: MessageOfKind<'orderStatus'> = {
  kind: 'orderStatus',
  ...{ orderId: 1, status: 'Submitted', filled: 0, remaining: 100, avgFillPrice: 0 },
  ...{ permId: 1, parentId: 0, lastFillPrice: 0, clientId: 1, whyHeld: '', mktCapPrice: 0 },
};

test.each([
  ['duplicate-status', 2, 2],
  ['drop-status', 0, 0],
  ['late-ack=2s', 0, 1],
  ['at 1s: duplicate-status', 1, 1],
  ['at order 9: duplicate-status', 1, 1],
])('with %s a status comes %i times at once, %i times in the end', async (text, atOnce, inTheEnd) => {
  const statuses = () => kinds().filter((kind) => kind === 'orderStatus').length;
  set(text);
  gateway.gateway.sessions.byClientId(clientId)!.send(STATUS);
  await client.settled();
  expect(statuses()).toBe(atOnce);
  gateway.advance(2_000);
  await client.settled();
  expect(statuses()).toBe(inTheEnd);
});

test('whoever connects is told that the client id is in use, until that is over', async () => {
  set('client-id-in-use for 5s');
  gateway.advance(0);
  const turnedAway = new RawClient(gateway.port);
  turnedAway.greet('v100..193');
  await turnedAway.until(() => turnedAway.version !== undefined);
  turnedAway.ask({ kind: 'startApi', clientId: 900, optionalCapabilities: '' });
  await turnedAway.closed();
  expect(turnedAway.errors()).toEqual([{ id: -1, code: 326 }]);
  gateway.advance(5_000);
  (await RawClient.started(gateway.port, 900)).close();
});

test('what a fault holds back goes with the session it was for', async () => {
  const { clock } = gateway.gateway.world;
  const before = clock.timerCount;
  const leaving = await RawClient.started(gateway.port, 901);
  const { sessions } = gateway.gateway;
  set('late-ack=2h');
  for (let count = 0; count < 5; count++) sessions.byClientId(901)!.send(STATUS);
  expect(clock.timerCount).toBe(before + 5);
  leaving.close();
  while (sessions.byClientId(901) !== undefined) await new Promise(setImmediate);
  expect(clock.timerCount).toBe(before);
});

describe('the same messages, cut in other pieces', () => {
  /** Sizes of the pieces in which what is asked for arrives. */
  async function piecesOf(ask: () => Promise<void>): Promise<number[]> {
    const pieces: number[] = [];
    const hear = (chunk: Buffer) => void pieces.push(chunk.length);
    client.socket.on('data', hear);
    await ask();
    client.socket.off('data', hear);
    return pieces;
  }

  const details = (reqId: number) => client.ask({ kind: 'reqContractDetails', reqId, contract: APPLE });
  const toldOf = () => client.messages.filter(({ kind }) => kind === 'contractDetails');

  test('every byte by itself', async () => {
    set('split-frames for 10s');
    gateway.advance(10);
    const pieces = await piecesOf(async () => {
      details(1);
      await client.settled();
    });
    expect(toldOf()).toHaveLength(1);
    expect(pieces.length).toBeGreaterThan(200);
    gateway.advance(10_000);
    expect((await piecesOf(() => client.settled())).length).toBeLessThan(3);
  });

  test('many frames in one piece, once they have been gathered', async () => {
    set('merge-frames=2s for 10s');
    gateway.advance(10);
    const pieces = await piecesOf(async () => {
      details(1);
      details(2);
      const settled = client.settled();
      const session = gateway.gateway.sessions.byClientId(clientId)!;
      // The greeting's startApi and currentTime, and these three.
      while (session.receivedMessageCount < 5) await new Promise(setImmediate);
      await new Promise(setImmediate);
      expect(client.messages).toEqual([]);
      gateway.advance(2_000);
      await settled;
    });
    expect(pieces).toHaveLength(1);
    expect(toldOf()).toHaveLength(2);
  });
});
