import { assert } from '#shared/kernel/assert.ts';

/** The oldest client spoken to, and the newest layouts known (from 201 on the bodies are protobuf). */
export const OLDEST_VERSION = 157;
export const NEWEST_VERSION = 193;

/** 187 to 189 carry RFQ fields that were later withdrawn, so nobody announces them (see `negotiateVersion`). */
export function isSpokenVersion(version: number): boolean {
  return (
    Number.isInteger(version) &&
    version >= OLDEST_VERSION &&
    version <= NEWEST_VERSION &&
    !(version >= 187 && version <= 189)
  );
}

export function assertSpokenVersion(version: number): void {
  assert(isSpokenVersion(version), `server version ${version} is never negotiated, so it has no layouts`);
}
