import { afterAll, afterEach, beforeAll } from 'vitest';
import type { GatewayMessage } from '#shared/tws-protocol/messages/messages.ts';
import { emptyContract, type WireContract } from '#shared/tws-protocol/nouns/wire-contract.ts';
import { emptyOrder, type WireOrder } from '#shared/tws-protocol/nouns/wire-order.ts';
import type { GatewaySettings } from '../../settings.ts';
import { RawClient } from '../../testing/raw-client.ts';
import { OPEN_TIME, startGateway, type TestGateway } from '../../testing/test-gateway.ts';

export const AAPL: WireContract = {
  ...emptyContract,
  ...{ symbol: 'AAPL', secType: 'STK', exchange: 'SMART', currency: 'USD' },
};
export const contractOf = (symbol: string, more: Partial<WireContract> = {}): WireContract => ({
  ...AAPL,
  ...{ symbol, ...more },
});
export const EURUSD = contractOf('EUR', { secType: 'CASH', exchange: 'IDEALPRO' });
export const ES = contractOf('ES', {
  ...{ secType: 'FUT', exchange: 'CME', lastTradeDateOrContractMonth: '202603' },
});
export const BTC = contractOf('BTC', { secType: 'CRYPTO', exchange: 'PAXOS' });

export const order = (more: Partial<WireOrder>): WireOrder => ({
  ...emptyOrder,
  ...{ action: 'BUY', totalQuantity: 100, orderType: 'MKT', tif: 'DAY', transmit: true },
  ...more,
});

/** A client that trades, in few words. */
export class Trader {
  readonly client: RawClient;
  readonly #gateway: TestGateway;
  readonly #clientId: number;
  #next = 1;

  constructor(client: RawClient, gateway: TestGateway, clientId: number) {
    this.#clientId = clientId;
    this.client = client;
    this.#gateway = gateway;
  }

  get clientId(): number {
    return this.#clientId;
  }

  /** @returns its order id */
  async place(more: Partial<WireOrder>, contract = AAPL, orderId = this.#next++): Promise<number> {
    this.client.ask({
      ...{ kind: 'placeOrder', orderId, contract, order: order(more) },
      ...{ orderComboLegs: [], hasScaleDetailsAtZero: false },
    } as unknown as Parameters<RawClient['ask']>[0]);
    await this.client.settled();
    return orderId;
  }

  async cancel(orderId: number): Promise<void> {
    this.client.ask({
      ...{ kind: 'cancelOrder', orderId, manualCancelOrderTime: '' },
      ...{ extOperator: '', manualOrderIndicator: undefined },
    });
    await this.client.settled();
  }

  async ask(request: Parameters<RawClient['ask']>[0]): Promise<GatewayMessage[]> {
    this.forget();
    this.client.ask(request);
    await this.client.settled();
    return this.client.messages.slice(0, -1);
  }

  async advance(ms: number): Promise<void> {
    await this.client.settled();
    this.#gateway.advance(ms);
    await this.client.settled();
  }

  async advanceTo(time: number): Promise<void> {
    await this.advance(time - this.#gateway.gateway.world.now());
  }

  forget(): void {
    this.client.messages.length = 0;
  }

  all<K extends GatewayMessage['kind']>(kind: K): Extract<GatewayMessage, { kind: K }>[] {
    return this.client.messages.filter(
      (each): each is Extract<GatewayMessage, { kind: K }> => each.kind === kind,
    );
  }

  /** What was told of an order, one word each: its statuses, `fill`, `cost`, `open:` and its status, codes of errors. */
  story(orderId: number): string[] {
    const executions = new Set(
      this.all('execDetails').flatMap((each) => (each.orderId === orderId ? [each.execId] : [])),
    );
    return this.client.messages.flatMap((each) => {
      if (each.kind === 'commissionReport') return executions.has(each.execId) ? ['cost'] : [];
      if (each.kind === 'errorMessage') return each.id === orderId ? [String(each.code)] : [];
      if (!('orderId' in each) || each.orderId !== orderId) return [];
      if (each.kind === 'openOrder') return [`open:${each.orderState.status}`];
      if (each.kind === 'orderStatus') return [each.status];
      return each.kind === 'execDetails' ? ['fill'] : [];
    });
  }

  /** The last that orderStatus said. */
  status(orderId: number): string | undefined {
    return this.all('orderStatus').findLast((each) => each.orderId === orderId)?.status;
  }

  codes(orderId: number): number[] {
    return this.client.errors().flatMap(({ id, code }) => (id === orderId ? [code] : []));
  }
}

export interface OrderBench {
  readonly gateway: TestGateway;
  trader(clientId?: number, greeting?: string): Promise<Trader>;
  /** Bid and ask as they are. */
  quote(marketId?: string): { readonly bid: number; readonly ask: number };
}

/** One gateway for the tests of a file; clients are theirs alone. */
export function useOrderBench(settings: Partial<GatewaySettings> = {}, startTime = OPEN_TIME): OrderBench {
  let gateway: TestGateway;
  let clients: RawClient[] = [];
  beforeAll(async () => {
    gateway = await startGateway(settings, startTime);
  });
  afterEach(async () => {
    for (const client of clients) client.close();
    clients = [];
    while (gateway.gateway.sessions.all.length > 0) await new Promise(setImmediate);
  });
  afterAll(() => gateway.gateway.close());
  let nextClient = 1;
  return {
    get gateway() {
      return gateway;
    },
    async trader(clientId = nextClient++, greeting = 'v100..193') {
      const client = await RawClient.started(gateway.port, clientId, greeting);
      clients.push(client);
      return new Trader(client, gateway, clientId);
    },
    quote(marketId = 'AAPL') {
      const { bid, ask } = gateway.gateway.world.feed.state(marketId);
      return { bid: bid!, ask: ask! };
    },
  };
}
