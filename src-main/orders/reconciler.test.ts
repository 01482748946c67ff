import { expect, test } from 'vitest';
import { cancelController } from '#shared/kernel/cancel.ts';
import { ManualTimers } from '#shared/kernel/testing/manual-timers.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { unixMillis } from '#shared/kernel/time.ts';
import { contractSchema } from '#shared/model/contract.ts';
import { orderRefSchema, PLAIN_TERMS } from '#shared/model/order-ticket.ts';
import { toQuantityMicros } from '#shared/model/quantity.ts';
import { applyOrderEvent } from '#shared/orders/order-machine.ts';
import type { BrokerNames } from '#shared/orders/order-event.ts';
import { newRecord, type OrderRecord } from '#shared/orders/order-record.ts';
import type { BrokerBook } from '../ports/broker-orders.ts';
import type { RequestError } from '../ports/request-error.ts';
import { stateOf } from '#shared/orders/order-state.ts';
import { brokerOrder, fill, PERM_ID, REF, T0, ticket, units } from '#shared/orders/testing/samples.ts';
import { ForgottenOrders } from './forgotten-orders.ts';
import { OrderBook } from './order-book.ts';
import { Reconciler, type ReconcilerOptions } from './reconciler.ts';

const NOW = unixMillis(Date.parse('2026-03-04T15:00:00Z'));
const quiet = () => undefined;

/** A broker that answers when the test lets it. */
class Bench {
  readonly timers = new ManualTimers();
  readonly book = new OrderBook();
  readonly answers: ((error?: RequestError) => void)[] = [];
  readonly reconciler: Reconciler;
  /** Orders that only the journal has, and how often it was asked. */
  journal: OrderRecord[] = [];
  lookUps = 0;
  now = NOW;
  isOpen = true;
  told: string[] = [];
  accepted: [string, boolean][] = [];
  lists: Partial<BrokerBook> = {};

  constructor() {
    const isOpen = () => this.isOpen;
    this.reconciler = new Reconciler({
      book: this.book,
      reports: {
        adopt: (record: OrderRecord) => this.book.put(record),
        lost: (why: string, isConcerned: (record: OrderRecord) => boolean) => {
          for (const record of this.book.live)
            if (isConcerned(record))
              this.book.put(applyOrderEvent(record, { kind: 'lost', at: this.now, why }).record);
        },
        candidates: (names: BrokerNames) => {
          this.lookUps++;
          return this.journal.filter(({ permId }) => permId === names.permId);
        },
        rebook: () => undefined,
        apply: (ref: string, event: never) => {
          this.book.put(applyOrderEvent(this.book.get(orderRefSchema.parse(ref))!, event).record);
        },
      },
      broker: {
        get isOpen() {
          return isOpen();
        },
        book: () =>
          new Promise((resolve) =>
            this.answers.push((error) => {
              const lists: BrokerBook = { open: [], completed: [], executions: [], askedAt: NOW };
              resolve(error === undefined ? ok({ ...lists, ...this.lists }) : err(error));
            }),
          ),
      },
      clock: { now: () => this.now },
      timers: this.timers,
      log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      ...{ onChange: quiet, coversSince: () => NOW - 3_600_000 },
      onDifference: (kind: string, { kind: about }: { kind: string }) => this.told.push(`${kind} ${about}`),
      onAccepted: (key: string, isAccepted: boolean) => this.accepted.push([key, isAccepted]),
    } as unknown as ReconcilerOptions);
  }

  /** Acknowledged long ago, and in none of the lists. */
  missing(): void {
    const contract = contractSchema.parse({
      ...{ contractId: 7, symbol: 'X', securityType: 'STK', expiry: null, strike: null, right: null },
      ...{ multiplier: 1, exchange: 'SMART', primaryExchange: '', currency: 'USD' },
      ...{ localSymbol: '', tradingClass: '' },
    });
    const ticket = {
      ...{ ref: orderRefSchema.parse('a'), account: 'U1', contract, side: 'buy' as const, parentRef: null },
      ...{ oca: null, isReduceOnly: false, terms: { ...PLAIN_TERMS, quantity: toQuantityMicros(1) } },
    } as const;
    const at = unixMillis(NOW - 60_000);
    const { record } = applyOrderEvent(newRecord(ticket, at, null), {
      kind: 'queued',
      at,
      clientId: 1,
      orderId: 1,
    });
    this.book.put({ ...record, step: 'sent', sentAt: at, isAcknowledged: true, isWorking: true });
  }

