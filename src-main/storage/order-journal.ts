import { z } from 'zod';
import type { ServiceFailure } from '#shared/ipc/errors.ts';
import { auditRowSchema, deniedViewSchema, type AuditRow, type DeniedView } from '#shared/ipc/orders.ts';
import { assert } from '#shared/kernel/assert.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { MS_PER_DAY } from '#shared/kernel/time.ts';
import { commissionReportSchema, executionSchema, type CommissionReport } from '#shared/model/execution.ts';
import type { OrderRef } from '#shared/model/order-ticket.ts';
import { isLive } from '#shared/model/order.ts';
import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import { storageFailure } from '#shared/node/storage-failure.ts';
import { adoptedRef, orderRecordSchema, type OrderRecord } from '#shared/orders/order-record.ts';
import { stateOf } from '#shared/orders/order-state.ts';
import { riskSettingsSchema } from '#shared/risk/pre-trade/settings.ts';
import type {
  ActivityRow, Committed, EquityRow, ExecutionRow, Halt, JournalIds, JournalState, JournalStep, OrderJournal, Page,
} from '../ports/order-journal.ts'; // prettier-ignore
import { damagedRowsOf, type RawRow } from './damaged-rows.ts';
import { KnownRefs } from './known-refs.ts';
import { OrderIntents } from './order-intents.ts';

/** What a start reads of the past beside everything that lives. */
export const RECENT_MS = MS_PER_DAY;
export const RECENT_ORDERS_MAX = 2_000;
export const RECENT_ROWS_MAX = 5_000;
/** Rules look back a week at most; a day that was not purged is harmless. */
const ACTIVITY_MS = 8 * MS_PER_DAY;
const ACTIVITY_ROWS_MAX = 100_000;
/** For finding out later what happened; orders, executions and the audit log are kept for good. */
const EVENTS_MS = 30 * MS_PER_DAY;
const DENIED_MS = 90 * MS_PER_DAY;

const marksSchema = z.strictObject({
  at: z.number(),
  marks: z.strictObject({
    dayStart: z.number().nullable(),
    dayLow: z.number().nullable(),
    high: z.number().nullable(),
    lowSinceHigh: z.number().nullable(),
  }),
});
const haltSchema = z.strictObject({
  since: z.number(),
  by: z.enum(['window', 'menu', 'hotkey', 'program']),
  isFlattening: z.boolean(),
  areCancelsOwed: z.boolean(),
});

