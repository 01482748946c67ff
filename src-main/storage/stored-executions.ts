import { commissionReportSchema, executionSchema } from '#shared/model/execution.ts';
import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import type { StoredExecutions } from '../ports/portfolio-store.ts';
import { damagedRowsOf } from './damaged-rows.ts';

interface Row {
  readonly key: string;
  readonly at: number;
  readonly body: string;
  readonly report: string | null;
}

/** The journal's executions as the portfolio reads them; it never writes there. */
export function createStoredExecutions(db: SqliteDatabase): StoredExecutions {
  const select = db.prepare<[string, number, number, string, number], Row>(
    `SELECT e.exec_id AS key, e.at, e.execution AS body, c.report
       FROM execution e LEFT JOIN commission c ON c.profile_id = e.profile_id AND c.exec_id = e.exec_id
      WHERE e.profile_id = ? AND (e.at > ? OR (e.at = ? AND e.exec_id > ?))
      ORDER BY e.at, e.exec_id LIMIT ?`,
  );
  const damaged = damagedRowsOf(db);
  const readReport = (bookId: string, { key, report }: Row) =>
    report === null
      ? null
      : (damaged.readable(bookId, 'commission', [{ key, body: report }], ({ body }) =>
          commissionReportSchema.parse(JSON.parse(body)),
        )[0] ?? null);
  return {
    page(bookId, after, limit) {
      let { at, execId } = after ?? { at: Number.MIN_SAFE_INTEGER, execId: '' };
      for (;;) {
        const rows = select.all(bookId, at, at, execId, limit);
        const found = damaged.readable(bookId, 'execution', rows, (row) => ({
          execution: executionSchema.parse(JSON.parse(row.body)),
          commission: readReport(bookId, row),
        }));
        // A page of which no row can be read is not the last one.
        if (found.length > 0 || rows.length === 0) return found;
        ({ at, key: execId } = rows.at(-1)!);
      }
    },
  };
}
