import type { DenialView } from '#shared/ipc/orders.ts';
import type { Clock } from '#shared/kernel/clock.ts';
import type { OrderRef, OrderTicket } from '#shared/model/order-ticket.ts';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { ActivityRow } from '../ports/order-journal.ts';
import type { Asker } from './asker.ts';
import type { JournalWriter } from './journal-writer.ts';

/** Denials in a second that are shown and logged one by one. */
const DENIALS_TOLD_MAX = 100;

/** What was denied, and whose order it was. */
export interface Denied {
  readonly action: 'place' | 'modify' | 'cancel' | 'flatten';
  readonly ref: OrderRef;
  /** null: it was about an existing order. */
  readonly ticket: OrderTicket | null;
  readonly account: string | null;
  readonly denial: DenialView;
  /** Attempts that count against limits although they were denied. */
  readonly activity: readonly ActivityRow[];
}

/** Reports denials to the log, the blotter and the audit log. */
export class OrderDenials {
  readonly #writer: JournalWriter;
  readonly #clock: Clock;
  readonly #log: Logger;
  #flood = { since: -Infinity, count: 0 };

  constructor(writer: JournalWriter, clock: Clock, log: Logger) {
    this.#writer = writer;
    this.#clock = clock;
    this.#log = log;
  }

  tell({ action, ref, ticket, account, denial, activity }: Denied, { by, correlationId }: Asker): void {
    const at = this.#clock.now();
    // Counted anew also when the clock was set back.
    if (!(Math.abs(at - this.#flood.since) < 1_000)) this.#flood = { since: at, count: 0 };
    // A runaway program: every denial is counted, only the first of a second are reported.
    if (++this.#flood.count > DENIALS_TOLD_MAX) return;
    this.#log.info({ ref, action, code: denial.code, correlationId }, 'denied');
    if (this.#flood.count === DENIALS_TOLD_MAX)
      this.#log.warn({ by, correlationId }, 'more are denied in this second than are written down');
    this.#writer.queueLazily({
      activity,
      denied: [{ at, correlationId, action, ref, ticket, denial }],
      audit: [
        {
          ...{ at, kind: 'denied', by, correlationId, account, ref, text: denial.message },
          facts: { action, ...denial },
        },
      ],
    });
  }
}
