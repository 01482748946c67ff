import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainCodec, recordCodec, RENDERER_WIRE } from './codec.ts';

const LIMITS = { bytes: 2 ** 20, depth: 32, values: 100_000 };

/** What a contract's schemas can hold: JSON's values, NaN and infinities, undefined, and columns. */
const anyNumber = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double().filter((value) => !Object.is(value, -0)),
  fc.constantFrom(
    NaN,
    Infinity,
    -Infinity,
    2 ** 31,
    2 ** 32,
    -(2 ** 31) - 1,
    2 ** 53,
    63,
    64,
    127,
    128,
    255,
    256,
  ),
);
const anyText = fc.string({ unit: 'binary', maxLength: 400 }).filter((text) => !/\p{Surrogate}/u.test(text));
// msgpackr renames this one key, so that no message can name a prototype.
const anyKey = fc.string({ maxLength: 12 }).filter((key) => key !== '__proto__' && key !== 'toJSON');
const { anyValue } = fc.letrec((tie) => ({
  anyValue: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    anyNumber,
    anyText,
    fc.boolean(),
    fc.constantFrom(null, undefined),
    fc.float64Array({ maxLength: 300 }),
    fc.array(tie('anyValue'), { maxLength: 20 }),
    fc.dictionary(anyKey, tie('anyValue'), { maxKeys: 20, noNullPrototype: true }),
  ),
}));

function roundTrip(codec: ReturnType<typeof plainCodec>, value: unknown): unknown {
  const bytes = codec.encode(value);
  if (!bytes.ok) throw new Error(JSON.stringify(bytes.error));
  const decoded = codec.decode(bytes.value);
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.error));
  return decoded.value;
}

test('a plain message arrives as it was sent', () => {
  const codec = plainCodec(LIMITS);
  fc.assert(
    fc.property(anyValue, (value) => {
      expect(roundTrip(codec, value)).toEqual(value);
    }),
    { numRuns: 2_000 },
  );
});

test('a stream of messages with shared structures arrives as it was sent, however many shapes it has', () => {
  const codec = recordCodec(LIMITS.bytes);
  fc.assert(
    fc.property(fc.array(anyValue, { maxLength: 10 }), (values) => {
      for (const value of values) expect(roundTrip(codec, value)).toEqual(value);
    }),
    { numRuns: 1_000 },
  );
});

test('columns arrive as Float64Array, aligned, alone in their buffer, bit for bit', () => {
  const column = new Float64Array([0, -0, NaN, Infinity, 5e-324, 1.7976931348623157e308]);
  // A view into the middle of a larger buffer, and a lead of one byte that would leave it unaligned.
  const view = new Float64Array(Float64Array.of(1, ...column, 9).buffer, 8, column.length);
  for (const codec of [plainCodec(LIMITS), recordCodec(LIMITS.bytes)]) {
    const [, arrived] = roundTrip(codec, ['x', view]) as [string, Float64Array];
    expect(arrived).toBeInstanceOf(Float64Array);
    expect(new Uint8Array(arrived.buffer)).toEqual(new Uint8Array(column.buffer));
  }
});

test('a column over shared memory is copied out of it', () => {
  const shared = new Float64Array(new SharedArrayBuffer(16));
  shared[1] = 7;
  const arrived = roundTrip(plainCodec(LIMITS), shared) as Float64Array;
  expect([...arrived]).toEqual([0, 7]);
  expect(arrived.buffer).toBeInstanceOf(ArrayBuffer);
});

test('the bytes of a message stand alone: nothing of earlier messages travels with them', () => {
  const codec = plainCodec(LIMITS);
  codec.encode('a secret');
  const bytes = codec.encode('public');
  expect(bytes.ok && bytes.value.buffer.byteLength).toBe(7);
});

