import { LocalDays } from '../../../model/local-days.ts';

export type DayEvent = 'orders' | 'cancels' | 'trades';

export interface DayCountersSnapshot {
  /** Days since 1970-01-01 in the zone; null before the first. */
  readonly day: number | null;
  /** Contract, orders, cancels, trades. */
  readonly contracts: readonly (readonly [number, number, number, number])[];
}

type Counts = Record<DayEvent, number>;

/** Orders asked for, cancels and trades of the day, in all and per contract. Holds one row per contract touched that day. */
export class DayCounters {
  readonly #days: LocalDays;
  #day: number | null = null;
  readonly #total: Counts = { orders: 0, cancels: 0, trades: 0 };
  readonly #contracts = new Map<number, Counts>();

  /** @param timeZone in which the day ends */
  constructor(timeZone: string) {
    this.#days = new LocalDays(timeZone);
  }

  /** Begins a new day where the zone's midnight has passed; a clock that goes back stays in its day. Returns whether it did. */
  advance(now: number): boolean {
    const day = this.#days.advance(now);
    if (this.#day !== null && day <= this.#day) return false;
    this.#day = day;
    this.#clear();
    return true;
  }

  /** Days since 1970-01-01 in the zone; null before the first. */
  get today(): number | null {
    return this.#day;
  }

  add(event: DayEvent, contract: number): void {
    this.#addTo(event, contract, 1);
  }

  total(event: DayEvent): number {
    return this.#total[event];
  }

  of(event: DayEvent, contract: number): number {
    return this.#contracts.get(contract)?.[event] ?? 0;
  }

  snapshot(): DayCountersSnapshot {
    const rows = [...this.#contracts].sort(([a], [b]) => a - b);
    return {
      day: this.#day,
      contracts: rows.map(([contract, { orders, cancels, trades }]) => [contract, orders, cancels, trades]),
    };
  }

  /** A snapshot of an earlier day is cleared by the next `advance`. */
  restore({ day, contracts }: DayCountersSnapshot): void {
    this.#day = day;
    this.#clear();
    for (const [contract, orders, cancels, trades] of contracts) {
      this.#addTo('orders', contract, orders);
      this.#addTo('cancels', contract, cancels);
      this.#addTo('trades', contract, trades);
    }
  }

  #addTo(event: DayEvent, contract: number, count: number): void {
    let counts = this.#contracts.get(contract);
    if (counts === undefined) {
      counts = { orders: 0, cancels: 0, trades: 0 };
      this.#contracts.set(contract, counts);
    }
    counts[event] += count;
    this.#total[event] += count;
  }

  #clear(): void {
    this.#contracts.clear();
    this.#total.orders = this.#total.cancels = this.#total.trades = 0;
  }
}
