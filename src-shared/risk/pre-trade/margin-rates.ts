/**
 * Initial margin as a part of the value, by kind of contract: what an account with margin is asked for at least, and all of
 * it where nothing is lent. A preview tells the broker's own figure; this one keeps a fat finger from using up the account.
 */
const MARGIN_RATES: Readonly<Record<string, number>> = { STK: 0.5, FUT: 0.1, FOP: 1, CASH: 0.05, CFD: 0.2 };

/** All of it where the kind is not known. */
export function marginRateOf(securityType: string | undefined): number {
  return MARGIN_RATES[securityType ?? ''] ?? 1;
}
