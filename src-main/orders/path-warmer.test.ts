import { expect, test } from 'vitest';
import { ManualTimers } from '#shared/kernel/testing/manual-timers.ts';
import { unixMillis } from '#shared/kernel/time.ts';
import { FIRST_ROUNDS, LATE_MS, STEP_MS, WARM_FOR_MS, PathWarmer } from './path-warmer.ts';

function warmed(rehearse: (rounds: number) => boolean) {
  const timers = new ManualTimers();
  let now = 1_000_000;
  let awake = 0;
  const keepAwake = () => {
    awake++;
    return () => awake--;
  };
  const warmer = new PathWarmer({ clock: { now: () => unixMillis(now) }, timers, rehearse, keepAwake });
  const advance = (ms: number) => {
    for (let done = 0; done < ms; done += STEP_MS) {
      now += STEP_MS;
      timers.advance(STEP_MS);
    }
  };
  return {
    timers,
    warmer,
    advance,
    /** How often processors are kept awake at the moment. */
    awake: () => awake,
    putClockBack: () => (now -= 500_000),
    passTime: (ms: number) => (now += ms),
  };
}

test('an order that may come has its path rehearsed every few milliseconds for a minute, anew with each, and then nothing runs', () => {
  const rounds: number[] = [];
  let isPossible = false;
  const { timers, warmer, advance, awake } = warmed((count) => isPossible && rounds.push(count) > 0);
  advance(10_000);
  expect([rounds, awake()]).toEqual([[], 0]);
  warmer.expect();
  warmer.expect();
  expect(awake()).toBe(1);
  // What cannot be walked yet is not taken for walked.
  advance(10_000);
  isPossible = true;
  advance(20_000);
  expect(rounds.filter((count) => count === FIRST_ROUNDS)).toHaveLength(5);
  warmer.expect();
  rounds.length = 0;
  advance(2 * WARM_FOR_MS);
  expect(rounds.length).toBeGreaterThan((0.99 * WARM_FOR_MS) / STEP_MS);
  expect(rounds.length).toBeLessThanOrEqual(WARM_FOR_MS / STEP_MS);
  expect(new Set(rounds)).toEqual(new Set([1]));
  expect([timers.waitingCount, awake()]).toEqual([0, 0]);
  warmer.expect();
  expect(awake()).toBe(1);
  warmer.close();
  expect([timers.waitingCount, awake()]).toEqual([0, 0]);
});

test('while the program has too much to do it is not walked, and again as soon as it has not', () => {
  let count = 0;
  const { warmer, advance, timers, passTime } = warmed(() => ++count > 0);
  warmer.expect();
  advance(10_000);
  const before = count;
  for (let turn = 0; turn < 100; turn++) {
    passTime(LATE_MS + STEP_MS + 1);
    timers.advance(STEP_MS);
  }
  expect(count).toBe(before);
  advance(1_000);
  expect(count).toBeGreaterThanOrEqual(before + 1_000 / STEP_MS - 1);
});

test('it ends with the desk, with a clock that is put back, and goes on after a failure', () => {
  let count = 0;
  const { warmer, advance, putClockBack } = warmed(() => {
    count++;
    if (count === 2) throw new Error('a bug on the warmer');
    return true;
  });
  warmer.expect();
  expect(() => advance(100)).toThrow('a bug on the warmer');
  advance(100);
  expect(count).toBeGreaterThan(10);
  putClockBack();
  advance(100);
  const before = count;
  advance(1_000);
  expect(count).toBe(before);
  warmer.expect();
  warmer.close();
  warmer.expect();
  advance(1_000);
  expect(count).toBe(before);
});
