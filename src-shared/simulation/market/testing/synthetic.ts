import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '../../../kernel/time.ts';
import { civilDay, weekdayOf } from '../../../model/civil-day.ts';
import type {
  FollowingInstrument, MarketInstrument, MarketSessions, OptionInstrument, OwnInstrument,
} from '../instrument.ts'; // prettier-ignore
import { Market, type MarketSpec } from '../market.ts';

/** A small market without holidays, for tests: 2016 to 2026, a winter's hours all year. */
export const START_DAY = civilDay(2016, 1, 1);
export const ANCHOR_DAY = civilDay(2026, 1, 5);
/** For tests that need no long history: making ten years of every path takes its time. */
export const RECENT_START_DAY = ANCHOR_DAY - 640;

function hours(from: number, regularFrom: number, regularTo: number, to: number, isOpen: (weekday: number) => boolean): MarketSessions {
  return {
    sessionOfDay: (day) => {
      if (!isOpen(weekdayOf(day))) return null;
      const at = (hour: number) => day * MS_PER_DAY + hour * MS_PER_HOUR;
      return { start: at(from), end: at(to), regular: { start: at(regularFrom), end: at(regularTo) } };
    },
  };
} // prettier-ignore

const isWeekday = (weekday: number) => weekday >= 1 && weekday <= 5;
export const STOCK_HOURS = hours(9, 14.5, 21, 25, isWeekday);
export const INDEX_HOURS = hours(14.5, 14.5, 21, 21, isWeekday);
export const FUTURE_HOURS = hours(-1, 14.5, 21, 22, isWeekday);
export const FX_HOURS = hours(-1.75, -1.75, 22, 22, isWeekday);
export const CRYPTO_HOURS = hours(0, 0, 24, 24, () => true);

const stockParts = {
  kind: 'stock',
  tick: 0.01,
  spreadTicks: 1,
  typicalSize: 300,
  lot: 1,
  sessions: STOCK_HOURS,
} as const;

export function stock(id: string, rest: Partial<OwnInstrument> = {}): OwnInstrument {
  return {
    ...stockParts,
    ...{ id, moves: 'by-itself', anchorPrice: 180, annualVolatility: 0.3, dailyVolume: 20_000_000 },
    loadings: { market: 0.55, sector: 0.4, sectorName: 'technology' },
    ...{ haltBand: 0.05, exchanges: ['Q', 'N', 'P'] },
    ...rest,
  };
}

export const INDEX: OwnInstrument = {
  ...stock('SPX', { kind: 'index', anchorPrice: 6_000, annualVolatility: 0.16, dailyVolume: 0 }),
  ...{ sessions: INDEX_HOURS, loadings: { market: 1, sector: 0, sectorName: 'none' } },
};
const fx = (id: string, anchorPrice: number, tick: number): OwnInstrument => ({
  ...stock(id, { kind: 'fx', anchorPrice, annualVolatility: 0.08, tick, dailyVolume: 0, sessions: FX_HOURS }),
  ...{
    spreadTicks: 2,
    typicalSize: 1_000_000,
    lot: 1,
    loadings: { market: 0.1, sector: 0.5, sectorName: 'dollar' },
  },
});
export const EUR_USD = fx('EUR.USD', 1.1, 0.00005);
export const USD_JPY = fx('USD.JPY', 150, 0.005);
export const GBP_USD = fx('GBP.USD', 1.3, 0.00005);
export const EUR_JPY: FollowingInstrument = {
  ...{ ...USD_JPY, id: 'EUR.JPY', moves: 'with-others', ratio: 1 },
  terms: [{ id: 'EUR.USD', power: 1 }, { id: 'USD.JPY', power: 1 }],
}; // prettier-ignore
export const EUR_GBP: FollowingInstrument = {
  ...{ ...EUR_USD, id: 'EUR.GBP', moves: 'with-others', ratio: 1 },
  terms: [{ id: 'EUR.USD', power: 1 }, { id: 'GBP.USD', power: -1 }],
}; // prettier-ignore
export const FUTURE: FollowingInstrument = {
  ...{ id: 'ES', kind: 'future', moves: 'with-others', tick: 0.25, spreadTicks: 1, typicalSize: 40, lot: 1 },
  ...{ dailyVolume: 1_500_000, sessions: FUTURE_HOURS, ratio: 1, terms: [{ id: 'SPX', power: 1 }] },
  carry: {
    ratePerYear: 0.03,
    expiry: civilDay(2026, 3, 20) * MS_PER_DAY + 14 * MS_PER_HOUR + 30 * MS_PER_MINUTE,
  },
};
export const ETF: FollowingInstrument = {
  ...{ ...stockParts, id: 'SPY', kind: 'etf', moves: 'with-others', ratio: 0.1, dailyVolume: 70_000_000 },
  terms: [{ id: 'SPX', power: 1 }],
};
export const CRYPTO: OwnInstrument = {
  ...stock('BTC', { kind: 'crypto', anchorPrice: 90_000, annualVolatility: 0.55, tick: 0.25, lot: 0.0001 }),
  ...{ dailyVolume: 20_000, typicalSize: 0.4, sessions: CRYPTO_HOURS, exchanges: ['Z'] },
  loadings: { market: 0.3, sector: 0, sectorName: 'crypto' },
  haltBand: 1,
};
export const option = (right: 'call' | 'put', strike: number): OptionInstrument => ({
  ...{ ...stockParts, id: `${right}-${strike}`, kind: 'option', moves: 'as-option', underlyingId: 'SPY' },
  ...{
    right,
    strike,
    ratePerYear: 0.04,
    yieldPerYear: 0.012,
    dailyVolume: 30_000,
    spreadTicks: 4,
    typicalSize: 20,
  },
  ...{ sessions: INDEX_HOURS, expiry: civilDay(2026, 2, 20) * MS_PER_DAY + 21 * MS_PER_HOUR },
});
export const THIN = stock('THIN', { dailyVolume: 150_000, typicalSize: 100, anchorPrice: 8 });

export const STOCKS = ['AAA', 'BBB', 'CCC', 'DDD', 'EEE', 'FFF'].map((id, i) =>
  stock(id, { loadings: { market: 0.55, sector: 0.4, sectorName: i < 3 ? 'technology' : 'energy' } }),
);

export const ALL: readonly MarketInstrument[] = [
  ...[...STOCKS, THIN, INDEX, ETF, FUTURE, CRYPTO, EUR_USD, USD_JPY, GBP_USD, EUR_JPY, EUR_GBP],
  ...[option('call', 600), option('put', 600), option('put', 560)],
];

export function syntheticMarket(rest: Partial<MarketSpec> = {}): Market {
  return new Market({ seed: 7, instruments: ALL, startDay: START_DAY, anchorDay: ANCHOR_DAY, ...rest });
}
