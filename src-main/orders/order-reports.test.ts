import { expect, test } from 'vitest';
import { ManualTimers } from '#shared/kernel/testing/manual-timers.ts';
import { ok } from '#shared/kernel/result.ts';
import { contractIdSchema } from '#shared/model/contract.ts';
import type { CommissionReport } from '#shared/model/execution.ts';
import { USD } from '#shared/model/currency.ts';
import { toMicros } from '#shared/model/money.ts';
import { applyOrderEvent } from '#shared/orders/order-machine.ts';
import { newRecord, type OrderRecord } from '#shared/orders/order-record.ts';
import { brokerOrder, brokerStatus, fill, PERM_ID, REF, T0, ticket } from '#shared/orders/testing/samples.ts';
import type { OrderJournal } from '../ports/order-journal.ts';
import { JournalWriter } from './journal-writer.ts';
import { OrderBook } from './order-book.ts';
import { OrderFeed } from './order-feed.ts';
import { OrderIds } from './order-ids.ts';
import { OrderReports, type OrderReportsOptions } from './order-reports.ts';

const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const cost = (execId: string, realized: number | null): CommissionReport => ({
  ...{ execId, commission: toMicros(1), currency: USD },
  realizedPnl: realized === null ? null : toMicros(realized),
});

/** What the broker says of orders nobody here has sent, up to blotter and risk's counts. */
function bench(kept: readonly OrderRecord[] = []) {
  const book = new OrderBook();
  const feed = new OrderFeed(quiet);
  const losses: string[] = [];
  const portfolio: string[] = [];
  const ids = new OrderIds();
  let puzzles = 0;
  const writer = new JournalWriter({
    ...{ timers: new ManualTimers(), log, onTrouble: quiet },
    journal: {
      commit: () => ok({ denied: [], audit: [] }),
      candidates: (_: string, { permId }: { permId: number }) => kept.filter((one) => one.permId === permId),
      hasCommission: () => false,
    } as unknown as OrderJournal,
    onStep: (step, ids) => feed.wrote(step, ids),
  });
  const reports = new OrderReports({
    ...{ book, writer, log, ids, clock: { now: () => T0 } },
    broker: { listen: quiet, clientId: 7 } as unknown as OrderReportsOptions['broker'],
    risk: {
      executed: () => ({}),
      closedAtLoss: (account: string) => losses.push(account),
    } as unknown as OrderReportsOptions['risk'],
    portfolio: {
      onExecution: ({ execId }) => portfolio.push(execId),
      onCommission: quiet,
      lacks: () => false,
    },
    timing: { heard: quiet, forget: quiet } as unknown as OrderReportsOptions['timing'],
    ...{ onOrder: quiet, onEnded: quiet, onPuzzled: () => puzzles++ },
  });
  const shown = () => {
    writer.flush();
    return feed.list(book).executions.map(({ execution, commission }) => [execution.execId, commission?.commission ?? null]); // prettier-ignore
  };
  return { book, reports, losses, portfolio, shown, ids, puzzles: () => puzzles };
}

test('a number of ours that the broker tells of is not given again, whoever remembers the order', () => {
  const { reports, ids } = bench();
  reports.onOpenOrder(brokerOrder({ clientId: 3, orderId: 500 }));
  expect(ids.next).toBe(1);
  reports.onOpenOrder(brokerOrder({ orderId: 41 }));
  expect(ids.next).toBe(42);
  reports.onStatus(50, 7, brokerStatus());
  reports.onExecution(fill('a.1.01.01', 10, { orderId: 60 }));
  expect(ids.next).toBe(61);
  reports.onOpenOrder(brokerOrder({ orderId: 7 }));
  expect(ids.next).toBe(61);
});

test('no word about a number is the end of all numbers', () => {
  const ids = new OrderIds();
  for (const floor of [1_999_999_999, NaN, 2 ** 40]) ids.raise(floor);
  expect(ids.take()).toBe(1);
  ids.reset(1_999_999_999);
  expect(ids.take()).toBe(1);
});

