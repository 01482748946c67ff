import { MS_PER_HOUR } from '../../../kernel/time.ts';
import { civilDay, compactDate, nthWeekday, weekdayOf } from '../../../model/civil-day.ts';
import type { SessionCalendar } from '../../../model/sessions/session-calendar.ts';
import { usHolidayOn } from '../../../model/sessions/us-holidays.ts';
import type { ContractDetails } from '../contract.ts';
import { futureConId, futureOfConId, listedConId } from '../con-ids.ts';
import { orderTypesOf } from '../order-types.ts';
import { aggGroupOf } from '../venues.ts';
import { PLAIN, simulatedName, type Calendars, type Listing } from './listing.ts';

/** January to December. */
const MONTH_CODES = 'FGHJKMNQUVXZ';
const QUARTERLY = [3, 6, 9, 12];
const EVERY_MONTH = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const GOLD_MONTHS = [2, 4, 6, 8, 10, 12];
/** Financing at 4 % less what the stocks pay. */
const EQUITY_CARRY = 0.028;
const GOLD_CARRY = 0.04;
/** The far months of oil are a little cheaper than the near ones. */
const OIL_CARRY = -0.02;

export interface FutureRoot {
  /** Part of the contract id: belongs to the root for ever. */
  readonly number: number;
  readonly symbol: string;
  readonly name: string;
  readonly exchange: 'CME' | 'NYMEX' | 'COMEX';
  readonly calendar: 'cme-equity' | 'nymex-comex';
  readonly multiplier: number;
  readonly tick: number;
  readonly marketRule: number;
  /** Contract months, and how many of them are listed at a time. */
  readonly months: readonly number[];
  readonly listedCount: number;
  readonly follows: string;
  readonly carry: number;
  /** The index behind it, where there is one to look at. */
  readonly underlying: { readonly symbol: string; readonly number: number } | null;
  readonly category: string;
  readonly dailyVolume: number;
  readonly typicalSize: number;
  readonly lastTrade: (year: number, month: number, calendar: SessionCalendar) => LastTrade;
}

interface LastTrade {
  readonly day: number;
  /** Unix ms at which trading ends on that day. */
  readonly at: number;
}

const SPX = { symbol: 'SPX', number: 201 };
const NDX = { symbol: 'NDX', number: 202 };
const equityIndex = {
  exchange: 'CME',
  calendar: 'cme-equity',
  tick: 0.25,
  marketRule: 67,
  months: QUARTERLY,
  listedCount: 5,
  carry: EQUITY_CARRY,
  category: 'Equity Index',
  lastTrade: thirdFriday,
} as const;

export const FUTURE_ROOTS: readonly FutureRoot[] = [
  { ...equityIndex, number: 1, symbol: 'ES', name: 'E-mini S&P 500', multiplier: 50, follows: 'US-LARGE', underlying: SPX, dailyVolume: 1_500_000, typicalSize: 40 },
  { ...equityIndex, number: 2, symbol: 'NQ', name: 'E-mini NASDAQ 100', multiplier: 20, follows: 'US-TECH', underlying: NDX, dailyVolume: 600_000, typicalSize: 5 },
  { ...equityIndex, number: 3, symbol: 'MES', name: 'Micro E-mini S&P 500', multiplier: 5, follows: 'US-LARGE', underlying: SPX, dailyVolume: 1_200_000, typicalSize: 60 },
  { ...equityIndex, number: 4, symbol: 'MNQ', name: 'Micro E-mini NASDAQ 100', multiplier: 2, follows: 'US-TECH', underlying: NDX, dailyVolume: 1_500_000, typicalSize: 10 },
  {
    ...{ number: 5, symbol: 'CL', name: 'Light Sweet Crude Oil', exchange: 'NYMEX', calendar: 'nymex-comex' },
    ...{ multiplier: 1_000, tick: 0.01, marketRule: 26, months: EVERY_MONTH, listedCount: 6, follows: 'OIL', carry: OIL_CARRY },
    ...{ underlying: null, category: 'Crude Oil', dailyVolume: 300_000, typicalSize: 15, lastTrade: beforeThe25th },
  },
  {
    ...{ number: 6, symbol: 'GC', name: 'Gold', exchange: 'COMEX', calendar: 'nymex-comex' },
    ...{ multiplier: 100, tick: 0.1, marketRule: 57, months: GOLD_MONTHS, listedCount: 6, follows: 'GOLD', carry: GOLD_CARRY },
    ...{ underlying: null, category: 'Precious Metals', dailyVolume: 200_000, typicalSize: 8, lastTrade: thirdLastBusinessDay },
  },
]; // prettier-ignore

/** The futures of a root that trade at an instant, nearest first. */
export function listedFutures(root: FutureRoot, unixMs: number, calendars: Calendars): Listing[] {
  const year = new Date(unixMs).getUTCFullYear();
  const listings: Listing[] = [];
  // Contract months may expire up to two months before or at the end of their month: begin with this year's first.
  for (let ahead = 0; listings.length < root.listedCount && ahead < 5; ahead++) {
    for (const month of root.months) {
      const listing = future(root, year + ahead, month, calendars);
      if (listing.details.expiresAt! > unixMs && listings.length < root.listedCount) listings.push(listing);
    }
  }
  return listings;
}

