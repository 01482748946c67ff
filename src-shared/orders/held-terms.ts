import type { HeldTerms, ToldSide } from '../model/order-ticket.ts';

/** The prices a type has use for; an order of a type that is not ours to send keeps all it has. */
const PRICES: ReadonlyMap<string, readonly PriceField[]> = new Map<string, readonly PriceField[]>([
  ['MKT', []],
  ['MOC', []],
  ['MKT PRT', []],
  ['LMT', ['limitPrice']],
  ['LOC', ['limitPrice']],
  ['STP', ['stopPrice']],
  ['MIT', ['stopPrice']],
  ['STP LMT', ['stopPrice', 'limitPrice']],
  ['LIT', ['stopPrice', 'limitPrice']],
  ['PEG MID', ['limitPrice', 'limitOffset']],
  ['TRAIL', ['stopPrice', 'trailAmount', 'trailPercent']],
  ['TRAIL LIMIT', ['stopPrice', 'limitPrice', 'trailAmount', 'trailPercent', 'limitOffset']],
]);

const ALL_PRICES = ['limitPrice', 'stopPrice', 'trailAmount', 'trailPercent', 'limitOffset'] as const;
type PriceField = (typeof ALL_PRICES)[number];

/** Their stop and limit follow the market: an echo shows where they stand, not what was asked for. */
const TRAILING: ReadonlySet<string> = new Set(['TRAIL', 'TRAIL LIMIT']);

/** Prices of the type, and null for what it has no use for: TWS sends 0 there, and 0 for a price that was left open. */
export function relevantTerms(terms: HeldTerms): HeldTerms {
  const fields = pricesOf(terms.type);
  const prices = Object.fromEntries(
    ALL_PRICES.map((field) => [field, fields.includes(field) ? given(terms[field], terms.type) : null]),
  ) as Pick<HeldTerms, PriceField>;
  return { ...terms, ...prices, goodTillAt: terms.timeInForce === 'GTD' ? terms.goodTillAt : null };
}

/**
 * Whether the broker's echo is of these terms, both with relevant prices only. Compared is what an order is about: TWS fills
 * in, drops and rewrites much of the rest.
 */
export function isEchoOf(echo: HeldTerms, terms: HeldTerms): boolean {
  return echo.quantity === terms.quantity && isLikeButForQuantity(echo, terms);
}

/** An OCA group or a bracket reduces an order without changing its terms. */
export function isReductionOf(echo: HeldTerms, terms: HeldTerms): boolean {
  return echo.quantity > 0 && echo.quantity < terms.quantity && isLikeButForQuantity(echo, terms);
}

function isLikeButForQuantity(echo: HeldTerms, terms: HeldTerms): boolean {
  if (echo.type !== terms.type || echo.timeInForce !== terms.timeInForce) return false;
  if (terms.timeInForce === 'GTD' && echo.goodTillAt !== terms.goodTillAt) return false;
  const compared = TRAILING.has(terms.type)
    ? (['trailAmount', 'trailPercent'] as const)
    : pricesOf(terms.type);
  return compared.every((field) => echo[field] === terms[field]);
}

/** A trailing stop where it stands by the broker's word. It only ever moves one way, so the furthest is the latest. */
export function movedTerms(terms: HeldTerms, echo: HeldTerms, side: ToldSide): HeldTerms {
  const { stopPrice, limitPrice } = echo;
  if (!TRAILING.has(terms.type) || stopPrice === null) return terms;
  const { stopPrice: known } = terms;
  // A selling stop rises, a buying one falls.
  const isFurther =
    known === null || (side === 'sell' && stopPrice > known) || (side === 'buy' && stopPrice < known);
  return isFurther ? { ...terms, stopPrice, limitPrice: limitPrice ?? terms.limitPrice } : terms;
}

function pricesOf(type: string): readonly PriceField[] {
  return PRICES.get(type) ?? ALL_PRICES;
}

function given<P extends number>(price: P | null, type: string): P | null {
  return price === 0 && mayBeLeftOpen(type) ? null : price;
}

function mayBeLeftOpen(type: string): boolean {
  return TRAILING.has(type) || type === 'PEG MID' || !PRICES.has(type);
}
