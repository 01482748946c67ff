import { z } from 'zod';
import { macd } from '../indicators/macd.ts';
import { bars } from './parameters.ts';
import { defineStrategy, type BarContext, type Indicator, type Strategy } from './strategy.ts';

export const macdMomentum = defineStrategy({
  id: 'macd-momentum',
  title: 'MACD momentum',
  description:
    'Long or flat. Buys when the MACD line is above its signal line and above zero; sells when it falls below its signal line.',
  parameters: z
    .strictObject({
      fast: bars(12, 'Fast', 'Bars of the fast average. Must be below Slow.'),
      slow: bars(26, 'Slow', 'Bars of the slow average.'),
      signal: bars(9, 'Signal', 'Bars of the average of the difference.'),
    })
    .refine(({ fast, slow }) => fast < slow, {
      path: ['fast'],
      error: 'it must be below slow: an average of fewer bars is the faster one',
    }),
  create: (parameters, { symbolCount, indicators }) =>
    new MacdMomentum(
      Array.from({ length: symbolCount }, (_, symbol) => indicators.of(macd, symbol, parameters)),
    ),
});

interface Momentum {
  readonly macd: Indicator;
  readonly signal: Indicator;
}

class MacdMomentum implements Strategy {
  readonly #momentum: readonly Momentum[];

  constructor(momentum: readonly Momentum[]) {
    this.#momentum = momentum;
  }

  onBar(context: BarContext): void {
    const momentum = this.#momentum[context.symbol]!;
    const line = momentum.macd.value;
    // NaN while it warms up: neither comparison holds.
    const signal = momentum.signal.value;
    if (line > signal) {
      if (line > 0 && context.position === 0) context.enterLong();
    } else if (line < signal) {
      if (context.position > 0) context.exit();
    }
  }
}
