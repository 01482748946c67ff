import type { ServiceFailure } from '#shared/ipc/errors.ts';
import type { AuditRow, DeniedView } from '#shared/ipc/orders.ts';
import type { Brand } from '#shared/kernel/brand.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { CommissionReport, Execution } from '#shared/model/execution.ts';
import type { OrderRef } from '#shared/model/order-ticket.ts';
import type { BrokerNames, OrderEvent } from '#shared/orders/order-event.ts';
import type { OrderRecord } from '#shared/orders/order-record.ts';
import type { EquityMarksSnapshot } from '#shared/risk/pre-trade/activity/equity-marks.ts';
import type { OrderRequest } from '#shared/risk/pre-trade/order-request.ts';

/** Its row is in the journal, on the disk: the only thing that the broker's adapter sends. Made by `OrderJournal.commitOrders`. */
export type Committed<T> = Brand<T, 'Committed'>;

export interface EventRow {
  readonly ref: OrderRef;
  readonly event: OrderEvent;
}

export interface ExecutionRow {
  /** null: of an order nobody here knows. */
  readonly ref: OrderRef | null;
  readonly execution: Execution;
}

/** What counts against limits over restarts: see `RiskActivity`. */
export type ActivityRow = {
  readonly account: string;
  /** Unix ms. */
  readonly at: number;
  readonly contractId: number;
} & (
  | { readonly kind: 'attempt'; readonly request: OrderRequest }
  | { readonly kind: 'trade'; readonly side: 1 | -1 }
  | { readonly kind: 'loss' }
);

export interface EquityRow {
  readonly account: string;
  /** Unix ms: marks of the day are of its day. */
  readonly at: number;
  readonly marks: EquityMarksSnapshot;
}

export interface NewAuditRow extends Omit<AuditRow, 'id' | 'facts'> {
  /** Anything that JSON can hold and that does not change any more. */
  readonly facts: object;
}
export type NewDenied = Omit<DeniedView, 'id'>;

/** All rows of one step. They become durable together, or none of them. Empty lists may be left out. */
export interface JournalStep {
  /** Whole records, in place of what was there. */
  readonly orders?: readonly OrderRecord[];
  readonly events?: readonly EventRow[];
  readonly executions?: readonly ExecutionRow[];
  readonly commissions?: readonly CommissionReport[];
  readonly denied?: readonly NewDenied[];
  readonly activity?: readonly ActivityRow[];
  readonly equity?: readonly EquityRow[];
  readonly audit?: readonly NewAuditRow[];
  /** The next order id to give; it never goes back. */
  readonly nextOrderId?: number;
  /** null: released. */
  readonly halt?: Halt | null;
  /** Differences with the broker that a person has accepted, or that are gone. */
  readonly accepted?: readonly AcceptedRow[];
}

/** A difference by its key, as `Reconciler` makes it. */
export interface AcceptedRow {
  readonly key: string;
  /** false: it is gone, and would be news again. */
  readonly isAccepted: boolean;
}

/** A row that cannot be read: left out of what is read, kept, and told until a person accepts it. */
export interface DamagedRow {
  /** What it is a row of: `order`, `execution`, `position adjustment`. */
  readonly source: string;
  /** Its name there. */
  readonly key: string;
  readonly reason: string;
}

/** The kill switch as it is kept: it holds over a restart, and whatever is connected. */
export interface Halt {
  readonly since: number;
  readonly by: 'window' | 'menu' | 'hotkey' | 'program';
  /** What is left to do, each where it was asked for and nowhere else; empty: all is done. */
  readonly owed: readonly OwedByHalt[];
}

/** What the kill switch still has to do in a book (`BookName`), under whose id it is kept. */
export interface OwedByHalt {
  /** The book's. null: nobody kept whose it is, and a person is asked before anything is done. */
  readonly profileId: string | null;
  /** For people. */
  readonly profileName: string;
  /** Those it was pulled for: another login under the profile is not meant. null: none were known then. */
  readonly accounts: readonly string[] | null;
  /** Cancels have to be asked for until every order has ended. */
  readonly areCancelsOwed: boolean;
  readonly isFlattening: boolean;
}

