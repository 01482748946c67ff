import { listedConId } from '../con-ids.ts';
import { orderTypesOf } from '../order-types.ts';
import { aggGroupOf } from '../venues.ts';
import { PLAIN, simulatedName, type Calendars, type Listing } from './listing.ts';

const COINS = [
  { number: 401, symbol: 'BTC', name: 'Bitcoin', price: 95_000, volatility: 0.5, sector: 0.8, tick: 0.25, rule: 2001, spreadTicks: 20, lot: 0.0001, size: 0.5, daily: 4_000 },
  { number: 402, symbol: 'ETH', name: 'Ethereum', price: 3_100, volatility: 0.65, sector: 0.8, tick: 0.01, rule: 2002, spreadTicks: 30, lot: 0.001, size: 5, daily: 60_000 },
] as const; // prettier-ignore

export function cryptoListings(calendars: Calendars): Listing[] {
  const sessions = calendars.trading('crypto');
  return COINS.map((coin) => ({
    instrument: {
      id: `${coin.symbol}.USD`,
      kind: 'crypto',
      moves: 'by-itself',
      anchorPrice: coin.price,
      annualVolatility: coin.volatility,
      loadings: { market: 0.35, sector: coin.sector, sectorName: 'Crypto' },
      tick: coin.tick,
      spreadTicks: coin.spreadTicks,
      typicalSize: coin.size,
      lot: coin.lot,
      dailyVolume: coin.daily,
      sessions,
    },
    details: {
      ...PLAIN,
      contract: {
        conId: listedConId(coin.number),
        symbol: coin.symbol,
        secType: 'CRYPTO',
        lastTradeDateOrContractMonth: '',
        strike: 0,
        right: '',
        multiplier: '',
        exchange: 'PAXOS',
        primaryExchange: '',
        currency: 'USD',
        localSymbol: `${coin.symbol}.USD`,
        tradingClass: coin.symbol,
      },
      marketId: `${coin.symbol}.USD`,
      calendar: 'crypto',
      timeZoneId: sessions.timeZone,
      marketName: `Simulated ${coin.symbol}`,
      longName: simulatedName(coin.name),
      minTick: coin.tick,
      validExchanges: ['PAXOS', 'ZEROHASH'],
      marketRuleIds: [coin.rule, coin.rule],
      orderTypes: orderTypesOf('CRYPTO'),
      minSize: coin.lot,
      sizeIncrement: coin.lot,
      suggestedSizeIncrement: coin.lot,
      aggGroup: aggGroupOf('CRYPTO'),
    },
  }));
}
