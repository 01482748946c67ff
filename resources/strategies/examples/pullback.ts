/** Orders with prices: a limit below the close, and with its fill a target and a stop of which one cancels the other. */
import { defineStrategy, rsi, sma, z, type OrderRequest } from 'tradewind-sdk';

export default defineStrategy({
  id: 'example-pullback',
  title: 'Example: pullback',
  description: 'In an upward trend, bids below the market when it has fallen; leaves at a target or a stop.',
  parameters: z.strictObject({
    trend: z
      .number()
      .int()
      .min(2)
      .max(1_000)
      .default(200)
      .meta({ title: 'Trend', description: 'Bars in the average that says which way.' }),
    oversold: z
      .number()
      .min(1)
      .max(50)
      .default(35)
      .meta({ title: 'Oversold', description: 'Relative strength below which it bids.' }),
    discount: z
      .number()
      .min(0)
      .max(10)
      .default(0.5)
      .meta({ title: 'Discount', description: 'Per cent below the close.' }),
    target: z
      .number()
      .min(0.1)
      .max(50)
      .default(4)
      .meta({ title: 'Target', description: 'Per cent above the bid.' }),
    stop: z
      .number()
      .min(0.1)
      .max(50)
      .default(2)
      .meta({ title: 'Stop', description: 'Per cent below the bid.' }),
  }),
  create(parameters, { symbolCount, indicators }) {
    const symbols = Array.from({ length: symbolCount }, (_, symbol) => ({
      trend: indicators.of(sma, symbol, { period: parameters.trend }).sma,
      strength: indicators.of(rsi, symbol).rsi,
    }));
    return {
      onBar(context) {
        const { trend, strength } = symbols[context.symbol]!;
        if (context.position !== 0 || context.workingOrders().length > 0) return;
        if (!(context.close > trend.value && strength.value < parameters.oversold)) return;
        const bid = context.close * (1 - parameters.discount / 100);
        const quantity = Math.floor((context.cash * 0.95) / bid);
        if (quantity < 1) return;
        const order: OrderRequest = {
          quantity,
          type: 'LMT',
          limitPrice: bid,
          exits: [
            { type: 'LMT', limitPrice: bid * (1 + parameters.target / 100) },
            { type: 'STP', stopPrice: bid * (1 - parameters.stop / 100) },
          ],
        };
        context.buy(order);
      },
      onOrder(event, context) {
        if (event.kind === 'expired') context.note('A bid was not reached within its day.');
      },
    };
  },
});
