import { MS_PER_DAY } from '#shared/kernel/time.ts';
import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import type { OrderJournal } from '../ports/order-journal.ts';
import { damagedRowsOf, type RawRow } from './damaged-rows.ts';
import type { JournalHistory } from './journal-history.ts';
import { readActivity, readExecution, readHalt, readMarks, readRecord } from './journal-rows.ts';
import type { ExecutionBody } from './journal-rows.ts';

/** Limits of what a start reads of the past, besides all working orders. */
const RECENT_MS = MS_PER_DAY;
const RECENT_ORDERS_MAX = 2_000;
const RECENT_ROWS_MAX = 5_000;
const RECENT_DENIED_MAX = 500;
/** Pre-trade rules look back a week at most; one day more does no harm. */
const ACTIVITY_MS = 8 * MS_PER_DAY;
const ACTIVITY_ROWS_MAX = 100_000;
/** Kept for looking into what happened; orders, executions and the audit log are kept for good. */
const EVENTS_MS = 30 * MS_PER_DAY;
const DENIED_MS = 90 * MS_PER_DAY;

/** Reads what a start needs from the journal, and deletes rows that have become too old. */
export type JournalStart = Pick<OrderJournal, 'load' | 'loadHalt'>;

export function createJournalStart(db: SqliteDatabase, history: JournalHistory): JournalStart {
  const damaged = damagedRowsOf(db);
  const live = db.prepare<[string], RawRow>(
    'SELECT ref AS key, record AS body FROM orders WHERE profile_id = ? AND is_live = 1 ORDER BY created_at',
  );
  const executionsSince = db.prepare<[string, number, number], ExecutionBody>(
    'SELECT ref, exec_id AS key, execution AS body FROM execution WHERE profile_id = ? AND at >= ? ORDER BY at DESC, exec_id DESC LIMIT ?',
  );
  const activitySince = db.prepare<[string, number, number], RawRow>(
    `SELECT CAST(id AS TEXT) AS key, body FROM (
       SELECT id, activity AS body FROM risk_activity WHERE profile_id = ? AND at >= ? ORDER BY id DESC LIMIT ?
     ) ORDER BY id`,
  );
  const newestActivity = db.prepare<[string], { at: number | null }>(
    'SELECT max(at) AS at FROM risk_activity WHERE profile_id = ?',
  );
  const equityMarks = db.prepare<[string], RawRow>(
    'SELECT account AS key, marks AS body FROM equity_marks WHERE profile_id = ?',
  );
  const floor = db.prepare<[string], { next: number }>(
    'SELECT next_order_id AS next FROM order_id_floor WHERE profile_id = ?',
  );
  const accepted = db.prepare<[string], { key: string }>(
    'SELECT difference_key AS key FROM accepted_difference WHERE profile_id = ?',
  );
  const halt = db.prepare<[], { body: string; now: number }>(
    'SELECT halt AS body, unixepoch() * 1000 AS now FROM trading_halt',
  );
  const purges = (
    [
      ['order_event', EVENTS_MS],
      ['denied_order', DENIED_MS],
      ['risk_activity', ACTIVITY_MS],
    ] as const
  ).map(([table, age]) => ({
    age,
    // Age is measured from the newest row: a wrong clock would delete days of counts.
    statement: db.prepare<[number, number]>(
      `DELETE FROM ${table} WHERE at < min(?, (SELECT max(at) FROM ${table})) - ?`,
    ),
  }));
  const purge = db.transaction((now: number) => {
    for (const { age, statement } of purges) statement.run(now, age);
  });
  return {
    load(bookId, now) {
      purge(now);
      const executions = executionsSince.all(bookId, now - RECENT_MS, RECENT_ROWS_MAX);
      const newest = newestActivity.get(bookId)?.at ?? now;
      const since = Math.min(now, newest) - ACTIVITY_MS;
      const activity = activitySince.all(bookId, since, ACTIVITY_ROWS_MAX);
      return {
        orders: [
          ...damaged.readable(bookId, 'order', live.all(bookId), readRecord),
          ...history.ended(bookId, { limit: RECENT_ORDERS_MAX }),
        ],
        executions: damaged.readable(bookId, 'execution', executions, readExecution).reverse(),
        denied: history.denied(bookId, { limit: RECENT_DENIED_MAX }),
        activity: damaged.readable(bookId, 'count against a limit', activity, readActivity),
        equity: damaged.readable(bookId, 'equity mark', equityMarks.all(bookId), readMarks),
        accepted: accepted.all(bookId).map(({ key }) => key),
        nextOrderId: floor.get(bookId)?.next ?? 1,
      };
    },
    loadHalt() {
      const row = halt.get();
      return row === undefined ? null : readHalt(row.body, row.now);
    },
  };
}