  /** Time passes for the clock and the timers. */
  advance(ms: number): void {
    this.now = unixMillis(this.now + ms);
    this.timers.advance(ms);
  }

  /** Compared with what `lists` says, twice where something differs. */
  async compared(): Promise<void> {
    const compared = this.reconciler.compare();
    await this.answered();
    this.advance(1_500);
    await turns();
    if (this.answers.length > 0) await this.answered();
    await compared;
  }

  async answered(error?: RequestError): Promise<void> {
    await turns();
    this.answers.shift()!(error);
    await turns();
  }
}

const NO_ANSWER: RequestError = { kind: 'no-answer', afterMs: 20_000 };

async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

test('a new session waits for no comparison of the one before, not even for its second look', async () => {
  const bench = new Bench();
  bench.missing();
  const old = bench.reconciler.compare();
  const ended = expect(old).rejects.toThrow('before this one was done');
  await bench.answered();
  // It would look again in a second and a half; the session ends meanwhile.
  bench.reconciler.forget();
  await ended;
  const synchronised = bench.reconciler.synchronise(cancelController().signal);
  await turns();
  expect(bench.answers).toHaveLength(1);
  await bench.answered();
  bench.timers.advance(1_500);
  await bench.answered();
  await synchronised;
  expect(bench.reconciler.isProven).toBe(true);
  expect(bench.reconciler.differences.map(({ difference }) => difference.kind)).toEqual(['order-missing']);
});

test('lists that were asked for before the servers were lost prove nothing after it', async () => {
  const bench = new Bench();
  const asked = expect(bench.reconciler.compare()).rejects.toThrow('before this one was done');
  bench.reconciler.forget();
  await bench.answered();
  await asked;
  expect([bench.reconciler.isProven, bench.reconciler.trouble]).toEqual([false, null]);
  const again = expect(bench.reconciler.compare()).rejects.toThrow('orders and executions');
  await bench.answered({ kind: 'no-answer', afterMs: 20_000 });
  await again;
  expect(bench.reconciler.trouble).not.toBeNull();
});

test('three comparisons that fail in a row prove nothing any more, whoever asked; the next that succeeds proves all again', async () => {
  const bench = new Bench();
  const synchronised = bench.reconciler.synchronise(cancelController().signal);
  await bench.answered();
  await synchronised;
  bench.timers.advance(60_000);
  await bench.answered(NO_ANSWER);
  expect([bench.reconciler.isProven, bench.reconciler.trouble]).toEqual([true, expect.any(String)]);
  // By hand, between two tries of its own: it counts, and the tries go on.
  const byHand = expect(bench.reconciler.compare()).rejects.toThrow('orders and executions');
  await bench.answered(NO_ANSWER);
  await byHand;
  expect(bench.reconciler.isProven).toBe(true);
  bench.timers.advance(6_000);
  await bench.answered(NO_ANSWER);
  expect(bench.reconciler.isProven).toBe(false);
  bench.timers.advance(6_000);
  await bench.answered();
  expect([bench.reconciler.isProven, bench.reconciler.trouble]).toEqual([true, null]);
  // Counted anew.
  bench.timers.advance(60_000);
  await bench.answered(NO_ANSWER);
  expect(bench.reconciler.isProven).toBe(true);
});

test('before the first one has succeeded nobody tries but who synchronises', async () => {
  const bench = new Bench();
  const failed = expect(bench.reconciler.synchronise(cancelController().signal)).rejects.toThrow(
    'orders and executions',
  );
  await bench.answered(NO_ANSWER);
  await failed;
  bench.timers.advance(600_000);
  await turns();
  expect(bench.answers).toHaveLength(0);
});

test('what was accepted before a restart is not told again as long as it lasts, and is news once it has gone', async () => {
  const bench = new Bench();
  bench.missing();
  const record = bench.book.get(orderRefSchema.parse('a'))!;
  const open = [
    { order: brokerOrder({ orderRef: '', permId: 5, orderId: 1, clientId: 1 }), status: null },
    { order: brokerOrder({ orderRef: 'a', permId: 6, orderId: 2, clientId: 1 }), status: null },
  ];
  bench.book.put({ ...record, permId: 5 });
  bench.lists = { open };
  const compare = async () => {
    const compared = bench.reconciler.compare();
    await bench.answered();
    bench.timers.advance(1_500);
    await turns();
    if (bench.answers.length > 0) await bench.answered();
    await compared;
  };
  await compare();
  const { key, difference } = bench.reconciler.differences[0]!;
  expect(difference.kind).toBe('order-duplicate');
  expect(bench.reconciler.accept(key)).not.toBeNull();
  expect(bench.accepted).toEqual([[key, true]]);
  bench.reconciler.forget();
  bench.reconciler.begin([key]);
  await compare();
  expect([bench.reconciler.isProven, bench.reconciler.differences]).toEqual([true, []]);
  bench.lists = { open: [open[0]!] };
  await compare();
  expect(bench.accepted.at(-1)).toEqual([key, false]);
  bench.reconciler.begin([]);
  bench.book.remove(orderRefSchema.parse('perm-6') as never);
  bench.lists = { open };
  await compare();
  expect(bench.reconciler.differences.map((one) => one.key)).toContain(key);
});

