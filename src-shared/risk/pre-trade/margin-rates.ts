/**
 * Initial margin as a part of the value, by kind of contract: what an account with margin is asked for at least, and all of
 * it where nothing is lent. A preview tells the broker's own figure; this one keeps a fat finger from using up the account.
 */
const MARGIN_RATES: Readonly<Record<string, number>> = { STK: 0.5, FUT: 0.1, FOP: 1, CASH: 0.05, CFD: 0.2 };

/** All of it where the kind is not known. */
export function marginRateOf(securityType: string | undefined): number {
  return MARGIN_RATES[securityType ?? ''] ?? 1;
}

/** Of what an option sold short stands for (`shortValueOf`): what brokers ask for at least, its premium aside. */
export const SHORT_OPTION_MARGIN_RATE = 0.2;

const OPTIONS: ReadonlySet<string> = new Set(['OPT', 'FOP', 'WAR', 'IOPT']);

/**
 * Price units of the underlying that one short unit of an option may have to take or deliver: its strike, or for a call the
 * underlying's price where that is higher. Its premium says nothing of that. 0 for what is no option.
 *
 * @param underlying its price; NaN where nobody says
 */
export function shortValueOf(
  {
    securityType,
    strike,
    right,
  }: { readonly securityType: string; readonly strike: number | null; readonly right: 'call' | 'put' | null },
  underlying: number,
): number {
  if (!OPTIONS.has(securityType)) return 0;
  if (strike === null) return NaN;
  return right === 'call' && underlying > strike ? underlying : strike;
}
