import { assert } from '#shared/kernel/assert.ts';
import { isLive } from '#shared/model/order.ts';
import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import { stateOf } from '#shared/orders/order-state.ts';
import type { Halt, JournalIds, JournalStep } from '../ports/order-journal.ts';

/** Writes steps into the journal's tables. One statement per table, prepared once: preparing costs more than running. */
export class JournalTables {
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

  write(bookId: string, step: JournalStep): JournalIds {
    const run = this.#statements;
    assertNamed(step);
    for (const record of step.orders ?? []) {
      const { ref, account, contract, clientId, orderId, permId, createdAt } = record;
      run.order.run(
        ...[bookId, ref, account, contract.contractId, clientId, orderId, permId],
        ...[isLive(stateOf(record)) ? 1 : 0, createdAt, JSON.stringify(record)],
      );
    }
    for (const { ref, event } of step.events ?? [])
      run.event.run(bookId, ref, event.at, event.kind, JSON.stringify(event));
    for (const { ref, execution } of step.executions ?? []) {
      const { execId, account, at } = execution;
      run.execution.run(bookId, execId, account, at, ref, JSON.stringify(execution));
    }
    for (const report of step.commissions ?? [])
      run.commission.run(bookId, report.execId, JSON.stringify(report));
    for (const row of step.activity ?? []) run.activity.run(bookId, row.at, JSON.stringify(row));
    for (const { account, at, marks } of step.equity ?? [])
      run.equity.run(bookId, account, JSON.stringify({ at, marks }));
    for (const { key, isAccepted } of step.accepted ?? [])
      (isAccepted ? run.accept : run.forgetAccepted).run(bookId, key);
    if (step.nextOrderId !== undefined) run.floor.run(bookId, step.nextOrderId);
    if (step.halt === null) run.release.run();
    else if (step.halt !== undefined) run.halt.run(JSON.stringify(step.halt satisfies Halt));
    return {
      denied: (step.denied ?? []).map((denied) =>
        Number(run.denied.run(bookId, denied.at, JSON.stringify(denied)).lastInsertRowid),
      ),
      audit: (step.audit ?? []).map(({ at, kind, by, correlationId, account, ref, text, facts }) => {
        const row = [at, kind, by, correlationId, bookId, account, ref, text, JSON.stringify(facts)];
        return Number(run.audit.run(...row).lastInsertRowid);
      }),
    };
  }
}

export function assertNamed(step: JournalStep): void {
  for (const { ref, account } of step.orders ?? [])
    assert(ref !== '' && account.length <= 64, 'an order has a name and an account');
}
