import { lowerBound } from '#shared/bars/columns.ts';
import { thinnedIndices } from '#shared/bars/thin.ts';
import { MICROS_PER_UNIT } from '#shared/model/money.ts';

export interface EquityCurve {
  readonly time: Float64Array;
  /** Account currency units. */
  readonly equity: Float64Array;
  /** Fraction below the highest equity so far: 0 or negative. */
  readonly drawdown: Float64Array;
}

/**
 * The account's worth for drawing: at most `pointCountMax` points of the stretch (Unix ms, both ends belong to it), peaks and
 * troughs kept, drawdown measured from the beginning and before thinning.
 */
export function equityCurve(
  time: Float64Array,
  micros: Float64Array,
  pointCountMax: number,
  { from, to }: { readonly from: number; readonly to: number } = { from: -Infinity, to: Infinity },
): EquityCurve {
  const drawdown = new Float64Array(micros.length);
  let peak = -Infinity;
  for (let i = 0; i < micros.length; i++) {
    const worth = micros[i]!;
    if (worth > peak) peak = worth;
    drawdown[i] = peak > 0 ? (worth - peak) / peak : 0;
  }
  const first = lowerBound(time, from);
  const next = lowerBound(time, to);
  const end = time[next] === to ? next + 1 : next;
  const indices = thinnedIndices(micros.subarray(first, end), pointCountMax);
  const pick = (column: Float64Array) => Float64Array.from(indices, (index) => column[first + index]!);
  return {
    time: pick(time),
    equity: pick(micros).map((worth) => worth / MICROS_PER_UNIT),
    drawdown: pick(drawdown),
  };
}
