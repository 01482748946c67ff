import { assert } from '../../kernel/assert.ts';
import { micros, type Micros } from '../../model/money.ts';
import type { QuantityMicros } from '../../model/quantity.ts';
import { dividedHalfEven, largest, MILLION, partOf, sizeOf } from './exact.ts';

/**
 * What a position asks of the account, USD micro-units, both measured against equity with loan value: cash (proceeds of
 * short sales in it), plus stocks long, less stocks short; options left out, so a short option's own value is part of what
 * it asks.
 */
export interface MarginRequirement {
  /** To open or enlarge it. */
  readonly initial: Micros;
  /** To keep it. */
  readonly maintenance: Micros;
}

const INITIAL = 500_000n;
const LONG_MAINTENANCE = 250_000n;
const SHORT_MAINTENANCE = 300_000n;
/** Prices in whole USD: below it another rule holds. */
const LOW_PRICE = 5;

const none: MarginRequirement = { initial: micros(0), maintenance: micros(0) };

/**
 * Stocks and ETFs. Long: 50 % to open, 25 % to keep. Short: 150 % to open, of which the proceeds are 100 %, so 50 % here;
 * to keep 30 % and 5 USD a share at least, below 5 USD all of the value and 2.50 USD a share at least; never less to open
 * than to keep.
 *
 * @param quantity shares, negative when short
 * @param value    their worth in USD micros; its size counts, not its sign
 * Source: Federal Reserve Regulation T, 12 CFR 220.12 (initial); FINRA rule 4210(c) (maintenance).
 */
export function stockMargin(quantity: QuantityMicros, value: Micros): MarginRequirement {
  const worth = sizeOf(value);
  if (quantity >= 0) return { initial: partOf(worth, INITIAL), maintenance: partOf(worth, LONG_MAINTENANCE) };
  // A quantity in 1e-6 shares is, read as micro-dollars, its own worth at one dollar a share.
  const atOneDollar = sizeOf(quantity);
  const isLow = worth < atOneDollar * LOW_PRICE;
  const maintenance = isLow
    ? largest(worth, dividedHalfEven(BigInt(atOneDollar) * 5n, 2n))
    : largest(partOf(worth, SHORT_MAINTENANCE), micros(atOneDollar * LOW_PRICE));
  return { initial: largest(partOf(worth, INITIAL), maintenance), maintenance };
}

export interface OptionPosition {
  readonly right: 'call' | 'put';
  /** Contracts, negative when short; covered calls apart. */
  readonly quantity: QuantityMicros;
  /** USD per unit of the underlying, micros. */
  readonly price: Micros;
  readonly strike: Micros;
  readonly underlyingPrice: Micros;
  /** Units of the underlying per contract. */
  readonly multiplier: number;
  /** A fund that follows a broad index needs 15 % of the underlying, anything else 20 %. */
  readonly isBroadIndex: boolean;
}

const BROAD_INDEX_FUNDS = new Set(['SPY', 'QQQ', 'IWM', 'DIA']);

/** Whether a fund follows a broad index, for options on it. Source: Cboe's list of broad-based ETFs. */
export function isBroadIndexFund(symbol: string): boolean {
  return BROAD_INDEX_FUNDS.has(symbol);
}

/**
 * Options. Long: nothing, since they are paid in full. Short and uncovered: their value and 20 % of the underlying (15 % for
 * a broad index fund) less what they are out of the money, but at least their value and 10 % of the underlying (puts: of the
 * strike).
 *
 * Source: FINRA rule 4210(f)(2)(E); Cboe Margin Manual.
 */