test('an order that memory has forgotten is found in the journal, and looked up once while the lists say nothing new of it', async () => {
  const bench = new Bench();
  const at = unixMillis(T0);
  const sent = applyOrderEvent(newRecord(ticket(), at, null), {
    kind: 'queued',
    at,
    clientId: 7,
    orderId: 41,
  });
  const filled = applyOrderEvent(
    { ...sent.record, step: 'sent', sentAt: at },
    { kind: 'execution', at, execution: fill('x.1.01', 60) },
  ).record;
  const completed = (count: number) => ({
    ...{ order: brokerOrder({ status: 'Cancelled', clientId: 0, orderId: 0 }), filled: units(count) },
    ...{ completedStatus: 'Cancelled by Trader', completedAt: at },
  });
  const ended = applyOrderEvent(filled, { kind: 'completed-order', at, completed: completed(60) }).record;
  bench.journal = [ended];
  bench.lists = { completed: [completed(60)], executions: [fill('x.1.01', 60)] };
  const compare = async () => {
    const compared = bench.reconciler.compare();
    await bench.answered();
    await compared;
  };
  await compare();
  expect([...bench.book.all], 'no stranger is adopted, and memory stays as it was').toEqual([]);
  const { lookUps } = bench;
  expect(lookUps).toBe(2);
  await compare();
  expect(bench.lookUps, 'nothing new: not looked up again').toBe(lookUps);
  bench.lists = { completed: [completed(60)], executions: [fill('x.1.01', 60), fill('x.2.01', 40)] };
  await compare();
  expect([...bench.book.all].map(({ ref, permId }) => [ref, permId])).toEqual([[REF, PERM_ID]]);
  expect(stateOf(bench.book.get(REF)!)).toBe('filled');
});

test('who asks while one runs gets that one’s end; what was given up before it began asks nothing', async () => {
  const bench = new Bench();
  const one = bench.reconciler.compare();
  expect(bench.reconciler.compare()).toBe(one);
  expect(bench.reconciler.isRunning).toBe(true);
  await bench.answered();
  await one;
  expect([bench.reconciler.isRunning, bench.reconciler.lastAt]).toEqual([false, NOW]);
  const over = cancelController();
  over.abort();
  await expect(bench.reconciler.compare(over.signal)).rejects.toThrow('before this one was done');
  expect(bench.answers).toHaveLength(0);
});

test('an order that is missing is settled when a person accepts it; what is gone is said to be gone', async () => {
  const bench = new Bench();
  bench.missing();
  await bench.compared();
  expect(bench.reconciler.accept('nothing of the kind')).toBeNull();
  const { key } = bench.reconciler.differences[0]!;
  expect(key).toBe('order-missing a');
  expect(bench.reconciler.accept(key)).not.toBeNull();
  expect(stateOf(bench.book.get(orderRefSchema.parse('a'))!)).toBe('cancelled');
  await bench.compared();
  expect(bench.told).toEqual(['difference-seen order-missing', 'difference-gone order-missing']);
  expect(bench.reconciler.differences).toEqual([]);
});

test('a difference that lasts is told once, since when it was first seen', async () => {
  const bench = new Bench();
  bench.missing();
  await bench.compared();
  bench.advance(30_000);
  await bench.compared();
  expect(bench.told).toEqual(['difference-seen order-missing']);
  expect(bench.reconciler.differences[0]!.since).toBe(NOW + 1_500);
});

