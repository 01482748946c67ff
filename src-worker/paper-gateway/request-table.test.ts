import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requestLayouts, type ClientRequest } from '#shared/tws-protocol/requests/requests.ts';
import { recordedSession } from '#shared/tws-protocol/testing/recorded-session.ts';
import { stock } from '#shared/tws-protocol/testing/rich-orders.ts';
import { spokenVersions } from '#shared/tws-protocol/testing/spoken-versions.ts';
import type { RequestKind } from './request-handlers.ts';
import { RawClient } from './testing/raw-client.ts';
import { startGateway, type TestGateway } from './testing/test-gateway.ts';

const KINDS = Object.keys(requestLayouts) as RequestKind[];

/** Nothing is owed for these: they set something, ask to hear of what may never happen, or to cancel what is not there. */
const OWED_NOTHING: readonly RequestKind[] = [
  ...(['reqGlobalCancel', 'cancelPositions'] as const),
  ...(['setServerLogLevel', 'reqMarketDataType', 'reqAutoOpenOrders'] as const),
  ...(['reqNewsBulletins', 'cancelNewsBulletins'] as const),
];

/** Each kind asks with an id of its own, so that its answers can be told from the streams of those before. */
const idOf = (kind: RequestKind) => 4_000 + KINDS.indexOf(kind);
/** What makes a request a sensible one, as far as an empty one is not. */
const SENSIBLE: Readonly<Record<string, unknown>> = {
  contract: { ...stock, conId: 0, primaryExchange: '' },
  ...{ marketDataType: 1, level: 2, numRows: 5, tickType: 'AllLast', whatToShow: 'TRADES', formatDate: 1 },
  ...{ barSizeSetting: '5 mins', durationStr: '1 D', timePeriod: '3 days', numberOfTicks: 0 },
  ...{ account: 'DU1000001', acctCode: 'DU1000001', subscribe: true, group: 'All', tags: 'NetLiquidation' },
  ...{ pattern: 'APP', marketRuleId: 26, bboExchange: 'sim0001' },
  ...{ underlyingSymbol: 'AAPL', futFopExchange: '', underlyingSecType: 'STK', underlyingConId: 0 },
};

function requestOf(kind: RequestKind, values: Readonly<Record<string, unknown>>): ClientRequest {
  const record: Record<string, unknown> = { ...requestLayouts[kind].fresh(), kind };
  for (const name of Object.keys(record)) if (name in values) record[name] = values[name];
  for (const name of ['reqId', 'orderId']) if (name in record) record[name] = idOf(kind);
  if (kind === 'reqHistoricalTicks' && values === SENSIBLE) {
    Object.assign(record, { numberOfTicks: 5, endDateTime: '20260105-21:00:00' });
  }
  return record as unknown as ClientRequest;
}

describe('every kind of request is answered, with its own id where it has one', () => {
  let gateway: TestGateway;
  let client: RawClient;
  beforeAll(async () => {
    gateway = await startGateway();
    client = await RawClient.started(gateway.port);
  });
  afterAll(async () => {
    client.close();
    await gateway.gateway.close();
  });

  /** Those that bear the request's id, or all if it has none. Some streams begin with the next bar. */
  const answersTo = async (request: ClientRequest) => {
    client.messages.length = 0;
    client.ask(request);
    await client.settled();
    const hasId = 'reqId' in request || 'orderId' in request;
    // The last one is the answer to `settled` itself.
    if (!hasId) return client.messages.slice(0, -1);
    gateway.advance(5_000);
    await client.settled();
    return client.messages.filter((each) => {
      const { id, orderId, reqId } = each as { id?: number; orderId?: number; reqId?: number };
      return [id, orderId, reqId].includes(idOf(request.kind));
    });
  };

  test.each(KINDS)('%s, as an application would ask', async (kind) => {
    const answers = await answersTo(requestOf(kind, SENSIBLE));
    expect(answers.length > 0).toBe(!OWED_NOTHING.includes(kind));
  });

  test.each(KINDS)('%s, with every field empty', async (kind) => {
    const answers = await answersTo(requestOf(kind, {}));
    const isWrong = kind === 'setServerLogLevel' || kind === 'reqMarketDataType';
    expect(answers.length > 0).toBe(isWrong || !OWED_NOTHING.includes(kind));
  });

  test('none of them made a handler throw', () => {
    expect(gateway.log.filter(({ event }) => event === 'request-failed')).toEqual([]);
  });
});

test('a session as clients record it is understood at every server version', async () => {
  const { gateway, port, log } = await startGateway();
  for (const [clientId, version] of spokenVersions.entries()) {
    const client = await RawClient.started(port, clientId, `v100..${version}`);
    expect(client.version).toBe(version);
    for (const request of recordedSession(version).slice(1)) client.ask(request);
    await client.settled();
    // A second startApi apart, which `slice` took away, nothing is unreadable.
    expect(client.errors().filter(({ code }) => code === 320 || code === 505)).toEqual([]);
    client.close();
  }
  expect(log.filter(({ event }) => event === 'request-failed' || event === 'unreadable')).toEqual([]);
  await gateway.close();
});
