import { z } from 'zod';
import { barsParameter, defineIndicator, type IndicatorStream } from './definition.ts';
import { EmaStream } from './ema.ts';

export const macd = defineIndicator({
  id: 'macd',
  title: 'MACD',
  description:
    'Fast EMA of closes minus slow EMA, its own EMA as signal, and their difference. Each EMA begins with the mean of its own first bars (TA-Lib begins both at the slow one, which differs for the first hundred bars).',
  pane: 'own',
  inputs: ['close'],
  outputs: ['macd', 'signal', 'histogram'],
  parameters: z
    .strictObject({
      fast: barsParameter(12, 'Fast', 'Bars of the fast average. Must be below Slow.'),
      slow: barsParameter(26, 'Slow', 'Bars of the slow average.'),
      signal: barsParameter(9, 'Signal', 'Bars of the average of the difference.'),
    })
    .refine(({ fast, slow }) => fast < slow, {
      path: ['fast'],
      error: 'it must be below slow: an average of fewer bars is the faster one',
    }),
  warmup: ({ slow }) => slow - 1,
  create: ({ fast, slow, signal }) => new MacdStream(fast, slow, signal),
});

class MacdStream implements IndicatorStream {
  readonly values = Float64Array.of(NaN, NaN, NaN);
  private readonly fast: EmaStream;
  private readonly slow: EmaStream;
  private readonly signal: EmaStream;

  constructor(fast: number, slow: number, signal: number) {
    this.fast = new EmaStream(fast);
    this.slow = new EmaStream(slow);
    this.signal = new EmaStream(signal);
  }

  next(close: number): void {
    const line = this.fast.next(close) - this.slow.next(close);
    this.values[0] = line;
    if (Number.isNaN(line)) return;
    const signal = this.signal.next(line);
    this.values[1] = signal;
    this.values[2] = line - signal;
  }
}