test('an order that works after its end, or is refused while it works, is asked about', () => {
  const { reports, book, puzzles } = bench();
  reports.onOpenOrder(brokerOrder());
  const [{ ref }] = [...book.all] as [OrderRecord];
  reports.onNotice(41, 321, 'read-only');
  expect([puzzles(), book.live.length]).toEqual([1, 1]);
  reports.onStatus(41, 7, brokerStatus({ status: 'Inactive' }));
  reports.onStatus(41, 7, brokerStatus({ status: 'PendingCancel' }));
  expect([puzzles(), book.live.length]).toEqual([1, 0]);
  reports.onOpenOrder(brokerOrder());
  reports.onStatus(41, 7, brokerStatus());
  expect([puzzles(), book.get(ref)?.brokerStatus]).toEqual([3, 'Inactive']);
});

test('a commission that comes before its fill is shown with it, of its order, and its loss is counted once', () => {
  const { book, reports, losses, shown } = bench();
  reports.onCommission(cost('a.1.01.01', -5));
  expect(shown()).toEqual([]);
  reports.onExecution(fill('a.1.01.01', 10));
  expect(shown()).toEqual([['a.1.01.01', toMicros(1)]]);
  reports.onExecution(fill('a.1.01.01', 10));
  reports.onCommission(cost('a.1.01.01', -5));
  expect(shown()).toEqual([['a.1.01.01', toMicros(1)]]);
  expect(book.findByExecution('a.1.01.01')?.commissions).toEqual([cost('a.1.01.01', -5)]);
  expect(losses).toEqual(['DU1']);
});

test('what was early for one profile is not booked in the next', () => {
  const { reports, shown } = bench();
  reports.onCommission(cost('a.1.01.01', null));
  expect(shown()).toEqual([]);
  reports.begin([]);
  reports.onExecution(fill('a.1.01.01', 10));
  expect(shown()).toEqual([['a.1.01.01', null]]);
});

test('what is said late of an order that memory has forgotten is said of that order, not of a stranger', () => {
  const at = T0;
  const kept = applyOrderEvent(newRecord(ticket(), at, null), {
    kind: 'queued',
    at,
    clientId: 7,
    orderId: 41,
  });
  const record = { ...kept.record, step: 'sent' as const, sentAt: at, permId: PERM_ID, isAcknowledged: true };
  for (const say of [
    ({ reports }: ReturnType<typeof bench>) => reports.onExecution(fill('a.1.01.01', 10)),
    ({ reports }: ReturnType<typeof bench>) => reports.onOpenOrder(brokerOrder()),
    ({ reports }: ReturnType<typeof bench>) => reports.onStatus(41, 7, brokerStatus()),
  ]) {
    const all = bench([record]);
    say(all);
    expect([...all.book.all].map(({ ref }) => ref)).toEqual([REF]);
  }
  const all = bench([record]);
  all.reports.onExecution(fill('a.1.01.01', 10, { permId: 9, orderRef: '', orderId: 3 }));
  expect([...all.book.all].map(({ ref }) => ref)).toEqual(['perm-9']);
});

test('each leg of a combination is a fill of its own, once, though its order stays as it was', () => {
  const { reports, portfolio, shown } = bench();
  const combination = {
    ...ticket().contract,
    contractId: contractIdSchema.parse(28_812_380),
    securityType: 'BAG',
  };
  const leg = (contractId: number) => ({
    ...ticket().contract,
    contractId: contractIdSchema.parse(contractId),
  });
  const names = { clientId: 0, orderId: 0, orderRef: '' };
  reports.onOpenOrder(brokerOrder({ ...names, contract: combination, status: 'Submitted' }));
  const fills = [
    fill('a.1.01.01', 1, { ...names, contract: combination }),
    fill('a.2.01.01', 1, { ...names, contract: leg(11) }),
    fill('a.3.01.01', 1, { ...names, contract: leg(12), side: 'sell' }),
  ];
  for (const one of [...fills, ...fills]) reports.onExecution(one);
  expect(portfolio).toEqual(['a.1.01.01', 'a.2.01.01', 'a.3.01.01']);
  expect(shown()).toHaveLength(3);
});
