import { assert } from '../../kernel/assert.ts';
import type { ExchangeEvent, ExchangeEventBody } from './exchange-event.ts';

export interface EventsSince {
  readonly events: readonly ExchangeEvent[];
  /** false: older ones than these were asked for and are not kept any more. */
  readonly isComplete: boolean;
}

/** The last events, numbered without a gap. Keeps at least `retained` of them and at most twice as many. */
export class EventLog {
  readonly #retained: number;
  #events: ExchangeEvent[];
  #nextSequence: number;

  constructor(retained: number, events: readonly ExchangeEvent[] = [], nextSequence = 1) {
    assert(Number.isInteger(retained) && retained >= 1, `a log keeps at least one event, not ${retained}`);
    this.#retained = retained;
    this.#events = [...events];
    this.#nextSequence = nextSequence;
  }

  /** The sequence number that the next event will get. */
  get nextSequence(): number {
    return this.#nextSequence;
  }

  append(time: number, body: ExchangeEventBody): void {
    const event: ExchangeEvent = { sequence: this.#nextSequence++, time, ...body };
    this.#events.push(event);
    // Half at a time: a shift for every event would copy the log for every event.
    if (this.#events.length >= 2 * this.#retained) this.#events = this.#events.slice(-this.#retained);
  }

  /** @param sequence the first one wanted */
  since(sequence: number): EventsSince {
    const first = this.#nextSequence - this.#events.length;
    return { events: this.#events.slice(Math.max(0, sequence - first)), isComplete: sequence >= first };
  }

  /** What a snapshot keeps: exactly the last `retained`, or fewer. */
  retained(): readonly ExchangeEvent[] {
    return this.#events.slice(-this.#retained);
  }
}