test('random bytes never throw and never build anything but plain values', () => {
  const codec = plainCodec({ bytes: 4_096, depth: 8, values: 1_000 });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const decoded = codec.decode(bytes);
      if (decoded.ok) expectPlain(decoded.value);
      else expect(decoded.error.kind).toMatch(/^(malformed|too-deep|too-many-values)$/);
    }),
    { numRuns: 20_000 },
  );
});

test('every message cut short at any byte, or with one byte changed, is refused or read as a plain value', () => {
  const codec = plainCodec(LIMITS);
  const message = {
    v: 1,
    text: 'x'.repeat(300),
    list: [1, 2.5, -70_000, null, true],
    column: Float64Array.of(1, 2),
    gone: undefined,
  };
  const encoded = codec.encode(message);
  const bytes = encoded.ok ? encoded.value : new Uint8Array();
  for (let length = 0; length < bytes.length; length++) {
    expect(codec.decode(bytes.subarray(0, length))).toMatchObject({
      ok: false,
      error: { kind: 'malformed' },
    });
  }
  for (let at = 0; at < bytes.length; at++) {
    for (const flip of [0x01, 0x40, 0x80, 0xff]) {
      const changed = bytes.slice();
      changed[at]! ^= flip;
      const decoded = codec.decode(changed);
      if (decoded.ok) expectPlain(decoded.value);
    }
  }
  expect(codec.decode(bytes).ok).toBe(true);
});

describe('refuses, saying why', () => {
  const codec = plainCodec({ bytes: 1_000, depth: 4, values: 20 });
  const cases: [string, unknown, string][] = [
    ['what is no byte array', 'text', 'not-bytes'],
    ['an ArrayBuffer', new ArrayBuffer(3), 'not-bytes'],
    ['an object that looks like one', { length: 1, 0: 0xc0 }, 'not-bytes'],
    ['no bytes at all', [], 'malformed'],
    ['more bytes than allowed', new Array<number>(1_001).fill(0xc0), 'too-large'],
    ['bytes after the end', [0xc0, 0xc0], 'malformed'],
    ['an array declared with 4 billion entries', [0xdd, 0xff, 0xff, 0xff, 0xff, 0xc0], 'malformed'],
    ['a map declared with 4 billion entries', [0xdf, 0xff, 0xff, 0xff, 0xff, 0xa1, 0x61, 0xc0], 'malformed'],
    ['a string declared with 4 billion bytes', [0xdb, 0xff, 0xff, 0xff, 0xff, 0x61], 'malformed'],
    ['a string one byte short', [0xa3, 0x61, 0x62], 'malformed'],
    ['an extension declared with 4 billion bytes', [0xc9, 0xff, 0xff, 0xff, 0xff, 0x74, 8], 'malformed'],
    ['arrays nested too deep', [0x91, 0x91, 0x91, 0x91, 0x91, 0xc0], 'too-deep'],
    ['maps nested too deep', [0x81, 0xa0, 0x81, 0xa0, 0x81, 0xa0, 0x81, 0xa0, 0x81, 0xa0, 0xc0], 'too-deep'],
    ['too many values', [0xdc, 0, 20, ...new Array<number>(20).fill(0xc0)], 'too-many-values'],
    ['binary', [0xc4, 1, 0], 'malformed'],
    ['a 64-bit integer', [0xcf, 0, 0, 0, 0, 0, 0, 0, 1], 'malformed'],
    ['the byte that msgpack never uses', [0xc1], 'malformed'],
    ['a record definition', [0xd4, 0x72, 0x40, 0x91, 0xa1, 0x61, 0xc0], 'malformed'],
    ['a two-byte record definition', [0xd5, 0x72, 0x60, 0x01, 0x91, 0xa1, 0x61, 0xc0], 'malformed'],
    ['a regular expression', [0xd4, 0x78, 0x00, 0x92, 0xa1, 0x61, 0xa0], 'malformed'],
    ['an error', [0xd4, 0x65, 0x00, 0x92, 0xa1, 0x61, 0xa0], 'malformed'],
    ['a set', [0xd4, 0x73, 0x00, 0x90], 'malformed'],
    ['a date', [0xd6, 0xff, 0, 0, 0, 0], 'malformed'],
    ['a reference', [0xd6, 0x70, 0, 0, 0, 1], 'malformed'],
    ['an identity', [0xd6, 0x69, 0, 0, 0, 1, 0x90], 'malformed'],
    ['bundled strings', [0xd6, 0x62, 0, 0, 0, 1, 0xa0, 0xa0], 'malformed'],
    ['a typed array of another kind', [0xc7, 2, 0x74, 1, 0], 'malformed'],
    ['a Float64Array of seven bytes', [0xc7, 8, 0x74, 8, 0, 0, 0, 0, 0, 0, 0], 'malformed'],
    ['a raw ArrayBuffer', [0xc7, 2, 0x74, 0x10, 0], 'malformed'],
  ]; // prettier-ignore
  test.each(cases)('%s', (_, data, kind) => {
    const decoded = codec.decode(Array.isArray(data) ? Uint8Array.from(data as number[]) : data);
    expect(decoded).toMatchObject({ ok: false, error: { kind } });
  });
});

