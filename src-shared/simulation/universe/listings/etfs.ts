import type { FactorLoadings, MarketInstrument } from '../../market/instrument.ts';
import type { Calendars, Listing } from './listing.ts';
import { actionsOf, STOCK_CALENDAR, stockDetails, stockTrading } from './stocks.ts';

/** How an ETF's price comes about. */
type Movement =
  | {
      readonly moves: 'with-others';
      /** The ETF is worth `ratio` of this. */
      readonly follows: string;
      readonly ratio: number;
    }
  | {
      readonly moves: 'by-itself';
      readonly price: number;
      readonly volatility: number;
      readonly loadings: FactorLoadings;
    };

interface EtfRow {
  readonly number: number;
  readonly symbol: string;
  readonly name: string;
  readonly primaryExchange: 'NASDAQ' | 'ARCA';
  readonly category: string;
  readonly dailyMillions: number;
  readonly movement: Movement;
}

/** A loading that follows a sector of the stock table takes part in its moves. */
const ETFS: readonly EtfRow[] = [
  etf(101, 'SPY', 'SS SPDR S&P 500 ETF TRUST-US', 'ARCA', 'Large Cap', 75, follows('US-LARGE', 0.1)),
  etf(102, 'QQQ', 'INVESCO QQQ TRUST SERIES 1', 'NASDAQ', 'Technology', 55, follows('US-TECH', 0.0244)),
  etf(103, 'IWM', 'ISHARES RUSSELL 2000 ETF', 'ARCA', 'Small Cap', 36, follows('US-SMALL', 0.1)),
  etf(104, 'DIA', 'SS SPDR DJ INDUS AVG ETF', 'ARCA', 'Large Cap', 5, own(475, 0.155, 0.95, 0.2, 'Industrial')),
  etf(105, 'TLT', 'ISHARES 20+ YEAR TREASURY BD', 'NASDAQ', 'Government Bonds', 40, own(89, 0.15, -0.1, 0.9, 'Rates')),
  etf(106, 'IEF', 'ISHARES 7-10 YEAR TREASURY B', 'NASDAQ', 'Government Bonds', 8, own(97, 0.075, -0.1, 0.9, 'Rates')),
  etf(107, 'GLD', 'SPDR GOLD SHARES', 'ARCA', 'Precious Metals', 12, follows('GOLD', 0.092)),
  etf(108, 'SLV', 'ISHARES SILVER TRUST', 'ARCA', 'Precious Metals', 30, own(47, 0.34, 0.2, 0.7, 'Metals')),
  etf(109, 'USO', 'UNITED STATES OIL FUND LP', 'ARCA', 'Commodity', 5, follows('OIL', 1.18)),
  etf(110, 'XLK', 'SS TECHNOLOGY SELECT SECTOR', 'ARCA', 'Technology', 9, own(285, 0.24, 0.82, 0.5, 'Technology')),
  etf(111, 'XLF', 'SS FINANCIAL SELECT SECTOR', 'ARCA', 'Financial', 42, own(53, 0.18, 0.8, 0.5, 'Financial')),
  etf(112, 'XLE', 'SS ENERGY SELECT SECTOR', 'ARCA', 'Energy', 16, own(90, 0.23, 0.48, 0.8, 'Energy')),
  etf(113, 'EEM', 'ISHARES MSCI EMERGING MARKET', 'ARCA', 'Emerging Markets', 28, own(54, 0.18, 0.65, 0.3, 'Emerging')),
  etf(114, 'HYG', 'ISHARES IBOXX HIGH YLD CORP', 'ARCA', 'Corporate Bonds', 38, own(80.5, 0.06, 0.75, 0.2, 'Rates')),
]; // prettier-ignore

export function etfListings(calendars: Calendars): Listing[] {
  const calendar = calendars.trading(STOCK_CALENDAR);
  const official = calendars.official(STOCK_CALENDAR);
  return ETFS.map((row) => {
    const { movement } = row;
    const details = stockDetails(
      { ...row, industry: 'Funds', subcategory: row.category, stockType: 'ETF' },
      calendar.timeZone,
    );
    const trading = {
      ...stockTrading(row.symbol, row.dailyMillions, 1, true, calendar),
      kind: 'etf',
    } as const;
    const instrument: MarketInstrument =
      movement.moves === 'with-others'
        ? {
            ...trading,
            moves: 'with-others',
            terms: [{ id: movement.follows, power: 1 }],
            ratio: movement.ratio,
          }
        : {
            ...trading,
            moves: 'by-itself',
            anchorPrice: movement.price,
            annualVolatility: movement.volatility,
            loadings: movement.loadings,
            actions: actionsOf(row.symbol, official),
          };
    return { details, instrument };
  });
}

function etf(
  number: number,
  symbol: string,
  name: string,
  primaryExchange: 'NASDAQ' | 'ARCA',
  category: string,
  dailyMillions: number,
  movement: Movement,
): EtfRow {
  return { number, symbol, name, primaryExchange, category, dailyMillions, movement };
}

function follows(id: string, ratio: number): Movement {
  return { moves: 'with-others', follows: id, ratio };
}

function own(
  price: number,
  volatility: number,
  market: number,
  sector: number,
  sectorName: string,
): Movement {
  return { moves: 'by-itself', price, volatility, loadings: { market, sector, sectorName } };
}
