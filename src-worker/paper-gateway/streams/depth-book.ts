import type { Depth, DepthLevel } from '#shared/simulation/market/depth.ts';
import type { ContractDetails } from '#shared/simulation/universe/contract.ts';
import { exchangeCode } from '#shared/simulation/universe/venues.ts';
import type { ClientSession } from '../server/client-session.ts';

export interface DepthBookParts {
  readonly session: ClientSession;
  readonly reqId: number;
  readonly details: ContractDetails;
  readonly isSmartDepth: boolean;
}

const OPERATION = { insert: 0, update: 1, remove: 2 } as const;
const SIDE = { ask: 0, bid: 1 } as const;

/** A client's copy of the order book, as market depth messages build it: rows are inserted, then updated by position. */
export class DepthBook {
  readonly #parts: DepthBookParts;
  /** Stocks say who is behind each row (message 13), others do not (12). */
  readonly #makers: readonly string[] | undefined;
  #bids: readonly DepthLevel[] = [];
  #asks: readonly DepthLevel[] = [];

  constructor(parts: DepthBookParts) {
    this.#parts = parts;
    const { contract, validExchanges } = parts.details;
    if (contract.secType === 'STK' || parts.isSmartDepth) {
      const isSmart = exchangeCode(contract.exchange) === 'SMART';
      const venues = isSmart ? validExchanges.filter((venue) => venue !== 'SMART') : [contract.exchange];
      this.#makers = venues.length > 0 ? venues : [contract.exchange];
    }
  }

  /** @param depth null: there is no book now */
  show(depth: Depth | null): void {
    const { bids, asks } = depth ?? { bids: [], asks: [] };
    this.#side(SIDE.bid, this.#bids, bids);
    this.#side(SIDE.ask, this.#asks, asks);
    this.#bids = bids;
    this.#asks = asks;
  }

  #side(side: number, before: readonly DepthLevel[], now: readonly DepthLevel[]): void {
    for (const [position, level] of now.entries()) {
      const known = before[position];
      if (known === undefined) this.#send(position, OPERATION.insert, side, level);
      else if (known.price !== level.price || known.size !== level.size) {
        this.#send(position, OPERATION.update, side, level);
      }
    }
    // From the far end, so that positions stay true while they go.
    for (let position = before.length - 1; position >= now.length; position--) {
      this.#send(position, OPERATION.remove, side, { price: 0, size: 0 });
    }
  }

  #send(position: number, operation: number, side: number, { price, size }: DepthLevel): void {
    const { session, reqId, details, isSmartDepth } = this.#parts;
    const row = { reqId, position, operation, side, price, size };
    if (this.#makers === undefined) {
      session.send({ kind: 'marketDepth', ...row });
      return;
    }
    // Any venue may stand at any price; the same one stays there.
    const ticks = Math.round(price / details.minTick);
    const marketMaker = this.#makers[ticks % this.#makers.length]!;
    session.send({ kind: 'marketDepthL2', ...row, marketMaker, isSmartDepth });
  }
}
