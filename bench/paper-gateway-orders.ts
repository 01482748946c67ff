import type { WireContract } from '../src-shared/tws-protocol/nouns/wire-contract.ts';
import { emptyOrder } from '../src-shared/tws-protocol/nouns/wire-order.ts';
import { requestLayouts } from '../src-shared/tws-protocol/requests/requests.ts';
import { BenchClient, pause } from './paper-gateway-client.ts';

const ORDER_EVERY_MS = 50;

/** Places a limit order that rests, waits until the gateway tells of it, and cancels it. */
export class OrderTimer {
  readonly latencies: number[] = [];
  readonly #client: BenchClient;
  readonly #contract: WireContract;
  readonly #limit: number;
  #orderId = 1;

  private constructor(client: BenchClient, contract: WireContract, limit: number) {
    this.#client = client;
    this.#contract = contract;
    this.#limit = limit;
  }

  static async started(port: number, contract: WireContract): Promise<OrderTimer> {
    const client = await BenchClient.started(port, 77, (message) => {
      if (message.kind === 'historicalData') close = message.bars.at(-1)?.close ?? NaN;
    });
    let close = NaN;
    const answered = client.answer(({ kind }) => kind === 'historicalData');
    client.ask({
      ...requestLayouts.reqHistoricalData.fresh(),
      ...{ kind: 'reqHistoricalData' as const, reqId: 1, contract, formatDate: 1, useRTH: false },
      ...{ barSizeSetting: '1 min', durationStr: '600 S', whatToShow: 'TRADES' },
    });
    await answered;
    // Far enough below to rest, near enough to be taken.
    return new OrderTimer(client, contract, Math.round(close * 98) / 100);
  }

  async run(ms: number, meanwhile: () => void): Promise<void> {
    const until = performance.now() + ms;
    while (performance.now() < until) {
      const orderId = this.#orderId++;
      const told = this.#client.answer(
        (message) => message.kind === 'openOrder' && message.orderId === orderId,
      );
      const sentAt = performance.now();
      this.#client.ask({
        ...{ kind: 'placeOrder', orderId, contract: this.#contract },
        order: {
          ...emptyOrder,
          ...{ action: 'BUY', totalQuantity: 1, orderType: 'LMT', lmtPrice: this.#limit },
          ...{ tif: 'DAY', transmit: true },
        },
      });
      await told;
      this.latencies.push(performance.now() - sentAt);
      this.#client.ask({
        ...requestLayouts.cancelOrder.fresh(),
        ...{ kind: 'cancelOrder' as const, orderId },
      });
      meanwhile();
      await pause(ORDER_EVERY_MS);
    }
  }

  close(): void {
    this.#client.close();
  }
}
