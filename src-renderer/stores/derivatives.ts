import { MS_PER_DAY } from '#shared/kernel/time.ts';
import type { ContractDetails, ContractMatch } from '#shared/model/contract.ts';

/** What can be picked by expiry, or by expiry, strike and right. */
const KINDS = ['FUT', 'OPT', 'FOP'] as const;
export type DerivativeKind = (typeof KINDS)[number];

export const DERIVATIVE_WORDS: Readonly<Record<DerivativeKind, string>> = {
  FUT: 'Futures',
  OPT: 'Options',
  FOP: 'Options on futures',
};

/** A future that was found by its name stands for all its expiries. */
export function derivativesOf({ securityType, derivatives }: ContractMatch): DerivativeKind[] {
  return KINDS.filter((kind) => derivatives.includes(kind) || (kind === 'FUT' && securityType === 'FUT'));
}

/** Of one underlying on one exchange. */
export interface OptionChain {
  readonly exchange: string;
  readonly tradingClass: string;
  readonly multiplier: number;
  /** `YYYY-MM-DD`. */
  readonly expiries: readonly string[];
  /** Of any expiry: not every pair of the two is listed. */
  readonly strikes: readonly number[];
}

/** One expiry of one class, with the strikes it may have. */
export interface OptionExpiry extends Omit<OptionChain, 'expiries'> {
  readonly id: string;
  readonly expiry: string;
}

/** Ascending, on the smart exchange where there is one: every other lists the same contracts again. */
export function expiriesOf(chains: readonly OptionChain[]): OptionExpiry[] {
  const exchange = chains.some((chain) => chain.exchange === 'SMART') ? 'SMART' : chains[0]?.exchange;
  return chains
    .filter((chain) => chain.exchange === exchange)
    .flatMap(({ expiries, ...chain }) =>
      expiries.map((expiry) => ({
        ...{ ...chain, expiry, id: `${expiry} ${chain.tradingClass}` },
        strikes: [...chain.strikes].sort((a, b) => a - b),
      })),
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The strike nearest to a price; the middle one where nobody knows a price. Undefined: there is none. */
export function strikeNear(strikes: readonly number[], price: number | null): number | undefined {
  if (price === null) return strikes[Math.floor(strikes.length / 2)];
  return strikes.reduce<number | undefined>(
    (nearest, strike) =>
      nearest === undefined || Math.abs(strike - price) < Math.abs(nearest - price) ? strike : nearest,
    undefined,
  );
}

/** Each contract once, the first to expire first: a broker lists a future once for each exchange it is routed to. */
export function futuresOf(found: readonly ContractDetails[]): ContractDetails[] {
  const byId = new Map<number, ContractDetails>();
  for (const details of found)
    if (!byId.has(details.contract.contractId)) byId.set(details.contract.contractId, details);
  return [...byId.values()].sort((a, b) => ((a.contract.expiry ?? '') < (b.contract.expiry ?? '') ? -1 : 1));
}

/** Whole days from today to an expiry, 0 on the day itself. @param now Unix ms; days are those of UTC */
export function daysUntil(expiry: string, now: number): number {
  return Math.max(0, Math.round((Date.parse(`${expiry}T00:00:00Z`) - now + (now % MS_PER_DAY)) / MS_PER_DAY));
}
