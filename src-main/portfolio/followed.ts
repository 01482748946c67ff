import type { Contract, ContractId } from '#shared/model/contract.ts';
import type { BrokerAccounts } from '../ports/broker-accounts.ts';
import type { Quotes } from '../ports/quotes.ts';

/** Positions whose price is kept coming by a market data line of their own; the broker's lines tell the price of the others. */
const NEEDED_MAX = 50;

interface Held {
  readonly account: string;
  readonly contract: Contract;
}

/** What is asked for because it is held: prices, and the day's result. Nothing is asked twice, and what is sold is let go. */
export class Followed {
  readonly #quotes: Pick<Quotes, 'need' | 'onTick'>;
  readonly #broker: Pick<BrokerAccounts, 'followPnl'>;
  readonly #onTick: () => void;
  readonly #prices = new Map<ContractId, () => void>();
  readonly #results = new Map<string, () => void>();

  constructor(
    quotes: Pick<Quotes, 'need' | 'onTick'>,
    broker: Pick<BrokerAccounts, 'followPnl'>,
    onTick: () => void,
  ) {
    this.#quotes = quotes;
    this.#broker = broker;
    this.#onTick = onTick;
  }

  /** @param isConnected results can be asked for */
  set(held: readonly Held[], isConnected: boolean): void {
    const contracts = new Map(held.map(({ contract }) => [contract.contractId, contract]));
    for (const [contractId, stop] of this.#prices)
      if (!contracts.has(contractId)) this.#drop(this.#prices, contractId, stop);
    for (const [contractId, contract] of contracts) {
      if (this.#prices.has(contractId) || this.#prices.size >= NEEDED_MAX) continue;
      const leave = this.#quotes.need(contract);
      const stop = this.#quotes.onTick(contractId, this.#onTick);
      this.#prices.set(contractId, () => {
        stop();
        leave();
      });
    }
    if (!isConnected) return;
    const names = new Map(held.map((one) => [`${one.account} ${one.contract.contractId}`, one]));
    for (const [name, stop] of this.#results) if (!names.has(name)) this.#drop(this.#results, name, stop);
    for (const [name, { account, contract }] of names) {
      if (this.#results.has(name)) continue;
      const stop = this.#broker.followPnl(account, contract);
      if (stop !== null) this.#results.set(name, stop);
    }
  }

  /** The broker has lost what was subscribed in this session (1101): results are asked for anew, prices by whoever quotes them. */
  forgetResults(): void {
    for (const stop of this.#results.values()) stop();
    this.#results.clear();
  }

  /** The session is over: its subscriptions are gone, prices come again when there is another. */
  sessionEnded(): void {
    this.#results.clear();
  }

  close(): void {
    for (const stop of [...this.#prices.values(), ...this.#results.values()]) stop();
    this.#prices.clear();
    this.#results.clear();
  }

  #drop<K>(all: Map<K, () => void>, key: K, stop: () => void): void {
    stop();
    all.delete(key);
  }
}
