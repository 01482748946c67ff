import type { Ticket } from './ticket.ts';

/** Ended orders that are remembered; an order id stays taken for ever. */
const ENDED_COUNT_MAX = 2_000;
const CLIENT_COUNT_MAX = 10_000;
/** Order ids are int32 in clients, and there must be a next one. */
const ORDER_ID_MAX = 2_147_483_646;

export interface TicketsSnapshot {
  readonly highestIds: readonly (readonly [clientId: number, orderId: number])[];
  readonly tickets: readonly Ticket[];
}

/**
 * Orders by their key and by their client's number for them. Numbers of a client only go up: one that is not above all it
 * has used, refused ones and what-ifs included, is a duplicate (103).
 */
export class Tickets {
  readonly #byKey = new Map<number, Ticket>();
  readonly #byOrderId = new Map<string, Ticket>();
  readonly #highestIds = new Map<number, number>();
  /** Keys, in the order in which they ended. */
  readonly #ended: number[] = [];
  #takenCount = 0;

  /** The first order id that a client may use next. */
  nextFor(clientId: number): number {
    return Math.max(0, this.#highestIds.get(clientId) ?? 0) + 1;
  }

  /** @returns false when the id cannot be used any more */
  take(clientId: number, orderId: number): boolean {
    const highest = this.#highestIds.get(clientId);
    if (highest === undefined ? this.#highestIds.size >= CLIENT_COUNT_MAX : orderId <= highest) return false;
    if (orderId < 0 || orderId > ORDER_ID_MAX) return false;
    this.#highestIds.set(clientId, orderId);
    this.#takenCount++;
    return true;
  }

  /** A fault: ids count from those of live orders again, and what has ended gives up its own. */
  freeEndedIds(): void {
    this.#highestIds.clear();
    this.#byOrderId.clear();
    for (const ticket of this.live) {
      const { clientId, orderId } = ticket;
      this.#byOrderId.set(nameOf(clientId, orderId), ticket);
      this.#highestIds.set(clientId, Math.max(orderId, this.#highestIds.get(clientId) ?? 0));
    }
  }

  /** How many ids were taken since the program began. */
  get takenCount(): number {
    return this.#takenCount;
  }

  add(ticket: Ticket): void {
    this.#byKey.set(ticket.key, ticket);
    this.#byOrderId.set(nameOf(ticket.clientId, ticket.orderId), ticket);
    if (ticket.end !== null) this.#ended.push(ticket.key);
  }

  /** Under another number from here on. */
  renumber(ticket: Ticket, orderId: number): void {
    const name = nameOf(ticket.clientId, ticket.orderId);
    if (this.#byOrderId.get(name) === ticket) this.#byOrderId.delete(name);
    ticket.orderId = orderId;
    this.#byOrderId.set(nameOf(ticket.clientId, orderId), ticket);
  }

  byKey(key: number): Ticket | undefined {
    return this.#byKey.get(key);
  }

  of(clientId: number, orderId: number): Ticket | undefined {
    return this.#byOrderId.get(nameOf(clientId, orderId));
  }

  /** It never came to be an order. */
  drop(ticket: Ticket): void {
    this.#byKey.delete(ticket.key);
    const name = nameOf(ticket.clientId, ticket.orderId);
    if (this.#byOrderId.get(name) === ticket) this.#byOrderId.delete(name);
  }

  /** The oldest that ended are forgotten. */
  ended({ key }: Ticket): void {
    this.#ended.push(key);
    if (this.#ended.length < 2 * ENDED_COUNT_MAX) return;
    for (const old of this.#ended.splice(0, ENDED_COUNT_MAX)) {
      const ticket = this.#byKey.get(old);
      if (ticket !== undefined) this.drop(ticket);
    }
  }

  /** Those of an account that have ended. */
  forgetEnded(account: string): void {
    for (const ticket of this.completed) if (ticket.account === account) this.drop(ticket);
    const kept = this.#ended.filter((key) => this.#byKey.has(key));
    this.#ended.splice(0, this.#ended.length, ...kept);
  }

  /** In the order in which they came. */
  get live(): readonly Ticket[] {
    return [...this.#byKey.values()].filter(({ end }) => end === null);
  }

  /** In the order in which they ended. */
  get completed(): readonly Ticket[] {
    return this.#ended.flatMap((key) => this.#byKey.get(key) ?? []);
  }

  snapshot(): TicketsSnapshot {
    return {
      highestIds: [...this.#highestIds],
      // Live ones in the order they came, ended ones in the order they ended.
      tickets: [...this.live, ...this.completed],
    };
  }

  restore({ highestIds, tickets }: TicketsSnapshot): void {
    for (const [clientId, orderId] of highestIds) this.#highestIds.set(clientId, orderId);
    for (const ticket of tickets) this.add(ticket);
  }
}

function nameOf(clientId: number, orderId: number): string {
  return `${clientId}/${orderId}`;
}
