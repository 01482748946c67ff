import type { OrderPrice } from '../../model/order-price.ts';
import type { QuantityMicros } from '../../model/quantity.ts';
import type { OrderState } from './order-state.ts';
import type { OrderTerms } from './order-terms.ts';
import type { Side } from './side.ts';

/** As executions report it: the order rested, took what was there, or met others in an auction. */
export type Liquidity = 'added' | 'removed' | 'auction';

interface Common {
  /** 1, 2, 3 ... without a gap, over restarts too. */
  readonly sequence: number;
  /** Unix ms on the caller's clock. */
  readonly time: number;
  /** The order's key. */
  readonly order: number;
}

/** What margin and commission a what-if order would have, as whoever keeps accounts reckons it. Plain data. */
export type OrderPreview = Readonly<Record<string, number | string | null>>;

/** Everything the exchange says, in one order. */
export type ExchangeEvent =
  | (Common & { readonly kind: 'accepted'; readonly terms: OrderTerms })
  | (Common & {
      readonly kind: 'status';
      readonly state: OrderState;
      readonly filled: QuantityMicros;
      readonly remaining: QuantityMicros;
      /** Price units, for reading; 0 before the first fill. */
      readonly averagePrice: number;
      readonly lastPrice: OrderPrice;
      /** `child`, `trigger`, `locate` or empty. */
      readonly whyHeld: string;
    })
  | (Common & {
      readonly kind: 'fill';
      readonly executionId: string;
      readonly account: string;
      readonly instrument: number;
      readonly side: Side;
      readonly quantity: QuantityMicros;
      readonly price: OrderPrice;
      /** After this fill. */
      readonly filled: QuantityMicros;
      readonly averagePrice: number;
      readonly liquidity: Liquidity;
      /** The order of a client on the other side; null: the market. */
      readonly against: number | null;
    })
  /** New terms, or another quantity: a modify got there, a group or bracket was reduced. */
  | (Common & { readonly kind: 'amended'; readonly terms: OrderTerms; readonly quantity: QuantityMicros })
  /** The order is over. `status` follows. */
  | (Common & { readonly kind: 'cancelled'; readonly code: number; readonly text: string })
  | (Common & { readonly kind: 'rejected'; readonly code: number; readonly text: string })
  /** A modify or cancel was; the order, if there is one, is as it was. */
  | (Common & {
      readonly kind: 'refused';
      readonly request: 'modify' | 'cancel';
      readonly code: number;
      readonly text: string;
    })
  | (Common & { readonly kind: 'notice'; readonly code: number; readonly text: string })
  | (Common & { readonly kind: 'preview'; readonly preview: OrderPreview });

type WithoutStamp<T> = T extends unknown ? Omit<T, 'sequence' | 'time'> : never;
/** An event before the log has numbered it. */
export type ExchangeEventBody = WithoutStamp<ExchangeEvent>;
