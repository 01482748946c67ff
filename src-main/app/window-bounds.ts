import type { WindowState } from '../ports/stores.ts';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const DEFAULT_SIZE = { width: 1440, height: 900 };
export const MIN_SIZE = { width: 960, height: 600 };
/** Pixels of the top edge that must be on a display, so that the window can be dragged. */
const HANDLE = { width: 120, height: 32 };

/**
 * Where to open a window that stood at `saved` when these were not the displays: unchanged if its top edge can be reached,
 * no larger than the display it is on, else in the middle of the first.
 *
 * @param workAreas what each display leaves free, the primary one first
 */
export function placeWindow(saved: WindowState | null, workAreas: readonly Rectangle[]): Rectangle {
  const primary = workAreas[0] ?? { x: 0, y: 0, ...DEFAULT_SIZE };
  if (saved === null) return centred(DEFAULT_SIZE, primary);
  // At the size it will have there: made smaller, its edge may no longer reach a display it only just touched.
  const home = workAreas.find((area) =>
    overlap(area, { ...saved, width: sizeWithin(saved, area).width, height: HANDLE.height }),
  );
  if (home === undefined) return centred(saved, primary);
  return { x: saved.x, y: saved.y, ...sizeWithin(saved, home) };
}

function overlap(area: Rectangle, handle: Rectangle): boolean {
  const width = Math.min(area.x + area.width, handle.x + handle.width) - Math.max(area.x, handle.x);
  const height = Math.min(area.y + area.height, handle.y + handle.height) - Math.max(area.y, handle.y);
  return width >= HANDLE.width && height >= HANDLE.height;
}

function centred(size: { readonly width: number; readonly height: number }, area: Rectangle): Rectangle {
  const { width, height } = sizeWithin(size, area);
  return {
    x: Math.round(area.x + (area.width - width) / 2),
    y: Math.round(area.y + (area.height - height) / 2),
    width,
    height,
  };
}

function sizeWithin(size: { readonly width: number; readonly height: number }, area: Rectangle) {
  return {
    width: Math.min(Math.max(size.width, MIN_SIZE.width), area.width),
    height: Math.min(Math.max(size.height, MIN_SIZE.height), area.height),
  };
}
