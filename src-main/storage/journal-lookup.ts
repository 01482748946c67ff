import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import { adoptedRef } from '#shared/orders/order-record.ts';
import type { OrderJournal } from '../ports/order-journal.ts';
import { damagedRowsOf, type RawRow } from './damaged-rows.ts';
import { readCommission, readRecord } from './journal-rows.ts';

/** Finds single orders and commission reports by their ids. */
export type JournalLookup = Pick<OrderJournal, 'find' | 'candidates' | 'hasCommission'>;

export function createJournalLookup(db: SqliteDatabase): JournalLookup {
  const damaged = damagedRowsOf(db);
  const byRef = db.prepare<[string, string], RawRow>(
    'SELECT ref AS key, record AS body FROM orders WHERE profile_id = ? AND ref = ?',
  );
  const byPermId = db.prepare<[string, number], RawRow>(
    'SELECT ref AS key, record AS body FROM orders WHERE profile_id = ? AND perm_id = ? LIMIT 10',
  );
  // Order ids may be used again: the newest order comes last, and counts.
  const byNumber = db.prepare<[string, number, number], RawRow>(
    `SELECT key, body FROM (
       SELECT ref AS key, record AS body, created_at FROM orders
       WHERE profile_id = ? AND client_id = ? AND order_id = ? ORDER BY created_at DESC LIMIT 10
     ) ORDER BY created_at`,
  );
  const commissionOfFill = db.prepare<[string, string], RawRow>(
    `SELECT exec_id AS key, report AS body FROM commission JOIN execution USING (profile_id, exec_id)
     WHERE profile_id = ? AND exec_id = ?`,
  );
  const records = (bookId: string, rows: readonly RawRow[]) =>
    damaged.readable(bookId, 'order', rows, readRecord);
  return {
    find(bookId, ref) {
      return records(bookId, byRef.all(bookId, ref))[0] ?? null;
    },
    candidates(bookId, names) {
      const { permId, clientId, orderId, orderRef } = names;
      const rows = [
        ...(permId === 0 ? [] : byPermId.all(bookId, permId)),
        ...(orderId === 0 ? [] : byNumber.all(bookId, clientId, orderId)),
        ...(orderRef === '' ? [] : byRef.all(bookId, orderRef)),
        ...byRef.all(bookId, adoptedRef(names)),
      ];
      return records(bookId, [...new Map(rows.map((row) => [row.key, row])).values()]);
    },
    hasCommission(bookId, report) {
      const rows = commissionOfFill.all(bookId, report.execId);
      const [kept] = damaged.readable(bookId, 'commission', rows, readCommission);
      return kept !== undefined && JSON.stringify(kept) === JSON.stringify(report);
    },
  };
}
