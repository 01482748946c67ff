import { err, ok, type Result } from '../../kernel/result.ts';
import { MS_PER_DAY } from '../../kernel/time.ts';
import { compactDate } from '../../model/civil-day.ts';
import type { ContractDetails, ContractQuery, SecurityType } from './contract.ts';
import { simulatedConId } from './known-con-ids.ts';
import { FUTURE_ROOTS } from './listings/futures.ts';
import type { Listing } from './listings/listing.ts';
import {
  isPossibleStrike,
  listedExpiries,
  listedStrikes,
  option,
  OPTION_CLASSES,
  type OptionClass,
} from './listings/options.ts';
import { EXPIRED_KNOWN_MS, type Universe } from './universe.ts';
import { exchangeCode } from './venues.ts';

/** What TWS answers with error 321, before it looks anything up. */
export type ContractQueryFault =
  | { readonly kind: 'no-security-type' }
  | { readonly kind: 'unknown-security-type'; readonly secType: string }
  | { readonly kind: 'no-symbol' };

/** Every type that TWS knows; those that are not simulated exist and match nothing. */
const KNOWN_TYPES = new Set([
  ...['STK', 'OPT', 'FUT', 'CONTFUT', 'FUT+CONTFUT', 'IND', 'CASH', 'CRYPTO', 'BAG', 'BOND', 'FUND'],
  ...['WAR', 'IOPT', 'FOP', 'CMDTY', 'CFD', 'NEWS', 'BILL'],
]);

/**
 * The contracts that a partial description fits, as TWS resolves it: none (error 200), one, or several where it is
 * ambiguous. Each answers for the exchange that was asked for.
 *
 * @param unixMs what is listed then; with includeExpired also what expired in the two years before
 */
export function findContracts(
  universe: Universe,
  query: ContractQuery,
  unixMs: number,
): Result<readonly ContractDetails[], ContractQueryFault> {
  const asked = normalized(query);
  if (asked.hasSecId) return ok([]); // ISINs and the like belong to real securities
  if (asked.conId === 0) {
    if (asked.secType === '') return err({ kind: 'no-security-type' });
    if (!KNOWN_TYPES.has(asked.secType))
      return err({ kind: 'unknown-security-type', secType: asked.secType });
    if (asked.symbol === '' && asked.localSymbol === '') return err({ kind: 'no-symbol' });
  }
  const found: ContractDetails[] = [];
  for (const { details } of candidates(universe, asked, unixMs)) {
    const match = matched(details, asked);
    if (match !== null) found.push(match);
  }
  return ok(found);
}

type Asked = ReturnType<typeof normalized>;

function normalized(query: ContractQuery) {
  const upper = (text: string | undefined) => (text ?? '').trim().toUpperCase();
  const right = upper(query.right);
  return {
    conId: simulatedConId(query.conId ?? 0),
    symbol: upper(query.symbol),
    secType: upper(query.secType),
    // `20260116 16:00 US/Eastern` and `20260116-16:00-...` name a day as well.
    date: /^\d{6}(\d\d)?(?=$|[ -])/.exec(upper(query.lastTradeDateOrContractMonth))?.[0] ?? '',
    hasBadDate:
      upper(query.lastTradeDateOrContractMonth) !== '' &&
      !/^\d{6}(\d\d)?($|[ -])/.test(upper(query.lastTradeDateOrContractMonth)),
    strike: query.strike ?? 0,
    right: right === 'CALL' ? 'C' : right === 'PUT' ? 'P' : right === '?' || right === '0' ? '' : right,
    multiplier: upper(query.multiplier),
    exchange: exchangeCode(query.exchange ?? ''),
    primaryExchange: exchangeCode(query.primaryExchange ?? ''),
    currency: upper(query.currency),
    localSymbol: upper(query.localSymbol).replace(/\s+/g, ' '),
    tradingClass: upper(query.tradingClass),
    includeExpired: query.includeExpired ?? false,
    hasSecId: upper(query.secIdType) !== '' && upper(query.secId) !== '',
  };
}

function candidates(universe: Universe, asked: Asked, unixMs: number): readonly Listing[] {
  if (asked.conId !== 0) {
    const listing = universe.byConId(asked.conId);
    return listing !== null && isKnownAt(listing, asked, unixMs) ? [listing] : [];
  }
  switch (asked.secType) {
    case 'FUT':
    case 'CONTFUT':
    case 'FUT+CONTFUT':
      return futuresFor(universe, asked, unixMs);
    case 'OPT':
      return OPTION_CLASSES.filter(
        ({ symbol }) =>
          asked.symbol === symbol || (asked.symbol === '' && asked.localSymbol.startsWith(`${symbol} `)),
      ).flatMap((optionClass) => optionsFor(universe, optionClass, asked, unixMs));
    default:
      return universe.lasting;
  }
}

function isKnownAt({ details }: Listing, { includeExpired }: Asked, unixMs: number): boolean {
  if (details.expiresAt === null) return true;
  return details.expiresAt > unixMs - (includeExpired ? EXPIRED_KNOWN_MS : 0);
}

