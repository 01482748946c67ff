import type { Clock } from '#shared/kernel/clock.ts';
import type { UnixMillis } from '#shared/kernel/time.ts';
import type { NewAuditRow } from '../ports/order-journal.ts';
import type { Asker } from './asker.ts';
import type { JournalWriter } from './journal-writer.ts';

/** The audit log's rows that are not about a single order: what a person decided, what the program found. */
export class AuditLog {
  readonly #writer: Pick<JournalWriter, 'queue'>;
  readonly #clock: Clock;

  constructor(writer: Pick<JournalWriter, 'queue'>, clock: Clock) {
    this.#writer = writer;
    this.#clock = clock;
  }

  /** @param facts what the text was made of, kept as JSON */
  add(kind: NewAuditRow['kind'], asker: Asker, text: string, account: string | null, facts: object): void {
    const row = auditRow(this.#clock.now(), kind, asker, text);
    this.#writer.queue({ audit: [{ ...row, account, facts }] });
  }
}

/** A row about trading as a whole, for who writes it together with other rows. */
export function auditRow(
  at: UnixMillis,
  kind: NewAuditRow['kind'],
  { by, correlationId }: Asker,
  text: string,
): NewAuditRow {
  return { at, kind, by, correlationId, account: null, ref: null, text, facts: {} };
}
