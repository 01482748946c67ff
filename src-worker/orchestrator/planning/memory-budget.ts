import { freemem } from 'node:os';

/** What is free may be wanted by others too: the window, the bar library's cache, other programs. */
const SHARE = 0.5;
const LEAST_BYTES = 256e6;

/** Bytes that runs should not exceed together, as the machine is now. */
export function memoryBudget(): number {
  return Math.max(LEAST_BYTES, freemem() * SHARE);
}
