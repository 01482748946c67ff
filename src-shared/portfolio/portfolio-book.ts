import type { Contract, ContractId } from '../model/contract.ts';
import type { CommissionReport, Execution } from '../model/execution.ts';
import { splitExecId } from '../orders/execution-ledger.ts';
import { cashFlows } from './cash-flows.ts';
import { ContractBook } from './contract-book.ts';
import { fillValue, type AdjustmentEntry, type FillEntry } from './entry.ts';

/**
 * What a report did. `repeated` and `superseded`: nothing, it was known in this or a later version. `too-late`: nothing, the
 * days of its time are folded away; the comparison with the broker will show what it would have changed.
 */
export type Booked = 'new' | 'correction' | 'repeated' | 'superseded' | 'too-late';

/** Commissions whose fill has not come; a broker sends them within seconds of one another. */
const ORPHANS_MAX = 10_000;

/** Money that came or went without a fill: the first balance, and what the user has accepted since. 1e-6 of the currency. */
export interface CashAdjustment {
  readonly account: string;
  readonly currency: string;
  readonly amount: bigint;
}

interface Reported {
  readonly revision: number;
  readonly report: CommissionReport;
}

/**
 * All accounts' books from executions, commissions and adjustments. Whatever order they come in, and however often, the same
 * reports give the same book. Bounded by the executions of the days that are not folded away, and by what was closed.
 */
export class PortfolioBook {
  readonly #books = new Map<string, Map<number, ContractBook>>();
  /** The book that has each fill, by the root of its execId (a correction has the same root). */
  readonly #homes = new Map<string, ContractBook>();
  readonly #orphans = new Map<string, Reported>();
  readonly #cash = new Map<string, Map<string, bigint>>();

  get accounts(): readonly string[] {
    return [...new Set([...this.#books.keys(), ...this.#cash.keys()])];
  }

  contracts(account: string): readonly ContractBook[] {
    return [...(this.#books.get(account)?.values() ?? [])];
  }

  contract(account: string, contractId: ContractId): ContractBook | undefined {
    return this.#books.get(account)?.get(contractId);
  }

  /**
   * 1e-6 of each currency: first balances, adjustments, and all that fills and commissions moved. Futures and CFDs count as if
   * they had been paid for in full, so what they are worth has to be added: see `cashFlows`.
   */
  cash(account: string): ReadonlyMap<string, bigint> {
    return this.#cash.get(account) ?? new Map<string, bigint>();
  }

  /** Whether it is booked, in this version or another, or lies in days that are folded away. */
  knows({ execId, account, contract, at }: Execution): boolean {
    const isBooked = this.#homes.has(splitExecId(execId).root);
    return isBooked || this.contract(account, contract.contractId)?.isForgotten(at) === true;
  }

  book(execution: Execution): Booked {
    const { root, revision } = splitExecId(execution.execId);
    const home = this.#homes.get(root);
    const known = home?.entries.findLast(({ id }) => id === root) as FillEntry | undefined;
    if (known !== undefined && revision <= known.revision)
      return revision === known.revision ? 'repeated' : 'superseded';
    const target = this.#bookOf(execution.account, execution.contract);
    if (known === undefined && target.isForgotten(execution.at)) return 'too-late';
    if (home !== undefined && home !== target) home.remove(root);
    if (known !== undefined) this.#moveCash(known, -1n);
    const commission = known?.commission ?? this.#adopted(root);
    const entry: FillEntry = {
      kind: 'fill',
      id: root,
      ...{ revision, execution, commission, value: fillValue(execution) },
    };
    this.#homes.set(root, target);
    this.#moveCash(entry, 1n);
    target.contract = execution.contract;
    target.put(entry);
    return known === undefined ? 'new' : 'correction';
  }

  /**
   * Of two reports about the same fill in the same version the latest holds, as in the order's record and in the journal.
   *
   * @returns whether it changed anything
   */
  bookCommission(report: CommissionReport): boolean {
    const { root, revision } = splitExecId(report.execId);
    const home = this.#homes.get(root);
    const entry = home?.entries.findLast(({ id }) => id === root) as FillEntry | undefined;
    if (home === undefined || entry === undefined) {
      if (home === undefined) this.#keepOrphan(root, { revision, report });
      return false;
    }
    const known = entry.commission;
    if (known !== null && (revision < splitExecId(known.execId).revision || isSameReport(known, report)))
      return false;
    this.#moveCash(entry, -1n);
    const changed: FillEntry = { ...entry, commission: report };
    this.#moveCash(changed, 1n);
    home.put(changed);
    return true;
  }

  adjust(account: string, contract: Contract, entry: AdjustmentEntry): void {
    this.#bookOf(account, contract).put(entry);
  }

  adjustCash({ account, currency, amount }: CashAdjustment): void {
    this.#addCash(account, currency, amount);
  }

  /** Folds away the entries of all contracts before an instant, Unix ms. What was closed is kept. */
  forgetBefore(at: number): void {
    for (const books of this.#books.values())
      for (const book of books.values()) for (const { id } of book.forgetBefore(at)) this.#homes.delete(id);
  }

  #bookOf(account: string, contract: Contract): ContractBook {
    let books = this.#books.get(account);
    if (books === undefined) this.#books.set(account, (books = new Map<number, ContractBook>()));
    let book = books.get(contract.contractId);
    if (book === undefined) books.set(contract.contractId, (book = new ContractBook(account, contract)));
    return book;
  }

  #adopted(root: string): CommissionReport | null {
    const orphan = this.#orphans.get(root);
    this.#orphans.delete(root);
    return orphan?.report ?? null;
  }

  #keepOrphan(root: string, reported: Reported): void {
    const known = this.#orphans.get(root);
    if (known !== undefined && known.revision > reported.revision) return;
    this.#orphans.set(root, reported);
    if (this.#orphans.size > ORPHANS_MAX) this.#orphans.delete(this.#orphans.keys().next().value!);
  }

  #moveCash(entry: FillEntry, direction: 1n | -1n): void {
    for (const { currency, amount } of cashFlows(entry))
      this.#addCash(entry.execution.account, currency, direction * amount);
  }

  #addCash(account: string, currency: string, amount: bigint): void {
    let cash = this.#cash.get(account);
    if (cash === undefined) this.#cash.set(account, (cash = new Map<string, bigint>()));
    cash.set(currency, (cash.get(currency) ?? 0n) + amount);
  }
}

function isSameReport(one: CommissionReport, other: CommissionReport): boolean {
  return (
    one.execId === other.execId &&
    one.commission === other.commission &&
    one.currency === other.currency &&
    one.realizedPnl === other.realizedPnl
  );
}
