import { move, transferableSymbol, valueSymbol } from 'piscina';
import type { EngineResult } from './job.ts';

/** Piscina's way to transfer what lies deeper than the top of an answer: the arrays change hands and are not copied. */
export function handOver(outcome: EngineResult): unknown {
  const { fills, equityTime, equityMicros } = outcome;
  const arrays: Float64Array[] = [...Object.values<Float64Array>({ ...fills }), equityTime, equityMicros];
  return move({ [transferableSymbol]: arrays.map((array) => array.buffer), [valueSymbol]: outcome });
}
