import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PacedDrawing, restAfter } from './paced-drawing.ts';

/** A page whose frames come when the test says so, and take as long as it says. */
let frames: (() => void)[];
let drawn: number;
let now: number;
let drawing: PacedDrawing;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  frames = [];
  drawn = 0;
  now = 1_000;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => frames.push(run));
  vi.stubGlobal('cancelAnimationFrame', () => (frames = []));
  drawing = new PacedDrawing(() => drawn++);
});

afterEach(() => {
  drawing.close();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** The frame begins, and is painted so much later. */
async function frame(takesMs: number): Promise<void> {
  const painted = new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    for (const run of frames.splice(0)) run();
    now += takesMs;
    port2.postMessage(null);
  });
  await painted;
}

function pass(ms: number): void {
  now += ms;
  vi.advanceTimersByTime(ms);
}

test('what is asked for many times is drawn once, and not again before its frame is painted', async () => {
  drawing.request();
  drawing.request();
  pass(0);
  expect(drawn).toBe(1);
  drawing.request();
  pass(1_000);
  expect(drawn).toBe(1);
  await frame(1);
  pass(restAfter(1));
  expect(drawn).toBe(2);
});

test('after a frame that was dear it rests nine times as long, and what is asked for then is drawn after it', async () => {
  drawing.request();
  pass(0);
  await frame(10);
  drawing.request();
  pass(89);
  expect(drawn).toBe(1);
  pass(1);
  expect(drawn).toBe(2);
});

test('a frame that took very long delays the next one by no more than 200 ms', () => {
  expect(restAfter(3)).toBeCloseTo(27);
  expect(restAfter(5_000)).toBe(200);
});

test('nothing is drawn after the end', () => {
  drawing.request();
  drawing.close();
  pass(1_000);
  expect(drawn).toBe(0);
});
