import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_SIZE, placeWindow, type Rectangle } from './window-bounds.ts';

const first: Rectangle = { x: 0, y: 0, width: 1920, height: 1040 };
const second: Rectangle = { x: 1920, y: -200, width: 2560, height: 1400 };
const at = (x: number, y: number, width = 1200, height = 800) => ({
  x,
  y,
  width,
  height,
  isMaximised: false,
});

test('the first start is in the middle of the primary display', () => {
  expect(placeWindow(null, [first, second])).toEqual({ x: 240, y: 70, ...DEFAULT_SIZE });
});

test('a window stays where it was, on any display', () => {
  expect(placeWindow(at(100, 50), [first, second])).toEqual({ x: 100, y: 50, width: 1200, height: 800 });
  expect(placeWindow(at(2500, -150), [first, second])).toEqual({
    x: 2500,
    y: -150,
    width: 1200,
    height: 800,
  });
});

describe('a window that nobody could reach comes back to the primary display', () => {
  test.each([
    ['its display is gone', at(2500, 0)],
    ['it is above the top', at(100, -900)],
    ['it is below the bottom', at(100, 1035)],
    ['only a sliver shows on the left', at(-1150, 50)],
    ['only a sliver shows on the right', at(1900, 50)],
  ])('%s', (_, saved) => {
    expect(placeWindow(saved, [first])).toEqual({ x: 360, y: 120, width: 1200, height: 800 });
  });
});

test('a window larger than its display is made to fit', () => {
  expect(placeWindow(at(0, 0, 5_000, 4_000), [first])).toEqual(first);
});

test('without a display that is known the default is used', () => {
  expect(placeWindow(null, [])).toEqual({ x: 0, y: 0, ...DEFAULT_SIZE });
});

test('wherever it was and whatever the displays are, its top edge can be taken hold of', () => {
  const anyRectangle = fc.record({
    x: fc.integer({ min: -6_000, max: 6_000 }),
    y: fc.integer({ min: -4_000, max: 4_000 }),
    width: fc.integer({ min: 640, max: 8_000 }),
    height: fc.integer({ min: 480, max: 5_000 }),
  });
  const anySaved = anyRectangle.map((bounds) => ({ ...bounds, isMaximised: false }));
  fc.assert(
    fc.property(anySaved, fc.array(anyRectangle, { minLength: 1, maxLength: 4 }), (saved, displays) => {
      const placed = placeWindow(saved, displays);
      const reachable = displays.some((area) => {
        const width = Math.min(area.x + area.width, placed.x + placed.width) - Math.max(area.x, placed.x);
        return width >= 120 && placed.y >= area.y && placed.y + 32 <= area.y + area.height;
      });
      expect(reachable).toBe(true);
    }),
  );
});
