import { z } from 'zod';
import { barsParameter, defineIndicator, type IndicatorStream } from './definition.ts';
import { Window } from './window.ts';

export const beta = defineIndicator({
  id: 'beta',
  title: 'Beta',
  description:
    'How much the returns move with those of another series, the market: covariance by the variance of the market’s. 0 where the market has not moved.',
  pane: 'own',
  inputs: ['close', 'other'],
  outputs: ['beta'],
  parameters: z.strictObject({ period: barsParameter(20, 'Period', 'Returns it looks back.') }),
  warmup: ({ period }) => period,
  create: ({ period }) => new BetaStream(period),
});

class BetaStream implements IndicatorStream {
  readonly values = Float64Array.of(NaN);
  private readonly own: Window;
  private readonly market: Window;
  private lastClose = NaN;
  private lastMarket = NaN;

  constructor(period: number) {
    this.own = new Window(period);
    this.market = new Window(period);
  }

  next(close: number, marketClose: number): void {
    const { own, market, lastClose, lastMarket } = this;
    this.lastClose = close;
    this.lastMarket = marketClose;
    if (Number.isNaN(lastClose)) return;
    own.push(returnOf(close, lastClose));
    market.push(returnOf(marketClose, lastMarket));
    if (!own.isFull) return;
    const mean = own.mean();
    const marketMean = market.mean();
    const variance = market.covariance(marketMean, market, marketMean);
    this.values[0] = variance === 0 ? 0 : own.covariance(mean, market, marketMean) / variance;
  }
}

/** 0 from a price of 0, which has no return. */
function returnOf(now: number, before: number): number {
  return before === 0 ? 0 : now / before - 1;
}
