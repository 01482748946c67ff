import type { GatewayMessage } from '#shared/tws-protocol/messages/messages.ts';

const KEPT_COUNT_MAX = 10_000;

/** Which order, counted over all clients, a message is about. The oldest are forgotten. */
export class OrderNumbers {
  readonly #numbers = new Map<string, number>();

  add(clientId: number, orderId: number, number: number): void {
    this.#keep(`${clientId}/${orderId}`, number);
  }

  numberOf(clientId: number, orderId: number): number | undefined {
    return this.#numbers.get(`${clientId}/${orderId}`);
  }

  of(message: GatewayMessage, clientId: number | undefined): number | undefined {
    if (message.kind === 'commissionReport') return this.#numbers.get(message.execId);
    if (!('orderId' in message)) return undefined;
    const number = this.#numbers.get(`${clientId}/${message.orderId}`);
    // The commission report names the execution only.
    if (message.kind === 'execDetails' && number !== undefined) this.#keep(message.execId, number);
    return number;
  }

  clear(): void {
    this.#numbers.clear();
  }

  #keep(key: string, number: number): void {
    this.#numbers.set(key, number);
    if (this.#numbers.size <= KEPT_COUNT_MAX) return;
    const [oldest] = this.#numbers.keys();
    this.#numbers.delete(oldest!);
  }
}
