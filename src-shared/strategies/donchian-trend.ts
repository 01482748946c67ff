import { z } from 'zod';
import { adx } from '../indicators/adx.ts';
import { donchian } from '../indicators/donchian.ts';
import { bars, level } from './parameters.ts';
import { defineStrategy, type BarContext, type Indicator, type Strategy } from './strategy.ts';

export const donchianTrend = defineStrategy({
  id: 'donchian-trend',
  title: 'Donchian trend following',
  description:
    'Long or flat. Buys when the close is above the highest high of the entry bars before it and the ADX says that prices trend; sells when the close is below the lowest low of the exit bars before it.',
  parameters: z.strictObject({
    entry: bars(20, 'Entry', 'Bars whose highest high a close must pass.'),
    exit: bars(10, 'Exit', 'Bars whose lowest low ends the trade.'),
    adxPeriod: bars(14, 'ADX period', 'Bars of the average directional index.'),
    adxMinimum: level(
      20,
      'ADX minimum',
      'Buys only while the index is at least this; 0 turns the filter off.',
    ),
  }),
  create: ({ entry, exit, adxPeriod, adxMinimum }, { symbolCount, indicators }) =>
    new DonchianTrend(
      Array.from({ length: symbolCount }, (_, symbol) => ({
        upper: indicators.of(donchian, symbol, { period: entry }).upper,
        lower: indicators.of(donchian, symbol, { period: exit }).lower,
        strength: indicators.of(adx, symbol, { period: adxPeriod }).adx,
      })),
      adxMinimum,
    ),
});

interface Channel {
  readonly upper: Indicator;
  readonly lower: Indicator;
  readonly strength: Indicator;
}

class DonchianTrend implements Strategy {
  private readonly channels: readonly Channel[];
  private readonly adxMinimum: number;

  constructor(channels: readonly Channel[], adxMinimum: number) {
    this.channels = channels;
    this.adxMinimum = adxMinimum;
  }

  onBar(context: BarContext): void {
    const { upper, lower, strength } = this.channels[context.symbol]!;
    // NaN while an indicator warms up: no comparison holds.
    if (context.position > 0) {
      if (context.close < lower.value) context.exit();
    } else if (context.close > upper.value && strength.value >= this.adxMinimum) {
      context.enterLong();
    }
  }
}
