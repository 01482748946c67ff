import { assert } from '../kernel/assert.ts';

/**
 * Indices that draw the same picture with fewer points: the line is cut into stretches, and of each stretch the lowest
 * and the highest value stay, in order, with the first and the last of all.
 *
 * @param values length n
 * @param pointCountMax at least 4; the answer has at most that many indices, ascending and unique
 */
export function thinnedIndices(values: Float64Array, pointCountMax: number): Uint32Array {
  assert(pointCountMax >= 4, `a line needs at least 4 points, was ${pointCountMax}`);
  const count = values.length;
  if (count <= pointCountMax) return Uint32Array.from({ length: count }, (_, index) => index);

  const stretches = Math.floor((pointCountMax - 2) / 2);
  const indices: number[] = [0];
  for (let stretch = 0; stretch < stretches; stretch++) {
    const begin = 1 + Math.floor((stretch * (count - 2)) / stretches);
    const end = 1 + Math.floor(((stretch + 1) * (count - 2)) / stretches);
    let lowest = begin;
    let highest = begin;
    for (let i = begin + 1; i < end; i++) {
      if (values[i]! < values[lowest]!) lowest = i;
      if (values[i]! > values[highest]!) highest = i;
    }
    indices.push(Math.min(lowest, highest));
    if (lowest !== highest) indices.push(Math.max(lowest, highest));
  }
  indices.push(count - 1);
  return Uint32Array.from(indices);
}
