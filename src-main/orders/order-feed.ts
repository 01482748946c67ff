import type { Blotter, DeniedView, ExecutionView } from '#shared/ipc/orders.ts';
import type { CommissionReport } from '#shared/model/execution.ts';
import type { Order } from '#shared/model/order.ts';
import { splitExecId } from '#shared/orders/execution-ledger.ts';
import { orderOf } from '#shared/orders/order-state.ts';
import type { ExecutionRow, JournalIds, JournalState, JournalStep } from '../ports/order-journal.ts';
import type { OrderBook } from './order-book.ts';

/** Rows that the blotter shows at once; older ones come in pages from the journal. */
const SHOWN_ORDERS_MAX = 1_000;
const SHOWN_ROWS_MAX = 1_000;

export interface BlotterChange {
  readonly sequence: number;
  readonly orders: Order[];
  readonly executions: ExecutionView[];
  readonly denied: DeniedView[];
}

/** Publishes every journalled step to the window as whole rows, numbered without gaps. */
export class OrderFeed {
  readonly #publish: (change: BlotterChange) => void;
  /** By execId without its last part, oldest first. */
  readonly #executions = new Map<string, ExecutionView>();
  #denied: DeniedView[] = [];
  #sequence = 0;
  /** Counts denials that could not be written, and are shown all the same. */
  #unwritten = 0;

  constructor(publish: (change: BlotterChange) => void) {
    this.#publish = publish;
  }

  begin(
    { executions, denied }: Pick<JournalState, 'executions' | 'denied'>,
    commissionOf: (execId: string) => CommissionReport | null,
  ): void {
    this.#executions.clear();
    for (const row of executions) this.#keep(viewOf(row, commissionOf(row.execution.execId), false));
    this.#denied = denied.slice(0, SHOWN_ROWS_MAX);
    // A list that the window has is of the book before: the gap in the numbers makes it ask again.
    this.#sequence += 2;
    this.#publish({ sequence: this.#sequence, orders: [], executions: [], denied: [] });
  }

  wrote(step: JournalStep, ids: JournalIds | null): void {
    const orders = (step.orders ?? []).map(orderOf);
    const executions = new Map<string, ExecutionView>();
    for (const row of step.executions ?? []) {
      const { root } = splitExecId(row.execution.execId);
      const known = this.#executions.get(root);
      const view = viewOf(row, null, known !== undefined);
      executions.set(root, this.#keep(known === undefined ? view : { ...view, ref: view.ref ?? known.ref }));
    }
    for (const report of step.commissions ?? []) {
      const { root } = splitExecId(report.execId);
      const known = this.#executions.get(root);
      if (known !== undefined) executions.set(root, this.#keep({ ...known, commission: report }));
    }
    const denied = (step.denied ?? []).map((row, index) => ({
      ...row,
      id: ids?.denied[index] ?? --this.#unwritten,
    }));
    if (denied.length > 0) this.#denied = [...denied.toReversed(), ...this.#denied].slice(0, SHOWN_ROWS_MAX);
    if (orders.length + executions.size + denied.length === 0) return;
    this.#sequence++;
    this.#publish({ sequence: this.#sequence, orders, executions: [...executions.values()], denied });
  }

  list(book: OrderBook): Blotter {
    const orders = [...book.all].map(orderOf);
    orders.sort(
      (a, b) => (a.endedAt === null ? 0 : 1) - (b.endedAt === null ? 0 : 1) || b.createdAt - a.createdAt,
    );
    return {
      sequence: this.#sequence,
      orders: orders.slice(0, SHOWN_ORDERS_MAX),
      executions: [...this.#executions.values()].reverse().slice(0, SHOWN_ROWS_MAX),
      denied: this.#denied,
    };
  }

  #keep(view: ExecutionView): ExecutionView {
    this.#executions.set(view.root, view);
    if (this.#executions.size > SHOWN_ROWS_MAX)
      for (const oldest of this.#executions.keys()) {
        this.#executions.delete(oldest);
        break;
      }
    return view;
  }
}

export function viewOf(
  { ref, execution }: ExecutionRow,
  commission: CommissionReport | null,
  isCorrected: boolean,
): ExecutionView {
  const { root, revision } = splitExecId(execution.execId);
  return { root, ref, execution, commission, isCorrected: isCorrected || revision > 1 };
}
