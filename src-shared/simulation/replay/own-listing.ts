import { streamKey } from '../../kernel/rng.ts';
import type { SeriesFacts } from '../../model/series.ts';
import type { CalendarId } from '../../model/sessions/session-rules.ts';
import { listedConId } from '../universe/con-ids.ts';
import type { Calendars, Listing } from '../universe/listings/listing.ts';
import { PLAIN } from '../universe/listings/listing.ts';
import { orderTypesOf } from '../universe/order-types.ts';
import { aggGroupOf, STOCK_EXCHANGES, STOCK_VENUE_LETTERS } from '../universe/venues.ts';

/** Numbers that no listing of the universe has. */
const FIRST_NUMBER = 1_000_000;
const NUMBER_COUNT = 9_000_000;
const STOCK_RULE = 26;
const CALENDAR_OF_ZONE: Readonly<Record<string, CalendarId>> = {
  'America/New_York': 'us-stocks',
  'America/Chicago': 'cme-equity',
  UTC: 'crypto',
  'Etc/UTC': 'crypto',
};

/** A contract for a series whose symbol the universe does not have: a stock of that name, with the same id each time. */
export function ownListing(facts: SeriesFacts, calendars: Calendars, others: readonly Listing[]): Listing {
  const { symbol, currency, tick, lot, timeZone, source } = facts;
  let number = (streamKey(0, 'own-listing', symbol, currency).a >>> 0) % NUMBER_COUNT;
  while (others.some(({ details }) => details.contract.conId === listedConId(FIRST_NUMBER + number))) {
    number = (number + 1) % NUMBER_COUNT;
  }
  const conId = listedConId(FIRST_NUMBER + number);
  const calendar = CALENDAR_OF_ZONE[timeZone] ?? 'us-stocks';
  const marketId = `REPLAY ${symbol} ${currency}`;
  return {
    instrument: {
      ...{ id: marketId, kind: 'stock', moves: 'by-itself', tick, lot, spreadTicks: 1 },
      typicalSize: 100 * lot,
      dailyVolume: 1,
      sessions: calendars.trading(calendar),
      exchanges: STOCK_VENUE_LETTERS,
      ...{ anchorPrice: 1, annualVolatility: 0, loadings: { market: 0, sector: 0, sectorName: '' } },
    },
    details: {
      ...PLAIN,
      contract: {
        ...{ conId, symbol, secType: 'STK', lastTradeDateOrContractMonth: '', strike: 0, right: '' },
        ...{ multiplier: '', exchange: 'SMART', primaryExchange: 'NYSE', currency },
        ...{ localSymbol: symbol, tradingClass: symbol },
      },
      ...{ marketId, calendar, timeZoneId: timeZone, marketName: `Replayed ${symbol}` },
      longName: `${symbol} of ${source} (REPLAYED)`.toUpperCase(),
      minTick: tick,
      validExchanges: STOCK_EXCHANGES,
      marketRuleIds: STOCK_EXCHANGES.map(() => STOCK_RULE),
      orderTypes: orderTypesOf('STK'),
      ...{ minSize: lot, sizeIncrement: lot, suggestedSizeIncrement: lot, aggGroup: aggGroupOf('STK') },
    },
  };
}
