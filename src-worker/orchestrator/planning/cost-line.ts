/** Time as a line over the amount of work: milliseconds that are always there, and milliseconds per unit (a bar, mostly). */
export interface CostLine {
  readonly fixedMs: number;
  readonly msPerUnit: number;
}

export interface CostSample {
  readonly units: number;
  readonly ms: number;
}

export const NO_COST: CostLine = { fixedMs: 0, msPerUnit: 0 };

/**
 * The line through the samples that is least wrong per unit of work; neither part is ever below zero. Of several samples of
 * one size it is their mean. Samples without work say nothing, nor does one that took several times what the others did: a
 * thread had to wait for something else.
 */
export function fitCostLine(samples: readonly CostSample[]): CostLine {
  const usable = withoutOdd(samples.filter(({ units }) => units > 0));
  if (usable.length === 0) return NO_COST;
  // ms / units = fixed · (1 / units) + perUnit: an ordinary fit over 1 / units.
  const n = usable.length;
  const meanX = usable.reduce((sum, { units }) => sum + 1 / units, 0) / n;
  const meanY = usable.reduce((sum, { units, ms }) => sum + ms / units, 0) / n;
  let covariance = 0;
  let variance = 0;
  for (const { units, ms } of usable) {
    covariance += (1 / units - meanX) * (ms / units - meanY);
    variance += (1 / units - meanX) ** 2;
  }
  const fixedMs = covariance / variance;
  const msPerUnit = meanY - fixedMs * meanX;
  if (!(fixedMs > 0)) return { fixedMs: 0, msPerUnit: meanY }; // NaN too: all are of one size
  return msPerUnit > 0 ? { fixedMs, msPerUnit } : { fixedMs: meanOf(usable), msPerUnit: 0 };
}

/** Through the last sample, which is the largest, and as far as it is not below zero the one before it. */
export function lineThrough(samples: readonly CostSample[]): CostLine {
  const last = samples.at(-1);
  if (last === undefined || last.units <= 0) return NO_COST;
  const before = samples.at(-2);
  const flat = { fixedMs: 0, msPerUnit: last.ms / last.units };
  if (before === undefined || before.units >= last.units) return flat;
  const msPerUnit = (last.ms - before.ms) / (last.units - before.units);
  const fixedMs = last.ms - msPerUnit * last.units;
  return fixedMs > 0 && msPerUnit > 0 ? { fixedMs, msPerUnit } : flat;
}

export function costOf({ fixedMs, msPerUnit }: CostLine, units: number): number {
  return fixedMs + msPerUnit * units;
}

const ODD_FACTOR = 4;

/** Among a few samples nobody can tell which is the odd one. */
function withoutOdd(samples: readonly CostSample[]): readonly CostSample[] {
  if (samples.length < 4) return samples;
  const rates = samples.map(({ units, ms }) => ms / units).sort((a, b) => a - b);
  const limit = ODD_FACTOR * rates[rates.length >> 1]!;
  return samples.filter(({ units, ms }) => ms / units <= limit);
}

function meanOf(samples: readonly CostSample[]): number {
  return samples.reduce((sum, { ms }) => sum + ms, 0) / samples.length;
}
