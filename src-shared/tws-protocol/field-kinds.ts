import { assert } from '#shared/kernel/assert.ts';
import { escapeText, unescapeText } from './escaped-text.ts';
import { plainDecimal } from './plain-decimal.ts';

/** What `parse` gives back for text that is no such value. */
export const refused = Symbol('refused');

/** How one value is written in a field, in both directions. */
export interface FieldKind<T> {
  /** The value when the field is empty or the negotiated version has no such field. */
  readonly empty: T;
  /** For "must be ..., was ...". */
  readonly expects: string;
  readonly parse: (text: string) => T | typeof refused;
  readonly format: (value: T) => string;
}

/** "Not set", as Java and Python clients print their largest values. */
const UNSET_INT = 2_147_483_647;
const UNSET_DECIMAL = 2 ** 127 - 1;
const UNSET_DOUBLE_TEXT = '1.7976931348623157E308';

export const textKind: FieldKind<string> = {
  empty: '',
  expects: 'text',
  parse: (text) => text,
  format: checkNoNul,
};

/** Names, error text, JSON: what clients un-escape. */
export const escapedTextKind: FieldKind<string> = {
  empty: '',
  expects: 'text',
  parse: unescapeText,
  format: escapeText,
};

/** Empty here is the word `None` there. */
export const textOrNoneKind: FieldKind<string> = {
  empty: '',
  expects: 'text',
  parse: (text) => (text === 'None' ? '' : text),
  format: (value) => (value === '' ? 'None' : checkNoNul(value)),
};

export const flagKind: FieldKind<boolean> = {
  empty: false,
  expects: '1 or 0',
  parse: (text) => (text === '1' ? true : text === '0' || text === '' ? false : refused),
  format: (value) => (value ? '1' : '0'),
};

export const optionalFlagKind: FieldKind<boolean | undefined> = {
  empty: undefined,
  expects: '1, 0 or nothing',
  parse: (text) => (text === '' || text === String(UNSET_INT) ? undefined : flagKind.parse(text)),
  format: (value) => (value === undefined ? '' : flagKind.format(value)),
};

/** An integer; an empty field is `empty`. */
export function intKindOr(empty: number): FieldKind<number> {
  return {
    empty,
    expects: 'an integer',
    parse: (text) => (text === '' ? empty : readInteger(text)),
    format: (value) => String(checkInteger(value)),
  };
}

export const intKind = intKindOr(0);

export const optionalIntKind: FieldKind<number | undefined> = {
  empty: undefined,
  expects: 'an integer or nothing',
  parse: (text) => {
    const value = text === '' ? UNSET_INT : readInteger(text);
    return value === UNSET_INT ? undefined : value;
  },
  format: (value) => (value === undefined ? '' : String(checkInteger(value))),
};

export const optionalDoubleKind: FieldKind<number | undefined> = {
  empty: undefined,
  expects: 'a number or nothing',
  parse: (text) => {
    const value = text === '' ? Number.MAX_VALUE : readNumber(text);
    return value === refused ? refused : value >= Number.MAX_VALUE ? undefined : value;
  },
  format: (value) => (value === undefined ? '' : plainDecimal(value)),
};

/** Written as TWS prints an unset margin; read like any other. */
export const doubleOrMaxKind: FieldKind<number | undefined> = {
  ...optionalDoubleKind,
  format: (value) => (value === undefined ? UNSET_DOUBLE_TEXT : plainDecimal(value)),
};

export const doubleKind: FieldKind<number> = {
  empty: 0,
  expects: 'a number',
  parse: (text) => optionalDoubleKind.parse(text) ?? 0,
  format: plainDecimal,
};

/** A quantity: the same text as a number, but with a mark of its own for "not set". */
export const optionalSizeKind: FieldKind<number | undefined> = {
  ...optionalDoubleKind,
  parse: (text) => {
    const value = optionalDoubleKind.parse(text);
    return typeof value === 'number' && value >= UNSET_DECIMAL ? undefined : value;
  },
};

export const sizeKind: FieldKind<number> = {
  ...doubleKind,
  parse: (text) => optionalSizeKind.parse(text) ?? 0,
};

/** competeAgainstBestOffset alone may be infinite: "up to the midpoint". */
export const offsetKind: FieldKind<number | undefined> = {
  empty: undefined,
  expects: 'a number, Infinity or nothing',
  parse: (text) => (/^inf(inity|inite)?$/i.test(text) ? Infinity : optionalDoubleKind.parse(text)),
  format: (value) => (value === Infinity ? 'Infinity' : optionalDoubleKind.format(value)),
};

/** One of a few words. */
export function wordKind<const Words extends readonly [string, ...string[]]>(
  ...words: Words
): FieldKind<Words[number]> {
  return {
    empty: words[0],
    expects: words.join(', '),
    parse: (text) => words.find((word) => word === text) ?? refused,
    format: (value) => value,
  };
}

/** One of a few integers. */
export function oneOfKind<const Numbers extends readonly [number, ...number[]]>(
  ...numbers: Numbers
): FieldKind<Numbers[number]> {
  return {
    empty: numbers[0],
    expects: numbers.join(', '),
    parse: (text) => numbers.find((number) => String(number) === text) ?? refused,
    format: String,
  };
}

function readInteger(text: string): number | typeof refused {
  if (!/^[+-]?\d{1,16}$/.test(text)) return refused;
  const value = Number(text);
  // Not the negative zero that "-0" would give: it compares equal and prints differently.
  return Number.isSafeInteger(value) ? value + 0 : refused;
}

function readNumber(text: string): number | typeof refused {
  // Bounded, so that nobody pays for a megabyte of digits; no client prints more than 40.
  if (text.length > 400 || !/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?$/.test(text)) return refused;
  const value = Number(text);
  return value <= -Number.MAX_VALUE ? refused : value + 0;
}

function checkInteger(value: number): number {
  assert(Number.isSafeInteger(value), `an integer field got ${value}`);
  return value;
}

function checkNoNul(value: string): string {
  assert(!value.includes('\0'), `a NUL inside a field would become two fields: ${JSON.stringify(value)}`);
  return value;
}
