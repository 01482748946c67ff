import * as fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { ManualTimers } from '#shared/kernel/testing/manual-timers.ts';
import { CEILINGS, LANES, MESSAGES_MAX, MessageBudget, WAITING_MAX, type Lane } from './message-budget.ts';

let timers: ManualTimers;
let budget: MessageBudget;
let sent: { readonly what: string; readonly at: number }[];

/** Milliseconds since the start of the test, moved by `pass` alone. */
let now = 0;

function pass(ms: number): void {
  for (let step = 0; step < ms; step++) {
    now++;
    timers.advance(1);
  }
}

function send(lane: Lane, what: string = lane) {
  return budget.send(lane, () => sent.push({ what, at: now }));
}

beforeEach(() => {
  now = 0;
  timers = new ManualTimers();
  budget = new MessageBudget({ timers, monotonicMs: () => now });
  sent = [];
});

describe('what may go', () => {
  test('goes at once, in the same call', () => {
    send('history');
    expect(sent).toHaveLength(1);
    expect(budget.used).toBe(1);
    expect(timers.waitingCount).toBe(0);
  });

  test('data leaves room for orders, and orders for cancels', () => {
    for (let i = 0; i < 100; i++) send('history');
    expect(sent).toHaveLength(CEILINGS.history);
    let orders = 0;
    // What waits behind an order does not stand in its way.
    while (budget.take('order')) orders++;
    expect(orders).toBe(CEILINGS.order - CEILINGS.history);
    let cancels = 0;
    while (budget.take('cancel')) cancels++;
    expect(CEILINGS.order + cancels).toBe(MESSAGES_MAX);
  });

  test('a bracket is taken whole or not at all', () => {
    while (budget.used < CEILINGS.order - 2) budget.take('order');
    expect([budget.hasRoom('order', 3), budget.hasRoom('order', 2)]).toEqual([false, true]);
    expect(budget.used).toBe(CEILINGS.order - 2);
    expect(budget.take('order', 3)).toBe(false);
    expect(budget.take('order', 2)).toBe(true);
  });

  test('an order does not overtake cancels that wait', () => {
    for (let i = 0; i < MESSAGES_MAX + 1; i++) send('cancel');
    expect(budget.waiting('cancel')).toBe(1);
    pass(1_049);
    expect(budget.take('order')).toBe(false);
    pass(1);
    expect(budget.waiting('cancel')).toBe(0);
    expect(budget.take('order')).toBe(true);
  });
});

describe('what waits', () => {
  test('goes in the order of lanes, and of asking within one', () => {
    for (let i = 0; i < MESSAGES_MAX; i++) budget.take('cancel');
    for (const what of ['history 1', 'history 2']) send('history', what);
    send('market-data');
    send('cancel');
    pass(1_100);
    expect(sent.map(({ what }) => what)).toEqual(['cancel', 'market-data', 'history 1', 'history 2']);
  });

  test('can be taken back', () => {
    for (let i = 0; i < MESSAGES_MAX; i++) budget.take('cancel');
    const waiting = send('history');
    if (waiting.ok) waiting.value();
    pass(2_000);
    expect(sent).toEqual([]);
  });

  test('is refused when too much waits already', () => {
    for (let i = 0; i < CEILINGS.history + WAITING_MAX; i++) expect(send('history').ok).toBe(true);
    expect(send('history')).toEqual({
      ok: false,
      error: { kind: 'lane-full', lane: 'history', waiting: WAITING_MAX },
    });
  });

  test('is forgotten with its connection', () => {
    for (let i = 0; i < 100; i++) send('account');
    const before = sent.length;
    budget.close();
    pass(5_000);
    expect(sent).toHaveLength(before);
    expect(timers.waitingCount).toBe(0);
    expect(budget.take('cancel')).toBe(false);
  });
});

test('whatever is asked for, no second sees more than 50 messages, and all that waits goes in the end', () => {
  const step = fc.record({
    lane: fc.constantFrom(...LANES),
    count: fc.integer({ min: 1, max: 40 }),
    ms: fc.nat(400),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      now = 0;
      timers = new ManualTimers();
      budget = new MessageBudget({ timers, monotonicMs: () => now });
      sent = [];
      let asked = 0;
      for (const { lane, count, ms } of steps) {
        for (let i = 0; i < count; i++) send(lane);
        asked += count;
        pass(ms);
      }
      pass(60_000);
      expect(sent).toHaveLength(asked);
      for (let i = MESSAGES_MAX; i < sent.length; i++)
        expect(sent[i]!.at - sent[i - MESSAGES_MAX]!.at).toBeGreaterThanOrEqual(1_000);
    }),
    { numRuns: process.env.TRADEWIND_COUNTS === 'full' ? 2_000 : 20 },
  );
});
