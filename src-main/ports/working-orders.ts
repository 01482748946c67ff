import type { ContractId } from '#shared/model/contract.ts';
import type { OrderRef } from '#shared/model/order-ticket.ts';

/** What may still fill in one contract of one account. Quantities in 1e-6; filled anew for each reader. */
export interface WorkingFacts {
  workingBuy: number;
  workingSell: number;
  buyOrders: number;
  sellOrders: number;
  /** Price units; Infinity and -Infinity for what takes any price, NaN: none. */
  ownBestBid: number;
  ownBestAsk: number;
}

/** Live orders as risk looks at them: of unknown outcome counts as live. */
export interface WorkingOrders {
  /** @param except the order that is being changed: everything is counted without it */
  readInto(out: WorkingFacts, account: string, contractId: ContractId, except: OrderRef | null): void;
  /** Contracts of an account in which anything lives. */
  contracts(account: string): Iterable<ContractId>;
  count(account: string, except: OrderRef | null): number;
  /** 1e-8: the highest limit or stop among them in a contract; NaN: all take any price. For valuing what nobody quotes. */
  highestPrice(account: string, contractId: ContractId): number;
}
