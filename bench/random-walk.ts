import { barColumns, columnsByteLength } from '#shared/bars/columns.ts';

const OVERNIGHT_SHARE = 0.2;
const PULL_TO_100 = 0.00002;

/** Bars of a seeded random walk around 100, prices rounded to 1e-4: the same numbers for the same arguments everywhere. */
export function randomWalk(
  barCount: number,
  seed: number,
  volatility: number,
  stepMs: number,
): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(columnsByteLength(barCount));
  const bars = barColumns(barCount, buffer);
  const random = mulberry32(seed);
  let price = 100;
  for (let i = 0; i < barCount; i++) {
    const open = toFourDigits(price * Math.exp(volatility * OVERNIGHT_SHARE * gaussian(random)));
    const close = toFourDigits(open * Math.exp(volatility * gaussian(random)));
    const high = toFourDigits(Math.max(open, close) * (1 + volatility * 0.5 * random()));
    const low = toFourDigits(Math.min(open, close) * (1 - volatility * 0.5 * random()));
    bars.time[i] = Date.UTC(2015, 0, 5) + i * stepMs;
    bars.open[i] = open;
    bars.high[i] = Math.max(high, open, close);
    bars.low[i] = Math.min(low, open, close);
    bars.close[i] = close;
    bars.volume[i] = Math.floor(1_000 + 9_000 * random());
    price = close * Math.exp(-PULL_TO_100 * Math.log(close / 100));
  }
  return buffer;
}

function toFourDigits(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

function gaussian(random: () => number): number {
  let u = 0;
  while (u === 0) u = random();
  return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * random());
}

/** Tommy Ettinger's mulberry32: 32 bits of state, uniform in [0, 1). */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
