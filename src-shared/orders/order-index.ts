import type { OrderRef } from '../model/order-ticket.ts';
import type { BrokerNames } from './order-event.ts';
import { adoptedRef, type OrderRecord } from './order-record.ts';

type Named = Pick<OrderRecord, 'ref' | 'origin' | 'permId' | 'clientId' | 'orderId'>;

/** All names that an order has been given: one or two numbers of each kind. */
interface Names {
  readonly permIds: number[];
  readonly numbers: string[];
}

/**
 * Finds the order that a message is about. The permId decides; a client's order number is no proof by itself, as TWS hands
 * numbers out again after a restart; our own reference comes last. Bounded by the orders put into it.
 */
export class OrderIndex {
  readonly #byRef = new Map<string, Named>();
  readonly #byPermId = new Map<number, Named>();
  readonly #byNumber = new Map<string, Named>();
  readonly #names = new Map<OrderRef, Names>();

  constructor(records: Iterable<Named> = []) {
    for (const record of records) this.put(record);
  }

  /** Again whenever an order has got a number. */
  put(record: Named): void {
    const { ref, permId, clientId, orderId } = record;
    this.#byRef.set(ref, record);
    let names = this.#names.get(ref);
    if (names === undefined) this.#names.set(ref, (names = { permIds: [], numbers: [] }));
    if (permId !== null) {
      this.#byPermId.set(permId, record);
      if (!names.permIds.includes(permId)) names.permIds.push(permId);
    }
    if (clientId !== null && orderId !== null) {
      const number = numberKey(clientId, orderId);
      this.#byNumber.set(number, record);
      if (!names.numbers.includes(number)) names.numbers.push(number);
    }
  }

  /** Once it is no more needed; what has taken its number since stays. */
  remove({ ref }: Pick<Named, 'ref'>): void {
    this.#byRef.delete(ref);
    const names = this.#names.get(ref);
    this.#names.delete(ref);
    for (const permId of names?.permIds ?? [])
      if (this.#byPermId.get(permId)?.ref === ref) this.#byPermId.delete(permId);
    for (const number of names?.numbers ?? [])
      if (this.#byNumber.get(number)?.ref === ref) this.#byNumber.delete(number);
  }

  /** @returns null: an order from outside, or of a past that nobody kept */
  find(names: BrokerNames & { readonly execId?: string }): OrderRef | null {
    const { permId, clientId, orderId, orderRef } = names;
    const byPermId = this.#byPermId.get(permId);
    if (byPermId !== undefined) return byPermId.ref;
    const byNumber = this.#byNumber.get(numberKey(clientId, orderId));
    if (byNumber !== undefined && mayBe(byNumber, names)) return byNumber.ref;
    const byRef = this.#byRef.get(orderRef);
    if (byRef !== undefined && mayBe(byRef, names) && isNumberLike(byRef, names)) return byRef.ref;
    return this.#byRef.get(adoptedRef(names))?.ref ?? null;
  }

  /** The order of ours under a reference, whatever its numbers are. */
  ownRef(orderRef: string): OrderRef | null {
    const record = this.#byRef.get(orderRef);
    return record?.origin === 'ours' ? record.ref : null;
  }
}

/** Not with another permId, and not under another reference: then a number has been used twice. */
function mayBe(record: Named, { permId, orderRef }: BrokerNames): boolean {
  const isSamePermId = permId === 0 || record.permId === null || record.permId === permId;
  return isSamePermId && (orderRef === '' || record.origin !== 'ours' || orderRef === record.ref);
}

/** Anybody can send an order under our reference: it is ours only under our number, or where no number is told. */
function isNumberLike(record: Named, { clientId, orderId }: BrokerNames): boolean {
  if (orderId <= 0 || record.orderId === null) return true;
  return record.clientId === clientId && record.orderId === orderId;
}

function numberKey(clientId: number, orderId: number): string {
  return `${clientId}.${orderId}`;
}
