import type { OrderRef } from '../../model/order-ticket.ts';
import type { OrderEvent } from '../order-event.ts';
import { OrderIndex } from '../order-index.ts';
import { applyOrderEvent } from '../order-machine.ts';
import type { OrderRecord } from '../order-record.ts';
import type { ReconcileStep } from './evidence.ts';

/** The orders while they are being compared: what the steps so far make of them. */
export class WorkingBook {
  readonly index: OrderIndex;
  readonly adopted: OrderRecord[] = [];
  readonly steps: ReconcileStep[] = [];
  readonly #records: Map<OrderRef, OrderRecord>;

  constructor(records: readonly OrderRecord[]) {
    this.index = new OrderIndex(records);
    this.#records = new Map(records.map((record) => [record.ref, record]));
  }

  get records(): OrderRecord[] {
    return [...this.#records.values()];
  }

  get(ref: OrderRef): OrderRecord {
    return this.#records.get(ref)!;
  }

  adopt(record: OrderRecord): OrderRef {
    this.adopted.push(record);
    this.#keep(record);
    return record.ref;
  }

  /** What changes nothing is no step: the same evidence twice asks for nothing twice. */
  step(ref: OrderRef, event: OrderEvent): void {
    const before = this.get(ref);
    const { record } = applyOrderEvent(before, event);
    if (JSON.stringify(record) === JSON.stringify(before)) return;
    this.steps.push({ ref, event });
    this.#keep(record);
  }

  #keep(record: OrderRecord): void {
    this.#records.set(record.ref, record);
    this.index.put(record);
  }
}
