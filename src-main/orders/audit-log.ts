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
    const about = { account, ref: null };
    this.#writer.queue({ audit: [auditRow(kind, this.#clock.now(), about, asker, text, facts)] });
  }
}

/** What a row is about that is about no order and no account. */
export const ALL_TRADING = { account: null, ref: null };

/** For who writes a row together with others. @param about such as an order @param facts what the text was made of */
export function auditRow(
  kind: NewAuditRow['kind'],
  at: UnixMillis,
  { account, ref }: Pick<NewAuditRow, 'account' | 'ref'>,
  { by, correlationId }: Asker,
  text: string,
  facts: object,
): NewAuditRow {
  return { at, kind, by, correlationId, account, ref, text, facts };
}
