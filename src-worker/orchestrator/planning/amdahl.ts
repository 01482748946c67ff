import type { ParallelPlan } from '#shared/model/plan.ts';

/** The parts of a run, milliseconds on this machine as it is now. */
export interface WorkParts {
  /** Loading, putting together, storing: one after the other, however many workers there are. */
  readonly serialMs: number;
  /** Computing, summed over the threads. */
  readonly parallelMs: number;
  /** The longest piece that cannot be divided: no number of workers is faster. */
  readonly longestMs: number;
  /** Pieces that can be computed at the same time. */
  readonly pieces: number;
}

/** Amdahl's law, with its two bounds: as many workers as there are pieces, and never faster than the longest piece. */
export function amdahlMs({ serialMs, parallelMs, longestMs, pieces }: WorkParts, workers: number): number {
  const useful = Math.max(1, Math.min(workers, pieces));
  return serialMs + Math.max(parallelMs / useful, longestMs);
}

/** What the law says of these parts for `workers` and, for comparison, for powers of two up to `cores`. */
export function parallelPlan(parts: WorkParts, workers: number, cores: number): ParallelPlan {
  const alone = amdahlMs(parts, 1);
  const together = amdahlMs(parts, workers);
  const compared = [...new Set([1, 2, 4, 8, 16, 32, 64].filter((n) => n <= cores).concat(workers))];
  const floor = amdahlMs(parts, Infinity);
  return {
    workers,
    serialMs: parts.serialMs,
    parallelMs: parts.parallelMs,
    serialShare: alone === 0 ? 0 : Math.min(1, parts.serialMs / alone),
    speedUp: together === 0 ? 1 : alone / together,
    speedUpMax: floor === 0 ? null : alone / floor,
    byWorkers: compared.toSorted((a, b) => a - b).map((n) => ({ workers: n, ms: amdahlMs(parts, n) })),
  };
}
