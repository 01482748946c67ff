import type { ContractDetails } from '../contract.ts';
import { listedConId } from '../con-ids.ts';
import { dividendsOf, splitsOf } from '../corporate-actions.ts';
import { orderTypesOf } from '../order-types.ts';
import { aggGroupOf, STOCK_EXCHANGES, STOCK_VENUE_LETTERS } from '../venues.ts';
import type { CorporateAction, MarketInstrument } from '../../market/instrument.ts';
import { fromMicros } from '../../../model/money.ts';
import type { SessionCalendar } from '../../../model/sessions/session-calendar.ts';
import { PLAIN, simulatedName, type Calendars, type Listing } from './listing.ts';
import { STOCKS } from './stock-table.ts';

export const STOCK_CALENDAR = 'us-stocks';
const STOCK_RULE = 26;
/** Limit up, limit down: 5 % for the large, 10 % for the rest. Source: the LULD plan, tiers 1 and 2. */
const LARGE_PRICE = 3;
const LARGE_DAILY_MILLIONS = 1;
const SPECULATIVE_VOLATILITY = 0.8;

export function stockListings(calendars: Calendars): Listing[] {
  const calendar = calendars.trading(STOCK_CALENDAR);
  const official = calendars.official(STOCK_CALENDAR);
  return STOCKS.map((row) => {
    const isLarge =
      row.price >= LARGE_PRICE &&
      row.dailyMillions >= LARGE_DAILY_MILLIONS &&
      row.volatility < SPECULATIVE_VOLATILITY;
    const details = stockDetails(
      { ...row, industry: row.sector, subcategory: row.category, stockType: 'COMMON' },
      calendar.timeZone,
    );
    const instrument: MarketInstrument = {
      ...stockTrading(row.symbol, row.dailyMillions, row.spreadTicks, isLarge, calendar),
      kind: 'stock',
      moves: 'by-itself',
      anchorPrice: row.price,
      annualVolatility: row.volatility,
      loadings: { market: row.market, sector: row.ofSector, sectorName: row.sector },
      actions: actionsOf(row.symbol, official),
    };
    return { details, instrument };
  });
}

/** Of stocks and ETFs alike. */
export function stockDetails(
  row: {
    readonly number: number;
    readonly symbol: string;
    readonly name: string;
    readonly primaryExchange: string;
    readonly industry: string;
    readonly category: string;
    readonly subcategory: string;
    readonly stockType: string;
  },
  timeZoneId: string,
): ContractDetails {
  const { symbol, industry, category, subcategory, stockType, primaryExchange } = row;
  const tradingClass = primaryExchange === 'NASDAQ' ? 'NMS' : symbol;
  return {
    ...PLAIN,
    contract: {
      conId: listedConId(row.number),
      symbol,
      secType: 'STK',
      lastTradeDateOrContractMonth: '',
      strike: 0,
      right: '',
      multiplier: '',
      exchange: 'SMART',
      primaryExchange,
      currency: 'USD',
      localSymbol: symbol,
      tradingClass,
    },
    marketId: symbol,
    calendar: STOCK_CALENDAR,
    timeZoneId,
    marketName: `Simulated ${tradingClass}`,
    longName: simulatedName(row.name),
    minTick: 0.01,
    validExchanges: STOCK_EXCHANGES,
    marketRuleIds: STOCK_EXCHANGES.map(() => STOCK_RULE),
    orderTypes: orderTypesOf('STK'),
    ...{ industry, category, subcategory, stockType },
    minSize: 1,
    sizeIncrement: 1,
    suggestedSizeIncrement: 100,
    aggGroup: aggGroupOf('STK'),
  };
}

/** The part of a market instrument that says how a stock or ETF is traded. */
export function stockTrading(
  id: string,
  dailyMillions: number,
  spreadTicks: number,
  isLarge: boolean,
  sessions: SessionCalendar,
) {
  return {
    id,
    tick: 0.01,
    spreadTicks,
    // Hundreds, growing with the root of what trades: 100 shares shown at 1 million a day, 900 at 80 million.
    typicalSize: Math.max(1, Math.round(Math.sqrt(dailyMillions))) * 100,
    lot: 1,
    dailyVolume: dailyMillions * 1e6,
    sessions,
    exchanges: STOCK_VENUE_LETTERS,
    haltBand: isLarge ? 0.05 : 0.1,
  };
}

/** Dividends and splits as the market model takes them. */
export function actionsOf(symbol: string, calendar: SessionCalendar): CorporateAction[] {
  return [
    ...dividendsOf(symbol, calendar).map(
      ({ exDay, perShare }) => ({ kind: 'dividend', day: exDay, amount: fromMicros(perShare) }) as const,
    ),
    ...splitsOf(symbol, calendar).map(
      ({ exDay, numerator, denominator }) =>
        ({ kind: 'split', day: exDay, ratio: numerator / denominator }) as const,
    ),
  ];
}
