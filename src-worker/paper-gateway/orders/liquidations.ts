import { assert } from '#shared/kernel/assert.ts';
import type { OrderTerms } from '#shared/simulation/exchange/order-terms.ts';
import type { Broker } from '../broker/broker.ts';
import type { World } from '../world/world.ts';
import { isBrokers, liquidationTicket } from './liquidation-ticket.ts';
import type { PermIds } from './perm-ids.ts';
import type { Ticket } from './ticket.ts';
import type { Tickets } from './tickets.ts';

export interface LiquidationsSpec {
  readonly world: World;
  readonly broker: Broker;
  readonly tickets: Tickets;
  readonly permIds: PermIds;
}

/** The broker's own orders, which close positions of an account that does not meet its margin. */
export class Liquidations {
  readonly #spec: LiquidationsSpec;

  constructor(spec: LiquidationsSpec) {
    this.#spec = spec;
  }

  /** Clients are told of the order like of any other. */
  begin(account: string, conId: number, terms: OrderTerms): void {
    const { world, broker, tickets, permIds } = this.#spec;
    const listing = world.universe.byConId(conId);
    assert(listing !== null, `contract ${conId}, which nobody knows, cannot be liquidated`);
    const { details } = listing;
    if (!broker.prepare(details)) return;
    const key = permIds.take();
    tickets.add(liquidationTicket(key, account, details, terms));
    broker.liquidate({ key, account, instrument: conId, terms, isLocated: true });
  }

  /** Whether such orders work in an account. */
  areWorking(account: string): boolean {
    return this.#live(account).length > 0;
  }

  /** @param why for people */
  stop(account: string, why: string): void {
    const keys = new Set(this.#live(account).map(({ key }) => key));
    if (keys.size > 0) this.#spec.broker.withdraw(({ key }) => keys.has(key), why);
  }

  #live(account: string): readonly Ticket[] {
    return this.#spec.tickets.live.filter((ticket) => ticket.account === account && isBrokers(ticket));
  }
}
