/**
 * A strategy of your own. It works as it stands: save it, choose it in the Backtest panel, press F5. Tradewind reads the file
 * again whenever you save it; what is wrong with it is shown in the panel, with line and column.
 *
 * - It imports from 'tradewind-sdk' and nothing else, and finds no files, network, clock or chance: the same run comes to
 *   the same end each time. `context.note(...)` tells the reader of the result something.
 * - `onBar` is asked when a bar has ended. What it orders acts from the next bar on.
 * - Types are taken away, not checked: your editor checks them (tsconfig.json and tradewind-sdk lie beside this file).
 *   `enum`, `namespace` and parameter properties, which make code of types, cannot be used.
 * - More examples: tradewind-sdk/examples.
 */
import { atr, defineStrategy, ema, z } from 'tradewind-sdk';

export default defineStrategy({
  // Small letters, digits and -, and nobody else's: runs are stored by it.
  id: 'my-strategy',
  title: 'My strategy',
  description:
    'Buys when the fast average is above the slow one; gets out below it, or at a stop under the entry.',

  // The form in the Backtest panel and --set on the command line are made of these. Each needs a default.
  parameters: z
    .strictObject({
      fast: z
        .number()
        .int()
        .min(1)
        .max(500)
        .default(20)
        .meta({ title: 'Fast', description: 'Bars in the fast average.' }),
      slow: z
        .number()
        .int()
        .min(2)
        .max(500)
        .default(50)
        .meta({ title: 'Slow', description: 'Bars in the slow average.' }),
      stop: z
        .number()
        .min(0.1)
        .max(20)
        .default(3)
        .meta({ title: 'Stop', description: 'Average ranges from entry to stop.' }),
    })
    .refine((parameters) => parameters.fast < parameters.slow, {
      path: ['fast'],
      error: 'it must be below slow',
    }),

  // Called once per run. Every indicator is asked for here; symbols are numbered from 0 in the order of the run. With
  // `coarser` in the second argument there are larger bars too: coarser('1 day').indicators.of(ema, symbol, { period: 20 }).
  create({ fast, slow, stop }, { symbolCount, indicators }) {
    const symbols = Array.from({ length: symbolCount }, (_, symbol) => ({
      fast: indicators.of(ema, symbol, { period: fast }).ema,
      slow: indicators.of(ema, symbol, { period: slow }).ema,
      range: indicators.of(atr, symbol).atr,
      // What the strategy remembers of the symbol. It begins anew with each run.
      stopPrice: 0,
    }));

    return {
      onBar(context) {
        const state = symbols[context.symbol]!;
        const isUp = state.fast.value > state.slow.value;
        // An indicator is NaN until it has seen enough bars; no comparison with NaN holds.
        if (context.position > 0) {
          if (!isUp || context.close < state.stopPrice) context.exit();
        } else if (isUp && state.range.value > 0) {
          state.stopPrice = context.close - stop * state.range.value;
          // The size comes from the run's sizing rule. buy(100), sell({ ... }) and targetPosition(...) say how much themselves.
          context.enterLong();
        }
      },
    };
  },
});
