import type { Halt, NewAuditRow, OwedByHalt } from '../../ports/order-journal.ts';
import type { HaltPlaces } from './halt-places.ts';
import type { JournalWriter } from '../journal-writer.ts';
import { isOwedAt } from './owed-by-halt.ts';
import type { TradingControl } from '../trading-control.ts';

export interface HaltDebtsOptions {
  readonly control: TradingControl;
  readonly writer: JournalWriter;
}

/** What the halt that holds owes here, and the settling of it. */
export class HaltDebts {
  readonly #options: HaltDebtsOptions;
  readonly #places: HaltPlaces;

  constructor(options: HaltDebtsOptions, places: HaltPlaces) {
    this.#options = options;
    this.#places = places;
  }

  get here(): OwedByHalt | undefined {
    const place = this.#places.here;
    return place === null ? undefined : this.#options.control.halt?.owed.find((one) => isOwedAt(one, place));
  }

  /** @returns whether it was written; if not, nothing may be done that follows from it */
  settle(before: OwedByHalt, done: Partial<OwedByHalt>, audit: readonly NewAuditRow[] = []): boolean {
    const { control, writer } = this.#options;
    const others = control.halt!.owed.filter((one) => one !== before);
    const next = { ...before, ...done };
    const isAnyLeft = next.areCancelsOwed || next.isFlattening;
    const halt: Halt = { ...control.halt!, owed: isAnyLeft ? [...others, next] : others };
    if (!writer.commit({ halt, audit }).ok) return false;
    control.setHalt(halt);
    return true;
  }
}
