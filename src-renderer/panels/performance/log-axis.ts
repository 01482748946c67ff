/** A logarithmic axis: equal factors are equal distances. */
export interface LogAxis {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  /** 0 at `low`, 1 at `high`; beyond them outside of 0 to 1. */
  place(value: number): number;
}

const STEPS = [1, 2, 5];
const TICKS_MAX = 9;

/** Ends and ticks at 1, 2 and 5 times a power of ten, around all values above zero; a decade where there is none. */
export function logAxis(values: readonly number[]): LogAxis {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value));
  const [least, most] =
    positive.length === 0 ? [1, 10] : positive.reduce<[number, number]>(([a, b], one) => [Math.min(a, one), Math.max(b, one)], [Infinity, 0]); // prettier-ignore
  const low = roundDown(least);
  const high = Math.max(roundUp(most), low * 10);
  const all: number[] = [];
  for (let decade = 10 ** Math.floor(Math.log10(low)); decade <= high; decade *= 10)
    for (const step of STEPS) all.push(Number((decade * step).toPrecision(1)));
  const within = all.filter((tick) => tick >= low * 0.999 && tick <= high * 1.001);
  const ticks =
    within.length <= TICKS_MAX ? within : within.filter((tick) => tick.toExponential().startsWith('1'));
  return { low, high, ticks, place: (value) => Math.log(value / low) / Math.log(high / low) };
}

function roundDown(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value));
  const step = STEPS.findLast((one) => one * decade <= value * 1.000_001) ?? 1;
  return Number((decade * step).toPrecision(1));
}

function roundUp(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value));
  const step = [...STEPS, 10].find((one) => one * decade >= value * 0.999_999) ?? 10;
  return Number((decade * step).toPrecision(1));
}
