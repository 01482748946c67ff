import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VirtualClock } from './virtual-clock.ts';

test('does what is due in order of time, then of scheduling, and shows that time while doing it', () => {
  const clock = new VirtualClock(1_000);
  const done: string[] = [];
  const note = (name: string) => () => void done.push(`${name}@${clock.now()}`);
  clock.at(1_500, note('b'));
  clock.at(1_200, note('a'));
  clock.at(1_500, note('c'));
  clock.at(9_000, note('later'));
  clock.advance(1_000);
  expect(done).toEqual(['a@1200', 'b@1500', 'c@1500']);
  expect(clock.now()).toBe(2_000);
});

test('what is scheduled on the way is done on the way', () => {
  const clock = new VirtualClock(0);
  const done: number[] = [];
  clock.onPassing((to) => {
    if (to === 100) clock.at(150, (now) => done.push(now));
  });
  clock.advance(10_000);
  expect(done).toEqual([150]);
});

test('a period goes on at its multiples until it is cancelled', () => {
  const clock = new VirtualClock(1_001);
  const times: number[] = [];
  const stop = clock.every(250, (now) => {
    times.push(now);
    if (times.length === 3) stop();
  });
  clock.advance(5_000);
  expect(times).toEqual([1_250, 1_500, 1_750]);
});

test('a stretch that nobody lived through is jumped over: what fell due is done once', () => {
  const clock = new VirtualClock(0);
  const times: number[] = [];
  clock.every(250, (now) => times.push(now));
  clock.jumpTo(60_000);
  expect(times).toEqual([60_000]);
  clock.advance(250);
  expect(times).toEqual([60_000, 60_250]);
});

test('one long step does the same as many short ones', () => {
  const anyTimes = fc.array(fc.integer({ min: 1, max: 5_000 }), { maxLength: 40 });
  const anySteps = fc.array(fc.integer({ min: 1, max: 700 }), { maxLength: 30 });
  fc.assert(
    fc.property(anyTimes, anySteps, (times, steps) => {
      const run = (advance: (clock: VirtualClock) => void) => {
        const clock = new VirtualClock(0);
        const done: [number, number][] = [];
        for (const [i, at] of times.entries()) clock.at(at, (now) => done.push([i, now]));
        advance(clock);
        clock.advanceTo(30_000);
        return done;
      };
      const many = run((clock) => steps.forEach((step) => clock.advance(step)));
      expect(many).toEqual(run(() => undefined));
      expect(many.map(([, now]) => now)).toEqual([...times].sort((a, b) => a - b));
    }),
  );
});

test('what is cancelled long before its time makes room for others, and the rest is done in order', () => {
  const clock = new VirtualClock(0);
  const done: number[] = [];
  for (let round = 0; round < 220; round++) {
    clock.at(1_000 + ((round * 7) % 220), (now) => done.push(now));
    // 110,000 in all: more than the clock holds.
    const cancels = Array.from({ length: 500 }, () => clock.at(7e8, () => done.push(NaN)));
    for (const cancel of cancels) cancel();
  }
  expect(clock.timerCount).toBe(220);
  clock.advance(2_000);
  expect(done).toEqual(Array.from({ length: 220 }, (_, index) => 1_000 + index));
});
