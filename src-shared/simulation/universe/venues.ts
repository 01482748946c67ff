import type { SecurityType } from './contract.ts';

/** Exchange codes are the real ones, so that clients' code runs as it is; what stands behind them is simulated, and says so. */
export interface Venue {
  readonly code: string;
  readonly name: string;
  /** As printed with trades and quotes; empty where venues have none. */
  readonly letter: string;
}

const STOCK_VENUES: readonly Venue[] = [
  venue('NASDAQ', 'Q'),
  venue('NYSE', 'N'),
  venue('ARCA', 'P'),
  venue('BATS', 'Z'),
  venue('EDGX', 'K'),
  venue('IEX', 'V'),
  venue('MEMX', 'U'),
  venue('AMEX', 'A'),
];

const OPTION_VENUES: readonly Venue[] = [
  venue('CBOE', 'C'),
  venue('AMEX', 'A'),
  venue('ISE', 'I'),
  venue('PHLX', 'X'),
  venue('BOX', 'B'),
  venue('NASDAQOM', 'Q'),
];

export const STOCK_EXCHANGES: readonly string[] = ['SMART', ...STOCK_VENUES.map(({ code }) => code)];
export const OPTION_EXCHANGES: readonly string[] = ['SMART', ...OPTION_VENUES.map(({ code }) => code)];
/** What prints of stocks carry. */
export const STOCK_VENUE_LETTERS: readonly string[] = STOCK_VENUES.map(({ letter }) => letter);

/** Names that exchanges had before, or have elsewhere in TWS. */
const ALIASES: Readonly<Record<string, string>> = {
  ISLAND: 'NASDAQ',
  'NASDAQ.NMS': 'NASDAQ',
  GLOBEX: 'CME',
  CMECRYPTO: 'CME',
  BEST: 'SMART',
  IDEAL: 'IDEALPRO',
};

/** The code that the universe knows an exchange by. */
export function exchangeCode(given: string): string {
  const code = given.trim().toUpperCase();
  return ALIASES[code] ?? code;
}

/** Names the venues behind a quote on SMART; sent in tickReqParams and asked about with reqSmartComponents. */
export const BBO_EXCHANGES: Readonly<Partial<Record<SecurityType, string>>> = {
  STK: 'sim0001',
  OPT: 'sim0002',
};

export interface SmartComponent {
  readonly bitNumber: number;
  readonly exchange: string;
  readonly letter: string;
}

/** Null for a name that is none of BBO_EXCHANGES. */
export function smartComponents(bboExchange: string): readonly SmartComponent[] | null {
  const venues =
    bboExchange === BBO_EXCHANGES.STK
      ? STOCK_VENUES
      : bboExchange === BBO_EXCHANGES.OPT
        ? OPTION_VENUES
        : null;
  return venues?.map(({ code, letter }, bit) => ({ bitNumber: bit, exchange: code, letter })) ?? null;
}

export interface DepthExchange {
  readonly exchange: string;
  readonly secType: SecurityType;
  readonly listingExchange: string;
  /** `Deep2` names the market maker of each row, `Deep` does not. */
  readonly serviceDataType: 'Deep' | 'Deep2';
  readonly aggGroup: number;
}

/** Where a book of ten levels can be had. */
export const DEPTH_EXCHANGES: readonly DepthExchange[] = [
  ...STOCK_VENUES.map(({ code }) => depth(code, 'STK', 'Deep2', aggGroupOf('STK'))),
  depth('CME', 'FUT', 'Deep', aggGroupOf('FUT')),
  depth('NYMEX', 'FUT', 'Deep', aggGroupOf('FUT')),
  depth('COMEX', 'FUT', 'Deep', aggGroupOf('FUT')),
  depth('IDEALPRO', 'CASH', 'Deep', aggGroupOf('CASH')),
  depth('PAXOS', 'CRYPTO', 'Deep', aggGroupOf('CRYPTO')),
];

/** Contracts of one group have their quotes combined by TWS; an integer that clients only pass on. */
export function aggGroupOf(secType: SecurityType): number {
  return { STK: 1, OPT: 2, IND: 3, CASH: 4, FUT: 5, CONTFUT: 5, CRYPTO: 6 }[secType];
}

function venue(code: string, letter: string): Venue {
  return { code, name: `Simulated ${code}`, letter };
}

function depth(
  exchange: string,
  secType: SecurityType,
  serviceDataType: 'Deep' | 'Deep2',
  aggGroup: number,
): DepthExchange {
  return { exchange, secType, listingExchange: '', serviceDataType, aggGroup };
}