export function optionMargin(position: OptionPosition): MarginRequirement {
  const { right, quantity, price, strike, underlyingPrice, multiplier, isBroadIndex } = position;
  if (quantity >= 0) return none;
  const outOfTheMoney = Math.max(0, right === 'call' ? strike - underlyingPrice : underlyingPrice - strike);
  // Per unit of the underlying, a million times too large.
  const usual =
    BigInt(underlyingPrice) * (isBroadIndex ? 150_000n : 200_000n) - BigInt(outOfTheMoney) * MILLION;
  const least = BigInt(right === 'call' ? underlyingPrice : strike) * 100_000n;
  const perUnit = BigInt(price) * MILLION + (usual > least ? usual : least);
  const asked = dividedHalfEven(perUnit * unitsOf(quantity, multiplier), MILLION * MILLION);
  return { initial: asked, maintenance: asked };
}

/** Covered calls ask for what buying them back would cost; the shares ask for their own margin. */
export function coveredCallMargin(
  quantity: QuantityMicros,
  price: Micros,
  multiplier: number,
): MarginRequirement {
  const asked = dividedHalfEven(BigInt(price) * unitsOf(quantity, multiplier), MILLION);
  return { initial: asked, maintenance: asked };
}

/**
 * How many short calls the shares of an account cover, whole contracts.
 *
 * @param shortCalls contracts, as a size @param shares long shares of the underlying; short ones cover nothing
 */
export function coveredCalls(
  shortCalls: QuantityMicros,
  shares: QuantityMicros,
  multiplier: number,
): QuantityMicros {
  const contract = 1_000_000;
  const byShares = Math.floor(Math.max(0, shares) / (contract * multiplier)) * contract;
  return Math.min(shortCalls, byShares) as QuantityMicros;
}

/** USD per contract to keep a position overnight: of the size that CME's requirements had in 2025, rounded. */
const FUTURE_MAINTENANCE: Readonly<Record<string, number>> = {
  ES: 21_000,
  NQ: 30_000,
  MES: 2_100,
  MNQ: 3_000,
  CL: 6_000,
  GC: 20_000,
};
/** Speculators open with a tenth more. Source: CME rule 930, "heightened risk profile". */
const FUTURE_INITIAL = 1_100_000n;

/** Futures: so much per contract, long or short alike. @param symbol ES, CL ... */
export function futureMargin(symbol: string, quantity: QuantityMicros): MarginRequirement {
  const perContract = FUTURE_MAINTENANCE[symbol];
  if (perContract === undefined) assert(false, `no margin is known for the future ${symbol}`);
  const maintenance = micros(sizeOf(quantity) * perContract);
  return { initial: partOf(maintenance, FUTURE_INITIAL), maintenance };
}

const MAJOR_CURRENCIES = new Set([
  'USD',
  'EUR',
  'JPY',
  'GBP',
  'CHF',
  'CAD',
  'AUD',
  'NZD',
  'SEK',
  'NOK',
  'DKK',
]);

/**
 * Currencies on credit: 2 % of the value (50 to 1) between major ones, 5 % (20 to 1) with any other.
 *
 * @param value USD micros of the base currency's side; its size counts, not its sign
 * Source: CFTC regulation 5.9, 17 CFR 5.9.
 */
export function forexMargin(base: string, quote: string, value: Micros): MarginRequirement {
  const isMajor = MAJOR_CURRENCIES.has(base) && MAJOR_CURRENCIES.has(quote);
  const asked = partOf(sizeOf(value), isMajor ? 20_000n : 50_000n);
  return { initial: asked, maintenance: asked };
}

/** Crypto is paid in full and lends nothing: it asks for all of its value. @param value USD micros, long only */
export function cryptoMargin(value: Micros): MarginRequirement {
  assert(value >= 0, 'crypto cannot be sold short');
  return { initial: value, maintenance: value };
}

/** 1e-6 units of the underlying. */
function unitsOf(quantity: QuantityMicros, multiplier: number): bigint {
  assert(
    Number.isSafeInteger(multiplier) && multiplier > 0,
    `a multiplier is a whole number, was ${multiplier}`,
  );
  return BigInt(sizeOf(quantity)) * BigInt(multiplier);
}