/** The journal in trading.db, which was opened with `synchronous=FULL`: a commit that returned survives a power cut. */
export function createOrderJournal(db: SqliteDatabase): OrderJournal {
  const writer = new Writer(db);
  const damaged = damagedRowsOf(db);
  const refs = new KnownRefs(db);
  const intents = new OrderIntents(db, (profileId, step) => writer.write(profileId, step));
  const write = db.transaction((profileId: string, step: JournalStep): JournalIds => {
    if (intents.isAnyOpen) intents.settle();
    return writer.write(profileId, step);
  });

  let isLogGrown = false;

  function commit(profileId: string, step: JournalStep): Result<JournalIds, ServiceFailure> {
    try {
      const ids = write.immediate(profileId, step);
      intents.settled();
      isLogGrown = true;
      refs.add(profileId, refsOf(step));
      return ok(ids);
    } catch (error) {
      return err(storageFailure(error, db.name));
    }
  }

  function commitInShort(profileId: string, step: JournalStep): Result<JournalIds, ServiceFailure> {
    // Denials wait for the numbers of their rows, which only the table gives.
    if ((step.denied ?? []).length > 0) return commit(profileId, step);
    assertNamed(step);
    try {
      intents.add(profileId, step);
      isLogGrown = true;
      refs.add(profileId, refsOf(step));
      return ok({ denied: [], audit: [] });
    } catch (error) {
      return err(storageFailure(error, db.name));
    }
  }

  /** Before anything is read. What cannot be written then, the next commit tells; whoever asks has it in memory. */
  function settle(): void {
    if (intents.isAnyOpen) commit('', {});
  }

  /** At the start nothing but the disk knows of them: what cannot be written then is an exception. */
  function settleAtStart(): void {
    if (!intents.isAnyOpen) return;
    write.immediate('', {});
    intents.settled();
  }
  settleAtStart();

  const live = db.prepare<[string], BodyRow>(
    'SELECT ref AS key, record AS body FROM orders WHERE profile_id = ? AND is_live = 1 ORDER BY created_at',
  );
  const ended = db.prepare<[string, number, number], BodyRow>(
    'SELECT ref AS key, record AS body FROM orders WHERE profile_id = ? AND is_live = 0 AND created_at < ? ORDER BY created_at DESC LIMIT ?',
  );
  const byRef = db.prepare<[string, string], BodyRow>(
    'SELECT ref AS key, record AS body FROM orders WHERE profile_id = ? AND ref = ?',
  );
  const byPermId = db.prepare<[string, number], BodyRow>(
    'SELECT ref AS key, record AS body FROM orders WHERE profile_id = ? AND perm_id = ? LIMIT 10',
  );
  // Numbers are given out again: the newest come last, and count.
  const byNumber = db.prepare<[string, number, number], BodyRow>(
    `SELECT key, body FROM (
       SELECT ref AS key, record AS body, created_at FROM orders
       WHERE profile_id = ? AND client_id = ? AND order_id = ? ORDER BY created_at DESC LIMIT 10
     ) ORDER BY created_at`,
  );
  const executionsSince = db.prepare<[string, number, number], ExecutionBody>(
    'SELECT ref, exec_id AS key, execution AS body FROM execution WHERE profile_id = ? AND at >= ? ORDER BY at DESC, exec_id DESC LIMIT ?',
  );
  const executionsBefore = db.prepare<[string, number, number], ExecutionBody>(
    'SELECT ref, exec_id AS key, execution AS body FROM execution WHERE profile_id = ? AND at < ? ORDER BY at DESC, exec_id DESC LIMIT ?',
  );
  const commissionOf = db.prepare<[string, string], BodyRow>(
    'SELECT exec_id AS key, report AS body FROM commission WHERE profile_id = ? AND exec_id = ?',
  );
  const commissionOfFill = db.prepare<[string, string], BodyRow>(
    `SELECT exec_id AS key, report AS body FROM commission JOIN execution USING (profile_id, exec_id)
     WHERE profile_id = ? AND exec_id = ?`,
  );
  const deniedBefore = db.prepare<[string, number, number], IdBody>(
    'SELECT id, CAST(id AS TEXT) AS key, denied AS body FROM denied_order WHERE profile_id = ? AND id < ? ORDER BY id DESC LIMIT ?',
  );
  const activitySince = db.prepare<[string, number, number], BodyRow>(
    `SELECT CAST(id AS TEXT) AS key, body FROM (
       SELECT id, activity AS body FROM risk_activity WHERE profile_id = ? AND at >= ? ORDER BY id DESC LIMIT ?
     ) ORDER BY id`,
  );
  const equityMarks = db.prepare<[string], BodyRow>(
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
  const auditBefore = db.prepare<[number, number], AuditColumns>(
    `SELECT id, at, kind, requested_by AS "by", correlation_id AS correlationId, account, ref, text, facts,
            profile_id AS profileId
     FROM audit_log WHERE id < ? ORDER BY id DESC LIMIT ?`,
  );
  const purges = [
    ['order_event', EVENTS_MS],
    ['denied_order', DENIED_MS],
    ['risk_activity', ACTIVITY_MS],
  ].map(([table, age]) => ({
    age: age as number,
    statement: db.prepare<[number]>(`DELETE FROM ${table as string} WHERE at < ?`),
  }));

  const records = (profileId: string, rows: readonly BodyRow[]) =>
    damaged.readable(profileId, 'order', rows, readRecord);
  const fills = (profileId: string, rows: readonly ExecutionBody[]) =>
    damaged.readable(profileId, 'execution', rows, readExecution);
  const refusals = (profileId: string, rows: readonly IdBody[]) =>
    damaged.readable(profileId, 'denied order', rows, readDenied);
  const reports = (profileId: string, rows: readonly BodyRow[]) =>
    damaged.readable(profileId, 'commission', rows, readCommission);

  return {
    commit,
    commitOrders<T>(profileId: string, step: JournalStep, orders: readonly T[]) {
      const written = commitInShort(profileId, step);
      if (!written.ok) return written;
      // The only cast to it: their rows are on the disk.
      const committed = orders as readonly unknown[] as readonly Committed<T>[];
      return ok({ ...written.value, committed });
    },
    rehearse(profileId, step) {
      intents.rehearse(profileId, step);
    },
    load(profileId, now): JournalState {
      settleAtStart();
      refs.begin(profileId);
      db.transaction(() => {
        for (const { age, statement } of purges) statement.run(now - age);
      })();
      return {
        orders: records(profileId, [
          ...live.all(profileId),
          ...ended.all(profileId, now + MS_PER_DAY, RECENT_ORDERS_MAX),
        ]),
        executions: fills(
          profileId,
          executionsSince.all(profileId, now - RECENT_MS, RECENT_ROWS_MAX),
        ).reverse(),
        denied: refusals(profileId, deniedBefore.all(profileId, Number.MAX_SAFE_INTEGER, 500)),
        activity: damaged.readable(
          profileId,
          'count against a limit',
          activitySince.all(profileId, now - ACTIVITY_MS, ACTIVITY_ROWS_MAX),
          readActivity,
        ),
        equity: damaged.readable(profileId, 'equity mark', equityMarks.all(profileId), readMarks),
        accepted: accepted.all(profileId).map(({ key }) => key),
        nextOrderId: floor.get(profileId)?.next ?? 1,
      };
    },
    loadHalt() {
      settle();
      const row = halt.get();
      if (row === undefined) return null;
      const read = haltSchema.safeParse(parsed(row.body));
      // One that cannot be read is a halt all the same.
      const unread: Halt = { since: row.now, by: 'program', isFlattening: false, areCancelsOwed: true };
      return read.success ? read.data : unread;
    },
    has: (profileId, ref) => refs.has(profileId, ref),
    find(profileId, ref) {
      settle();
      return records(profileId, byRef.all(profileId, ref))[0] ?? null;
    },
    candidates(profileId, names) {
      const { permId, clientId, orderId, orderRef } = names;
      const rows = [
        ...(permId === 0 ? [] : byPermId.all(profileId, permId)),
        ...(orderId === 0 ? [] : byNumber.all(profileId, clientId, orderId)),
        ...(orderRef === '' ? [] : byRef.all(profileId, orderRef)),
        ...byRef.all(profileId, adoptedRef(names)),
      ];
      return records(profileId, [...new Map(rows.map((row) => [row.key, row])).values()]);
    },
    hasCommission(profileId, report) {
      const [kept] = reports(profileId, commissionOfFill.all(profileId, report.execId));
      return kept !== undefined && JSON.stringify(kept) === JSON.stringify(report);
    },
    damaged: (profileId) => damaged.open(profileId),
    damagedCount: (profileId) => damaged.count(profileId),
    acceptDamaged: (profileId) => damaged.accept(profileId),
    ended(profileId, page) {
      settle();
      return records(profileId, ended.all(profileId, ...bounds(page)));
    },
    executions(profileId, page) {
      settle();
      return fills(profileId, executionsBefore.all(profileId, ...bounds(page)));
    },
    commission(profileId, execId) {
      settle();
      return reports(profileId, commissionOf.all(profileId, execId))[0] ?? null;
    },
    denied(profileId, page) {
      settle();
      return refusals(profileId, deniedBefore.all(profileId, ...bounds(page)));
    },
    audit(page) {
      settle();
      const rows = auditBefore.all(...bounds(page));
      return rows.flatMap(({ profileId, ...row }) =>
        damaged.readable(profileId, 'decision', [{ key: String(row.id), body: JSON.stringify(row) }], () =>
          auditRowSchema.parse(row),
        ),
      );
    },
    tidy() {
      if (!isLogGrown) return ok(null);
      try {
        db.pragma('wal_checkpoint(PASSIVE)');
        isLogGrown = false;
        return ok(null);
      } catch (error) {
        return err(storageFailure(error, db.name));
      }
    },
  };
}

/** The limits that the user has set, per connection profile, as JSON. */
export function createRiskSettingsStore(db: SqliteDatabase) {
  const damaged = damagedRowsOf(db);
  const select = db.prepare<[string], BodyRow>(
    'SELECT profile_id AS key, settings AS body FROM risk_settings WHERE profile_id = ?',
  );
  const upsert = db.prepare<[string, string]>(
    'INSERT INTO risk_settings VALUES (?, ?) ON CONFLICT (profile_id) DO UPDATE SET settings = excluded.settings',
  );
  return {
    load(profileId: string): unknown {
      // Those of the profile hold instead, which may let more through: it is told, and trading only reduces until it is accepted.
      const rows = select.all(profileId);
      return damaged.readable(profileId, 'risk limits', rows, readSettings)[0] ?? null;
    },
    save(profileId: string, settings: unknown): Result<null, ServiceFailure> {
      try {
        upsert.run(profileId, JSON.stringify(settings));
        return ok(null);
      } catch (error) {
        return err(storageFailure(error, db.name));
      }
    },
  };
}

type BodyRow = RawRow;
interface ExecutionBody extends BodyRow {
  readonly ref: string | null;
}
interface IdBody extends BodyRow {
  readonly id: number;
}
type AuditColumns = Record<keyof AuditRow, unknown> & { readonly profileId: string };

/** One statement per table, prepared once: preparing costs more than running. */
class Writer {
  readonly #statements;

  constructor(db: SqliteDatabase) {
    this.#statements = {
      order: db.prepare(
        `INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (profile_id, ref) DO UPDATE SET client_id = excluded.client_id, order_id = excluded.order_id,
           perm_id = excluded.perm_id, is_live = excluded.is_live, record = excluded.record`,
      ),
      event: db.prepare('INSERT INTO order_event (profile_id, ref, at, kind, event) VALUES (?, ?, ?, ?, ?)'),
      execution: db.prepare(
        `INSERT INTO execution VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (profile_id, exec_id) DO UPDATE
           SET ref = coalesce(execution.ref, excluded.ref), execution = excluded.execution`,
      ),
      commission: db.prepare(
        `INSERT INTO commission VALUES (?, ?, ?)
         ON CONFLICT (profile_id, exec_id) DO UPDATE SET report = excluded.report`,
      ),
      denied: db.prepare('INSERT INTO denied_order (profile_id, at, denied) VALUES (?, ?, ?)'),
      activity: db.prepare('INSERT INTO risk_activity (profile_id, at, activity) VALUES (?, ?, ?)'),
      equity: db.prepare(
        `INSERT INTO equity_marks VALUES (?, ?, ?)
         ON CONFLICT (profile_id, account) DO UPDATE SET marks = excluded.marks`,
      ),
      audit: db.prepare(
        `INSERT INTO audit_log (at, kind, requested_by, correlation_id, profile_id, account, ref, text, facts)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ),
      floor: db.prepare(
        `INSERT INTO order_id_floor VALUES (?, ?)
         ON CONFLICT (profile_id) DO UPDATE SET next_order_id = max(next_order_id, excluded.next_order_id)`,
      ),
      halt: db.prepare(
        'INSERT INTO trading_halt VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET halt = excluded.halt',
      ),
      release: db.prepare('DELETE FROM trading_halt'),
      accept: db.prepare('INSERT OR IGNORE INTO accepted_difference VALUES (?, ?)'),
      forgetAccepted: db.prepare(
        'DELETE FROM accepted_difference WHERE profile_id = ? AND difference_key = ?',
      ),
    };
  }

  write(profileId: string, step: JournalStep): JournalIds {
    const run = this.#statements;
    assertNamed(step);
    for (const record of step.orders ?? []) {
      const { ref, account, contract, clientId, orderId, permId, createdAt } = record;
      run.order.run(
        ...[profileId, ref, account, contract.contractId, clientId, orderId, permId],
        ...[isLive(stateOf(record)) ? 1 : 0, createdAt, JSON.stringify(record)],
      );
    }
    for (const { ref, event } of step.events ?? [])
      run.event.run(profileId, ref, event.at, event.kind, JSON.stringify(event));
    for (const { ref, execution } of step.executions ?? []) {
      const { execId, account, at } = execution;
      run.execution.run(profileId, execId, account, at, ref, JSON.stringify(execution));
    }
    for (const report of step.commissions ?? [])
      run.commission.run(profileId, report.execId, JSON.stringify(report));
    for (const row of step.activity ?? []) run.activity.run(profileId, row.at, JSON.stringify(row));
    for (const { account, at, marks } of step.equity ?? [])
      run.equity.run(profileId, account, JSON.stringify({ at, marks }));
    for (const { key, isAccepted } of step.accepted ?? [])
      (isAccepted ? run.accept : run.forgetAccepted).run(profileId, key);
    if (step.nextOrderId !== undefined) run.floor.run(profileId, step.nextOrderId);
    if (step.halt === null) run.release.run();
    else if (step.halt !== undefined) run.halt.run(JSON.stringify(step.halt satisfies Halt));
    return {
      denied: (step.denied ?? []).map((denied) =>
        Number(run.denied.run(profileId, denied.at, JSON.stringify(denied)).lastInsertRowid),
      ),
      audit: (step.audit ?? []).map(({ at, kind, by, correlationId, account, ref, text, facts }) =>
        Number(
          run.audit.run(at, kind, by, correlationId, profileId, account, ref, text, facts).lastInsertRowid,
        ),
      ),
    };
  }
}

function refsOf({ orders = [] }: JournalStep): readonly OrderRef[] {
  return orders.map(({ ref }) => ref);
}

function assertNamed(step: JournalStep): void {
  for (const { ref, account } of step.orders ?? [])
    assert(ref !== '' && account.length <= 64, 'an order has a name and an account');
}

// What comes back is checked as what came in was: a row that does not fit is damage, and an exception here says so. It is
// set aside by whoever reads (`DamagedRows`).

function readRecord({ body }: BodyRow): OrderRecord {
  return orderRecordSchema.parse(JSON.parse(body));
}

function readExecution({ ref, body }: ExecutionBody): ExecutionRow {
  return { ref: ref as OrderRef | null, execution: executionSchema.parse(JSON.parse(body)) };
}

function readDenied({ id, body }: IdBody): DeniedView {
  return deniedViewSchema.parse({ ...(JSON.parse(body) as object), id });
}

function readCommission({ body }: BodyRow): CommissionReport {
  return commissionReportSchema.parse(JSON.parse(body));
}

function readMarks({ key, body }: BodyRow): EquityRow {
  return { account: key, ...marksSchema.parse(JSON.parse(body)) };
}

function readSettings({ body }: BodyRow): unknown {
  return riskSettingsSchema.parse(JSON.parse(body));
}

/** By hand: there may be a hundred thousand of them at a start. */
function readActivity({ body }: BodyRow): ActivityRow {
  const row = JSON.parse(body) as Partial<
    Record<'account' | 'at' | 'contractId' | 'kind' | 'request' | 'side', unknown>
  >;
  const isSound =
    typeof row.account === 'string' && Number.isFinite(row.at) && Number.isInteger(row.contractId);
  const isKind =
    row.kind === 'loss' ||
    (row.kind === 'trade' && (row.side === 1 || row.side === -1)) ||
    (row.kind === 'attempt' && typeof row.request === 'object' && row.request !== null);
  assert(isSound && isKind, 'it is no attempt, trade or loss of an account');
  return row as unknown as ActivityRow;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON at all: whoever checks it finds nothing.
    return null;
  }
}

function bounds({ before, limit }: Page): [number, number] {
  return [before ?? Number.MAX_SAFE_INTEGER, limit];
}
