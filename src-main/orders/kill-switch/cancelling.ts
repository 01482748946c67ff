import type { Logger } from '#shared/telemetry/logger.ts';
import type { BrokerOrders } from '../../ports/broker-orders.ts';
import type { OrderBook } from '../order-book.ts';

/** Cancels without effect are sent again: after this time at first, later less often, for as long as trading is halted. */
const ASK_AGAIN_MS = 2_000;
const ASK_LATER_MS = 10_000;
const SOON_COUNT = 5;
/** Single cancels that are sent at once: the message rate always has room for so many. */
const FIRST_COUNT = 20;

export interface CancellingOptions {
  readonly broker: BrokerOrders;
  readonly book: OrderBook;
  readonly log: Logger;
}

/** The kill switch's cancels: one message for everything there is, and one for each order, should the other get lost. */
export class Cancelling {
  readonly #options: CancellingOptions;
  #tries = 0;

  constructor(options: CancellingOptions) {
    this.#options = options;
  }

  /** Asked for anew. */
  begin(): void {
    this.#tries = 0;
  }

  /** How long to wait before cancels are asked for again. */
  get pauseMs(): number {
    return this.#tries < SOON_COUNT ? ASK_AGAIN_MS : ASK_LATER_MS;
  }

  /** Other clients' orders too. */
  everything(): void {
    const { broker, log } = this.#options;
    if (!broker.isOpen) return;
    this.#tries++;
    broker.cancelEverything(() => log.info({ tries: this.#tries }, 'everything was cancelled'));
  }

  /** At first no more than leave at once. */
  firstOnes(): void {
    this.#each(FIRST_COUNT);
  }

  everyOne(): void {
    this.#each(Infinity);
  }

  /** Of those that we can name. */
  #each(countMax: number): void {
    const { broker, book, log } = this.#options;
    if (!broker.isOpen) return;
    const ours = book.live.filter(
      ({ orderId, clientId }) => orderId !== null && orderId !== 0 && clientId === broker.clientId,
    );
    for (const { orderId, ref } of ours.slice(0, countMax))
      broker.cancel(orderId!, () => log.info({ ref }, 'cancel sent'));
  }
}
