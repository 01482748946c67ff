import { assert } from '#shared/kernel/assert.ts';
import { utf8Bytes } from './utf8.ts';

/** What clients take in one frame: a payload above it makes them hang up. */
export const PAYLOAD_BYTES_MAX = 0xff_ffff;

/** `fields` in one frame: four bytes of length, then every field with a NUL behind it, the last one too. */
export function frameOfFields(fields: readonly string[]): Uint8Array<ArrayBuffer> {
  return frameOfText(fields.join('\0') + '\0');
}

/** `text` as it is, behind four bytes of length. */
export function frameOfText(text: string): Uint8Array<ArrayBuffer> {
  // Four NULs keep the place of the length, so the text is encoded once and never copied.
  const frame = utf8Bytes('\0\0\0\0' + text);
  const payloadBytes = frame.length - 4;
  assert(payloadBytes <= PAYLOAD_BYTES_MAX, `a frame of ${payloadBytes} bytes is more than clients take`);
  new DataView(frame.buffer).setUint32(0, payloadBytes);
  return frame;
}
