import type { ContractDetails, SecurityType } from './contract.ts';
import { FUTURE_ROOTS } from './listings/futures.ts';
import { OPTION_CLASSES } from './listings/options.ts';
import type { Universe } from './universe.ts';

/** TWS gives no more than this many. */
const RESULTS_MAX = 16;
const PATTERN_LENGTH_MAX = 64;

export interface SymbolMatch {
  readonly conId: number;
  readonly symbol: string;
  readonly secType: SecurityType;
  readonly primaryExchange: string;
  readonly currency: string;
  readonly derivativeSecTypes: readonly string[];
  readonly description: string;
}

/**
 * Contracts whose ticker or name begins with a pattern, best first: the ticker itself, tickers that begin so, names that
 * begin so, names with a word that begins so; within these as listed (stocks, ETFs, indices, currencies, crypto, futures).
 * Of each future the nearest month answers.
 */
export function searchSymbols(universe: Universe, pattern: string, unixMs: number): SymbolMatch[] {
  const wanted = pattern.trim().toUpperCase().slice(0, PATTERN_LENGTH_MAX);
  if (wanted === '') return [];
  const ranked: { rank: number; details: ContractDetails }[] = [];
  const nearest = FUTURE_ROOTS.map((root) => universe.futures(root, unixMs)[0]!);
  for (const { details } of [...universe.lasting, ...nearest]) {
    const rank = rankOf(details, wanted);
    if (rank !== null) ranked.push({ rank, details });
  }
  // Array.sort keeps the order of equals.
  ranked.sort((a, b) => a.rank - b.rank);
  return ranked.slice(0, RESULTS_MAX).map(({ details }) => matchOf(details));
}

function rankOf({ contract, longName }: ContractDetails, wanted: string): number | null {
  const tickers = [contract.symbol, contract.localSymbol];
  if (contract.secType === 'CASH') tickers.push(contract.localSymbol.replace('.', ''));
  if (tickers.includes(wanted)) return 0;
  if (tickers.some((ticker) => ticker.startsWith(wanted))) return 1;
  const name = longName.toUpperCase();
  if (name.startsWith(wanted)) return 2;
  return name.includes(` ${wanted}`) ? 3 : null;
}

function matchOf({ contract, longName }: ContractDetails): SymbolMatch {
  const { conId, symbol, secType, currency } = contract;
  const hasOptions = secType === 'STK' && OPTION_CLASSES.some((each) => each.symbol === symbol);
  return {
    ...{ conId, symbol, secType, currency },
    primaryExchange: contract.primaryExchange === '' ? contract.exchange : contract.primaryExchange,
    derivativeSecTypes: hasOptions ? ['OPT'] : [],
    description: longName,
  };
}
