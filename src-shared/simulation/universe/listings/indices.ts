import type { MarketInstrument } from '../../market/instrument.ts';
import { listedConId } from '../con-ids.ts';
import { orderTypesOf } from '../order-types.ts';
import { aggGroupOf } from '../venues.ts';
import { PLAIN, simulatedName, type Calendars, type Listing } from './listing.ts';

const CALENDAR = 'us-options';
const INDEX_RULE = 26;

const INDICES = [
  { number: 201, symbol: 'SPX', name: 'S&P 500 STOCK INDEX', exchange: 'CBOE', follows: 'US-LARGE' },
  { number: 202, symbol: 'NDX', name: 'NASDAQ 100 STOCK INDEX', exchange: 'NASDAQ', follows: 'US-TECH' },
  { number: 203, symbol: 'RUT', name: 'RUSSELL 2000 STOCK INDEX', exchange: 'RUSSELL', follows: 'US-SMALL' },
  { number: 204, symbol: 'VIX', name: 'CBOE VOLATILITY INDEX', exchange: 'CBOE', follows: null },
] as const;

/** Indices are quoted and never traded. */
export function indexListings(calendars: Calendars): Listing[] {
  const sessions = calendars.trading(CALENDAR);
  return INDICES.map(({ number, symbol, name, exchange, follows }) => {
    const shown = {
      id: symbol,
      kind: 'index',
      tick: 0.01,
      spreadTicks: 1,
      typicalSize: 1,
      lot: 1,
      dailyVolume: 0,
      sessions,
    } as const;
    const instrument: MarketInstrument =
      follows === null
        ? {
            ...shown,
            moves: 'by-itself',
            anchorPrice: 17,
            annualVolatility: 0.95,
            // Fear rises when the market falls.
            loadings: { market: -0.8, sector: 0, sectorName: 'Volatility' },
          }
        : { ...shown, moves: 'with-others', terms: [{ id: follows, power: 1 }], ratio: 1 };
    return {
      instrument,
      details: {
        ...PLAIN,
        contract: {
          conId: listedConId(number),
          symbol,
          secType: 'IND',
          lastTradeDateOrContractMonth: '',
          strike: 0,
          right: '',
          multiplier: '',
          exchange,
          primaryExchange: '',
          currency: 'USD',
          localSymbol: symbol,
          tradingClass: symbol,
        },
        marketId: symbol,
        calendar: CALENDAR,
        timeZoneId: sessions.timeZone,
        marketName: `Simulated ${symbol}`,
        longName: simulatedName(name),
        minTick: 0.01,
        validExchanges: [exchange],
        marketRuleIds: [INDEX_RULE],
        orderTypes: orderTypesOf('IND'),
        industry: 'Indices',
        category: 'Broad Range Equity Index',
        minSize: 1,
        sizeIncrement: 1,
        suggestedSizeIncrement: 1,
        aggGroup: aggGroupOf('IND'),
      },
    };
  });
}
