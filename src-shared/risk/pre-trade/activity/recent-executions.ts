import { assert } from '../../../kernel/assert.ts';
import { RECENT_CAPACITY } from './recent-orders.ts';

export interface RecentExecution {
  readonly at: number;
  readonly contract: number;
  readonly side: number;
}

/** The last fills, to find the loop that buys again and again. Past the capacity the oldest is forgotten. */
export class RecentExecutions {
  readonly #executions: RecentExecution[] = [];
  #next = 0;

  add(execution: RecentExecution): void {
    // A clock that goes back counts as standing still: the ring stays in order of time.
    const latest = this.#executions[(this.#next - 1 + RECENT_CAPACITY) % RECENT_CAPACITY];
    const at = latest === undefined ? execution.at : Math.max(execution.at, latest.at);
    this.#executions[this.#next] = { ...execution, at };
    this.#next = (this.#next + 1) % RECENT_CAPACITY;
  }

  /** How many on this side of this contract are younger than the window. Looks no further back than that. */
  count(contract: number, side: number, windowMs: number, now: number): number {
    const executions = this.#executions;
    let count = 0;
    for (let back = 1; back <= executions.length; back++) {
      const execution = executions[(this.#next - back + RECENT_CAPACITY) % RECENT_CAPACITY]!;
      if (now - execution.at >= windowMs) break;
      if (execution.contract === contract && execution.side === side) count++;
    }
    return count;
  }

  /** Oldest first. */
  snapshot(): RecentExecution[] {
    return [...this.#executions.slice(this.#next), ...this.#executions.slice(0, this.#next)];
  }

  restore(executions: readonly RecentExecution[]): void {
    assert(
      executions.length <= RECENT_CAPACITY,
      `recent executions are at most ${RECENT_CAPACITY}, got ${executions.length}`,
    );
    this.#executions.length = 0;
    this.#next = 0;
    for (const execution of executions) this.add(execution);
  }
}