test('keys that name prototypes are harmless', () => {
  const codec = plainCodec(LIMITS);
  const bytes = mapBytes([['__proto__', { polluted: true }], ['constructor', 1], ['prototype', 2], ['hasOwnProperty', 3]]); // prettier-ignore
  const decoded = codec.decode(bytes);
  expect(decoded.ok && Object.getPrototypeOf(decoded.value)).toBe(Object.prototype);
  expect(decoded.ok && Object.keys(decoded.value as object)).toEqual(['__proto_', 'constructor', 'prototype', 'hasOwnProperty']); // prettier-ignore
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test('after a message that is too large to send, the next ones are still understood', () => {
  const sender = recordCodec(100);
  const receiver = recordCodec(100);
  expect(sender.encode({ shape: 'x'.repeat(200) })).toMatchObject({
    ok: false,
    error: { kind: 'too-large' },
  });
  for (const value of [{ shape: 'a' }, { shape: 'b' }, { other: 1 }]) {
    const bytes = sender.encode(value);
    expect(receiver.decode(bytes.ok && bytes.value)).toEqual({ ok: true, value });
  }
});

test('a value that cannot be written is a fault, not an exception', () => {
  const cycle: unknown[] = [];
  cycle.push(cycle);
  expect(plainCodec(LIMITS).encode(cycle)).toMatchObject({ ok: false, error: { kind: 'malformed' } });
  expect(plainCodec(LIMITS).encode(Symbol('no'))).toMatchObject({ ok: false, error: { kind: 'malformed' } });
});

test('no message of the renderer makes code out of its keys', () => {
  const codec = RENDERER_WIRE.answers();
  const original = globalThis.Function;
  let made = 0;
  globalThis.Function = new Proxy(original, {
    construct(target, args: string[]) {
      made++;
      return Reflect.construct(target, args);
    },
  });
  try {
    for (let i = 0; i < 10; i++) roundTrip(codec, [{ a: 1, b: i }]);
  } finally {
    globalThis.Function = original;
  }
  expect(made).toBe(0);
});

function expectPlain(value: unknown): void {
  if (value === null || typeof value !== 'object') return expect(typeof value).not.toBe('function');
  if (value instanceof Float64Array) return;
  expect([Object.prototype, Array.prototype]).toContain(Object.getPrototypeOf(value));
  for (const inner of Object.values(value)) expectPlain(inner);
}

/** A msgpack map written by hand, since the encoder would not write some keys. */
function mapBytes(entries: readonly (readonly [string, unknown])[]): Uint8Array {
  const codec = plainCodec(LIMITS);
  const parts = entries.flatMap((entry) => entry.map((part) => codec.encode(part)));
  return Uint8Array.from([
    0x80 | entries.length,
    ...parts.flatMap((part) => (part.ok ? [...part.value] : [])),
  ]);
}
