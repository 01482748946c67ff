import type { Pieces } from './pieces.ts';
import type { OpenInterval } from './trading-days.ts';

/** Seconds of the day, whole minutes. */
export interface Halt {
  readonly from: number;
  readonly to: number;
}

/** What a listing knows of a day without its halts. */
export interface UnhaltedDay {
  openIntervals(day: number): readonly OpenInterval[];
  readLatent(day: number, fill: (pieces: Pieces) => void): Pieces;
}

const LOOK_BACK_MINUTES = 5;
const HALT_SECONDS = 300;

/**
 * Trading stops for five minutes once a minute closes further than `band` from the price five minutes (or one resumption)
 * before. Decided by the path alone, halted or not, so what happens after an instant never changes a halt before it.
 */
export function haltsOf(listing: UnhaltedDay, day: number, band: number): readonly Halt[] {
  const limit = Math.log(1 + band);
  const regular = listing.openIntervals(day).filter((interval) => interval.isRegular);
  const wild = regular.filter((interval) => {
    const whole = listing.readLatent(day, (pieces) => pieces.add(interval.from, interval.to, 0));
    return whole.high[0]! - whole.low[0]! >= limit;
  });
  const halts: Halt[] = [];
  for (const { from, to } of wild) {
    const minutes = listing.readLatent(day, (pieces) => {
      for (let second = from; second < to; second += 60) pieces.add(second, second + 60, 0);
    });
    let reference = 0;
    for (let minute = 0; minute < minutes.count; minute++) {
      const before = Math.max(reference, minute - LOOK_BACK_MINUTES + 1);
      const moved = Math.abs(minutes.close[minute]! - minutes.open[before]!);
      const start = minutes.to[minute]!;
      if (moved < limit || start >= to) continue;
      halts.push({ from: start, to: Math.min(start + HALT_SECONDS, to) });
      minute += HALT_SECONDS / 60;
      reference = minute + 1;
    }
  }
  return halts;
}
