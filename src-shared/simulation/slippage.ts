import type { SlippageModel } from '../model/backtest.ts';

const BASIS_POINTS = 10_000;

/** Slippage: how far from the market price a fill happens, always against the trader. */
export class SlippageSchedule {
  private readonly ticks: number;
  private readonly basisPoints: number;

  constructor(model: SlippageModel) {
    this.ticks = model.kind === 'ticks' ? model.ticks : 0;
    this.basisPoints = model.kind === 'basis-points' ? model.basisPoints : 0;
  }

  /**
   * The price a market order gets. Not rounded to the tick: historical fills keep the raw price of the data.
   *
   * @param side   +1 buys, -1 sells
   * @param market price units; may be below zero, as crude oil was
   * @param tick   price units
   * A sale never slips below zero from a market above it: nobody pays to be rid of a share.
   */
  priceOf(side: number, market: number, tick: number): number {
    const distance = this.ticks * tick + ((market < 0 ? -market : market) * this.basisPoints) / BASIS_POINTS;
    const price = market + side * distance;
    return price < 0 && market >= 0 ? 0 : price;
  }
}
