import type { OrderRef } from '#shared/model/order-ticket.ts';
import type { BrokerNames } from '#shared/orders/order-event.ts';
import type { OrderRecord } from '#shared/orders/order-record.ts';
import type { BrokerBook } from '../ports/broker-orders.ts';
import type { OrderBook } from './order-book.ts';

/** Entries that said nothing new; a list of more than one day's is not kept. */
const SETTLED_MAX = 200_000;

type Names = BrokerNames & { readonly execId?: string };

/**
 * Orders that are in the journal and no longer in memory. The broker lists all orders of its day in every comparison: entries
 * about such an order are compared with its row in the journal, and left out from then on once they said nothing new.
 */
export class ForgottenOrders {
  readonly #book: Pick<OrderBook, 'get' | 'find'>;
  readonly #candidates: (names: Names) => readonly OrderRecord[];
  readonly #settledMax: number;
  readonly #settled = new Set<string>();
  /** Entries of the lists at hand that are of forgotten orders, and which. */
  #entries: { readonly entry: string; readonly ref: OrderRef }[] = [];

  constructor(
    book: Pick<OrderBook, 'get' | 'find'>,
    candidates: (names: Names) => readonly OrderRecord[],
    settledMax = SETTLED_MAX,
  ) {
    this.#settledMax = settledMax;
    this.#book = book;
    this.#candidates = candidates;
  }

  /** What is left to be compared, and the orders that only the journal has. Open orders are always compared. */
  of(lists: BrokerBook): { readonly lists: BrokerBook; readonly orders: readonly OrderRecord[] } {
    this.#entries = [];
    const orders = new Map<OrderRef, OrderRecord>();
    const isNews = (names: Names, entry: string | null): boolean => {
      if (this.#book.find(names) !== undefined) return true;
      if (entry !== null && this.#settled.has(entry)) return false;
      for (const record of this.#candidates(names)) {
        // Memory has a later state than the tables, which are written at the end of a turn.
        if (this.#book.get(record.ref) !== undefined) continue;
        orders.set(record.ref, record);
        if (entry !== null) this.#entries.push({ entry, ref: record.ref });
      }
      return true;
    };
    for (const { order } of lists.open) isNews(order, null);
    const completed = lists.completed.filter(({ order, filled, completedStatus }) =>
      isNews(order, `${order.permId} ${order.orderRef} ${order.status} ${filled} ${completedStatus}`),
    );
    const executions = lists.executions.filter((execution) => isNews(execution, execution.execId));
    return { lists: { ...lists, completed, executions }, orders: [...orders.values()] };
  }

  /** @param changed the orders of which the lists said something new: those are looked at again */
  settle(changed: ReadonlySet<OrderRef>): void {
    if (this.#settled.size > this.#settledMax) this.#settled.clear();
    for (const { entry, ref } of this.#entries) if (!changed.has(ref)) this.#settled.add(entry);
    this.#entries = [];
  }

  /** For another profile. */
  clear(): void {
    this.#settled.clear();
    this.#entries = [];
  }
}
