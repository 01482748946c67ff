import { auditRowSchema, type AuditRow } from '#shared/ipc/orders.ts';
import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import type { OrderJournal, Page, TimePlace } from '../ports/order-journal.ts';
import { damagedRowsOf, type RawRow } from './damaged-rows.ts';
import { readCommission, readDenied, readExecution, readRecord } from './journal-rows.ts';
import type { ExecutionBody, IdBody } from './journal-rows.ts';

/** Past orders, executions, denials and audit rows in pages, newest first, for the blotter's lists and exports. */
export type JournalHistory = Pick<OrderJournal, 'ended' | 'executions' | 'commission' | 'denied' | 'audit'>;

type AuditColumns = Record<keyof AuditRow, unknown> & { readonly bookId: string };

export function createJournalHistory(db: SqliteDatabase): JournalHistory {
  const damaged = damagedRowsOf(db);
  const ended = db.prepare<[string, number, string, number], TimedRow>(
    `SELECT ref AS key, created_at AS at, record AS body FROM orders
     WHERE profile_id = ? AND is_live = 0 AND (created_at, ref) < (?, ?)
     ORDER BY created_at DESC, ref DESC LIMIT ?`,
  );
  const executionsBefore = db.prepare<[string, number, string, number], TimedRow & ExecutionBody>(
    `SELECT ref, exec_id AS key, at, execution AS body FROM execution
     WHERE profile_id = ? AND (at, exec_id) < (?, ?) ORDER BY at DESC, exec_id DESC LIMIT ?`,
  );
  const commissionOf = db.prepare<[string, string], RawRow>(
    'SELECT exec_id AS key, report AS body FROM commission WHERE profile_id = ? AND exec_id = ?',
  );
  const deniedBefore = db.prepare<[string, number, number], IdBody>(
    'SELECT id, CAST(id AS TEXT) AS key, denied AS body FROM denied_order WHERE profile_id = ? AND id < ? ORDER BY id DESC LIMIT ?',
  );
  const auditBefore = db.prepare<[number, number], AuditColumns>(
    `SELECT id, at, kind, requested_by AS "by", correlation_id AS correlationId, account, ref, text, facts,
            profile_id AS bookId
     FROM audit_log WHERE id < ? ORDER BY id DESC LIMIT ?`,
  );
  return {
    ended(bookId, page) {
      return filled(
        page,
        LAST_PLACE,
        ({ at, id }, limit) => ended.all(bookId, at, id, limit),
        placeOf,
        (rows) => damaged.readable(bookId, 'order', rows, readRecord),
      );
    },
    executions(bookId, page) {
      return filled(
        page,
        LAST_PLACE,
        ({ at, id }, limit) => executionsBefore.all(bookId, at, id, limit),
        placeOf,
        (rows) => damaged.readable(bookId, 'execution', rows, readExecution),
      );
    },
    commission(bookId, execId) {
      const rows = commissionOf.all(bookId, execId);
      return damaged.readable(bookId, 'commission', rows, readCommission)[0] ?? null;
    },
    denied(bookId, page) {
      return filled(
        page,
        Number.MAX_SAFE_INTEGER,
        (id, limit) => deniedBefore.all(bookId, id, limit),
        ({ id }) => id,
        (rows) => damaged.readable(bookId, 'denied order', rows, readDenied),
      );
    },
    audit(page) {
      return filled(
        page,
        Number.MAX_SAFE_INTEGER,
        (id, limit) => auditBefore.all(id, limit),
        ({ id }) => id as number,
        (rows) =>
          rows.flatMap(({ bookId, ...row }) =>
            damaged.readable(bookId, 'decision', [{ key: String(row.id), body: JSON.stringify(row) }], () =>
              auditRowSchema.parse(row),
            ),
          ),
      );
    },
  };
}

interface TimedRow extends RawRow {
  readonly at: number;
}

const LAST_PLACE: TimePlace = { at: Number.MAX_SAFE_INTEGER, id: '' };

function placeOf({ at, key }: TimedRow): TimePlace {
  return { at, id: key };
}

/** Fills a page although rows of it cannot be read: a short page means that there are no more. */
function filled<Row, Place, T>(
  { before, limit }: Page<Place>,
  last: Place,
  select: (before: Place, limit: number) => readonly Row[],
  place: (row: Row) => Place,
  read: (rows: readonly Row[]) => readonly T[],
): readonly T[] {
  const found: T[] = [];
  for (let from = before ?? last; found.length < limit;) {
    const missing = limit - found.length;
    const rows = select(from, missing);
    found.push(...read(rows));
    if (rows.length < missing) break;
    from = place(rows.at(-1)!);
  }
  return found;
}