function futuresFor(universe: Universe, asked: Asked, unixMs: number): readonly Listing[] {
  const listings: Listing[] = [];
  for (const root of FUTURE_ROOTS) {
    const listed = universe.futures(root, unixMs);
    if (asked.secType !== 'FUT') {
      const front = listed[0]!;
      const contract = { ...front.details.contract, secType: 'CONTFUT' as const };
      listings.push({ ...front, details: { ...front.details, contract } });
    }
    if (asked.secType === 'CONTFUT') continue;
    if (asked.includeExpired) listings.push(...universe.expiredFutures(root, unixMs));
    listings.push(...listed);
  }
  return listings;
}

function optionsFor(
  universe: Universe,
  optionClass: OptionClass,
  asked: Asked,
  unixMs: number,
): readonly Listing[] {
  const price = universe.underlyingPrice(optionClass.symbol, unixMs);
  const terms = termsOfLocalSymbol(asked.localSymbol);
  const strike = asked.strike !== 0 ? asked.strike : (terms?.strike ?? 0);
  const wanted = asked.date !== '' ? asked.date : (terms?.date ?? '');
  const rights = (['C', 'P'] as const).filter((right) => asked.right === '' || asked.right === right);
  const listings: Listing[] = [];
  for (const expiry of expiriesFor(universe, asked, unixMs)) {
    if (!compactDate(expiry).startsWith(wanted)) continue;
    const days = expiry - Math.floor(unixMs / MS_PER_DAY);
    // A strike that is named need not be among those listed today: it may have been when the price was elsewhere.
    const strikes =
      strike === 0
        ? listedStrikes(optionClass, price, days)
        : isPossibleStrike(optionClass, strike, price)
          ? [strike]
          : [];
    for (const each of strikes) {
      for (const right of rights) {
        const listing = option(optionClass, expiry, right, each, universe.calendars);
        if (listing !== null) listings.push(listing);
      }
    }
  }
  return listings;
}

function expiriesFor(universe: Universe, asked: Asked, unixMs: number): readonly number[] {
  const calendar = universe.calendars.official('us-options');
  const listed = listedExpiries(unixMs, calendar);
  if (!asked.includeExpired) return listed;
  const expired: number[] = [];
  const first = listed[0]!;
  for (let friday = first - 7; friday * MS_PER_DAY > unixMs - EXPIRED_KNOWN_MS; friday -= 7) {
    // Weeks are counted from an expiry that may itself be a Thursday: look at the week's Friday.
    const day = calendar.lastOnOrBefore(fridayOfWeek(friday))!.day;
    if (day < first) expired.unshift(day);
  }
  return [...expired, ...listed];
}

/** 1970-01-02 was a Friday. Weeks begin on Saturdays. */
function fridayOfWeek(day: number): number {
  return Math.ceil((day - 1) / 7) * 7 + 1;
}

/** `SPY 260116C00600000`, blanks already folded. */
function termsOfLocalSymbol(localSymbol: string): { date: string; strike: number } | null {
  const match = / (\d{6})[CP](\d{8})$/.exec(localSymbol);
  return match === null ? null : { date: `20${match[1]!}`, strike: Number(match[2]) / 1000 };
}

/** The details as they answer this query; null when they do not fit it. */
function matched(details: ContractDetails, asked: Asked): ContractDetails | null {
  const { contract } = details;
  const fits =
    !asked.hasBadDate &&
    (asked.secType === '' || fitsType(contract.secType, asked.secType)) &&
    fitsText(contract.symbol, asked.symbol) &&
    fitsText(contract.currency, asked.currency) &&
    fitsText(contract.localSymbol.replace(/\s+/g, ' '), asked.localSymbol) &&
    fitsText(contract.tradingClass, asked.tradingClass) &&
    fitsMultiplier(contract.multiplier, asked.multiplier) &&
    fitsTerms(details, asked) &&
    (asked.primaryExchange === '' ||
      asked.primaryExchange === 'SMART' ||
      contract.primaryExchange === '' ||
      asked.primaryExchange === contract.primaryExchange);
  if (!fits) return null;
  if (asked.exchange === '') return details;
  if (!details.validExchanges.includes(asked.exchange)) return null;
  return asked.exchange === contract.exchange
    ? details
    : { ...details, contract: { ...contract, exchange: asked.exchange } };
}

function fitsType(secType: SecurityType, asked: string): boolean {
  return secType === asked || (asked === 'FUT+CONTFUT' && (secType === 'FUT' || secType === 'CONTFUT'));
}

/** Expiry, strike and right. Clients leave all three filled in on contracts that have none. */
function fitsTerms({ contract, contractMonth }: ContractDetails, asked: Asked): boolean {
  if (contractMonth === '') return true;
  const date = contract.lastTradeDateOrContractMonth;
  // Oil expires in the month before its own: six digits mean the contract month, eight the last day.
  if (asked.date.length === 6 && contractMonth !== asked.date) return false;
  if (asked.date.length === 8 && date !== asked.date) return false;
  if (contract.secType !== 'OPT') return true;
  return (
    (asked.strike === 0 || contract.strike === asked.strike) &&
    (asked.right === '' || contract.right === asked.right)
  );
}

function fitsText(own: string, asked: string): boolean {
  return asked === '' || own.toUpperCase() === asked;
}

function fitsMultiplier(own: string, asked: string): boolean {
  if (asked === '' || asked === '0') return true;
  return Number(own === '' ? '1' : own) === Number(asked);
}
