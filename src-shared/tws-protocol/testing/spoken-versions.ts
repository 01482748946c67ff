import { isSpokenVersion, NEWEST_VERSION, OLDEST_VERSION } from '../server-version.ts';

/** Every server version that can be negotiated. */
export const spokenVersions: readonly number[] = Array.from(
  { length: NEWEST_VERSION - OLDEST_VERSION + 1 },
  (_, i) => OLDEST_VERSION + i,
).filter(isSpokenVersion);

/** The oldest, and every one where a layout changes: between two of them nothing does. */
export const gateVersions: readonly number[] = [
  ...[157, 158, 160, 162, 163, 164, 166, 169, 170, 176, 177, 178, 179, 180],
  ...[182, 183, 184, 185, 186, 190, 192, 193],
];
