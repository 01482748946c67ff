import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameLengths } from './frame-lengths.ts';

const MAX = 0xff_ffff;

function frame(length: number): Buffer {
  const bytes = Buffer.alloc(4 + length, 0xff);
  bytes.writeInt32BE(length);
  return bytes;
}

function feedCut(bytes: Buffer, cuts: readonly number[]): number | null {
  const lengths = new FrameLengths(MAX);
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  for (let part = 1; part < places.length; part++) {
    const found = lengths.feed(bytes.subarray(places[part - 1], places[part]));
    if (found !== null) return found;
  }
  return null;
}

const sizes = fc.array(fc.nat(300), { maxLength: 20 });
const cuts = fc.array(fc.nat(5_000), { maxLength: 30 });

test('messages of any length, cut anywhere, are well', () => {
  fc.assert(
    fc.property(sizes, cuts, (lengths, places) => {
      expect(feedCut(Buffer.concat(lengths.map(frame)), places)).toBeNull();
    }),
  );
});

test('a length below nothing or above the longest is found after any messages, cut anywhere', () => {
  const bad = fc.oneof(
    fc.integer({ max: -1, min: -(2 ** 31) }),
    fc.integer({ min: MAX + 1, max: 2 ** 31 - 1 }),
  );
  fc.assert(
    fc.property(sizes, cuts, bad, (lengths, places, length) => {
      const header = Buffer.alloc(4);
      header.writeInt32BE(length);
      const bytes = Buffer.concat([...lengths.map(frame), header, Buffer.alloc(50)]);
      expect(feedCut(bytes, places)).toBe(length);
    }),
  );
});
