import { err, ok, type Result } from '#shared/kernel/result.ts';

// Part of every runtime this code meets, but not of ECMAScript's own typings. Erased at build time.
declare const TextEncoder: new () => { encode(text: string): Uint8Array<ArrayBuffer> };
declare const TextDecoder: new (
  label: 'utf-8',
  options: { fatal: true; ignoreBOM: true },
) => { decode(bytes: Uint8Array): string };

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function utf8Bytes(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/** Strict: a reference text with bytes replaced would come back as another one. */
export function readUtf8(bytes: Uint8Array): Result<string, { readonly kind: 'notUtf8' }> {
  try {
    return ok(decoder.decode(bytes));
  } catch {
    // The platform's only way of saying so.
    return err({ kind: 'notUtf8' });
  }
}
