import { expect, test } from 'vitest';
import { FrameDecoder } from './frame-decoder.ts';
import { CLIENT_PREFIX } from './greeting.ts';
import { decodeMessage, encodeMessage } from './messages/messages.ts';
import { decodeRequest, encodeRequest, REQUEST_BYTES_MAX } from './requests/requests.ts';
import { emptyOrderState } from './nouns/order-state.ts';
import { recordedSession } from './testing/recorded-session.ts';
import { richOrders } from './testing/rich-orders.ts';
import { spokenVersions } from './testing/spoken-versions.ts';

const FRAME_COUNT = process.env.TRADEWIND_COUNTS === 'full' ? 1_000_000 : 10_000;
const SEED = 20261121;

/** mulberry32: the same seed, the same frames. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const nasty = [
  '',
  '0',
  '-1',
  '1e999',
  'NaN',
  '2147483647',
  '4294967296',
  '\xff',
  'Infinity',
  '9'.repeat(500),
  '1\x002',
];

/** A good frame with a few bytes or fields changed, dropped, doubled or cut off. */
function mutate(frame: Uint8Array, random: (below: number) => number): Uint8Array {
  let bytes = Buffer.from(frame);
  for (let changes = 1 + random(3); changes > 0; changes--) {
    const at = random(bytes.length || 1);
    switch (random(5)) {
      case 0:
        if (bytes.length > 0) bytes[at] = random(256);
        break;
      case 1:
        bytes = bytes.subarray(0, at);
        break;
      case 2:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random(8))]);
        break;
      case 3:
        bytes = Buffer.concat([
          bytes.subarray(0, at),
          Buffer.from(nasty[random(nasty.length)]!),
          bytes.subarray(at),
        ]);
        break;
      default: {
        const fields = bytes.toString('latin1').split('\0');
        fields[random(fields.length)] = nasty[random(nasty.length)]!;
        bytes = Buffer.from(fields.join('\0'), 'latin1');
      }
    }
  }
  return new Uint8Array(bytes);
}

test(`${FRAME_COUNT} mutated requests: each is read or refused with a reason, and what is read can be written again`, () => {
  const random = randomFrom(SEED);
  const sessions = spokenVersions.map((version) => ({
    version,
    payloads: recordedSession(version).map((request) => encodeRequest(request, version).subarray(4)),
  }));
  const seen = { read: 0, refused: 0 };
  for (let i = 0; i < FRAME_COUNT; i++) {
    const { version, payloads } = sessions[random(sessions.length)]!;
    const payload = mutate(payloads[random(payloads.length)]!, random);
    const result = decodeRequest(payload, version);
    if (result.ok) {
      seen.read += 1;
      const again = decodeRequest(encodeRequest(result.value, version).subarray(4), version);
      // The message names the frame only when it is needed.
      if (i % 16 === 0 || !again.ok) expect(again, `frame ${i} of seed ${SEED}`).toEqual(result);
    } else {
      seen.refused += 1;
      if (result.error.why === '' || result.error.why.length > 300) expect.fail(result.error.why);
    }
  }
  expect(seen.read).toBeGreaterThan(0);
  expect(seen.refused).toBeGreaterThan(seen.read);
});

test(`${FRAME_COUNT / 10} mutated openOrders: none throws`, () => {
  const random = randomFrom(SEED + 1);
  const payloads = richOrders.map(({ contract, order }) =>
    encodeMessage(
      { kind: 'openOrder', orderId: 1, contract, order, orderState: emptyOrderState },
      193,
    ).subarray(4),
  );
  for (let i = 0; i < FRAME_COUNT / 10; i++) {
    const result = decodeMessage(mutate(payloads[random(payloads.length)]!, random), 193);
    if (result.ok) encodeMessage(result.value, 193);
  }
});

test(`${FRAME_COUNT / 10} mutated streams: the frame decoder ends each in frames or a fault, holding one frame at most`, () => {
  const random = randomFrom(SEED + 2);
  const stream = Buffer.concat([
    Buffer.from(CLIENT_PREFIX),
    ...recordedSession(193).map((request) => encodeRequest(request, 193)),
  ]);
  for (let i = 0; i < FRAME_COUNT / 10; i++) {
    const bytes = mutate(stream, random);
    const decoder = new FrameDecoder({ payloadBytesMax: REQUEST_BYTES_MAX, prefix: CLIENT_PREFIX });
    for (let at = 0; at < bytes.length;) {
      const end = at + 1 + random(2_000);
      for (const payload of decoder.feed(bytes.subarray(at, end)).payloads) decodeRequest(payload, 193);
      if (decoder.heldBytes > 2 * bytes.length + 4_096) expect.fail(`holds ${decoder.heldBytes} bytes`);
      at = end;
    }
  }
});
