import {
  civilDay,
  compactDate,
  dayOfDate,
  nthWeekday,
  yearOfDay,
  weekdayOf,
} from '../../../model/civil-day.ts';
import { isoDateOf } from '../../../model/iso-date.ts';
import type { SessionCalendar } from '../../../model/sessions/session-calendar.ts';
import { listedConId, optionConId, optionOfConId } from '../con-ids.ts';
import { MARKET_RULES, smallestIncrement } from '../market-rules.ts';
import { orderTypesOf } from '../order-types.ts';
import { aggGroupOf, OPTION_EXCHANGES } from '../venues.ts';
import { PLAIN, simulatedName, type Calendars, type Listing } from './listing.ts';

const CALENDAR = 'us-options';
const FRIDAY = 5;
const WEEKLY_COUNT = 6;
const MONTHLY_COUNT = 8;
const JANUARY_COUNT = 2;
const RATE_PER_YEAR = 0.04;
/** A strike this many times above or below the price of the underlying is not taken for a real one. */
const FARTHEST_STRIKE = 10;

export interface OptionClass {
  /** Part of the contract id: belongs to the class for ever. */
  readonly number: number;
  readonly symbol: string;
  readonly name: string;
  /** Listing number of the underlying stock. */
  readonly underlying: number;
  readonly multiplier: number;
  /** Distance between strikes, currency units. */
  readonly strikeStep: number;
  readonly marketRule: number;
  /** What quotes are multiples of: on the grid of every price band. */
  readonly quoteTick: number;
  readonly yieldPerYear: number;
}

export const OPTION_CLASSES: readonly OptionClass[] = [
  {
    ...{ number: 0, symbol: 'SPY', name: 'SS SPDR S&P 500 ETF TRUST-US', underlying: 101, multiplier: 100 },
    ...{ strikeStep: 1, marketRule: 109, quoteTick: 0.01, yieldPerYear: 0.012 },
  },
  {
    ...{ number: 1, symbol: 'AAPL', name: 'APPLE INC', underlying: 1, multiplier: 100 },
    ...{ strikeStep: 2.5, marketRule: 32, quoteTick: 0.05, yieldPerYear: 0.004 },
  },
];

/** How far strikes are listed around the price, and in how many steps, by days to expiry. */
const STRIKE_RANGES = [
  { daysMax: 45, width: 0.12, every: 1 },
  { daysMax: 100, width: 0.2, every: 1 },
  { daysMax: Infinity, width: 0.4, every: 5 },
];

/** Days of expiry that trade at an instant, ascending: the next six Fridays, eight third Fridays and two Januaries. */
export function listedExpiries(unixMs: number, calendar: SessionCalendar): readonly number[] {
  const today = dayOfDate(isoDateOf(unixMs));
  const isLive = (day: number) => calendar.sessionOfDay(day)!.end > unixMs;
  const expiries = new Set<number>();
  const thisFriday = today - 1 + ((FRIDAY - weekdayOf(today - 1) + 7) % 7);
  for (let friday = thisFriday, left = WEEKLY_COUNT; left > 0; friday += 7) {
    const day = expiryOf(friday, calendar);
    if (!isLive(day)) continue;
    expiries.add(day);
    left--;
  }
  const now = new Date(unixMs);
  for (let ahead = 0, left = MONTHLY_COUNT; left > 0; ahead++) {
    const day = expiryOf(nthWeekday(...monthAfter(now, ahead), FRIDAY, 3), calendar);
    if (!isLive(day)) continue;
    expiries.add(day);
    left--;
  }
  for (let ahead = 1; ahead <= JANUARY_COUNT; ahead++) {
    expiries.add(expiryOf(nthWeekday(now.getUTCFullYear() + ahead, 1, FRIDAY, 3), calendar));
  }
  return [...expiries].sort((a, b) => a - b);
}

/** The strikes that are listed for an expiry, ascending, around a price of the underlying. */
export function listedStrikes(optionClass: OptionClass, price: number, daysToExpiry: number): number[] {
  const { width, every } = STRIKE_RANGES.find(({ daysMax }) => daysToExpiry <= daysMax)!;
  const step = optionClass.strikeStep * every;
  const strikes: number[] = [];
  const last = Math.floor((price * (1 + width)) / step);
  for (let count = Math.max(1, Math.ceil((price * (1 - width)) / step)); count <= last; count++) {
    strikes.push(count * step);
  }
  return strikes;
}

