import { z } from 'zod';
import { defineStrategy, type BarContext, type Indicator, type Strategy } from './strategy.ts';

const level = z.number().min(0).max(100);

export const rsiMeanReversion = defineStrategy({
  id: 'rsi-mean-reversion',
  title: 'RSI mean reversion',
  description:
    'Long or flat. Buys when the relative strength index is below the entry level and nothing is held; sells when it is above the exit level.',
  parameters: z
    .strictObject({
      period: z
        .number()
        .int()
        .min(1)
        .max(5_000)
        .default(14)
        .meta({ title: 'Period', description: "Bars of Wilder's smoothing." }),
      entry: level
        .default(30)
        .meta({ title: 'Entry', description: 'Buys below this level. Must not be above Exit.' }),
      exit: level.default(60).meta({ title: 'Exit', description: 'Sells above this level.' }),
    })
    .refine((parameters) => parameters.entry <= parameters.exit, {
      path: ['entry'],
      error: 'it must not be above exit: the strategy would sell at once what it has just bought',
    }),
  create: ({ period, entry, exit }, { symbolCount, indicators }) =>
    new RsiMeanReversion(
      Array.from({ length: symbolCount }, (_, symbol) => indicators.rsi(symbol, period)),
      entry,
      exit,
    ),
});

class RsiMeanReversion implements Strategy {
  readonly #rsi: readonly Indicator[];
  readonly #entry: number;
  readonly #exit: number;

  constructor(rsi: readonly Indicator[], entry: number, exit: number) {
    this.#rsi = rsi;
    this.#entry = entry;
    this.#exit = exit;
  }

  onBar(context: BarContext): void {
    // NaN while the index warms up: neither comparison holds.
    const rsi = this.#rsi[context.symbol]!.value;
    if (rsi < this.#entry) {
      if (context.position === 0) context.enterLong();
    } else if (rsi > this.#exit) {
      if (context.position > 0) context.exit();
    }
  }
}
