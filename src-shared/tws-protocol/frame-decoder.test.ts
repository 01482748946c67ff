import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameDecoder } from './frame-decoder.ts';
import { frameOfFields } from './frame-encoder.ts';
import { CLIENT_PREFIX, encodeClientGreeting } from './greeting.ts';
import { encodeRequest } from './requests/requests.ts';
import { recordedSession } from './testing/recorded-session.ts';

const options = { payloadBytesMax: 1_048_576, prefix: CLIENT_PREFIX };

function bytesOf(chunks: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(chunks));
}

/** Payloads as text, copied before the next chunk comes. */
function payloadsOf(chunks: Iterable<Uint8Array>): string[] {
  const decoder = new FrameDecoder(options);
  const payloads: string[] = [];
  for (const chunk of chunks) {
    const batch = decoder.feed(chunk);
    if (batch.fault !== undefined) expect.fail(batch.fault.kind);
    payloads.push(...batch.payloads.map((payload) => Buffer.from(payload).toString('utf8')));
  }
  return payloads;
}

const session = bytesOf([
  encodeClientGreeting({ versionMin: 100, versionMax: 193, connectOptions: '' }),
  ...recordedSession(193).map((request) => encodeRequest(request, 193)),
]);
const whole = payloadsOf([session]);

test('a session in one chunk is its greeting and its requests', () => {
  expect(whole).toHaveLength(1 + recordedSession(193).length);
});

test('every split point of a session gives the same frames', () => {
  for (let split = 0; split <= session.length; split++) {
    expect(payloadsOf([session.subarray(0, split), session.subarray(split)])).toEqual(whole);
  }
});

test('one byte at a time gives the same frames', () => {
  expect(payloadsOf(Array.from(session, (byte) => Uint8Array.of(byte)))).toEqual(whole);
});

test('any chunks give the same frames', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(session.length), { maxLength: 50 }), (cuts) => {
      const edges = [0, ...cuts.toSorted((a, b) => a - b), session.length];
      expect(payloadsOf(edges.slice(1).map((end, i) => session.subarray(edges[i], end)))).toEqual(whole);
    }),
  );
});

test('empty frames are frames, also at the end of a chunk', () => {
  const decoder = new FrameDecoder({ payloadBytesMax: 10 });
  expect(decoder.feed(new Uint8Array(8)).payloads).toHaveLength(2);
  expect(decoder.feed(new Uint8Array(3)).payloads).toHaveLength(0);
  expect(decoder.feed(new Uint8Array(1)).payloads).toHaveLength(1);
});

test('a frame above the limit is a fault, after the frames before it, and nothing is read any more', () => {
  const decoder = new FrameDecoder({ payloadBytesMax: 10 });
  const good = frameOfFields(['49', '1']);
  const { payloads, fault } = decoder.feed(bytesOf([good, Uint8Array.of(0, 0, 0, 11), good]));
  expect(payloads).toHaveLength(1);
  expect(fault).toEqual({ kind: 'tooLong', payloadBytes: 11, payloadBytesMax: 10 });
  expect(decoder.feed(good)).toEqual({ payloads: [], fault });
});

test('a length with the top bit set is too long, not negative', () => {
  const { fault } = new FrameDecoder(options).feed(
    bytesOf([Buffer.from('API\0'), new Uint8Array(4).fill(0xff)]),
  );
  expect(fault).toMatchObject({ kind: 'tooLong', payloadBytes: 0xffff_ffff });
});

test('who does not begin with the prefix is not a client', () => {
  const { fault } = new FrameDecoder(options).feed(Buffer.from('GET / HTTP/1.1\r\n'));
  expect(fault).toEqual({ kind: 'wrongPrefix', expected: 'API\0' });
});

test('an announced length costs nothing until its bytes arrive, and each byte is copied a few times at most', () => {
  const length = 1_048_576;
  const header = Uint8Array.of(0, length >> 16, 0, 0);
  const decoder = new FrameDecoder({ payloadBytesMax: length });
  decoder.feed(header);
  expect(decoder.heldBytes).toBeLessThanOrEqual(4_096);

  const buffers = new Set<number>();
  let completed = 0;
  const chunk = new Uint8Array(64).fill(65);
  for (let sent = 0; sent < length; sent += chunk.length) {
    completed += decoder.feed(chunk).payloads.length;
    buffers.add(decoder.heldBytes);
    const sentBytes = sent + chunk.length;
    if (decoder.heldBytes > Math.max(4_096, 2 * sentBytes)) expect.fail(`holds ${decoder.heldBytes}`);
  }
  expect(completed).toBe(1);
  // 4 KiB doubled up to 1 MiB, and empty again.
  expect(buffers.size).toBeLessThanOrEqual(10);
  expect(decoder.heldBytes).toBe(0);
});
