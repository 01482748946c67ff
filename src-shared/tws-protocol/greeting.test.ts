import { expect, test } from 'vitest';
import { FrameDecoder } from './frame-decoder.ts';
import {
  CLIENT_PREFIX,
  encodeClientGreeting,
  encodeServerGreeting,
  GREETING_BYTES_MAX,
  negotiateVersion,
  parseClientGreeting,
  parseServerGreeting,
} from './greeting.ts';
import { utf8Bytes } from './utf8.ts';

const greeting = (text: string) => parseClientGreeting(utf8Bytes(text));

test.each([
  ['v100..193', 100, 193, ''],
  ['v157..178', 157, 178, ''],
  ['v176', 176, 176, ''],
  ['v100..225 +PACEAPI', 100, 225, '+PACEAPI'],
])('reads the greeting %s', (text, versionMin, versionMax, connectOptions) => {
  expect(greeting(text)).toEqual({ ok: true, value: { versionMin, versionMax, connectOptions } });
});

test.each(['', 'v', '100..193', 'v100..', 'v100..193\0', 'v-1..5', 'v100...193', 'v1234567'])(
  'refuses the greeting %j',
  (text) => expect(greeting(text)).toMatchObject({ ok: false, error: { kind: 'malformedGreeting' } }),
);

test('refuses a greeting that is not UTF-8', () => {
  expect(parseClientGreeting(Uint8Array.of(0x76, 0xff))).toMatchObject({ ok: false });
});

test.each([
  ['v100..193', 193], // @stoqey/ib
  ['v157..178', 178], // ib_async
  ['v100..157', 157],
  ['v100..176', 176],
  ['v100..186', 186],
  ['v100..187', 186], // the RFQ window
  ['v100..188', 186],
  ['v100..189', 186],
  ['v100..190', 190],
  ['v100..225', 193],
])('a client that sends %s gets %i', (text, version) => {
  const read = greeting(text);
  expect(read.ok && negotiateVersion(read.value)).toEqual({ ok: true, value: version });
});

test.each(['v213..225', 'v100..156', 'v187..189', 'v194', 'v200..193'])(
  'no version fits a client that sends %s',
  (text) => {
    const read = greeting(text);
    expect(read.ok && negotiateVersion(read.value)).toMatchObject({
      ok: false,
      error: { kind: 'versionNotSpoken' },
    });
  },
);

test('both greetings come back as they were sent', () => {
  const client = { versionMin: 157, versionMax: 193, connectOptions: '+PACEAPI' };
  const decoder = new FrameDecoder({ payloadBytesMax: GREETING_BYTES_MAX, prefix: CLIENT_PREFIX });
  const { payloads, fault } = decoder.feed(encodeClientGreeting(client));
  expect(fault).toBeUndefined();
  expect(payloads.map(parseClientGreeting)).toEqual([{ ok: true, value: client }]);

  const server = { serverVersion: 193, connectionTime: '20261121 08:14:57 UTC' };
  expect(parseServerGreeting(encodeServerGreeting(server).subarray(4))).toEqual({ ok: true, value: server });
  expect(parseServerGreeting(utf8Bytes('193'))).toMatchObject({ ok: false });
});
