import { z } from 'zod';
import { adx } from '../indicators/adx.ts';
import { donchian } from '../indicators/donchian.ts';
import { sma } from '../indicators/sma.ts';
import { bars, level } from './parameters.ts';
import {
  defineStrategy,
  type BarContext,
  type ClosedBar,
  type Indicator,
  type Strategy,
} from './strategy.ts';

export const donchianTrend = defineStrategy({
  id: 'donchian-trend',
  title: 'Donchian trend following',
  description:
    'Long or flat. Buys when the close is above the highest high of the entry bars before it and the ADX says that prices trend; sells when the close is below the lowest low of the exit bars before it. With a larger trend it buys only while the last closed bar of that size is above its average.',
  parameters: z.strictObject({
    entry: bars(20, 'Entry', 'Bars whose highest high a close must pass.'),
    exit: bars(10, 'Exit', 'Bars whose lowest low ends the trade.'),
    adxPeriod: bars(14, 'ADX period', 'Bars of the average directional index.'),
    adxMinimum: level(
      20,
      'ADX minimum',
      'Buys only while the index is at least this; 0 turns the filter off.',
    ),
    trendSize: z.enum(['none', '1 hour', '4 hours', '1 day', '1 week', '1 month']).default('none').meta({
      title: 'Larger trend',
      description:
        'Size of the bars that must trend up too, coarser than those of the run; none: no such filter.',
    }),
    trendPeriod: bars(50, 'Trend period', 'Bars of that size in the average that says which way.'),
  }),
  create: ({ entry, exit, adxPeriod, adxMinimum, trendSize, trendPeriod }, setup) => {
    const { symbolCount, indicators } = setup;
    const larger = trendSize === 'none' ? null : setup.coarser(trendSize);
    return new DonchianTrend(
      Array.from({ length: symbolCount }, (_, symbol) => ({
        upper: indicators.of(donchian, symbol, { period: entry }).upper,
        lower: indicators.of(donchian, symbol, { period: exit }).lower,
        strength: indicators.of(adx, symbol, { period: adxPeriod }).adx,
        larger: larger && {
          bar: larger.of(symbol),
          average: larger.indicators.of(sma, symbol, { period: trendPeriod }).sma,
        },
      })),
      adxMinimum,
    );
  },
});

interface Channel {
  readonly upper: Indicator;
  readonly lower: Indicator;
  readonly strength: Indicator;
  /** Null: it is not asked. */
  readonly larger: { readonly bar: ClosedBar; readonly average: Indicator } | null;
}

class DonchianTrend implements Strategy {
  readonly #channels: readonly Channel[];
  readonly #adxMinimum: number;

  constructor(channels: readonly Channel[], adxMinimum: number) {
    this.#channels = channels;
    this.#adxMinimum = adxMinimum;
  }

  onBar(context: BarContext): void {
    const { upper, lower, strength, larger } = this.#channels[context.symbol]!;
    // NaN while an indicator warms up: no comparison holds.
    if (context.position > 0) {
      if (context.close < lower.value) context.exit();
    } else if (context.close > upper.value && strength.value >= this.#adxMinimum) {
      if (larger === null || larger.bar.close > larger.average.value) context.enterLong();
    }
  }
}
