import type { CodecFault } from './codec-fault.ts';

export interface MessageLimits {
  readonly bytes: number;
  /** Arrays and maps within one another. */
  readonly depth: number;
  /** Everything a message holds, map keys included: it bounds what a few bytes can swell to in memory. */
  readonly values: number;
}

/** msgpackr's extension for typed arrays, and its code there for Float64Array. */
const TYPED_ARRAY = 0x74;
const FLOAT64 = 8;

/**
 * Walks a msgpack message without building anything, and refuses what is no plain value of ours: lengths beyond the end,
 * bytes left over, too deep, too many values, and every extension but `undefined` and Float64Array - msgpackr would build
 * regular expressions, errors, records and references from a stranger's bytes. Null when the message is sound.
 */
export function checkBytes(bytes: Uint8Array, limits: MessageLimits): CodecFault | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.byteLength;
  /** Values still to come in each open container, the outermost first. */
  const open = [1];
  let values = 0;
  let position = 0;

  while (open.length > 0) {
    const top = open.length - 1;
    if (open[top] === 0) {
      open.pop();
      continue;
    }
    open[top]!--;
    if (++values > limits.values) return { kind: 'too-many-values', limit: limits.values };
    if (position >= end) return truncated(position);

    const token = bytes[position++]!;
    const header = HEADER_BYTES[token]!;
    if (position + header > end) return truncated(position);
    const size = header === 1 ? view.getUint8(position) : header === 2 ? view.getUint16(position) : header === 4 ? view.getUint32(position) : 0; // prettier-ignore
    position += header;

    const kind = KINDS[token]!;
    if (kind === 'scalar') position += FIXED_BYTES[token]!;
    else if (kind === 'string') position += token < 0xc0 ? token & 0x1f : size;
    else if (kind === 'array' || kind === 'map') {
      const count = token < 0x90 ? token & 0x0f : token < 0xa0 ? token & 0x0f : size;
      const perEntry = kind === 'map' ? 2 : 1;
      if (count * perEntry > end - position) return truncated(position);
      if (open.length > limits.depth) return { kind: 'too-deep', limit: limits.depth };
      open.push(count * perEntry);
    } else if (kind === 'fixext1') {
      if (position + 2 > end) return truncated(position);
      if (bytes[position] !== 0) return malformed(`extension type ${bytes[position]} at byte ${position}`);
      position += 2; // extension 0 is `undefined`
    } else if (kind === 'ext') {
      if (position + 1 + size > end) return truncated(position);
      const isFloat64Array =
        bytes[position] === TYPED_ARRAY && bytes[position + 1] === FLOAT64 && size % 8 === 1;
      if (!isFloat64Array) return malformed(`extension type ${bytes[position]} at byte ${position}`);
      position += 1 + size;
    } else return malformed(`token 0x${token.toString(16)} at byte ${position - 1}`);
    if (position > end) return truncated(end);
  }
  return position === end ? null : malformed(`${end - position} bytes after the end of the message`);
}

type Kind = 'scalar' | 'string' | 'array' | 'map' | 'fixext1' | 'ext' | 'refused';

/** msgpack's first byte: what follows it. Binary, 64-bit integers and the other fixed extensions are not used by us. */
const KINDS: readonly Kind[] = Array.from({ length: 256 }, (_, token): Kind => {
  if (token < 0x80 || token >= 0xe0) return 'scalar';
  if (token < 0x90) return 'map';
  if (token < 0xa0) return 'array';
  if (token < 0xc0) return 'string';
  if (token === 0xc0 || token === 0xc2 || token === 0xc3) return 'scalar';
  if (token >= 0xc7 && token <= 0xc9) return 'ext';
  if ((token >= 0xca && token <= 0xce) || (token >= 0xd0 && token <= 0xd2)) return 'scalar';
  if (token === 0xd4) return 'fixext1';
  if (token >= 0xd9 && token <= 0xdb) return 'string';
  if (token === 0xdc || token === 0xdd) return 'array';
  if (token === 0xde || token === 0xdf) return 'map';
  return 'refused';
});

/** Bytes of the length that follows the first byte. */
const HEADER_BYTES = bytesByToken([[0xc7, 1], [0xc8, 2], [0xc9, 4], [0xd9, 1], [0xda, 2], [0xdb, 4], [0xdc, 2], [0xdd, 4], [0xde, 2], [0xdf, 4]]); // prettier-ignore
/** Bytes of a scalar after its first byte. */
const FIXED_BYTES = bytesByToken([[0xca, 4], [0xcb, 8], [0xcc, 1], [0xcd, 2], [0xce, 4], [0xd0, 1], [0xd1, 2], [0xd2, 4]]); // prettier-ignore

function bytesByToken(entries: readonly (readonly [number, number])[]): Uint8Array {
  const table = new Uint8Array(256);
  for (const [token, bytes] of entries) table[token] = bytes;
  return table;
}

function truncated(position: number): CodecFault {
  return malformed(`the message ends before the value at byte ${position} does`);
}

function malformed(detail: string): CodecFault {
  return { kind: 'malformed', detail };
}
