import type { MarketInstrument } from '../../market/instrument.ts';
import type { Calendars } from './listing.ts';

/**
 * What moves but is not itself traded: an index and its ETF, futures and options follow ONE of these, so that they move as
 * one, through the night as well, and the ETF opens with the gap that the futures have made by then.
 */
export function latentInstruments(calendars: Calendars): MarketInstrument[] {
  const untraded = {
    kind: 'index',
    moves: 'by-itself',
    tick: 0.01,
    spreadTicks: 1,
    typicalSize: 1,
    lot: 1,
    dailyVolume: 0,
  } as const;
  const stocks = { ...untraded, sessions: calendars.trading('cme-equity') };
  const goods = { ...untraded, sessions: calendars.trading('nymex-comex') };
  return [
    { ...stocks, id: 'US-LARGE', anchorPrice: 6_750, annualVolatility: 0.16, loadings: loadings(0.99, 0, 'Large') },
    { ...stocks, id: 'US-TECH', anchorPrice: 25_000, annualVolatility: 0.21, loadings: loadings(0.9, 0.38, 'Technology') },
    { ...stocks, id: 'US-SMALL', anchorPrice: 2_450, annualVolatility: 0.21, loadings: loadings(0.84, 0.2, 'Small') },
    { ...goods, id: 'OIL', anchorPrice: 60, annualVolatility: 0.36, loadings: loadings(0.2, 0.6, 'Energy') },
    { ...goods, id: 'GOLD', anchorPrice: 4_100, annualVolatility: 0.17, loadings: loadings(0.05, 0.75, 'Metals') },
  ]; // prettier-ignore
}

function loadings(market: number, sector: number, sectorName: string) {
  return { market, sector, sectorName };
}
