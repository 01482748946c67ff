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
  /** What became of an order is to be found out. */
  readonly onUnknown: () => void;
  readonly timing: OrderTiming;
  readonly log: Logger;
}

/** Everything that can be asked about orders, and their one door: whoever sends, changes or ends one comes here. */
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
   * @param action `flatten`: the kill switch closes a position, and nobody else may say it
   */
  place(
    tickets: readonly OrderTicket[],
    asker: Asker,
    action: 'submit' | 'flatten' = 'submit',
  ): PlaceOutcome {
    return this.#placement.place(tickets, asker, action);
  }

  /** New terms for an order of ours that lives. */
  modify(ref: OrderRef, terms: OrderTerms, asker: Asker): PlaceOutcome {
    return this.#changes.modify(ref, terms, asker);
  }

  /** Asks for the end of orders. */
  cancel(refs: readonly OrderRef[], asker: Asker): CancelOutcome {
    return this.#changes.cancel(refs, asker);
  }

  /** Orders of ours that fit, and that may be cancelled one by one. */
  cancellable(isMeant: (record: OrderRecord) => boolean): OrderRef[] {
    return this.#changes.cancellable(isMeant);
  }

  /** The broker's word on margin and commission. */
  preview(ticket: OrderTicket, signal?: CancelSignal): Promise<Result<OrderPreview, ServiceFailure>> {
    return previewOrder(this.#previewPorts, ticket, signal);
  }

  /** Walks the road with an order that goes nowhere. @returns whether there was a way */
  rehearse(account: string, contract: Contract, rounds: number): boolean {
    return this.#rehearsal.walk(account, contract, rounds);
  }
}
