import { z } from 'zod';
import { bollinger } from '../indicators/bollinger.ts';
import { bars, factor } from './parameters.ts';
import { defineStrategy, type BarContext, type Indicator, type Strategy } from './strategy.ts';

export const bollingerReversion = defineStrategy({
  id: 'bollinger-reversion',
  title: 'Bollinger reversion',
  description:
    'Long or flat. Buys when the close is below the lower band; sells when it is back at the middle or above.',
  parameters: z.strictObject({
    period: bars(20, 'Period', 'Bars of the mean and of the deviation.'),
    multiplier: factor(2, 'Multiplier', 'Standard deviations from the mean to the band.'),
  }),
  create: (parameters, { symbolCount, indicators }) =>
    new BollingerReversion(
      Array.from({ length: symbolCount }, (_, symbol) => indicators.of(bollinger, symbol, parameters)),
    ),
});

interface Bands {
  readonly middle: Indicator;
  readonly lower: Indicator;
}

class BollingerReversion implements Strategy {
  readonly #bands: readonly Bands[];

  constructor(bands: readonly Bands[]) {
    this.#bands = bands;
  }

  onBar(context: BarContext): void {
    const { middle, lower } = this.#bands[context.symbol]!;
    // NaN while the bands warm up: no comparison holds.
    if (context.position > 0) {
      if (context.close >= middle.value) context.exit();
    } else if (context.close < lower.value) {
      context.enterLong();
    }
  }
}
