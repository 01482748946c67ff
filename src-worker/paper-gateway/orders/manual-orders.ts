import { emptyContract, type WireContract } from '#shared/tws-protocol/nouns/wire-contract.ts';
import { emptyOrder, type WireOrder } from '#shared/tws-protocol/nouns/wire-order.ts';
import { resolveContract } from '../requests/resolve-contract.ts';
import type { ClientSession } from '../server/client-session.ts';
import type { Sessions } from '../server/sessions.ts';
import type { World } from '../world/world.ts';
import type { ClientOrders, Placer } from './client-orders.ts';
import { listedAt, type OrderReader } from './order-reader.ts';
import type { PermIds } from './perm-ids.ts';
import type { Ticket } from './ticket.ts';
import type { Tickets } from './tickets.ts';

export interface ManualOrdersSpec {
  readonly world: World;
  readonly sessions: Pick<Sessions, 'all'>;
  readonly tickets: Tickets;
  readonly permIds: PermIds;
  readonly reader: OrderReader;
  readonly clientOrders: ClientOrders;
  readonly account: string;
}

/** Orders that are entered in TWS belong to client 0. */
const TWS_USER = { clientId: 0, fail: () => undefined } satisfies Placer;

/** What somebody does by hand in TWS's own window, and the numbers by which client 0 can address such orders. */
export class ManualOrders {
  readonly #spec: ManualOrdersSpec;
  /** Client 0, once it has asked that orders entered from then on are bound to it. */
  #binder: ClientSession | null = null;

  constructor(spec: ManualOrdersSpec) {
    this.#spec = spec;
  }

  /**
   * Gives orders entered in TWS a number by which client 0 can change and cancel them: below zero, as none of its own is.
   *
   * @param isAutomatic true: orders entered from now on, until the client leaves or asks otherwise; null: those that work now
   */
  bind(session: ClientSession, isAutomatic: boolean | null): void {
    if (isAutomatic !== null) {
      this.#binder = isAutomatic ? session : null;
      return;
    }
    const { tickets } = this.#spec;
    for (const ticket of tickets.live) {
      if (ticket.clientId !== TWS_USER.clientId || ticket.orderId !== 0) continue;
      tickets.renumber(ticket, -ticket.key);
      const { key: permId, clientId, orderId } = ticket;
      session.send({ kind: 'orderBound', permId, clientId, orderId });
    }
  }

  /**
   * Buys the smallest size of a contract: under order id 0, as TWS numbers what no client has placed, unless client 0 has
   * asked for such orders to be bound.
   *
   * @param orderType `LMT`: rests at the lowest price there is; `MKT`: trades
   */
  place(named: WireContract, orderType: 'LMT' | 'MKT'): void {
    const { world, sessions, permIds, reader, clientOrders, account } = this.#spec;
    const resolved = resolveContract(listedAt(named), world);
    if (!resolved.ok) return;
    const { contract, minSize, minTick } = resolved.value;
    const order: WireOrder = {
      ...emptyOrder,
      ...{ action: 'BUY', totalQuantity: minSize, orderType, tif: 'DAY', transmit: true },
      ...{ lmtPrice: orderType === 'LMT' ? minTick : undefined, account },
    };
    const asked = { ...emptyContract, ...contract, exchange: named.exchange };
    const read = reader.read({ kind: 'placeOrder', orderId: 0, contract: asked, order }, TWS_USER.clientId);
    if (!read.ok) return;
    const isBound = this.#binder !== null && sessions.all.includes(this.#binder);
    clientOrders.submit(read.value, isBound ? -permIds.next : 0, TWS_USER);
  }

  /** The order's client is told as of any change. A change that cannot be made changes nothing. */
  change(ticket: Ticket, change: Partial<WireOrder>): void {
    const { clientId, orderId, contract } = ticket;
    const order = {
      ...ticket.order,
      totalQuantity: ticket.status.filled + ticket.status.remaining,
      ...change,
    };
    const read = this.#spec.reader.read({ kind: 'placeOrder', orderId, contract, order }, clientId);
    if (read.ok && ticket.end === null) this.#spec.clientOrders.modify(ticket, read.value, TWS_USER);
  }

  cancel(ticket: Ticket): void {
    if (ticket.end === null) this.#spec.clientOrders.cancelTicket(ticket);
  }
}
