import { z } from 'zod';
import { commissionReportSchema, executionSchema } from '#shared/model/execution.ts';
import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import type { StoredExecutions } from '../ports/portfolio-store.ts';

interface Row {
  readonly execution: string;
  readonly report: string | null;
}

/** The journal's executions as the portfolio reads them; it never writes there. */
export function createStoredExecutions(db: SqliteDatabase): StoredExecutions {
  const select = db.prepare<[string, number, number, string, number], Row>(
    `SELECT e.execution, c.report
       FROM execution e LEFT JOIN commission c ON c.profile_id = e.profile_id AND c.exec_id = e.exec_id
      WHERE e.profile_id = ? AND (e.at > ? OR (e.at = ? AND e.exec_id > ?))
      ORDER BY e.at, e.exec_id LIMIT ?`,
  );
  const report = z.nullable(commissionReportSchema);
  return {
    page(profileId, after, limit) {
      const { at, execId } = after ?? { at: Number.MIN_SAFE_INTEGER, execId: '' };
      return select.all(profileId, at, at, execId, limit).map((row) => ({
        execution: executionSchema.parse(JSON.parse(row.execution)),
        commission: report.parse(row.report === null ? null : JSON.parse(row.report)),
      }));
    },
  };
}