/** The futures of a root that have expired within `ageMs` before an instant, oldest first. */
export function expiredFutures(
  root: FutureRoot,
  unixMs: number,
  ageMs: number,
  calendars: Calendars,
): Listing[] {
  const first = new Date(unixMs - ageMs).getUTCFullYear();
  const last = new Date(unixMs).getUTCFullYear() + 1;
  const listings: Listing[] = [];
  for (let year = first; year <= last; year++) {
    for (const month of root.months) {
      const listing = future(root, year, month, calendars);
      const expiresAt = listing.details.expiresAt!;
      if (expiresAt <= unixMs && expiresAt > unixMs - ageMs) listings.push(listing);
    }
  }
  return listings;
}

/** The future behind an id, whether it trades now or not; null when there never was one. */
export function futureByConId(conId: number, calendars: Calendars): Listing | null {
  const terms = futureOfConId(conId);
  if (terms === null) return null;
  const root = FUTURE_ROOTS.find(({ number }) => number === terms.root);
  if (root === undefined || !root.months.includes(terms.month)) return null;
  return future(root, terms.year, terms.month, calendars);
}

function future(root: FutureRoot, year: number, month: number, calendars: Calendars): Listing {
  const sessions = calendars.trading(root.calendar);
  const lastTrade = root.lastTrade(year, month, calendars.official(root.calendar));
  const contractMonth = `${year}${String(month).padStart(2, '0')}`;
  const localSymbol = `${root.symbol}${MONTH_CODES[month - 1]!}${year % 10}`;
  const marketId = `${root.symbol} ${contractMonth}`;
  const details: ContractDetails = {
    ...PLAIN,
    contract: {
      conId: futureConId(root.number, year, month),
      symbol: root.symbol,
      secType: 'FUT',
      lastTradeDateOrContractMonth: compactDate(lastTrade.day),
      strike: 0,
      right: '',
      multiplier: String(root.multiplier),
      exchange: root.exchange,
      primaryExchange: '',
      currency: 'USD',
      localSymbol,
      tradingClass: root.symbol,
    },
    marketId,
    calendar: root.calendar,
    timeZoneId: sessions.timeZone,
    marketName: `Simulated ${root.symbol}`,
    longName: simulatedName(root.name),
    minTick: root.tick,
    validExchanges: [root.exchange],
    marketRuleIds: [root.marketRule],
    orderTypes: orderTypesOf('FUT'),
    underConId: root.underlying === null ? 0 : listedConId(root.underlying.number),
    underSymbol: root.underlying?.symbol ?? root.symbol,
    underSecType: 'IND',
    contractMonth,
    realExpirationDate: compactDate(lastTrade.day),
    expiresAt: lastTrade.at,
    industry: root.underlying === null ? 'Commodities' : 'Indices',
    category: root.category,
    minSize: 1,
    sizeIncrement: 1,
    suggestedSizeIncrement: 1,
    aggGroup: aggGroupOf('FUT'),
  };
  return {
    details,
    instrument: {
      id: marketId,
      kind: 'future',
      moves: 'with-others',
      terms: [{ id: root.follows, power: 1 }],
      ratio: 1,
      carry: { ratePerYear: root.carry, expiry: lastTrade.at },
      tick: root.tick,
      spreadTicks: 1,
      typicalSize: root.typicalSize,
      lot: 1,
      dailyVolume: root.dailyVolume,
      sessions,
    },
  };
}

/** Source: CME rulebook, chapter 358: the morning of the third Friday, 8:30 in Chicago; the trading day before if that is a holiday. */
function thirdFriday(year: number, month: number, calendar: SessionCalendar): LastTrade {
  const friday = nthWeekday(year, month, 5, 3);
  const day = isBusinessDay(friday) ? friday : businessDaysBefore(friday, 1);
  const { regular, end } = calendar.sessionOfDay(day)!;
  return { day, at: regular?.start ?? end };
}

/** Source: NYMEX rulebook, chapter 200: three business days before the 25th of the month before; before the last business day ahead of it if the 25th is none. */
function beforeThe25th(year: number, month: number, calendar: SessionCalendar): LastTrade {
  const the25th = civilDay(year, month - 1, 25);
  const from = isBusinessDay(the25th) ? the25th : businessDaysBefore(the25th, 1);
  const day = businessDaysBefore(from, 3);
  // Trading in the expiring month ends at 14:30, two and a half hours before the session does.
  const { end, isShortened } = calendar.sessionOfDay(day)!;
  return { day, at: isShortened ? end : end - 2.5 * MS_PER_HOUR };
}

/** Source: COMEX rulebook, chapter 113: the third last business day of the contract month, 13:30 in New York. */
function thirdLastBusinessDay(year: number, month: number, calendar: SessionCalendar): LastTrade {
  const day = businessDaysBefore(civilDay(year, month + 1, 1), 3);
  const { end, isShortened } = calendar.sessionOfDay(day)!;
  return { day, at: isShortened ? end : end - 3.5 * MS_PER_HOUR };
}

/** @param count at least 1 */
function businessDaysBefore(day: number, count: number): number {
  let at = day;
  for (let left = count; left > 0;) {
    at--;
    if (isBusinessDay(at)) left--;
  }
  return at;
}

function isBusinessDay(day: number): boolean {
  const holiday = usHolidayOn(day);
  const isOpen = holiday === null || holiday === 'half-day' || holiday === 'exceptional';
  return isOpen && weekdayOf(day) !== 0 && weekdayOf(day) !== 6;
}
