import type { ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { OrderRef } from '#shared/model/order-ticket.ts';
import type { SqliteDatabase } from '#shared/node/sqlite-driver.ts';
import { storageFailure } from '#shared/node/storage-failure.ts';
import type { Committed, JournalIds, JournalStep, OrderJournal } from '../ports/order-journal.ts';
import { damagedRowsOf } from './damaged-rows.ts';
import { createJournalHistory } from './journal-history.ts';
import { createJournalLookup } from './journal-lookup.ts';
import { createJournalStart } from './journal-start.ts';
import { assertNamed, JournalTables } from './journal-tables.ts';
import { KnownRefs } from './known-refs.ts';
import { OrderIntents } from './order-intents.ts';

/** The journal in trading.db, which was opened with `synchronous=FULL`: a commit that returned survives a power cut. */
export function createOrderJournal(db: SqliteDatabase): OrderJournal {
  const tables = new JournalTables(db);
  const damaged = damagedRowsOf(db);
  const refs = new KnownRefs(db);
  const intents = new OrderIntents(db, (bookId, step) => tables.write(bookId, step));
  const write = db.transaction((bookId: string, step: JournalStep): JournalIds => {
    if (intents.isAnyOpen) intents.settle();
    return tables.write(bookId, step);
  });

  /** Bears the names of rehearsals; of no book. */
  const noRefs = new KnownRefs(db);
  let isLogGrown = false;

  function commit(bookId: string, step: JournalStep): Result<JournalIds, ServiceFailure> {
    try {
      const ids = write.immediate(bookId, step);
      intents.settled();
      isLogGrown = true;
      refs.add(bookId, refsOf(step));
      return ok(ids);
    } catch (error) {
      return err(storageFailure(error, db.name));
    }
  }

  function addIntent(bookId: string, step: JournalStep): void {
    intents.add(bookId, step);
    isLogGrown = true;
  }

  /** One function for orders and rehearsals, which so keep it compiled. */
  function commitInShort(
    bookId: string,
    step: JournalStep,
    add: (bookId: string, step: JournalStep) => void,
    known: KnownRefs,
  ): Result<JournalIds, ServiceFailure> {
    assertNamed(step);
    try {
      add(bookId, step);
      known.add(bookId, refsOf(step));
      return ok({ denied: [], audit: [] });
    } catch (error) {
      return err(storageFailure(error, db.name));
    }
  }

  /** Before anything is read. If it fails the next commit reports it; callers have the rows in memory meanwhile. */
  function settle(): void {
    if (intents.isAnyOpen) commit('', {});
  }

  /** At the start only the disk has the rows: a failure is an exception. */
  function settleAtStart(): void {
    if (!intents.isAnyOpen) return;
    write.immediate('', {});
    intents.settled();
  }
  settleAtStart();

  const history = createJournalHistory(db);
  const lookup = createJournalLookup(db);
  const start = createJournalStart(db, history);
  /** Reads from the tables after everything durable was written into them. */
  const settledFirst =
    <Arguments extends unknown[], T>(read: (...args: Arguments) => T) =>
    (...args: Arguments): T => {
      settle();
      return read(...args);
    };

  return {
    commit,
    commitOrders<T>(bookId: string, step: JournalStep, orders: readonly T[]) {
      // Denials need the ids of their rows, which only the table gives.
      const isInShort = (step.denied ?? []).length === 0;
      const written = isInShort ? commitInShort(bookId, step, addIntent, refs) : commit(bookId, step);
      if (!written.ok) return written;
      // The only cast to `Committed`: the rows of these orders are on the disk.
      const committed = orders as readonly unknown[] as readonly Committed<T>[];
      return ok({ ...written.value, committed });
    },
    rehearsal(onFailure) {
      let hasFailed = false;
      const tell = (written: Result<unknown, ServiceFailure>) => {
        if (written.ok || hasFailed) return;
        hasFailed = true;
        onFailure(written.error);
      };
      const rehearse = (bookId: string, step: JournalStep) => tell(intents.rehearse(bookId, step));
      const none = ok({ denied: [], audit: [], committed: [] });
      return {
        commit: () => none,
        commitOrders(bookId, step) {
          tell(commitInShort(bookId, step, rehearse, noRefs));
          return none;
        },
      };
    },
    load(bookId, now) {
      settleAtStart();
      refs.begin(bookId);
      return start.load(bookId, now);
    },
    loadHalt: settledFirst(start.loadHalt),
    has: (bookId, ref) => refs.has(bookId, ref),
    find: settledFirst(lookup.find),
    // From the tables alone: callers have orders that are about to be sent in memory.
    candidates: lookup.candidates,
    hasCommission: lookup.hasCommission,
    damaged: (bookId) => damaged.open(bookId),
    damagedCount: (bookId) => damaged.count(bookId),
    acceptDamaged: (bookId) => damaged.accept(bookId),
    ended: settledFirst(history.ended),
    executions: settledFirst(history.executions),
    commission: settledFirst(history.commission),
    denied: settledFirst(history.denied),
    audit: settledFirst(history.audit),
    close() {
      intents.close();
    },
    tidy() {
      if (!isLogGrown) return ok(null);
      try {
        db.pragma('wal_checkpoint(PASSIVE)');
        intents.beginLog();
        isLogGrown = false;
        return ok(null);
      } catch (error) {
        return err(storageFailure(error, db.name));
      }
    },
  };
}

function refsOf({ orders = [] }: JournalStep): readonly OrderRef[] {
  return orders.map(({ ref }) => ref);
}
