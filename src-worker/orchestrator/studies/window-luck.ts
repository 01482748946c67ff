import { luckiestSharpe, type SharpeMoments } from '#shared/statistics/sharpe-confidence.ts';

/**
 * The Sharpe ratio per period that the luckiest of a window's trials would show over `count` periods, had all of them none.
 * Trials are compared with those of their own window: that some stretches of the market were better than others is no
 * luck of a trial. And the Sharpe ratios of trials without skill spread with one over the periods that they are measured
 * on: a window in-sample is shorter than all out-of-sample parts together, so its spread is brought to as many.
 * Source: D. Bailey and M. López de Prado, The Deflated Sharpe Ratio, 2014.
 *
 * @param windows trials of each window that could be measured
 * @param count periods of what is judged
 */
export function luckiestOver(
  windows: readonly (readonly SharpeMoments[])[],
  trialCount: number,
  count: number,
): number {
  let squares = 0;
  let freedom = 0;
  for (const trials of windows) {
    if (trials.length < 2) continue;
    // Of a trial over as many periods as are judged.
    const brought = trials.map((one) => one.sharpe * Math.sqrt(one.count / count));
    const mean = brought.reduce((sum, sharpe) => sum + sharpe, 0) / brought.length;
    squares += brought.reduce((sum, sharpe) => sum + (sharpe - mean) ** 2, 0);
    freedom += brought.length - 1;
  }
  return luckiestSharpe(trialCount, freedom === 0 ? 0 : squares / freedom);
}
