import type { SecurityType } from '#shared/simulation/universe/contract.ts';
import { nextMultiple, type VirtualClock } from '../world/virtual-clock.ts';

/** How often TWS sends the ticks it has collected, ms. */
export function twsCadenceMs(secType: SecurityType): number {
  switch (secType) {
    case 'CASH':
      return 5;
    case 'OPT':
      return 100;
    case 'STK':
    case 'IND':
    case 'FUT':
    case 'CONTFUT':
    case 'CRYPTO':
      return 250;
  }
}

export interface Flushed {
  flush(): void;
}

/** Flushes what has changed at the next multiple of a period, and nothing while nothing changes. */
class FlushGrid {
  readonly #clock: VirtualClock;
  readonly #periodMs: number;
  #dirty = new Set<Flushed>();

  constructor(clock: VirtualClock, periodMs: number) {
    this.#clock = clock;
    this.#periodMs = periodMs;
  }

  mark(line: Flushed): void {
    if (this.#dirty.size === 0)
      this.#clock.at(nextMultiple(this.#clock.now(), this.#periodMs), () => this.#flush());
    this.#dirty.add(line);
  }

  remove(line: Flushed): void {
    this.#dirty.delete(line);
  }

  #flush(): void {
    const dirty = this.#dirty;
    this.#dirty = new Set();
    for (const line of dirty) line.flush();
  }
}

/** Timers that fire at multiples of a period, one for all subscriptions of that period. */
export class FlushGrids {
  readonly #clock: VirtualClock;
  readonly #grids = new Map<number, FlushGrid>();

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  of(periodMs: number): FlushGrid {
    let grid = this.#grids.get(periodMs);
    if (grid === undefined) {
      grid = new FlushGrid(this.#clock, periodMs);
      this.#grids.set(periodMs, grid);
    }
    return grid;
  }
}
