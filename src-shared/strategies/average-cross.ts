import type { BarContext, Indicator, Strategy } from './strategy.ts';

/** Two averages of one symbol's closes. */
interface Averages {
  readonly fast: Indicator;
  readonly slow: Indicator;
}

/** Long while the fast average is above the slow one, flat while it is below: whatever kind of average they are. */
export class AverageCross implements Strategy {
  private readonly averages: readonly Averages[];

  constructor(averages: readonly Averages[]) {
    this.averages = averages;
  }

  onBar(context: BarContext): void {
    const averages = this.averages[context.symbol]!;
    const fast = averages.fast.value;
    const slow = averages.slow.value;
    // NaN while an average warms up: neither comparison holds.
    if (fast > slow) {
      if (context.position === 0) context.enterLong();
    } else if (fast < slow) {
      if (context.position > 0) context.exit();
    }
  }
}
