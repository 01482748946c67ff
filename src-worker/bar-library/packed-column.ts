import { deflateSync, inflateSync } from 'node:zlib';
import { assert } from '#shared/kernel/assert.ts';

/** Values per stored part: half a megabyte, packed in a few milliseconds. */
export const PART_VALUES = 65_536;

const RAW = 0;
const DELTAS = 1;
/** Speed counts: what is gained by more is a tenth. */
const LEVEL = 1;

/**
 * Float64 values, packed without loss, bit for bit. Whole numbers are kept as steps from one to the next: times and equity
 * shrink to a third or less. zlib's own checksum tells damage when they are unpacked.
 */
export function packColumn(values: Float64Array): Uint8Array {
  const steps = stepsOf(values);
  const content = steps ?? values;
  const packed = deflateSync(new Uint8Array(content.buffer, content.byteOffset, content.byteLength), {
    level: LEVEL,
  });
  const bytes = new Uint8Array(1 + packed.byteLength);
  bytes[0] = steps === undefined ? RAW : DELTAS;
  bytes.set(packed, 1);
  return bytes;
}

export function unpackColumnInto(target: Float64Array, bytes: Uint8Array): void {
  const content = inflateSync(bytes.subarray(1));
  assert(
    content.byteLength === target.byteLength,
    'a packed column has another length than was stored with it',
  );
  new Uint8Array(target.buffer, target.byteOffset, target.byteLength).set(content);
  if (bytes[0] === RAW) return;
  for (let i = 1; i < target.length; i++) target[i] = target[i - 1]! + target[i]!;
}

/** @returns undefined where steps would not bring back the same bits. */
function stepsOf(values: Float64Array): Float64Array | undefined {
  const steps = new Float64Array(values.length);
  let last = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const step = value - last;
    if (!Number.isSafeInteger(value) || Object.is(value, -0) || !Number.isSafeInteger(step)) return undefined;
    steps[i] = step;
    last = value;
  }
  return steps;
}
