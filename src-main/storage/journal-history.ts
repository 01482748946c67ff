import { auditRowSchema, type AuditRow } from '#shared/ipc/orders.ts';
import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import type { OrderJournal, Page } from '../ports/order-journal.ts';
import { damagedRowsOf, type RawRow } from './damaged-rows.ts';
import { readCommission, readDenied, readExecution, readRecord } from './journal-rows.ts';
import type { ExecutionBody, IdBody } from './journal-rows.ts';

/** What has been, page by page from the newest: what the blotter's lists and exports are made of. */
export type JournalHistory = Pick<OrderJournal, 'ended' | 'executions' | 'commission' | 'denied' | 'audit'>;

type AuditColumns = Record<keyof AuditRow, unknown> & { readonly profileId: string };

export function createJournalHistory(db: SqliteDatabase): JournalHistory {
  const damaged = damagedRowsOf(db);
  const ended = db.prepare<[string, number, number], RawRow>(
    'SELECT ref AS key, record AS body FROM orders WHERE profile_id = ? AND is_live = 0 AND created_at < ? ORDER BY created_at DESC LIMIT ?',
  );
  const executionsBefore = db.prepare<[string, number, number], ExecutionBody>(
    'SELECT ref, exec_id AS key, execution AS body FROM execution WHERE profile_id = ? AND at < ? ORDER BY at DESC, exec_id DESC LIMIT ?',
  );
  const commissionOf = db.prepare<[string, string], RawRow>(
    'SELECT exec_id AS key, report AS body FROM commission WHERE profile_id = ? AND exec_id = ?',
  );
  const deniedBefore = db.prepare<[string, number, number], IdBody>(
    'SELECT id, CAST(id AS TEXT) AS key, denied AS body FROM denied_order WHERE profile_id = ? AND id < ? ORDER BY id DESC LIMIT ?',
  );
  const auditBefore = db.prepare<[number, number], AuditColumns>(
    `SELECT id, at, kind, requested_by AS "by", correlation_id AS correlationId, account, ref, text, facts,
            profile_id AS profileId
     FROM audit_log WHERE id < ? ORDER BY id DESC LIMIT ?`,
  );
  return {
    ended(profileId, page) {
      return damaged.readable(profileId, 'order', ended.all(profileId, ...bounds(page)), readRecord);
    },
    executions(profileId, page) {
      const rows = executionsBefore.all(profileId, ...bounds(page));
      return damaged.readable(profileId, 'execution', rows, readExecution);
    },
    commission(profileId, execId) {
      const rows = commissionOf.all(profileId, execId);
      return damaged.readable(profileId, 'commission', rows, readCommission)[0] ?? null;
    },
    denied(profileId, page) {
      const rows = deniedBefore.all(profileId, ...bounds(page));
      return damaged.readable(profileId, 'denied order', rows, readDenied);
    },
    audit(page) {
      const rows = auditBefore.all(...bounds(page));
      return rows.flatMap(({ profileId, ...row }) =>
        damaged.readable(profileId, 'decision', [{ key: String(row.id), body: JSON.stringify(row) }], () =>
          auditRowSchema.parse(row),
        ),
      );
    },
  };
}

function bounds({ before, limit }: Page): [number, number] {
  return [before ?? Number.MAX_SAFE_INTEGER, limit];
}
