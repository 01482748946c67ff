import { assert } from '../../kernel/assert.ts';
import { toOrderPrice, type OrderPrice } from '../../model/order-price.ts';
import type { QuantityMicros } from '../../model/quantity.ts';

/** From `lowEdge` on, up to the next band's, prices are multiples of `increment`. Price units; a band of a market rule fits as it is. */
export interface PriceBand {
  readonly lowEdge: number;
  readonly increment: number;
}

/** What the exchange must know of a contract. Contract details have all of it. */
export interface ExchangeInstrument {
  /** The contract's id. */
  readonly id: number;
  /** Ascending. */
  readonly bands: readonly PriceBand[];
  readonly minSize: QuantityMicros;
  readonly sizeIncrement: QuantityMicros;
  /** Order types, times in force and attributes in TWS's codes. */
  readonly orderTypes: readonly string[];
  /** What trigger method 0 means: the last price, or bid and ask for options and currencies. */
  readonly defaultTrigger: 'last' | 'bidAsk';
  /** A fraction of a share is refused with a code of its own. */
  readonly isStock: boolean;
}

/** The price bands of an instrument in exact steps. */
export class PriceGrid {
  readonly #bands: readonly { readonly lowEdge: OrderPrice; readonly increment: OrderPrice }[];

  constructor(bands: readonly PriceBand[]) {
    assert(bands.length > 0, 'a market rule has at least one price band');
    this.#bands = bands.map((band) => ({
      lowEdge: toOrderPrice(band.lowEdge),
      increment: toOrderPrice(band.increment),
    }));
    for (const { increment } of this.#bands) assert(increment > 0, 'a price increment is above zero');
  }

  /** The band a price lies in: its size counts, not its sign. */
  incrementAt(price: OrderPrice): OrderPrice {
    const size = Math.abs(price);
    let { increment } = this.#bands[0]!;
    for (const band of this.#bands) if (size >= band.lowEdge) ({ increment } = band);
    return increment;
  }

  holds(price: OrderPrice): boolean {
    return price % this.incrementAt(price) === 0;
  }

  /** The nearest price of the grid that is not above. */
  below(price: OrderPrice): OrderPrice {
    const increment = this.incrementAt(price);
    return (Math.floor(price / increment) * increment) as OrderPrice;
  }

  above(price: OrderPrice): OrderPrice {
    const increment = this.incrementAt(price);
    return (Math.ceil(price / increment) * increment) as OrderPrice;
  }
}
