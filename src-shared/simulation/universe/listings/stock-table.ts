/** Rows of the stock list. `number` makes the contract id: it is given once and belongs to the symbol for ever. */
export interface StockRow {
  readonly number: number;
  readonly symbol: string;
  readonly name: string;
  readonly primaryExchange: 'NASDAQ' | 'NYSE';
  readonly sector: Sector;
  readonly category: string;
  /** USD, the level of late 2025. */
  readonly price: number;
  /** Standard deviation of yearly log returns. */
  readonly volatility: number;
  /** Correlation of daily returns with the market and with the sector beyond it. */
  readonly market: number;
  readonly ofSector: number;
  /** Shares of an ordinary day, millions. */
  readonly dailyMillions: number;
  /** Cents between bid and ask in a calm market. */
  readonly spreadTicks: number;
}

export type Sector =
  | 'Technology'
  | 'Communications'
  | 'Consumer, Cyclical'
  | 'Consumer, Non-cyclical'
  | 'Financial'
  | 'Energy'
  | 'Industrial';

const NASDAQ = 'NASDAQ';
const NYSE = 'NYSE';
const TECH = 'Technology';
const COMM = 'Communications';
const CYCLICAL = 'Consumer, Cyclical';
const STAPLE = 'Consumer, Non-cyclical';
const FINANCE = 'Financial';
const ENERGY = 'Energy';
const INDUSTRY = 'Industrial';

