import type { Clock } from '#shared/kernel/clock.ts';
import type { Contract, ContractId } from '#shared/model/contract.ts';
import type {
  AccountsListener,
  BrokerLine,
  BrokerPnl,
  BrokerPosition,
  BrokerValue,
} from '../ports/broker-accounts.ts';
import { BrokerAccountPicture } from './broker-picture.ts';

/** More accounts than any login has: names beyond are not kept. */
const ACCOUNT_COUNT_MAX = 100;

export interface BrokerSideOptions {
  readonly clock: Clock;
  /** Something is new of this account. */
  readonly onChange: (account: string) => void;
  /** What has come of this account is of one moment. */
  readonly onSettled: (account: string) => void;
  readonly onEnded: () => void;
}

/** The broker's side of the book, account by account, as its streams tell it. */
export class BrokerSide implements AccountsListener {
  readonly #options: BrokerSideOptions;
  readonly accounts = new Map<string, BrokerAccountPicture>();

  constructor(options: BrokerSideOptions) {
    this.#options = options;
  }

  picture(account: string): BrokerAccountPicture | undefined {
    return this.accounts.get(account);
  }

  /** A whole list of positions of these accounts. */
  takeAll(accounts: readonly string[], positions: readonly BrokerPosition[]): void {
    for (const account of accounts)
      this.#of(account)?.takeAll(positions.filter((position) => position.account === account));
  }

  onPosition(position: BrokerPosition): void {
    this.#of(position.account)?.takePosition(position);
    this.#options.onChange(position.account);
  }

  onLine(line: BrokerLine): void {
    this.#of(line.account)?.takeLine(line, this.#options.clock.now());
    this.#options.onChange(line.account);
  }

  onValue(value: BrokerValue): void {
    this.#of(value.account)?.figures.take(value, this.#options.clock.now());
    this.#options.onChange(value.account);
  }

  onPnl(account: string, pnl: BrokerPnl): void {
    const picture = this.#of(account);
    if (picture !== undefined) picture.figures.pnl = pnl;
    this.#options.onChange(account);
  }

  onPositionPnl(account: string, contract: Contract, pnl: BrokerPnl): void {
    this.#of(account)?.takePnl(contract, pnl);
    this.#options.onChange(account);
  }

  onSettled(account: string): void {
    this.#options.onSettled(account);
  }

  onEnded(): void {
    for (const { figures } of this.accounts.values()) figures.becomeOld();
    this.#options.onEnded();
  }

  holding(account: string, contractId: ContractId) {
    return this.accounts.get(account)?.holdings.get(contractId);
  }

  forget(): void {
    this.accounts.clear();
  }

  #of(account: string): BrokerAccountPicture | undefined {
    let picture = this.accounts.get(account);
    if (picture === undefined && account !== '' && this.accounts.size < ACCOUNT_COUNT_MAX)
      this.accounts.set(account, (picture = new BrokerAccountPicture()));
    return picture;
  }
}
