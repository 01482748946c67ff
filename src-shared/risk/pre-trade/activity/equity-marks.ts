export interface EquityMarksSnapshot {
  /** null: not known yet. */
  readonly dayStart: number | null;
  readonly dayLow: number | null;
  readonly high: number | null;
  readonly lowSinceHigh: number | null;
  /** Units of each currency that were in the account and in no book of ours; absent, null: never looked at. */
  readonly outside?: Readonly<Record<string, number>> | null | undefined;
}

/**
 * The points of the equity curve that the breakers measure from, in the limits' currency, NaN until the first mark. The lows
 * keep a breaker tripped when the equity recovers: the daily one until the day ends, the drawdown until a new high or
 * until a person begins again. Whoever knows of money paid in or out has them rescaled (docs/adr/0015).
 */
export class EquityMarks {
  dayStart = NaN;
  dayLow = NaN;
  high = NaN;
  lowSinceHigh = NaN;
  /** What of money paid in and out is accounted for in the marks; see the snapshot. */
  outside: Readonly<Record<string, number>> | null = null;
  /** How often a person has begun the drawdown anew. */
  restartCount = 0;

  /** @param equity a value that is not finite is not a mark */
  mark(equity: number): void {
    if (!Number.isFinite(equity)) return;
    if (Number.isNaN(this.dayStart)) this.dayStart = this.dayLow = equity;
    this.dayLow = Math.min(this.dayLow, equity);
    if (!(equity <= this.high)) this.high = this.lowSinceHigh = equity;
    this.lowSinceHigh = Math.min(this.lowSinceHigh, equity);
  }

  /** The first mark of the new day will be its start. */
  beginDay(): void {
    this.dayStart = this.dayLow = NaN;
  }

  /**
   * Money has been paid in or out: every fall stays the same part of what it is measured from, as if units of a fund had been
   * bought or given back. @param factor equity with that money over equity without it, above 0
   */
  rescale(factor: number): void {
    this.dayStart *= factor;
    this.dayLow *= factor;
    this.high *= factor;
    this.lowSinceHigh *= factor;
  }

  /** Measures the drawdown from here. Only a person may ask for it. */
  restartDrawdown(equity: number): void {
    this.restartCount++;
    this.high = this.lowSinceHigh = equity;
  }

  snapshot(): EquityMarksSnapshot {
    return {
      dayStart: known(this.dayStart),
      dayLow: known(this.dayLow),
      high: known(this.high),
      lowSinceHigh: known(this.lowSinceHigh),
      ...(this.outside === null ? {} : { outside: this.outside }),
    };
  }

  restore({ dayStart, dayLow, high, lowSinceHigh, outside }: EquityMarksSnapshot): void {
    this.dayStart = dayStart ?? NaN;
    this.dayLow = dayLow ?? NaN;
    this.high = high ?? NaN;
    this.lowSinceHigh = lowSinceHigh ?? NaN;
    this.outside = outside ?? null;
  }
}

/** JSON has no NaN. */
function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
