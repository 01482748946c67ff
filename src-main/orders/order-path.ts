import type { CancelOutcome, OrderPreview, PlaceOutcome } from '#shared/ipc/orders.ts';
import type { ServiceFailure } from '#shared/ipc/errors.ts';
import type { CancelSignal } from '#shared/kernel/cancel.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { Contract } from '#shared/model/contract.ts';
import type { OrderRef, OrderTerms, OrderTicket } from '#shared/model/order-ticket.ts';
import type { OrderRecord } from '#shared/orders/order-record.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { OutgoingOrder } from '../ports/broker-orders.ts';
import type { Committed } from '../ports/order-journal.ts';
import type { RiskDesk } from '../risk/risk-desk.ts';
import type { Asker } from './asker.ts';
import type { JournalWriter } from './journal-writer.ts';
import { OrderCandidates, type CandidateSources } from './order-candidates.ts';
import { OrderChanges } from './order-changes.ts';
import { OrderDenials } from './order-denials.ts';
import type { OrderIds } from './order-ids.ts';
import { OrderPlacement } from './order-placement.ts';
import { previewOrder, type PreviewPorts } from './order-preview.ts';
import { OrderRehearsal } from './order-rehearsal.ts';
import type { OrderTiming } from './order-timing.ts';

export interface OrderPathOptions extends CandidateSources {
  readonly ids: OrderIds;
  readonly writer: JournalWriter;
  readonly risk: RiskDesk;
  /** The kill switch is pulled: not even a question about an order goes out. */
  readonly isHalted: () => boolean;
  /** An order became unknown: the broker is to be asked about it. */
  readonly onUnknown: () => void;
  readonly timing: OrderTiming;
  readonly log: Logger;
}

/** The order path: places, modifies, cancels and previews orders. Whoever trades (window, kill switch) does it here. */
export class OrderPath {
  readonly #placement: OrderPlacement<Committed<OutgoingOrder>>;
  readonly #changes: OrderChanges;
  readonly #rehearsal: OrderRehearsal;
  readonly #previewPorts: PreviewPorts;

  constructor(options: OrderPathOptions) {
    const { writer, clock, log } = options;
    const candidates = new OrderCandidates(options);
    const denials = new OrderDenials(writer, clock, log);
    const ports = { ...options, candidates, denials };
    this.#changes = new OrderChanges(ports);
    this.#placement = new OrderPlacement<Committed<OutgoingOrder>>({
      ...ports,
      takeBack: (refs, asker) => void this.#changes.cancel(refs, asker),
    });
    this.#rehearsal = new OrderRehearsal(ports);
    this.#previewPorts = ports;
  }

  /**
   * Sends a unit: one order, a bracket (parent first), or orders of one group. All of them, or none.
   *
   * @param action `flatten`: the kill switch closes a position, which nobody else may use
   */
  place(
    tickets: readonly OrderTicket[],
    asker: Asker,
    action: 'submit' | 'flatten' = 'submit',
  ): PlaceOutcome {
    return this.#placement.place(tickets, asker, action);
  }

  /** New terms for a working order of ours. */
  modify(ref: OrderRef, terms: OrderTerms, asker: Asker): PlaceOutcome {
    return this.#changes.modify(ref, terms, asker);
  }

  /** Cancels orders. */
  cancel(refs: readonly OrderRef[], asker: Asker): CancelOutcome {
    return this.#changes.cancel(refs, asker);
  }

  /** Our orders that match and can be cancelled singly. */
  cancellable(isMeant: (record: OrderRecord) => boolean): OrderRef[] {
    return this.#changes.cancellable(isMeant);
  }

  /** Asks the broker for the margin and commission of an order (what-if). */
  preview(ticket: OrderTicket, signal?: CancelSignal): Promise<Result<OrderPreview, ServiceFailure>> {
    return previewOrder(this.#previewPorts, ticket, signal);
  }

  /** Runs the path with an order that is not sent. @returns false: that is not possible now */
  rehearse(account: string, contract: Contract, rounds: number): boolean {
    return this.#rehearsal.walk(account, contract, rounds);
  }
}
