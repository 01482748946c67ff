import type { PortfolioDifference } from '#shared/model/account.ts';
import { contractName, type Contract, type ContractId } from '#shared/model/contract.ts';
import type { Currency } from '#shared/model/currency.ts';
import { compareCash, comparePositions, type Found } from '#shared/portfolio/compare.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { BrokerSide } from './broker-side.ts';
import { DifferenceWatch } from './difference-watch.ts';
import { canBeAccepted, type Stated } from './ledger.ts';
import { cashToCompare, type Sides } from './view.ts';

export interface ComparisonOptions {
  readonly broker: BrokerSide;
  readonly sides: (account: string) => Sides | null;
  /** Units of the account's base currency for one of another; NaN: not known. */
  readonly rate: (account: string, currency: Currency) => number;
  readonly log: Logger;
}

/** Our book against the broker's word, and how the one takes over from the other: at first by itself, later when told to. */
export class Comparison {
  readonly #options: ComparisonOptions;
  readonly #watch = new DifferenceWatch();

  constructor(options: ComparisonOptions) {
    this.#options = options;
  }

  get told(): readonly PortfolioDifference[] {
    return this.#watch.told;
  }

  /** Some differences wait for their grace: look again. */
  get isWaiting(): boolean {
    return this.#watch.isWaiting;
  }

  get isAnyQuantityTold(): boolean {
    return this.#watch.told.some(({ about }) => about === 'quantity');
  }

  forget(): void {
    this.#watch.forget();
  }

  /** @param now Unix ms @param isProof both sides have just been asked @returns whether what is told has changed */
  see(accounts: readonly string[], now: number, isProof: boolean): boolean {
    return this.#watch.see(
      accounts.flatMap((account) => this.#found(account)),
      now,
      isProof,
    );
  }

  /**
   * What was there before this account was ever seen. From then on nothing is taken over by itself, also not in a contract that
   * our book has never heard of: it may be a fill of ours that nobody told us of.
   */
  takeOverFirstSeen(account: string): void {
    const sides = this.#options.sides(account);
    if (sides === null || sides.ledger.accounts.has(account)) return;
    const { ledger, now, picture } = sides;
    const apart = this.#found(account).filter(({ about }) => about === 'quantity');
    const stated = apart.map(({ contractId }) => this.#stated(sides, contractId as ContractId));
    // Positions first: the worth of futures is a part of the cash.
    if (!ledger.takeOver(account, now, 'first-seen', stated, new Map())) return;
    const balances = new Map(
      cashToCompare(sides).map(({ currency, brokers, ours }) => [currency as string, BigInt(brokers) - ours]),
    );
    ledger.takeOver(account, now, 'first-seen', [], balances);
    this.#options.log.info({ account, positions: stated.length, known: picture !== undefined }, 'an account is seen for the first time'); // prettier-ignore
  }

  /**
   * Positions whose contract has had its last day and that the broker does not hold any more: TWS tells no execution of an
   * expiry. Cash that moved with them (settlement, and the worth of a future, which was a part of it) is taken over with them
   * where it did not differ before, so that it is not taken for money that somebody paid in. Results stay as they are.
   *
   * @returns what was done, for people
   */
  takeOverExpired(account: string): readonly string[] {
    const sides = this.#options.sides(account);
    if (sides?.picture === undefined || !sides.ledger.accounts.has(account)) return [];
    const { ledger, now, day, picture } = sides;
    const gone = ledger.book.contracts(account).filter(({ contract, state }) => {
      const isHeld = (picture.holdings.get(contract.contractId)?.position.quantity ?? 0) !== 0;
      return state.quantity !== 0 && hasExpired(contract, day) && !isHeld;
    });
    if (gone.length === 0) return [];
    const texts = gone.map(
      ({ contract, state }) =>
        `${contractName(contract)} has expired and the broker holds none of it any more: ${state.quantity / 1e6} are taken out of the book of ${account}.`,
    );
    const currencies = new Set<string>(gone.map(({ contract }) => contract.currency));
    const stated = gone.map(({ contract }) => ({ contract, quantity: 0, averageCost: null }));
    if (!ledger.takeOver(account, now, 'expired', stated, new Map())) return [];
    const differed = this.told.filter((one) => one.about === 'cash' && one.account === account);
    const balances = new Map(
      cashToCompare(sides)
        .filter(
          ({ currency }) => currencies.has(currency) && !differed.some((one) => one.currency === currency),
        )
        .map(({ currency, brokers, ours }) => [currency as string, BigInt(brokers) - ours]),
    );
    ledger.takeOver(account, now, 'expired', [], balances);
    return texts;
  }

  /** Takes the broker's word for a difference that is told. @returns whether it was taken; false: it is gone */
  accept(key: string): boolean {
    const difference = this.#watch.told.find((one) => one.key === key);
    if (difference === undefined || !canBeAccepted(difference)) return false;
    const { account, contractId, currency } = difference;
    const sides = this.#options.sides(account);
    if (sides === null || !this.#found(account).some((one) => one.key === key)) return false;
    const { ledger, now } = sides;
    if (contractId !== null)
      return ledger.takeOver(account, now, 'accepted', [this.#stated(sides, contractId as ContractId)], new Map()); // prettier-ignore
    const cash = cashToCompare(sides).find((one) => one.currency === currency)!;
    const balances = new Map([[currency, BigInt(cash.brokers) - cash.ours]]);
    return ledger.takeOver(account, now, 'accepted', [], balances);
  }

  #found(account: string): readonly Found[] {
    const { sides: sidesOf, rate } = this.#options;
    const sides = sidesOf(account);
    if (sides === null) return [];
    const theirs = sides.picture?.theirs ?? new Map<number, never>();
    const rateOf = (currency: string) => rate(account, currency as Currency);
    const { ledger, day } = sides;
    const books = ledger.book.contracts(account);
    // What an expiry has realised no execution tells.
    const expired = new Set<number | null>();
    for (const { contract } of books) if (hasExpired(contract, day)) expired.add(contract.contractId);
    return [
      ...comparePositions(account, books, theirs, day.from, rateOf).filter(
        ({ about, contractId }) => about !== 'realized-pnl' || !expired.has(contractId),
      ),
      ...compareCash(account, cashToCompare(sides)),
    ];
  }

  #stated({ account, ledger }: Sides, contractId: ContractId): Stated {
    const holding = this.#options.broker.holding(account, contractId);
    if (holding !== undefined) {
      const { position, line } = holding;
      return { ...position, averageCost: position.averageCost ?? line?.marketPrice ?? null };
    }
    // Not in the broker's list: nothing is held.
    const { contract } = ledger.book.contract(account, contractId)!;
    return { contract, quantity: 0, averageCost: null };
  }
}

/** Its last day of trading is over in New York, where the broker's day ends. */
function hasExpired({ expiry }: Contract, { name }: Sides['day']): boolean {
  return expiry !== null && expiry < name;
}
