import { limitsFor, type Limits, type RiskSettings } from './settings.ts';

const MAX_KEPT = 5_000;
/** Stands for every contract that has no limits of its own; no contract has this number. */
const ANY_CONTRACT = 0;

/**
 * The limits of each account and contract, worked out when first asked for: a look-up on the order path allocates nothing, and
 * the first order in a contract finds what was worked out for another.
 */
export class LimitBook {
  readonly #settings: RiskSettings;
  readonly #ownContracts: ReadonlySet<number>;
  readonly #accounts = new Map<string, Map<number, Limits>>();
  #kept = 0;

  /** @param settings parsed; for other settings make another book */
  constructor(settings: RiskSettings) {
    this.#settings = settings;
    this.#ownContracts = new Set(Object.keys(settings.contracts).map(Number));
  }

  of(account: string, contract: number): Limits {
    const place = this.#ownContracts.has(contract) ? contract : ANY_CONTRACT;
    return this.#accounts.get(account)?.get(place) ?? this.#work(account, place);
  }

  #work(account: string, contract: number): Limits {
    if (this.#kept >= MAX_KEPT) {
      this.#accounts.clear();
      this.#kept = 0;
    }
    const limits = limitsFor(this.#settings, account, contract);
    const contracts = this.#accounts.get(account) ?? new Map<number, Limits>();
    this.#accounts.set(account, contracts.set(contract, limits));
    this.#kept++;
    return limits;
  }
}
