import type { PortfolioDifference } from '../model/account.ts';
import { contractName, type Contract } from '../model/contract.ts';
import type { Currency } from '../model/currency.ts';
import { isCurrencyPair } from './cash-flows.ts';
import type { ContractBook } from './contract-book.ts';
import { averageCostOf } from './value-position.ts';

export type Found = Omit<PortfolioDifference, 'since'>;

/** What the broker says of a position that is compared. */
export interface TheirPosition {
  readonly contract: Contract;
  /** 1e-6 units. */
  readonly quantity: number;
  /** Price units; null: not told. */
  readonly averageCost: number | null;
  /** Of the day, 1e-6 of the contract's currency; null: not told. */
  readonly realizedPnl: number | null;
}

export interface TheirCash {
  readonly currency: Currency;
  /** Micro-units of `currency`, as are `ours`. */
  readonly brokers: number;
  readonly ours: bigint;
  /** Positions whose rounded worth is in the figures. */
  readonly roundedLines: number;
}

const CENT = 10_000;
/** Brokers count cost in ways of their own and round on the way: smaller differences say nothing. */
const COST_PART_MAX = 0.000_5;

/**
 * All in which books and broker are not the same, for one account.
 *
 * @param books of every contract that was ever booked
 * @param theirs every position the broker has told, complete: what is not in it is not held
 * @param dayFrom Unix ms from which what was realised is compared
 * @param rate units of the base currency for one of a currency; NaN: not known
 */
export function comparePositions(
  account: string,
  books: readonly ContractBook[],
  theirs: ReadonlyMap<number, TheirPosition>,
  dayFrom: number,
  rate: (currency: string) => number,
): readonly Found[] {
  const ours = new Map(books.map((book) => [book.contract.contractId as number, book]));
  const found: Found[] = [];
  for (const contractId of new Set([...ours.keys(), ...theirs.keys()])) {
    const book = ours.get(contractId);
    const their = theirs.get(contractId);
    const contract = their?.contract ?? book!.contract;
    // Brokers list what was traded in a pair only while it suits them: the currencies themselves are compared as cash.
    if (their === undefined && isCurrencyPair(contract.securityType)) continue;
    const about = { account, contractId, name: contractName(contract), currency: contract.currency };
    const quantity = book?.state.quantity ?? 0;
    const theirQuantity = their?.quantity ?? 0;
    const key = (what: string) => `${what} ${account} ${contractId}`;
    if (quantity !== theirQuantity) {
      const figures = { ours: quantity / 1e6, brokers: theirQuantity / 1e6 };
      found.push({ ...about, ...figures, key: key('quantity'), about: 'quantity' });
      continue; // the rest follows from it
    }
    if (book === undefined || their === undefined || isPending(book)) continue;
    // The broker converts commissions in other currencies into its cost; ours are apart.
    const foreign = foreignCommissions(book, rate);
    if (Number.isNaN(foreign)) continue;
    if (quantity !== 0 && their.averageCost !== null) {
      const average = averageCostOf(quantity, book.state.cost, contract.multiplier);
      const apart = Math.abs((average - their.averageCost) * contract.multiplier * quantity);
      if (apart > Math.max(2 * CENT, Math.abs(Number(book.state.cost)) * COST_PART_MAX + 1.1 * foreign))
        found.push({ ...about, ours: average, brokers: their.averageCost, key: key('average-cost'), about: 'average-cost' }); // prettier-ignore
    }
    if (their.realizedPnl !== null) {
      const realized = Number(book.realizedSince(dayFrom));
      const tolerance = Math.max(2 * CENT, Math.abs(realized) * 0.01 + 1.1 * foreign);
      if (Math.abs(realized - their.realizedPnl) > tolerance)
        found.push({ ...about, ours: realized / 1e6, brokers: their.realizedPnl / 1e6, key: key('realized-pnl'), about: 'realized-pnl' }); // prettier-ignore
    }
  }
  return found;
}

/** Brokers tell cents, and every rounded line may be half a cent off on either side. */
export function compareCash(account: string, balances: readonly TheirCash[]): readonly Found[] {
  return balances.flatMap(({ currency, brokers, ours, roundedLines }): Found[] => {
    if (Math.abs(Number(ours) - brokers) <= CENT * (1.1 + roundedLines)) return [];
    return [
      {
        ...{ key: `cash ${account} ${currency}`, about: 'cash', account, contractId: null, name: currency },
        ...{ currency, ours: Number(ours) / 1e6, brokers: brokers / 1e6 },
      },
    ];
  });
}

/** Sizes, in the contract's currency. NaN: a rate is not known. */
function foreignCommissions(book: ContractBook, rate: (currency: string) => number): number {
  let sum = 0;
  for (const [currency, amount] of book.foreignCommissionsSince(-Infinity))
    sum += Math.abs(Number(amount)) * (rate(currency) / rate(book.contract.currency));
  return sum;
}

/** A commission that has not come is missing from our cost and in the broker's. */
function isPending(book: ContractBook): boolean {
  const last = book.entries.slice(-50);
  return last.some((entry) => entry.kind === 'fill' && entry.commission === null && entry.value !== 0n);
}
