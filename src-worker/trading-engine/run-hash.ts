import { createHash } from 'node:crypto';
import { endianness } from 'node:os';
import type { FillColumns } from './job.ts';

/** What a run's identity is made of. */
export interface HashedRun {
  readonly fills: FillColumns;
  readonly equityMicros: Float64Array;
}

/**
 * SHA-256, hex, of what a run did: equal exactly when two runs filled the same and were worth the same at every step.
 *
 * Layout, every value a little-endian IEEE 754 double (whole numbers below 2^53 are exact in it, -0 does not occur):
 * number of fills; then column after column over all fills: symbol index, time (Unix ms), side (+1 or -1), quantity
 * (1e-6 units), price, commission (micros); then number of equity entries and the equity of each (micros).
 * Statistics, names, paths and versions are not in it.
 */
export function runHash({ fills, equityMicros }: HashedRun): string {
  const hash = createHash('sha256');
  const columns = [fills.symbol, fills.time, fills.side, fills.quantity, fills.price, fills.commission];
  hash.update(littleEndianBytes(Float64Array.of(fills.symbol.length)));
  for (const column of columns) hash.update(littleEndianBytes(column));
  hash.update(littleEndianBytes(Float64Array.of(equityMicros.length)));
  hash.update(littleEndianBytes(equityMicros));
  return hash.digest('hex');
}

/** The column's own memory where the machine is little-endian, which all we ship for are. */
function littleEndianBytes(column: Float64Array): Uint8Array {
  const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
  return endianness() === 'LE' ? bytes : new Uint8Array(Buffer.from(bytes).swap64());
}
