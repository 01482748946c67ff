import { COLUMN_NAMES, type BarColumns } from '#shared/bars/columns.ts';
import { assert } from '#shared/kernel/assert.ts';

/**
 * 960 kB: just below what Chromium's allocator keeps at hand. Larger buffers come from the kernel page by page each time:
 * 1,000,000 bars then take 50 ms instead of 9 (Electron 33; see bench/load-bars.bench.ts).
 */
export const MAX_BLOCK_BARS = 20_000;

const BYTES_PER_VALUE = Float64Array.BYTES_PER_ELEMENT;
const BYTES_PER_BAR = COLUMN_NAMES.length * BYTES_PER_VALUE;

/** Bars `from` up to, not including, `to`, column after column. */
export function encodeBlock(bars: BarColumns, from: number, to: number): Uint8Array {
  const count = to - from;
  assert(
    count > 0 && count <= MAX_BLOCK_BARS && from >= 0 && to <= bars.length,
    'a block of bars lies outside them',
  );
  const block = new Uint8Array(count * BYTES_PER_BAR);
  COLUMN_NAMES.forEach((name, index) => {
    block.set(bytesOf(bars[name], from, count), index * count * BYTES_PER_VALUE);
  });
  return block;
}

/**
 * Copies a block into the columns from index `at` on. Byte by byte (one memcpy per column), because SQLite hands blobs out
 * at any offset and a Float64Array wants a multiple of 8.
 */
export function decodeBlockInto(target: BarColumns, at: number, block: Uint8Array): void {
  const count = block.byteLength / BYTES_PER_BAR;
  assert(Number.isInteger(count) && at + count <= target.length, 'a block of bars does not fit its place');
  const columnBytes = count * BYTES_PER_VALUE;
  COLUMN_NAMES.forEach((name, index) => {
    bytesOf(target[name], at, count).set(block.subarray(index * columnBytes, (index + 1) * columnBytes));
  });
}

/**
 * Gives the memory of a block back at once, for the next one to use while it is still warm; waiting for the garbage
 * collector, each block touches new pages (26 ms instead of 9). The block cannot be read afterwards.
 */
export function releaseBlock(block: Uint8Array): void {
  const buffer = block.buffer as ArrayBuffer & { transfer?: (length: number) => ArrayBuffer };
  const isAlone = block.byteOffset === 0 && block.byteLength === buffer.byteLength; // small ones share a pool
  if (isAlone) buffer.transfer?.(0); // Node 20 outside Electron has no such method, and does without
}

function bytesOf(column: Float64Array, from: number, count: number): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset + from * BYTES_PER_VALUE, count * BYTES_PER_VALUE);
}
