/** From `lowEdge` on, up to the next band's, prices are multiples of `increment`. Price units. */
export interface PriceBand {
  readonly lowEdge: number;
  readonly increment: number;
}

const flat = (increment: number): readonly PriceBand[] => [{ lowEdge: 0, increment }];

/** The price bands by market rule id, ascending. Ids follow TWS's where a rule like it exists there. */
export const MARKET_RULES: ReadonlyMap<number, readonly PriceBand[]> = new Map([
  [26, flat(0.01)], // US stocks and ETFs, oil
  [32, [{ lowEdge: 0, increment: 0.01 }, { lowEdge: 3, increment: 0.05 }]], // options of the penny programme
  [109, flat(0.01)], // options of SPY and the like: pennies throughout
  [67, flat(0.25)], // equity index futures
  [57, flat(0.1)], // gold
  [239, flat(0.00005)], // currency pairs
  [59, flat(0.005)], // currency pairs in yen
  [2001, flat(0.25)], // bitcoin
  [2002, flat(0.01)], // ether
]); // prettier-ignore

/** Slack for the float that a decimal price arrives as, in increments. */
const TOLERANCE = 1e-6;

/** The band a price lies in. Its size counts, not its sign. */
export function incrementAt(bands: readonly PriceBand[], price: number): number {
  const size = Math.abs(price) * (1 + Number.EPSILON);
  let increment = bands[0]!.increment;
  for (const band of bands) if (size >= band.lowEdge) increment = band.increment;
  return increment;
}

/** Whether a price lies on the grid of its band: what error 110 is about. */
export function isOnGrid(bands: readonly PriceBand[], price: number): boolean {
  const steps = price / incrementAt(bands, price);
  return Number.isFinite(steps) && Math.abs(steps - Math.round(steps)) <= TOLERANCE;
}

export function smallestIncrement(bands: readonly PriceBand[]): number {
  return Math.min(...bands.map((band) => band.increment));
}