/** What a start begins with, of one book (`BookName`). */
export interface JournalState {
  /** Live ones, and those that changed last. */
  readonly orders: readonly OrderRecord[];
  /** Of the last day, oldest first. */
  readonly executions: readonly ExecutionRow[];
  readonly denied: readonly DeniedView[];
  /** Of the last week, oldest first. */
  readonly activity: readonly ActivityRow[];
  readonly equity: readonly EquityRow[];
  /** Keys of accepted differences. */
  readonly accepted: readonly string[];
  readonly nextOrderId: number;
}

/** A row's place in a list by time: rows of one instant stand in the order of their names. */
export interface TimePlace {
  /** Unix ms. */
  readonly at: number;
  /** The order's ref, the execution's id. */
  readonly id: string;
}

export interface Page<Place = number> {
  /** Where the page before it ended, a place or an id as the list says; rows below it. */
  readonly before?: Place | undefined;
  readonly limit: number;
}

/**
 * The record of what was meant and what happened, durable before anything is sent. One writer, synchronous. Rows are kept
 * under the id of their book (`BookName`): a connection profile's, or that of one market of practice.
 */
export interface OrderJournal {
  /** Durable when it returns `ok`; the denied and audit rows' ids in their order. Fails as storage does, and then nothing was written. */
  commit(bookId: string, step: JournalStep): Result<JournalIds, ServiceFailure>;
  /**
   * The same, for orders that are to be sent: what it hands back may be. It is durable in short, as one row; the next commit
   * takes it into the tables, which the caller asks for once the orders are out.
   */
  commitOrders<T>(
    bookId: string,
    step: JournalStep,
    orders: readonly T[],
  ): Result<JournalIds & { readonly committed: readonly Committed<T>[] }, ServiceFailure>;
  /**
   * A journal whose steps go to a file that nobody reads, without a flush, by the code of this one: so that the first real
   * order finds its way warm. It says that everything is written, and commits no order.
   *
   * @param onFailure told once at most; what follows is not written
   */
  rehearsal(onFailure: (failure: ServiceFailure) => void): Pick<OrderJournal, 'commit' | 'commitOrders'>;
  /** @param now Unix ms */
  load(bookId: string, now: number): JournalState;
  /** Of all books: the kill switch stops everything. */
  loadHalt(): Halt | null;
  /** Whether an order had this ref, since `load` also in what is durable in short. For the order path: memory answers. */
  has(bookId: string, ref: OrderRef): boolean;
  /** null: no order under this ref. */
  find(bookId: string, ref: OrderRef): OrderRecord | null;
  /**
   * Orders of the tables that a message of the broker may be about, by permId, number and reference: for those that memory
   * has forgotten. Which of them it is, `OrderIndex` decides.
   */
  candidates(bookId: string, names: BrokerNames & { readonly execId?: string }): readonly OrderRecord[];
  /** Whether this very report is kept, with its fill: then it says nothing new. */
  hasCommission(bookId: string, report: CommissionReport): boolean;
  /** Rows of this book that cannot be read and that nobody has accepted yet: the first of them, and their count. */
  damaged(bookId: string): { readonly rows: readonly DamagedRow[]; readonly count: number };
  /** Of the same; costs nothing. */
  damagedCount(bookId: string): number;
  acceptDamaged(bookId: string): Result<null, ServiceFailure>;
  /** Lists from the newest back, by when they were made, by the fill, by id. A page shorter than its limit is the last. */
  ended(bookId: string, page: Page<TimePlace>): readonly OrderRecord[];
  executions(bookId: string, page: Page<TimePlace>): readonly ExecutionRow[];
  commission(bookId: string, execId: string): CommissionReport | null;
  denied(bookId: string, page: Page): readonly DeniedView[];
  audit(page: Page): readonly AuditRow[];
  /** Brings home what the database keeps beside itself. It takes a few milliseconds of the disk: never in an order's step. */
  tidy(): Result<null, ServiceFailure>;
  /** Lets go of the file of rehearsals; the database itself is its owner's. */
  close(): void;
}

export interface JournalIds {
  readonly denied: readonly number[];
  readonly audit: readonly number[];
}
