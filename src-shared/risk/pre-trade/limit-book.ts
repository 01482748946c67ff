import { limitsFor, type Limits, type RiskSettings } from './settings.ts';

const MAX_KEPT = 5_000;

/** The limits of each account and contract, worked out when first asked for: a look-up on the order path allocates nothing. */
export class LimitBook {
  readonly #settings: RiskSettings;
  readonly #accounts = new Map<string, Map<number, Limits>>();
  #kept = 0;

  /** @param settings parsed; for other settings make another book */
  constructor(settings: RiskSettings) {
    this.#settings = settings;
  }

  of(account: string, contract: number): Limits {
    return this.#accounts.get(account)?.get(contract) ?? this.#work(account, contract);
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
