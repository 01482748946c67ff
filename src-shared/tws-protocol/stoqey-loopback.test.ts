import { createServer, type AddressInfo, type Server } from 'node:net';
import { IBApi, EventName } from '@stoqey/ib';
import { afterEach, expect, test } from 'vitest';
import { FrameDecoder } from './frame-decoder.ts';
import { CLIENT_PREFIX, encodeServerGreeting, negotiateVersion, parseClientGreeting } from './greeting.ts';
import { emptyOrderState } from './nouns/order-state.ts';
import { encodeMessage, type GatewayMessage } from './messages/messages.ts';
import { decodeRequest, type ClientRequest } from './requests/requests.ts';

let server: Server | undefined;
let client: IBApi | undefined;

afterEach(async () => {
  client?.disconnect();
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
});

/** Just enough of a gateway: greets, and answers each request with what `answer` says. Frames go out in pieces. */
async function listen(answer: (request: ClientRequest) => GatewayMessage[]): Promise<number> {
  server = createServer((socket) => {
    const decoder = new FrameDecoder({ payloadBytesMax: 65_536, prefix: CLIENT_PREFIX });
    let version: number | undefined;
    socket.on('data', (chunk) => {
      for (const payload of decoder.feed(chunk).payloads) {
        if (version === undefined) {
          const greeting = parseClientGreeting(payload);
          const agreed = greeting.ok ? negotiateVersion(greeting.value) : greeting;
          if (!agreed.ok) return socket.destroy();
          version = agreed.value;
          const connectionTime = '20261121 08:14:57 UTC';
          socket.write(encodeServerGreeting({ serverVersion: version, connectionTime }));
          continue;
        }
        const request = decodeRequest(payload, version);
        if (!request.ok) return socket.destroy(new Error(request.error.why));
        for (const message of answer(request.value)) {
          const frame = encodeMessage(message, version);
          socket.write(frame.subarray(0, 3));
          socket.write(frame.subarray(3));
        }
      }
      return undefined;
    });
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

test('@stoqey/ib connects over a real socket, places an order and hears what became of it', async () => {
  const requests: ClientRequest[] = [];
  const port = await listen((request) => {
    requests.push(request);
    switch (request.kind) {
      case 'startApi':
        return [
          { kind: 'managedAccounts', accounts: 'DU1234567' },
          { kind: 'nextValidId', orderId: 41 },
        ];
      case 'placeOrder': {
        const { orderId, contract, order } = request;
        const orderState = { ...emptyOrderState, status: 'Submitted' };
        const none = { filled: 0, remaining: 10, avgFillPrice: 0, lastFillPrice: 0, mktCapPrice: 0 };
        return [
          { kind: 'openOrder', orderId, contract, order: { ...order, permId: 9, clientId: 3 }, orderState },
          {
            kind: 'orderStatus',
            ...{ orderId, status: 'Submitted', permId: 9, parentId: 0, clientId: 3, whyHeld: '', ...none },
          },
        ];
      }
      default:
        return [];
    }
  });
  const api = new IBApi({ host: '127.0.0.1', port, clientId: 3, maxReqPerSec: 1_000 });
  client = api;
  const errors: string[] = [];
  api.on(EventName.error, (error) => errors.push(error.message));

  const heard = new Promise<unknown[]>((resolve) => {
    api.once(EventName.nextValidId, (orderId: number) => {
      const contract = { symbol: 'AAPL', secType: 'STK', exchange: 'SMART', currency: 'USD' };
      const order = { action: 'BUY', totalQuantity: 10, orderType: 'LMT', lmtPrice: 187.25, transmit: true };
      api.placeOrder(orderId, contract as never, order as never);
    });
    api.once(EventName.openOrder, (_orderId, contract, order, state) => {
      api.once(EventName.orderStatus, (orderId, status) =>
        resolve([contract.symbol, order.lmtPrice, state.status, orderId, status]),
      );
    });
  });
  api.connect();

  expect(await heard).toEqual(['AAPL', 187.25, 'Submitted', 41, 'Submitted']);
  expect(errors).toEqual([]);
  expect(requests.map(({ kind }) => kind)).toEqual(['startApi', 'placeOrder']);
});