test('what was sent and not answered within five seconds is unknown, and asked about at once and again', async () => {
  const bench = new Bench();
  const synchronised = bench.reconciler.synchronise(cancelController().signal);
  await bench.answered();
  await synchronised;
  bench.missing();
  const sent = {
    ...bench.book.get(orderRefSchema.parse('a'))!,
    isAcknowledged: false,
    isWorking: false,
    sentAt: NOW,
  };
  bench.book.put(sent);
  for (let second = 1; second <= 4; second++) bench.advance(1_000);
  expect([stateOf(bench.book.get(sent.ref)!), bench.answers.length]).toEqual(['sent', 0]);
  bench.advance(1_000);
  expect([stateOf(bench.book.get(sent.ref)!), bench.answers.length]).toEqual(['unknown', 1]);
  // Lists asked for before it could have been answered prove nothing: in six seconds they are asked for again.
  bench.lists = { askedAt: NOW };
  await bench.answered();
  expect(bench.reconciler.differences).toEqual([]);
  bench.advance(5_999);
  expect(bench.answers).toHaveLength(0);
  bench.advance(1);
  expect(bench.answers).toHaveLength(1);
});

test('positions that differ ask for a comparison: not at once after the last, and after the one that runs', async () => {
  const bench = new Bench();
  bench.reconciler.compareSoon();
  bench.advance(600_000);
  expect(bench.answers, 'nothing is proven yet').toHaveLength(0);
  await bench.compared();
  bench.reconciler.compareSoon();
  // A second and a half have passed since.
  bench.advance(3_499);
  expect(bench.answers).toHaveLength(0);
  bench.advance(1);
  expect(bench.answers).toHaveLength(1);
  bench.reconciler.compareSoon();
  await bench.answered();
  bench.advance(4_999);
  expect(bench.answers).toHaveLength(0);
  bench.advance(1);
  expect(bench.answers).toHaveLength(1);
  await bench.answered();
  bench.isOpen = false;
  bench.advance(60_000);
  expect(bench.answers, 'nobody is there to be asked').toHaveLength(0);
});

test('while an order of somebody else lives it is compared every ten seconds', async () => {
  const bench = new Bench();
  bench.lists = { open: [{ order: brokerOrder({ clientId: 3, orderRef: '' }), status: null }] };
  await bench.compared();
  bench.advance(8_500);
  expect(bench.answers).toHaveLength(1);
});

test('a bug in what a comparison does counts as one that failed, and says what', async () => {
  const bench = new Bench();
  await bench.compared();
  bench.lists = { open: [{ order: null as never, status: null }] };
  const failed = expect(bench.reconciler.compare()).rejects.toThrow('null');
  await bench.answered();
  await failed;
  expect(bench.reconciler.trouble).toMatch(/null/);
  expect(bench.reconciler.isProven).toBe(true);
});

test('what the lists have said of forgotten orders is itself forgotten when it is too much', () => {
  const bench = new Bench();
  const at = unixMillis(T0);
  const record = { ...newRecord(ticket(), at, null), permId: PERM_ID };
  const lists: BrokerBook = { open: [], completed: [], executions: [fill('x.1.01', 60)], askedAt: NOW };
  let asked = 0;
  const candidates = () => {
    asked++;
    return [record];
  };
  const forgotten = new ForgottenOrders(bench.book, candidates, 0);
  for (const times of [1, 1, 2]) {
    forgotten.of(lists);
    forgotten.settle(new Set());
    expect(asked).toBe(times);
  }
  // One that memory has, under whatever name the journal has it, is memory's.
  bench.book.put({ ...record, permId: 9 });
  const other = new ForgottenOrders(bench.book, candidates);
  expect(other.of(lists).orders).toEqual([]);
  bench.book.put(record);
  asked = 0;
  expect(other.of(lists)).toEqual({ lists, orders: [] });
  expect(asked).toBe(0);
});

test('an order that the journal thinks ended and the broker lists as open is that order, and lives again', async () => {
  const bench = new Bench();
  const at = unixMillis(T0);
  const { record } = applyOrderEvent(newRecord(ticket(), at, null), {
    kind: 'queued',
    at,
    clientId: 7,
    orderId: 41,
  });
  const ended = applyOrderEvent(
    { ...record, step: 'sent', sentAt: at, permId: PERM_ID },
    { kind: 'found-nowhere', at, askedAt: at, verdict: 'missing' },
  ).record;
  bench.journal = [applyOrderEvent(ended, { kind: 'settled-by-hand', at, reason: 'over' }).record];
  bench.lists = { open: [{ order: brokerOrder(), status: null }] };
  await bench.compared();
  expect([...bench.book.all].map(({ ref }) => ref)).toEqual([REF]);
  expect(stateOf(bench.book.get(REF)!)).toBe('working');
});
