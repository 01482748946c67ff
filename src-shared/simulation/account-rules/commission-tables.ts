import { toMicros } from '../../model/money.ts';

/**
 * IB's price list for the USA, as its pricing pages had it in 2025. Money in micro-units, quantities in 1e-6 units.
 * Regulatory fees (SEC, FINRA, ORF), which change by the quarter, are left out.
 */
export type CommissionPlan = 'fixed' | 'tiered';

/** Up to `upTo` in a month, each unit costs `rate`. Tiers are marginal: what lies beyond pays the next rate, not the rest. */
export interface Tier {
  readonly upTo: number;
  readonly rate: bigint;
}

const units = (count: number) => count * 1_000_000;
const usd = (amount: number) => BigInt(toMicros(amount));

export const STOCK = {
  fixed: {
    tiers: [{ upTo: Infinity, rate: usd(0.005) }],
    minimum: toMicros(1),
  },
  tiered: {
    tiers: [
      { upTo: units(300_000), rate: usd(0.0035) },
      { upTo: units(3_000_000), rate: usd(0.002) },
      { upTo: units(20_000_000), rate: usd(0.0015) },
      { upTo: units(100_000_000), rate: usd(0.001) },
      { upTo: Infinity, rate: usd(0.0005) },
    ],
    minimum: toMicros(0.35),
  },
  /** Of the order's value; goes before the minimum. */
  maximumPerMillion: 10_000n,
  /** The tiered plan passes on, per share: clearing, and what the exchanges take for removing or give for adding liquidity. */
  clearing: usd(0.0002),
  removing: usd(0.003),
  adding: -usd(0.002),
} as const;

/** By volume, then by premium: the first whose `below` is above it. The fixed plan stays in the first tier. */
export const OPTION = {
  tiers: [
    { upTo: units(10_000), rates: [[0.05, 0.25], [0.1, 0.5], [Infinity, 0.65]] },
    { upTo: units(50_000), rates: [[0.05, 0.25], [Infinity, 0.5]] },
    { upTo: units(100_000), rates: [[Infinity, 0.25]] },
    { upTo: Infinity, rates: [[Infinity, 0.15]] },
  ].map(({ upTo, rates }) => ({
    upTo,
    rates: rates.map(([below, rate]) => ({ below: toMicrosOrInfinity(below!), rate: usd(rate!) })),
  })),
  minimum: toMicros(1),
} as const; // prettier-ignore

export const FUTURE = {
  standard: tiersOf([1_000, 0.85], [10_000, 0.65], [20_000, 0.45], [Infinity, 0.25]),
  micro: tiersOf([1_000, 0.25], [10_000, 0.2], [20_000, 0.15], [Infinity, 0.1]),
} as const;

/** Exchange, clearing and regulatory fees per contract, on either plan. Source: CME Group's fees for non-members and the NFA's 0.02. */
export const FUTURE_FEES: Readonly<
  Record<string, { readonly size: keyof typeof FUTURE; readonly fee: bigint }>
> = {
  ES: { size: 'standard', fee: usd(1.4) },
  NQ: { size: 'standard', fee: usd(1.4) },
  MES: { size: 'micro', fee: usd(0.37) },
  MNQ: { size: 'micro', fee: usd(0.37) },
  CL: { size: 'standard', fee: usd(1.52) },
  GC: { size: 'standard', fee: usd(1.57) },
};

/** Per million of value traded, by the value of the month in USD: 20 is 0.2 basis points. The minimum is that of the tier an order begins in. */
export const FOREX = [
  { upTo: units(1_000_000_000), rate: 20n, minimum: toMicros(2) },
  { upTo: units(2_000_000_000), rate: 15n, minimum: toMicros(1.5) },
  { upTo: units(5_000_000_000), rate: 10n, minimum: toMicros(1.25) },
  { upTo: Infinity, rate: 8n, minimum: toMicros(1) },
] as const;

/** Per million of value traded: 1,800 is 0.18 %. */
export const CRYPTO = {
  tiers: [
    { upTo: units(100_000), rate: 1_800n },
    { upTo: units(1_000_000), rate: 1_500n },
    { upTo: Infinity, rate: 1_200n },
  ],
  minimum: toMicros(1.75),
  maximumPerMillion: 10_000n,
} as const;

function tiersOf(...rows: readonly (readonly [contracts: number, rate: number])[]): readonly Tier[] {
  return rows.map(([contracts, rate]) => ({ upTo: units(contracts), rate: usd(rate) }));
}

function toMicrosOrInfinity(amount: number): number {
  return amount === Infinity ? Infinity : toMicros(amount);
}
