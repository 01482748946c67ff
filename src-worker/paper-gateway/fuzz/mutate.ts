import { noiseInteger, type StreamKey } from '#shared/kernel/rng.ts';

const MUTATION_COUNT_MAX = 3;
const HEADER_BYTES = 4;

const NASTY = [
  ...[
    '',
    '0',
    '-1',
    '1',
    '2',
    '2147483647',
    '2147483648',
    '-2147483648',
    '9007199254740993',
    '1e308',
    '1e999',
  ],
  ...[
    'NaN',
    'Infinity',
    '-0',
    '0.1',
    '1e-12',
    '1.7976931348623157E308',
    'true',
    '20300101-00:00:00',
    '19700101',
  ],
  ...['DU1000001', 'AAPL', 'ES', 'SPX', 'OPT', 'FUT', 'CASH', 'SMART', 'STP', 'TRAIL', 'MKT', 'GTD', 'IOC'],
  ...['1 min', '1 M', '10 Y', '3600 S', 'MIDPOINT', 'é€😀', '\xff', '%', '100,233,236,456', '9'.repeat(400)],
];

export type Mutation =
  | 'field'
  | 'insert'
  | 'drop'
  | 'double'
  | 'swap'
  | 'digit'
  | 'message-id'
  | 'bit'
  | 'cut'
  | 'length'
  | 'random';
/** Fields weigh most: only frames that can be read reach what lies behind the reader. */
const MUTATIONS: readonly Mutation[] = [
  ...(['field', 'field', 'field', 'field', 'digit', 'digit', 'digit', 'swap'] as const),
  ...(['insert', 'drop', 'double', 'message-id', 'bit', 'bit', 'cut', 'length', 'random'] as const),
];

/** Random numbers of one frame: the same address, the same frame. */
export class Dice {
  readonly #key: StreamKey;
  readonly #frame: number;
  #lane = 0;

  constructor(key: StreamKey, frame: number) {
    this.#key = key;
    this.#frame = frame;
  }

  /** 0 to `count` - 1 */
  below(count: number): number {
    return noiseInteger(this.#key, this.#frame, this.#lane++, count);
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
}

/** A good frame, spoilt. @param frame four bytes of length, then fields, each with a NUL behind it */
export function mutated(frame: Uint8Array, dice: Dice): Uint8Array {
  let fields = Buffer.from(frame.subarray(HEADER_BYTES)).toString('latin1').split('\0').slice(0, -1);
  let spoil = (bytes: Buffer): Buffer => bytes;
  // Mostly one: what is wrong in several places is refused for the first.
  for (let count = dice.below(3) > 0 ? 1 : 1 + dice.below(MUTATION_COUNT_MAX); count > 0; count--) {
    const at = dice.below(fields.length);
    const mutation = dice.of(MUTATIONS);
    switch (mutation) {
      case 'field':
        fields = fields.with(at, nasty(dice));
        break;
      case 'digit':
        fields = fields.with(at, String(Number(fields[at]) + dice.below(21) - 10));
        break;
      case 'swap':
        fields = fields.with(at, fields[dice.below(fields.length)]!);
        break;
      case 'insert':
        fields = fields.toSpliced(at, 0, nasty(dice));
        break;
      case 'drop':
        fields = fields.length > 1 ? fields.toSpliced(at, 1) : fields;
        break;
      case 'double':
        fields = fields.toSpliced(at, 0, fields[at]!);
        break;
      case 'message-id':
        fields = fields.with(0, String(dice.below(120)));
        break;
      default:
        spoil = (bytes) => spoilt(bytes, mutation, dice);
    }
  }
  const payload = Buffer.from(fields.map((field) => `${field}\0`).join(''), 'latin1');
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32BE(payload.length);
  return spoil(Buffer.concat([header, payload]));
}

function nasty(dice: Dice): string {
  // One byte a letter, as the fields were read.
  return Buffer.from(dice.of(NASTY)).toString('latin1');
}

/** Below the fields: only a wrong length lets what follows be taken for something else. */
function spoilt(frame: Buffer, mutation: 'bit' | 'cut' | 'length' | 'random', dice: Dice): Buffer {
  const payloadAt = () => HEADER_BYTES + dice.below(Math.max(1, frame.length - HEADER_BYTES));
  switch (mutation) {
    case 'bit': {
      const at = Math.min(payloadAt(), frame.length - 1);
      frame[at]! ^= 1 << dice.below(8);
      return frame;
    }
    case 'cut': {
      const cut = Buffer.from(frame.subarray(0, payloadAt()));
      cut.writeUInt32BE(cut.length - HEADER_BYTES);
      return cut;
    }
    case 'length':
      // Now and then: all that comes after it in the session is lost.
      if (dice.below(20) === 0)
        frame.writeUInt32BE(dice.of([1, 7, 1_048_577, 0xff_ff_ff_ff, dice.below(4_096)]));
      return frame;
    case 'random': {
      const noise = Buffer.from(Array.from({ length: HEADER_BYTES + dice.below(64) }, () => dice.below(256)));
      noise.writeUInt32BE(noise.length - HEADER_BYTES);
      return noise;
    }
  }
}
