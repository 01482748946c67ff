/** How far a bar moved, the gap from the last close included. NaN on the first bar: there is no last close. */
export class TrueRange {
  /** Of the last bar; NaN before the first. */
  lastClose = NaN;

  next(high: number, low: number, close: number): number {
    const last = this.lastClose;
    this.lastClose = close;
    return Math.max(high - low, Math.abs(high - last), Math.abs(low - last));
  }
}
