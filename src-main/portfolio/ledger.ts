import { randomUUID } from 'node:crypto';
import type { Contract } from '#shared/model/contract.ts';
import type { CommissionReport, Execution } from '#shared/model/execution.ts';
import type { Found } from '#shared/portfolio/compare.ts';
import { PortfolioBook, type Booked } from '#shared/portfolio/portfolio-book.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import { MS_PER_DAY } from '#shared/kernel/time.ts';
import type {
  KnownAccount,
  PortfolioRows,
  PortfolioStore,
  PositionAdjustment,
  StoredCashAdjustment,
  StoredExecutions,
  TakeoverReason,
} from '../ports/portfolio-store.ts';

const PAGE = 1_000;
/** Brokers correct and repeat executions of the last days; older ones are kept as what they led to. */
const KEPT_FOR_MS = 8 * MS_PER_DAY;

export interface LedgerOptions {
  readonly executions: StoredExecutions;
  readonly store: PortfolioStore;
  readonly log: Logger;
  /** Lets everything else that waits go first. */
  readonly breathe: () => Promise<void>;
}

/** A holding as the broker states it, to be taken over. */
export interface Stated {
  readonly contract: Contract;
  /** 1e-6 units, signed. */
  readonly quantity: number;
  /** Price units, commissions in it; null: not told. */
  readonly averageCost: number | null;
}

/** Our own side: the book of one connection profile, from the journal and from what was taken over from the broker. */
export class Ledger {
  readonly #options: LedgerOptions;
  readonly profileId: string;
  readonly book = new PortfolioBook();
  readonly accounts = new Map<string, KnownAccount>();
  /** By account and contract: unrealised when the day of that name began, 1e-6 of the contract's currency. */
  readonly dayStarts = new Map<string, { readonly day: string; readonly unrealized: bigint }>();
  /** None is ever taken away: the next number is free. */
  #adjustmentCount = 0;
  /** By account and currency: cash for which the user has taken the broker's word, 1e-6. */
  readonly #acceptedCash = new Map<string, bigint>();
  /** Unix ms of the newest fill; -Infinity: none. The broker's clock may be ahead of ours. */
  newestAt = -Infinity;
  /** All that the journal has is booked. */
  isLoaded = false;

  constructor(profileId: string, options: LedgerOptions) {
    this.profileId = profileId;
    this.#options = options;
  }

  /** Reads what there is. Executions that come meanwhile may be booked at once: the order is the same to the book. */
  async load(now: number): Promise<void> {
    const { executions, store, breathe } = this.#options;
    const { accounts, positions, cash, positionDays } = store.load(this.profileId);
    for (const account of accounts) this.accounts.set(account.account, account);
    for (const one of cash) this.#adjustCash(one);
    for (const { account, contractId, day, unrealized } of positionDays)
      this.dayStarts.set(`${account} ${contractId}`, { day, unrealized });
    // In the order of time all through: then nothing is booked twice.
    const waiting = [...positions].sort((a, b) => b.at - a.at);
    const adjustUntil = (at: number) => {
      while (waiting.length > 0 && waiting.at(-1)!.at <= at) this.#adjust(waiting.pop()!);
    };
    for (let page = executions.page(this.profileId, null, PAGE); page.length > 0;) {
      for (const { execution, commission } of page) {
        adjustUntil(execution.at);
        if (commission !== null) this.book.bookCommission(commission);
        this.execution(execution);
      }
      const { at, execId } = page.at(-1)!.execution;
      this.book.forgetBefore(at - KEPT_FOR_MS);
      await breathe();
      page = executions.page(this.profileId, { at, execId }, PAGE);
    }
    adjustUntil(Infinity);
    this.book.forgetBefore(Math.min(now, this.newestAt) - KEPT_FOR_MS);
    this.isLoaded = true;
  }

  execution(execution: Execution): Booked | 'combination' {
    // What is held are its legs, which are told as well.
    if (execution.contract.securityType === 'BAG') return 'combination';
    const booked = this.book.book(execution);
    if (booked === 'too-late')
      this.#options.log.warn({ execution }, 'an execution of long ago is not booked; the comparison with the broker shows what it means'); // prettier-ignore
    this.newestAt = Math.max(this.newestAt, execution.at);
    return booked;
  }

  /** Whether it is to be booked and is not. Never while the journal is being read. */
  lacks(execution: Execution): boolean {
    return this.isLoaded && execution.contract.securityType !== 'BAG' && !this.book.knows(execution);
  }

  commission(report: CommissionReport): boolean {
    return this.book.bookCommission(report);
  }

  /**
   * Takes over what the broker states, durably: holdings whose quantity is not ours, balances that are not, and the account
   * itself when it is seen for the first time.
   *
   * @param balances what is to be added to our cash, 1e-6 of each currency
   */
  takeOver(
    account: string,
    now: number,
    reason: TakeoverReason,
    stated: readonly Stated[],
    balances: ReadonlyMap<string, bigint>,
  ): boolean {
    const known = this.accounts.get(account) ?? { account, firstSeenAt: now, highWater: null };
    const positions = stated.map((one, index): PositionAdjustment => {
      const state = this.book.contract(account, one.contract.contractId)?.state;
      const { multiplier } = one.contract;
      const cost = BigInt(Math.round(one.quantity * (one.averageCost ?? 0) * multiplier));
      return {
        // Not a number of its own: rows that cannot be read are not counted, and are there all the same.
        id: `${account} ${this.#adjustmentCount + index} ${randomUUID()}`,
        ...{ account, contract: one.contract, at: now, reason },
        quantity: one.quantity - (state?.quantity ?? 0),
        cost: cost - (state?.cost ?? 0n),
      };
    });
    const cash = [...balances].map(([currency, amount]): StoredCashAdjustment => ({
      account,
      currency,
      at: now,
      amount,
      reason,
    }));
    if (!this.save({ accounts: [known], positions, cash })) return false;
    this.accounts.set(account, known);
    for (const position of positions) this.#adjust(position);
    for (const one of cash) this.#adjustCash(one);
    return true;
  }

  /** 1e-6 of the currency, signed: 0 where the user has accepted none. */
  acceptedCash(account: string, currency: string): bigint {
    return this.#acceptedCash.get(`${account} ${currency}`) ?? 0n;
  }

  /** A failing disk is told in the log; what was shown stays right until the next start. */
  save(rows: PortfolioRows): boolean {
    const saved = this.#options.store.save(this.profileId, rows);
    if (!saved.ok) this.#options.log.error({ failure: saved.error }, 'the portfolio could not be stored');
    return saved.ok;
  }

  #adjustCash(one: StoredCashAdjustment): void {
    this.book.adjustCash(one);
    if (one.reason !== 'accepted') return;
    const { account, currency, amount } = one;
    this.#acceptedCash.set(`${account} ${currency}`, this.acceptedCash(account, currency) + amount);
  }

  #adjust({ id, account, contract, at, quantity, cost }: PositionAdjustment): void {
    this.#adjustmentCount++;
    this.book.adjust(account, contract, { kind: 'adjustment', id, at, quantity, cost });
  }
}

/** Whether the difference is one that a takeover settles. */
export function canBeAccepted({ about }: Pick<Found, 'about'>): boolean {
  return about === 'quantity' || about === 'cash';
}
