/** Several symbols on one account: holds the strongest of them, and looks once for each round of bars. */
import { defineStrategy, roc, z } from 'tradewind-sdk';

export default defineStrategy({
  id: 'example-strongest',
  title: 'Example: the strongest',
  description: 'Holds the symbol that has risen most over the last bars, or none while all have fallen.',
  parameters: z.strictObject({
    period: z
      .number()
      .int()
      .min(1)
      .max(1_000)
      .default(60)
      .meta({ title: 'Period', description: 'Bars over which they are compared.' }),
    rank: z
      .enum(['rise', 'fall'])
      .default('rise')
      .meta({ title: 'Rank', description: 'Whether the strongest or the weakest is held.' }),
  }),
  create({ period, rank }, { symbolCount, indicators }) {
    const sign = rank === 'rise' ? 1 : -1;
    const changes = Array.from(
      { length: symbolCount },
      (_, symbol) => indicators.of(roc, symbol, { period }).roc,
    );
    let best = -1;
    return {
      onBar(context) {
        // The symbols of one moment are asked in their order: the first of them chooses for all.
        if (context.symbol === 0) {
          best = -1;
          for (const [symbol, change] of changes.entries()) {
            if (sign * change.value > 0 && (best < 0 || sign * change.value > sign * changes[best]!.value))
              best = symbol;
          }
        }
        if (context.symbol === best) context.enterLong();
        else if (context.position > 0) context.exit();
      },
    };
  },
});
