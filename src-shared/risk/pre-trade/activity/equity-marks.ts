export interface EquityMarksSnapshot {
  /** null: not known yet. */
  readonly dayStart: number | null;
  readonly dayLow: number | null;
  readonly high: number | null;
  readonly lowSinceHigh: number | null;
}

/**
 * The points of the equity curve that the breakers measure from, in the limits' currency, NaN until the first mark. The lows
 * keep a breaker tripped when the equity recovers: the daily one until the day ends, the drawdown until a new high or
 * until a person begins again. Money paid in or out moves the equity like a gain or a loss (docs/adr/0015).
 */
export class EquityMarks {
  dayStart = NaN;
  dayLow = NaN;
  high = NaN;
  lowSinceHigh = NaN;

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

  /** Measures the drawdown from here. Only a person may ask for it. */
  restartDrawdown(equity: number): void {
    this.high = this.lowSinceHigh = equity;
  }

  snapshot(): EquityMarksSnapshot {
    return {
      dayStart: known(this.dayStart),
      dayLow: known(this.dayLow),
      high: known(this.high),
      lowSinceHigh: known(this.lowSinceHigh),
    };
  }

  restore({ dayStart, dayLow, high, lowSinceHigh }: EquityMarksSnapshot): void {
    this.dayStart = dayStart ?? NaN;
    this.dayLow = dayLow ?? NaN;
    this.high = high ?? NaN;
    this.lowSinceHigh = lowSinceHigh ?? NaN;
  }
}

/** JSON has no NaN. */
function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
