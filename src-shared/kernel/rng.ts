/**
 * Random numbers by address instead of by turn: the value for (key, counter, lane) is always the same, whatever was asked
 * before. What is made from them can be made in any order, in pieces, and again after it was forgotten.
 */
export interface StreamKey {
  readonly a: number;
  readonly b: number;
}

const GOLDEN = 0x9e3779b9;
const UNIT = 2 ** -32;
/** Standard deviation of the sum of four independent 16-bit words. */
const FOUR_WORDS_DEVIATION = Math.sqrt((4 * (2 ** 32 - 1)) / 12);

/** A stream of its own for every list of parts. @param seed any safe integer */
export function streamKey(seed: number, ...parts: readonly (string | number)[]): StreamKey {
  let a = mix(seed | 0);
  let b = mix(Math.floor(seed / 2 ** 32) ^ GOLDEN);
  for (const part of parts) {
    const text = `${typeof part}:${part};`;
    for (let i = 0; i < text.length; i++) {
      a = mix(a ^ text.charCodeAt(i));
      b = mix((b + Math.imul(text.charCodeAt(i) + 1, GOLDEN)) | 0);
    }
  }
  return { a, b };
}

/**
 * 32 random bits as a signed integer. Two rounds of a bijective 32-bit mix, a key word before each.
 * @param counter integer, taken modulo 2^32 @param lane small integer: several values for one counter
 * Source of the mixing constants: Wellons' hash prospector, "triple32"/"lowbias32" family.
 */
export function noiseBits(a: number, b: number, counter: number, lane: number): number {
  return mix((mix(counter ^ a) + b + Math.imul(lane + 1, GOLDEN)) | 0);
}

/** In the open interval (0, 1). */
export function noiseUniform(key: StreamKey, counter: number, lane: number): number {
  return uniformOf(noiseBits(key.a, key.b, counter, lane));
}

/** An integer from 0 to `count` - 1. */
export function noiseInteger(key: StreamKey, counter: number, lane: number, count: number): number {
  return Math.floor(noiseUniform(key, counter, lane) * count);
}

export function uniformOf(bits: number): number {
  return ((bits >>> 0) + 0.5) * UNIT;
}

/** Standard normal. Uses lanes `lane` and `lane + 1`. */
export function noiseNormal(key: StreamKey, counter: number, lane: number): number {
  const radius = Math.sqrt(-2 * Math.log(noiseUniform(key, counter, lane)));
  return radius * Math.cos(2 * Math.PI * noiseUniform(key, counter, lane + 1));
}

/**
 * Student's t scaled to unit variance: fat tails. Uses lanes `lane` and `lane + 1`.
 * @param degrees of freedom, more than 2
 * Source: R. W. Bailey, "Polar generation of random variates with the t-distribution" (1994).
 */
export function noiseStudent(key: StreamKey, counter: number, lane: number, degrees: number): number {
  const u = noiseUniform(key, counter, lane);
  const angle = 2 * Math.PI * noiseUniform(key, counter, lane + 1);
  const t = Math.sqrt(degrees * (Math.pow(u, -2 / degrees) - 1)) * Math.cos(angle);
  return t * Math.sqrt((degrees - 2) / degrees);
}

/** Nearly normal with mean 0 and variance 1, never beyond 3.47: the sum of four 16-bit words. Costs no logarithm. */
export function cheapNormal(bits1: number, bits2: number): number {
  const sum = (bits1 & 0xffff) + (bits1 >>> 16) + (bits2 & 0xffff) + (bits2 >>> 16);
  return (sum - 131_070) / FOUR_WORDS_DEVIATION;
}

function mix(value: number): number {
  let x = value;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return x ^ (x >>> 15);
}