export const STOCKS: readonly StockRow[] = [
  stock(1, 'AAPL', 'APPLE INC', NASDAQ, TECH, 'Computers', 270, 0.28, 0.65, 0.4, 48, 1),
  stock(2, 'MSFT', 'MICROSOFT CORP', NASDAQ, TECH, 'Software', 500, 0.25, 0.68, 0.42, 21, 3),
  stock(3, 'NVDA', 'NVIDIA CORP', NASDAQ, TECH, 'Semiconductors', 185, 0.46, 0.62, 0.5, 180, 1),
  stock(4, 'AMZN', 'AMAZON.COM INC', NASDAQ, COMM, 'Internet', 230, 0.32, 0.66, 0.35, 42, 1),
  stock(5, 'GOOG', 'ALPHABET INC-CL C', NASDAQ, COMM, 'Internet', 285, 0.3, 0.64, 0.4, 20, 2),
  stock(6, 'GOOGL', 'ALPHABET INC-CL A', NASDAQ, COMM, 'Internet', 284, 0.3, 0.64, 0.4, 32, 1),
  stock(7, 'META', 'META PLATFORMS INC-CLASS A', NASDAQ, COMM, 'Internet', 620, 0.36, 0.6, 0.42, 14, 6),
  stock(8, 'TSLA', 'TESLA INC', NASDAQ, CYCLICAL, 'Auto Manufacturers', 430, 0.58, 0.52, 0.2, 90, 4),
  stock(9, 'AVGO', 'BROADCOM INC', NASDAQ, TECH, 'Semiconductors', 350, 0.44, 0.6, 0.5, 22, 5),
  stock(10, 'AMD', 'ADVANCED MICRO DEVICES', NASDAQ, TECH, 'Semiconductors', 235, 0.52, 0.56, 0.52, 50, 3),
  stock(11, 'INTC', 'INTEL CORP', NASDAQ, TECH, 'Semiconductors', 37, 0.45, 0.5, 0.45, 90, 1),
  stock(12, 'CSCO', 'CISCO SYSTEMS INC', NASDAQ, COMM, 'Telecommunications', 77, 0.22, 0.62, 0.25, 20, 1),
  stock(13, 'ORCL', 'ORACLE CORP', NYSE, TECH, 'Software', 220, 0.4, 0.55, 0.4, 24, 4),
  stock(14, 'CRM', 'SALESFORCE INC', NYSE, TECH, 'Software', 240, 0.34, 0.58, 0.4, 8, 4),
  stock(15, 'ADBE', 'ADOBE INC', NASDAQ, TECH, 'Software', 335, 0.33, 0.56, 0.4, 4, 8),
  stock(16, 'QCOM', 'QUALCOMM INC', NASDAQ, TECH, 'Semiconductors', 170, 0.35, 0.58, 0.5, 9, 3),
  stock(17, 'IBM', 'INTL BUSINESS MACHINES CORP', NYSE, TECH, 'Computers', 300, 0.25, 0.52, 0.25, 5, 6),
  stock(18, 'NFLX', 'NETFLIX INC', NASDAQ, COMM, 'Internet', 110, 0.34, 0.5, 0.3, 35, 2),
  stock(19, 'DIS', 'WALT DISNEY CO/THE', NYSE, COMM, 'Media', 105, 0.27, 0.58, 0.2, 9, 2),
  stock(20, 'VZ', 'VERIZON COMMUNICATIONS INC', NYSE, COMM, 'Telecommunications', 41, 0.2, 0.3, 0.3, 22, 1),
  stock(21, 'T', 'AT&T INC', NYSE, COMM, 'Telecommunications', 25.5, 0.21, 0.3, 0.3, 38, 1),
  stock(22, 'JPM', 'JPMORGAN CHASE & CO', NYSE, FINANCE, 'Banks', 305, 0.24, 0.65, 0.5, 9, 4),
  stock(23, 'BAC', 'BANK OF AMERICA CORP', NYSE, FINANCE, 'Banks', 53, 0.26, 0.65, 0.52, 38, 1),
  stock(24, 'WFC', 'WELLS FARGO & CO', NYSE, FINANCE, 'Banks', 86, 0.28, 0.62, 0.52, 15, 1),
  stock(25, 'C', 'CITIGROUP INC', NYSE, FINANCE, 'Banks', 100, 0.29, 0.64, 0.52, 14, 1),
  stock(26, 'GS', 'GOLDMAN SACHS GROUP INC', NYSE, FINANCE, 'Banks', 800, 0.28, 0.66, 0.5, 2, 30),
  stock(27, 'V', 'VISA INC-CLASS A SHARES', NYSE, FINANCE, 'Diversified Finan Serv', 335, 0.21, 0.6, 0.3, 6, 5),
  stock(28, 'MA', 'MASTERCARD INC - A', NYSE, FINANCE, 'Diversified Finan Serv', 545, 0.22, 0.6, 0.3, 3, 12),
  stock(29, 'IBKR', 'INTERACTIVE BROKERS GRO-CL A', NASDAQ, FINANCE, 'Diversified Finan Serv', 66, 0.38, 0.6, 0.35, 6, 3),
  stock(30, 'UNH', 'UNITEDHEALTH GROUP INC', NYSE, STAPLE, 'Healthcare-Services', 325, 0.34, 0.35, 0.25, 9, 10),
  stock(31, 'JNJ', 'JOHNSON & JOHNSON', NYSE, STAPLE, 'Pharmaceuticals', 195, 0.17, 0.35, 0.3, 8, 2),
  stock(32, 'PFE', 'PFIZER INC', NYSE, STAPLE, 'Pharmaceuticals', 25, 0.24, 0.38, 0.35, 48, 1),
  stock(33, 'LLY', 'ELI LILLY & CO', NYSE, STAPLE, 'Pharmaceuticals', 950, 0.34, 0.36, 0.3, 3, 50),
  stock(34, 'PG', 'PROCTER & GAMBLE CO/THE', NYSE, STAPLE, 'Cosmetics/Personal Care', 148, 0.17, 0.38, 0.4, 8, 2),
  stock(35, 'KO', 'COCA-COLA CO/THE', NYSE, STAPLE, 'Beverages', 70, 0.16, 0.38, 0.42, 16, 1),
  stock(36, 'PEP', 'PEPSICO INC', NASDAQ, STAPLE, 'Beverages', 146, 0.18, 0.36, 0.42, 7, 2),
  stock(37, 'WMT', 'WALMART INC', NYSE, CYCLICAL, 'Retail', 103, 0.2, 0.45, 0.2, 17, 1),
  stock(38, 'COST', 'COSTCO WHOLESALE CORP', NASDAQ, CYCLICAL, 'Retail', 920, 0.21, 0.5, 0.25, 2, 40),
  stock(39, 'HD', 'HOME DEPOT INC', NYSE, CYCLICAL, 'Retail', 370, 0.23, 0.58, 0.3, 4, 8),
  stock(40, 'MCD', "MCDONALD'S CORP", NYSE, CYCLICAL, 'Retail', 305, 0.18, 0.42, 0.2, 3, 6),
  stock(41, 'NKE', 'NIKE INC -CL B', NYSE, CYCLICAL, 'Apparel', 64, 0.34, 0.5, 0.25, 13, 1),
  stock(42, 'F', 'FORD MOTOR CO', NYSE, CYCLICAL, 'Auto Manufacturers', 13.2, 0.33, 0.58, 0.45, 60, 1),
  stock(43, 'GM', 'GENERAL MOTORS CO', NYSE, CYCLICAL, 'Auto Manufacturers', 69, 0.35, 0.58, 0.45, 10, 1),
  stock(44, 'XOM', 'EXXON MOBIL CORP', NYSE, ENERGY, 'Oil&Gas', 116, 0.24, 0.42, 0.62, 15, 1),
  stock(45, 'CVX', 'CHEVRON CORP', NYSE, ENERGY, 'Oil&Gas', 155, 0.24, 0.44, 0.62, 8, 2),
  stock(46, 'BA', 'BOEING CO/THE', NYSE, INDUSTRY, 'Aerospace/Defense', 195, 0.36, 0.52, 0.3, 8, 4),
  stock(47, 'CAT', 'CATERPILLAR INC', NYSE, INDUSTRY, 'Machinery-Constr&Mining', 560, 0.31, 0.64, 0.35, 3, 18),
  stock(48, 'GE', 'GENERAL ELECTRIC', NYSE, INDUSTRY, 'Aerospace/Defense', 305, 0.3, 0.6, 0.35, 5, 7),
  stock(49, 'GME', 'GAMESTOP CORP-CLASS A', NYSE, CYCLICAL, 'Retail', 22, 0.85, 0.25, 0.1, 8, 2),
  stock(50, 'AMC', 'AMC ENTERTAINMENT HLDS-CL A', NYSE, COMM, 'Entertainment', 2.5, 0.9, 0.28, 0.1, 20, 1),
  stock(51, 'PLUG', 'PLUG POWER INC', NASDAQ, ENERGY, 'Energy-Alternate Sources', 2.1, 0.95, 0.3, 0.15, 120, 1),
]; // prettier-ignore

function stock(
  number: number,
  symbol: string,
  name: string,
  primaryExchange: 'NASDAQ' | 'NYSE',
  sector: Sector,
  category: string,
  price: number,
  volatility: number,
  market: number,
  ofSector: number,
  dailyMillions: number,
  spreadTicks: number,
): StockRow {
  return {
    ...{ number, symbol, name, primaryExchange, sector, category },
    ...{ price, volatility, market, ofSector, dailyMillions, spreadTicks },
  };
}
