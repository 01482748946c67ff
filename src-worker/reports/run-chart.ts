import type { z } from 'zod';
import type { researchRequests } from '#shared/ipc/contract.ts';
import { sharesAtEnd } from '#shared/bars/apply-actions.ts';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { RunId } from '#shared/model/backtest.ts';
import { fromQuantityMicros, type QuantityMicros } from '#shared/model/quantity.ts';
import { equityCurve } from '#shared/statistics/equity-curve.ts';
import type { EngineResult } from '../trading-engine/job.ts';
import type { LibraryCalls } from '../bar-library/library-api.ts';

type RunChart = z.input<(typeof researchRequests)['runs.chart']['output']>;

/** More arrows than this hide the bars they point at; the trades table has every fill. */
const MARKER_MAX = 5_000;

/** One symbol of a finished run for drawing: its bars over the run's dates, or a stretch of them, its fills, and the account's equity. */
export async function runChart(
  library: LibraryCalls,
  runId: RunId,
  symbol: number,
  maxPoints: number,
  stretch: { readonly from?: number | undefined; readonly to?: number | undefined } = {},
): Promise<Result<RunChart, ServiceFailure>> {
  const run = await library.getRun(runId);
  if (!run.ok) return run;
  const { statistics, series, spec } = run.value;
  const chosen = series[symbol];
  if (statistics === null || chosen === undefined) {
    return err(
      failure('no-chart', 'That run has nothing to draw for that symbol.', 'Choose a finished run.'),
    );
  }
  const fills = await library.loadFills(runId);
  if (!fills.ok) return fills;
  const equity = await library.loadEquity(runId);
  if (!equity.ok) return equity;
  // The series may have been deleted or damaged since; the run's own result is shown all the same.
  const { seriesId, dataHash } = chosen;
  const { from = -Infinity, to = Infinity } = stretch;
  const stored = await library.barsOfRun(
    { seriesId, from: Math.max(statistics.start, from), to: Math.min(statistics.end, to), maxPoints },
    dataHash,
  );
  const barsChanged = stored.ok && !stored.value.isUnchanged;
  const { markers, leftOut } = barsChanged
    ? NO_MARKERS
    : markersOf(fills.value, symbol, { from, to }, sharesAtEnd(spec.actions ?? [], chosen, statistics.end));
  return ok({
    bars: stored.ok ? stored.value.bars : null,
    barsChanged,
    equity: equityCurve(equity.value.time, equity.value.micros, maxPoints, { from, to }),
    markers,
    markersLeftOut: leftOut,
  });
}

const NO_MARKERS = { markers: [], leftOut: 0 } as const satisfies ReturnType<typeof markersOf>;

function markersOf(
  fills: EngineResult['fills'],
  symbol: number,
  { from, to }: { readonly from: number; readonly to: number },
  shares: (time: number) => number,
): { readonly markers: RunChart['markers']; readonly leftOut: number } {
  const markers: RunChart['markers'] = [];
  let count = 0;
  for (let i = 0; i < fills.time.length; i++) {
    const time = fills.time[i]!;
    if (fills.symbol[i] !== symbol || time < from || time > to) continue;
    count++;
    if (markers.length >= MARKER_MAX) continue;
    // The bars of the library are raw, the run's were in the shares of its end.
    const shareCount = shares(time);
    markers.push({
      time,
      side: fills.side[i]! > 0 ? 'buy' : 'sell',
      price: fills.price[i]! * shareCount,
      quantity: fromQuantityMicros(fills.quantity[i] as QuantityMicros) / shareCount,
    });
  }
  return { markers, leftOut: count - markers.length };
}
