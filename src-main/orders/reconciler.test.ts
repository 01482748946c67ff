import { expect, test } from 'vitest';
import { cancelController } from '#shared/kernel/cancel.ts';
import { ManualTimers } from '#shared/kernel/manual-timers.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { unixMillis } from '#shared/kernel/time.ts';
import { contractSchema } from '#shared/model/contract.ts';
import { orderRefSchema, PLAIN_TERMS } from '#shared/model/order-ticket.ts';
import { toQuantityMicros } from '#shared/model/quantity.ts';
import { applyOrderEvent } from '#shared/orders/order-machine.ts';
import { newRecord } from '#shared/orders/order-record.ts';
import type { BrokerBook } from '../ports/broker-orders.ts';
import type { RequestError } from '../ports/request-error.ts';
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

  constructor() {
    this.reconciler = new Reconciler({
      book: this.book,
      reports: {
        adopt: quiet,
        apply: (ref: string, event: never) => {
          this.book.put(applyOrderEvent(this.book.get(orderRefSchema.parse(ref))!, event).record);
        },
      },
      broker: {
        isOpen: true,
        book: () =>
          new Promise((resolve) =>
            this.answers.push((error) => {
              const lists: BrokerBook = { open: [], completed: [], executions: [], askedAt: NOW };
              resolve(error === undefined ? ok(lists) : err(error));
            }),
          ),
      },
      clock: { now: () => NOW },
      timers: this.timers,
      log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      ...{ onChange: quiet, onDifference: quiet },
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

  async answered(error?: RequestError): Promise<void> {
    await turns();
    this.answers.shift()!(error);
    await turns();
  }
}

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
