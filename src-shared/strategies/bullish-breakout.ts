import { z } from 'zod';
import { sma } from '../indicators/sma.ts';
import { SCREEN_PARAMETERS, type ScreenParameters } from '../model/screen.ts';
import { breakoutMetrics, breakoutReadings, type BreakoutReadings } from './breakout-readings.ts';
import { scoreBreakout } from './breakout-score.ts';
import { bars } from './parameters.ts';
import { defineStrategy, type BarContext, type Indicator, type Strategy } from './strategy.ts';

/** The breakout screen, bar by bar: it buys what the screen would have passed that day. */
export const bullishBreakout = defineStrategy({
  id: 'bullish-breakout',
  title: 'Bullish breakout',
  description:
    'Long or flat. Buys when the breakout screen passes the symbol on the bar that has ended, which takes 252 bars of history; sells when the close is below the moving average of the exit bars, and buys nothing that it would sell at once.',
  parameters: z.strictObject({
    ...SCREEN_PARAMETERS,
    exit: bars(20, 'Exit', 'Bars of the moving average that ends the trade when the close falls below it.'),
  }),
  create: ({ exit, ...parameters }, { symbolCount, indicators }) =>
    new BullishBreakout(
      Array.from({ length: symbolCount }, (_, symbol) => ({
        readings: breakoutReadings(indicators, symbol),
        average: indicators.of(sma, symbol, { period: exit }).sma,
      })),
      parameters,
    ),
});

interface Watched {
  readonly readings: BreakoutReadings;
  readonly average: Indicator;
}

class BullishBreakout implements Strategy {
  readonly #watched: readonly Watched[];
  readonly #parameters: ScreenParameters;

  constructor(watched: readonly Watched[], parameters: ScreenParameters) {
    this.#watched = watched;
    this.#parameters = parameters;
  }

  onBar(context: BarContext): void {
    const { readings, average } = this.#watched[context.symbol]!;
    if (context.position > 0) {
      if (context.close < average.value) context.exit();
      return;
    }
    // NaN while it warms up, which is not below: no exit is due, and no score is made.
    if (!(context.close >= average.value)) return; // what would be sold at once is not bought
    const metrics = breakoutMetrics(readings, context.high, context.close);
    if (metrics !== null && scoreBreakout(metrics, this.#parameters).passed) context.enterLong();
  }
}
