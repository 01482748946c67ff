import type { OrderTerms, OrderType, TimeInForce } from './order-terms.ts';

export interface OrderTypeTraits {
  /** As contract details list it. */
  readonly code: string;
  readonly needs: readonly ('limitPrice' | 'stopPrice' | 'trail' | 'limitOffset')[];
  /** `stop`: fires when the price goes against the order; `touch`: when it comes towards it. */
  readonly trigger: 'stop' | 'touch' | null;
  readonly isTrailing: boolean;
  /** Takes any price once it is at the exchange. */
  readonly isMarket: boolean;
  readonly isAtClose: boolean;
  readonly tifs: readonly TimeInForce[];
}

const ALL = ['DAY', 'GTC', 'IOC', 'FOK', 'GTD', 'OPG'] as const;
const LASTING = ['DAY', 'GTC', 'GTD'] as const;
const CLOSING = ['DAY', 'GTC'] as const;

/** What sets the order types apart, in one place: validation, triggers and matching read it here. */
export const ORDER_TYPES: Readonly<Record<OrderType, OrderTypeTraits>> = {
  MKT: traits('MKT', { isMarket: true, tifs: ALL }),
  LMT: traits('LMT', { needs: ['limitPrice'], tifs: ALL }),
  STP: traits('STP', { needs: ['stopPrice'], trigger: 'stop', isMarket: true }),
  'STP LMT': traits('STPLMT', { needs: ['stopPrice', 'limitPrice'], trigger: 'stop' }),
  TRAIL: traits('TRAIL', { needs: ['trail'], trigger: 'stop', isTrailing: true, isMarket: true }),
  'TRAIL LIMIT': traits('TRAILLMT', { needs: ['trail', 'limitOffset'], trigger: 'stop', isTrailing: true }),
  MIT: traits('MIT', { needs: ['stopPrice'], trigger: 'touch', isMarket: true }),
  LIT: traits('LIT', { needs: ['stopPrice', 'limitPrice'], trigger: 'touch' }),
  MOC: traits('MOC', { isMarket: true, isAtClose: true, tifs: CLOSING }),
  LOC: traits('LOC', { needs: ['limitPrice'], isAtClose: true, tifs: CLOSING }),
  'PEG MID': traits('PEGMID', {}),
  'MKT PRT': traits('MKTPRT', { isMarket: true }),
};

function traits(code: string, special: Partial<OrderTypeTraits>): OrderTypeTraits {
  return {
    code,
    needs: [],
    trigger: null,
    isTrailing: false,
    isMarket: false,
    isAtClose: false,
    tifs: LASTING,
    ...special,
  };
}

const BY_NAME: ReadonlyMap<string, OrderType> = new Map(
  (Object.keys(ORDER_TYPES) as OrderType[]).flatMap((type) => [
    [type, type] as const,
    [ORDER_TYPES[type].code, type] as const,
  ]),
);

/** An order type as a client writes it, `STP LMT` or `STPLMT`; null for one that nobody here knows (error 387). */
export function parseOrderType(name: string): OrderType | null {
  return BY_NAME.get(name.toUpperCase()) ?? null;
}

export type AuctionKind = 'open' | 'close';

/** The auction an order waits for; null for one that trades all day. */
export function auctionOf(terms: OrderTerms): AuctionKind | null {
  if (ORDER_TYPES[terms.type].isAtClose) return 'close';
  return terms.tif === 'OPG' ? 'open' : null;
}

/** Market orders and auctions belong to regular hours, whatever their terms say (notice 2109). */
export function tradesOutsideRth(terms: OrderTerms): boolean {
  return terms.outsideRth && terms.type !== 'MKT' && auctionOf(terms) === null;
}
