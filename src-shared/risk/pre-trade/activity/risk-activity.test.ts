import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainRequest } from '../testing/sample.ts';
import { RATE_CAPACITY, RateWindow } from './rate-window.ts';
import { RiskActivity, type RiskActivitySnapshot } from './risk-activity.ts';

const NEW_YORK = 'America/New_York';
/** 23:30 in New York, summer time. */
const LATE = Date.UTC(2026, 4, 7, 3, 30);
const HALF_HOUR = 1_800_000;

function busy(): RiskActivity {
  const activity = new RiskActivity(NEW_YORK);
  activity.marked(LATE, 100);
  activity.marked(LATE + 1, 90);
  activity.attempted(LATE + 2, 7, plainRequest);
  activity.attempted(LATE + 3, 7, { ...plainRequest, action: 'modify' });
  activity.attempted(LATE + 4, 8, { ...plainRequest, action: 'cancel' });
  activity.executed(LATE + 5, 7, 1);
  activity.closedAtLoss(LATE + 6);
  return activity;
}

test('a snapshot goes through JSON and comes back as it was, counters and breakers with it', () => {
  const snapshot = busy().snapshot();
  const restored = new RiskActivity(NEW_YORK);
  restored.restore(JSON.parse(JSON.stringify(snapshot)) as RiskActivitySnapshot);
  expect(restored.snapshot()).toEqual(snapshot);
  expect(restored.day.total('orders')).toBe(1);
  expect(restored.day.of('cancels', 8)).toBe(1);
  expect(restored.equity.dayLow).toBe(90);
  expect(restored.recentOrders.countSame(plainRequest, 7, 1_000, LATE + 10)).toBe(1);
  expect(new RiskActivity(NEW_YORK).snapshot().equity.high).toBeNull();
});

test('the day ends at midnight of its zone, and the drawdown does not end with it', () => {
  const activity = busy();
  activity.advance(LATE + HALF_HOUR - 1);
  expect(activity.day.total('orders')).toBe(1);
  activity.advance(LATE + HALF_HOUR);
  expect([activity.day.total('orders'), activity.day.of('trades', 7)]).toEqual([0, 0]);
  expect(activity.equity.dayStart).toBeNaN();
  activity.marked(LATE + HALF_HOUR, 95);
  expect(activity.equity).toMatchObject({ dayStart: 95, dayLow: 95, high: 100, lowSinceHigh: 90 });
});

test('what is restored on another day is cleared by that day; a clock that goes back clears nothing', () => {
  const activity = new RiskActivity(NEW_YORK);
  activity.restore(busy().snapshot());
  activity.advance(LATE - 86_400_000);
  expect(activity.day.total('orders')).toBe(1);
  activity.advance(LATE + 86_400_000);
  expect(activity.day.total('orders')).toBe(0);
});

test('a mark that is no number moves nothing; money paid out counts as a fall', () => {
  const { equity } = busy();
  equity.mark(NaN);
  expect(equity).toMatchObject({ dayStart: 100, dayLow: 90, high: 100, lowSinceHigh: 90 });
  equity.mark(40);
  expect(equity).toMatchObject({ dayStart: 100, dayLow: 40, high: 100, lowSinceHigh: 40 });
});

test('money paid in keeps every fall the same part of what it is measured from, over a restart too', () => {
  const { equity } = busy();
  equity.rescale(1.5);
  equity.outside = { USD: 50 };
  const kept = { dayStart: 150, dayLow: 135, high: 150, lowSinceHigh: 135, outside: { USD: 50 } };
  expect(equity.snapshot()).toEqual(kept);
  const restored = new RiskActivity(NEW_YORK);
  restored.equity.restore(equity.snapshot());
  expect(restored.equity).toMatchObject(kept);
});

test('a rate window agrees with a list of times, for any times, also when the clock goes back', () => {
  const runs = process.env.TRADEWIND_COUNTS === 'full' ? 20_000 : 50;
  const steps = fc.array(fc.integer({ min: -3, max: 10 }), { maxLength: 60 });
  fc.assert(
    fc.property(
      steps,
      fc.integer({ min: 0, max: 20 }),
      fc.integer({ min: 1, max: 60 }),
      (all, max, windowMs) => {
        const window = new RateWindow();
        const times: number[] = [];
        let now = 1_000;
        for (const step of all) {
          now += step;
          window.add(now);
          times.push(Math.max(now, ...times));
        }
        const inside = times.filter((time) => now - time < windowMs).length;
        expect(window.count(windowMs, now)).toBe(inside);
        expect(window.isFull(max, windowMs, now)).toBe(inside >= max);
        const copy = new RateWindow();
        copy.restore(window.snapshot());
        expect(copy.snapshot()).toEqual(times);
      },
    ),
    { numRuns: runs },
  );
});

test('what is kept is bounded: the oldest is forgotten', () => {
  const activity = new RiskActivity('UTC');
  for (let index = 0; index < RATE_CAPACITY + 10; index++) {
    activity.attempted(LATE + index, 1, plainRequest);
    activity.executed(LATE + index, 1, -1);
  }
  const { submits, recentOrders, recentExecutions } = activity.snapshot();
  expect([submits.length, recentOrders.length, recentExecutions.length]).toEqual([RATE_CAPACITY, 256, 256]);
  expect(submits[0]).toBe(LATE + 10);
  expect(recentOrders[0]!.at).toBe(LATE + RATE_CAPACITY + 10 - 256);
  const restored = new RiskActivity('UTC');
  restored.restore(activity.snapshot());
  expect(restored.snapshot()).toEqual(activity.snapshot());
  expect(() => restored.submits.restore(new Array<number>(RATE_CAPACITY + 1).fill(1))).toThrow('holds');
});
