import type { MarketInstrument } from '../../market/instrument.ts';
import { listedConId } from '../con-ids.ts';
import { orderTypesOf } from '../order-types.ts';
import { aggGroupOf } from '../venues.ts';
import { PLAIN, simulatedName, type Calendars, type Listing } from './listing.ts';

const PAIR_RULE = 239;
const YEN_RULE = 59;

/** Pairs with the dollar move by themselves. `dollar` is how far they share the dollar's own moves, negative where it is the base. */
const DOLLAR_PAIRS = [
  { number: 301, base: 'EUR', quote: 'USD', price: 1.16, volatility: 0.075, market: 0.1, dollar: 0.85 },
  { number: 302, base: 'GBP', quote: 'USD', price: 1.315, volatility: 0.08, market: 0.2, dollar: 0.75 },
  { number: 303, base: 'AUD', quote: 'USD', price: 0.65, volatility: 0.1, market: 0.4, dollar: 0.65 },
  { number: 304, base: 'NZD', quote: 'USD', price: 0.565, volatility: 0.1, market: 0.38, dollar: 0.65 },
  { number: 305, base: 'USD', quote: 'JPY', price: 154, volatility: 0.095, market: 0.1, dollar: -0.6 },
  { number: 306, base: 'USD', quote: 'CHF', price: 0.8, volatility: 0.08, market: 0.05, dollar: -0.8 },
  { number: 307, base: 'USD', quote: 'CAD', price: 1.4, volatility: 0.06, market: -0.35, dollar: -0.6 },
] as const;

/** The others are two of those at once, so that no way round through three pairs makes money. */
const CROSSES = [
  { number: 308, base: 'EUR', quote: 'GBP' },
  { number: 309, base: 'EUR', quote: 'JPY' },
  { number: 310, base: 'EUR', quote: 'CHF' },
  { number: 311, base: 'GBP', quote: 'JPY' },
  { number: 312, base: 'AUD', quote: 'JPY' },
] as const;

export function currencyListings(calendars: Calendars): Listing[] {
  const sessions = calendars.trading('forex');
  const traded = {
    kind: 'fx',
    spreadTicks: 1,
    typicalSize: 1_000_000,
    lot: 1,
    dailyVolume: 0, // an over-the-counter market reports none
    sessions,
  } as const;
  const dollarPairs = DOLLAR_PAIRS.map(
    ({ number, base, quote, price, volatility, market, dollar }): Listing => {
      const details = pairDetails(number, base, quote, sessions.timeZone);
      const instrument: MarketInstrument = {
        ...traded,
        id: details.marketId,
        tick: details.minTick,
        moves: 'by-itself',
        anchorPrice: price,
        annualVolatility: volatility,
        loadings: { market, sector: dollar, sectorName: 'Dollar' },
      };
      return { details, instrument };
    },
  );
  const crosses = CROSSES.map(({ number, base, quote }): Listing => {
    const details = pairDetails(number, base, quote, sessions.timeZone);
    const instrument: MarketInstrument = {
      ...traded,
      id: details.marketId,
      tick: details.minTick,
      moves: 'with-others',
      terms: [dollarsPer(base, 1), dollarsPer(quote, -1)],
      ratio: 1,
    };
    return { details, instrument };
  });
  return [...dollarPairs, ...crosses];
}

/** A currency's price in dollars, or its inverse, as a power of the pair that is listed. */
function dollarsPer(currency: string, power: 1 | -1): { id: string; power: 1 | -1 } {
  const isBase = DOLLAR_PAIRS.some((pair) => pair.base === currency);
  return isBase ? { id: `${currency}.USD`, power } : { id: `USD.${currency}`, power: power === 1 ? -1 : 1 };
}

function pairDetails(number: number, base: string, quote: string, timeZoneId: string): Listing['details'] {
  const pair = `${base}.${quote}`;
  const isYen = quote === 'JPY';
  return {
    ...PLAIN,
    contract: {
      conId: listedConId(number),
      symbol: base,
      secType: 'CASH',
      lastTradeDateOrContractMonth: '',
      strike: 0,
      right: '',
      multiplier: '',
      exchange: 'IDEALPRO',
      primaryExchange: '',
      currency: quote,
      localSymbol: pair,
      tradingClass: pair,
    },
    marketId: pair,
    calendar: 'forex',
    timeZoneId,
    marketName: `Simulated ${pair}`,
    longName: simulatedName(`${base} / ${quote}`),
    minTick: isYen ? 0.005 : 0.00005,
    validExchanges: ['IDEALPRO'],
    marketRuleIds: [isYen ? YEN_RULE : PAIR_RULE],
    orderTypes: orderTypesOf('CASH'),
    minSize: 1,
    sizeIncrement: 1,
    suggestedSizeIncrement: 1_000,
    aggGroup: aggGroupOf('CASH'),
  };
}
