import { z } from 'zod';
import { defineStrategy, type BarContext, type Strategy } from './strategy.ts';

export const buyAndHold = defineStrategy({
  id: 'buy-and-hold',
  title: 'Buy and hold',
  description: 'Buys at the first chance and never sells: what every other strategy has to beat.',
  parameters: z.strictObject({}),
  create: () => new BuyAndHold(),
});

class BuyAndHold implements Strategy {
  onBar(context: BarContext): void {
    if (context.position === 0) context.enterLong();
  }
}
