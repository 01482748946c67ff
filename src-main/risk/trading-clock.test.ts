import { expect, test } from 'vitest';
import { MS_PER_DAY, unixMillis } from '#shared/kernel/time.ts';
import { TradingClock } from './trading-clock.ts';

const NOON = Date.UTC(2026, 4, 7, 16);
let local = NOON;
let monotonic = 5;
function clockAt(start: number): TradingClock {
  local = start;
  return new TradingClock({ local: { now: () => unixMillis(local) }, monotonicMs: () => monotonic });
}
function pass(ms: number): void {
  local += ms;
  monotonic += ms;
}

test('what the computer’s clock does moves it in neither direction', () => {
  const clock = clockAt(NOON);
  clock.begin(true);
  expect(clock.isProven).toBe(false);
  expect(clock.heard(NOON / 1_000)).toBe(true);
  local += MS_PER_DAY;
  pass(1_000);
  expect([clock.now(), clock.localAheadMs]).toEqual([NOON + 1_000, MS_PER_DAY]);
  local -= 2 * MS_PER_DAY;
  expect([clock.now(), clock.localAheadMs]).toEqual([NOON + 1_000, -MS_PER_DAY]);
});

test('the broker’s word counts where it is another time, as after a sleep, and does not make it tremble', () => {
  const clock = clockAt(NOON + MS_PER_DAY);
  clock.begin(true);
  clock.heard(NOON / 1_000);
  expect([clock.now(), clock.localAheadMs]).toEqual([NOON + 500, MS_PER_DAY - 500]);
  pass(900);
  clock.heard(NOON / 1_000 + 1);
  expect(clock.now()).toBe(NOON + 1_400);
  // The machine slept: the clock that cannot be set stood still.
  clock.heard(NOON / 1_000 + 3_600);
  expect(clock.now()).toBe(NOON + 3_600_500);
});

test.each([NaN, Infinity, -1, 0, 1, Number.MAX_VALUE, Number.MAX_SAFE_INTEGER, NOON, 1_700_000_000.5])(
  '%s is no time that a broker tells',
  (seconds) => {
    const clock = clockAt(NOON);
    clock.begin(true);
    expect([clock.heard(seconds), clock.isProven, clock.now()]).toEqual([false, false, NOON]);
  },
);

test('practice with days that are over goes by the computer’s clock', () => {
  const clock = clockAt(NOON);
  clock.begin(false);
  expect(clock.heard(Date.UTC(2018, 0, 2) / 1_000)).toBe(true);
  local += 5_000;
  expect([clock.now(), clock.isProven, clock.localAheadMs]).toEqual([NOON + 5_000, true, null]);
});
