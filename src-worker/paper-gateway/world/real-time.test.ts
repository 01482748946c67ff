import { expect, test } from 'vitest';
import { JUMP_MS_MAX, RealTime } from './real-time.ts';
import { VirtualClock } from './virtual-clock.ts';

test('a pause is jumped over at the speed that is set, and no pause is longer than a year of market time', () => {
  let nowMs = 0;
  const clock = new VirtualClock(0);
  const time = new RealTime(clock, 1_000, () => nowMs);
  time.start();
  try {
    nowMs += 6_000;
    time.catchUp();
    expect(clock.now()).toBe(6_000_000);
    nowMs += 3 * 24 * 3_600_000;
    time.catchUp();
    expect(clock.now()).toBe(6_000_000 + JUMP_MS_MAX);
    nowMs += 1;
    time.catchUp();
    expect(clock.now()).toBe(6_000_000 + JUMP_MS_MAX + 1_000);
  } finally {
    time.stop();
  }
});