/** Whether a strike is on the class's grid and near enough to a price of the underlying to have been listed at some time. */
export function isPossibleStrike(optionClass: OptionClass, strike: number, price: number): boolean {
  return (
    Number.isInteger(strike / optionClass.strikeStep) &&
    strike >= price / FARTHEST_STRIKE &&
    strike <= price * FARTHEST_STRIKE
  );
}

/** The option behind an id, whether it trades now or not; null when there never was one. */
export function optionByConId(conId: number, calendars: Calendars): Listing | null {
  const terms = optionOfConId(conId);
  if (terms === null) return null;
  const optionClass = OPTION_CLASSES.find(({ number }) => number === terms.optionClass);
  if (optionClass === undefined || !Number.isInteger(terms.strike / optionClass.strikeStep)) return null;
  const expiry = expiryOf(terms.day + FRIDAY - 1, calendars.official(CALENDAR));
  return option(optionClass, expiry, terms.right, terms.strike, calendars);
}

/** @param expiry a day that `listedExpiries` gives or has given. Null for strikes beyond what ids can say. */
export function option(
  optionClass: OptionClass,
  expiry: number,
  right: 'C' | 'P',
  strike: number,
  calendars: Calendars,
): Listing | null {
  const conId = optionConId({ optionClass: optionClass.number, day: expiry, right, strike });
  const session = calendars.official(CALENDAR).sessionOfDay(expiry);
  if (conId === null || session === null) return null;
  const { symbol, multiplier, marketRule, quoteTick, yieldPerYear } = optionClass;
  const lastTradeDate = compactDate(expiry);
  const sessions = calendars.trading(CALENDAR);
  const marketId = `${symbol} ${lastTradeDate} ${right} ${strike}`;
  return {
    details: {
      ...PLAIN,
      contract: {
        conId,
        symbol,
        secType: 'OPT',
        lastTradeDateOrContractMonth: lastTradeDate,
        strike,
        right,
        multiplier: String(multiplier),
        exchange: 'SMART',
        primaryExchange: '',
        currency: 'USD',
        localSymbol: occSymbol(symbol, lastTradeDate, right, strike),
        tradingClass: symbol,
      },
      marketId,
      calendar: CALENDAR,
      timeZoneId: sessions.timeZone,
      marketName: `Simulated ${symbol}`,
      longName: simulatedName(optionClass.name),
      minTick: smallestIncrement(MARKET_RULES.get(marketRule)!),
      validExchanges: OPTION_EXCHANGES,
      marketRuleIds: OPTION_EXCHANGES.map(() => marketRule),
      orderTypes: orderTypesOf('OPT'),
      underConId: listedConId(optionClass.underlying),
      underSymbol: symbol,
      underSecType: 'STK',
      contractMonth: lastTradeDate.slice(0, 6),
      realExpirationDate: lastTradeDate,
      expiresAt: session.end,
      minSize: 1,
      sizeIncrement: 1,
      suggestedSizeIncrement: 1,
      aggGroup: aggGroupOf('OPT'),
    },
    instrument: {
      id: marketId,
      kind: 'option',
      moves: 'as-option',
      underlyingId: symbol,
      right: right === 'C' ? 'call' : 'put',
      strike,
      expiry: session.end,
      ratePerYear: RATE_PER_YEAR,
      yieldPerYear,
      tick: quoteTick,
      spreadTicks: quoteTick < 0.05 ? 4 : 2,
      typicalSize: 20,
      lot: 1,
      dailyVolume: 2_000,
      sessions,
    },
  };
}

/** A Friday, or the trading day before it when the market is closed on it. */
function expiryOf(friday: number, calendar: SessionCalendar): number {
  return calendar.lastOnOrBefore(friday)!.day;
}

function monthAfter(now: Date, ahead: number): [year: number, month: number] {
  const first = civilDay(now.getUTCFullYear(), now.getUTCMonth() + 1 + ahead, 1);
  return [yearOfDay(first), Number(compactDate(first).slice(4, 6))];
}

/** `SPY   260116C00600000`: the symbol in six places, the date, the right, thousandths of the strike in eight. */
function occSymbol(symbol: string, lastTradeDate: string, right: 'C' | 'P', strike: number): string {
  return `${symbol.padEnd(6)}${lastTradeDate.slice(2)}${right}${String(Math.round(strike * 1000)).padStart(8, '0')}`;
}
