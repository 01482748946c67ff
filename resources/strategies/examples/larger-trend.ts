/** Several bar sizes: dips are bought on the run's own bars, but only while the days go up. Run it on bars below a day. */
import { defineStrategy, rsi, sma, z } from 'tradewind-sdk';

export default defineStrategy({
  id: 'example-larger-trend',
  title: 'Example: with the larger trend',
  description:
    'Buys when the relative strength of the run’s bars is low while the last day closed above its average; leaves when the strength is high, or below the low of that day.',
  parameters: z.strictObject({
    trend: z
      .number()
      .int()
      .min(2)
      .max(500)
      .default(20)
      .meta({ title: 'Trend', description: 'Days in the average that says which way.' }),
    oversold: z
      .number()
      .min(1)
      .max(50)
      .default(30)
      .meta({ title: 'Oversold', description: 'Relative strength below which it buys.' }),
    overbought: z
      .number()
      .min(50)
      .max(99)
      .default(60)
      .meta({ title: 'Overbought', description: 'Relative strength above which it leaves.' }),
  }),
  create({ trend, oversold, overbought }, { symbolCount, indicators, coarser }) {
    // Days made of the run's bars. The last one that has closed is shown, never the one in the making.
    const days = coarser('1 day');
    const symbols = Array.from({ length: symbolCount }, (_, symbol) => ({
      strength: indicators.of(rsi, symbol).rsi,
      day: days.of(symbol),
      average: days.indicators.of(sma, symbol, { period: trend }).sma,
    }));
    return {
      onBar(context) {
        const { strength, day, average } = symbols[context.symbol]!;
        if (context.position > 0) {
          if (strength.value > overbought || context.close < day.low) context.exit();
          // Until so many days have closed the average is NaN, and nothing is bought.
        } else if (strength.value < oversold && day.close > average.value && context.close > day.low) {
          context.enterLong();
        }
      },
    };
  },
});
