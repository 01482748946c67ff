import { setImmediate as nextTurn } from 'node:timers/promises';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { RunId, Trade } from '#shared/model/backtest.ts';
import type { StudySpec } from '#shared/model/study-run.ts';
import { histogramOf } from '#shared/statistics/histogram.ts';
import { MonteCarloPaths, QUANTILES } from '#shared/statistics/monte-carlo.ts';
import { finishedRun } from './finished-run.ts';
import { CANCELLED } from '../cancelled.ts';
import type { StudyServices } from './study-services.ts';
import type { StudyResult, StudyWorkWatch } from './study-result.ts';

/** In one study: a few seconds' work. */
const DRAWS_MAX = 500_000_000;
/** Some milliseconds of them. */
const DRAWS_PER_TURN = 200_000;
const TRADES_PER_PAGE = 50_000;

/** Draws the closed trades of a finished run in other orders, and says how the account would have ended. */
export async function monteCarlo(
  { runId, pathCount, seed }: Extract<StudySpec, { kind: 'monte-carlo' }>,
  { library }: StudyServices,
  { signal, onProgress }: StudyWorkWatch,
): Promise<Result<StudyResult, ServiceFailure>> {
  const run = await finishedRun(library, runId);
  if (!run.ok) return run;
  const profits = await closedProfits(library, runId);
  if (!profits.ok) return profits;
  if (profits.value.length === 0)
    return err(failure('no-trades', 'That run closed no trade: there is nothing to draw from.'));
  if (profits.value.length * pathCount > DRAWS_MAX) {
    const most = Math.max(1, Math.floor(DRAWS_MAX / profits.value.length));
    return err(
      failure(
        'too-many-draws',
        `${pathCount} paths of ${profits.value.length} trades are more than are computed here.`,
        `Take ${most} paths at most.`,
      ),
    );
  }
  const { spec, statistics } = run.value;
  const paths = new MonteCarloPaths(profits.value, spec.cash, pathCount, seed);
  const atOnce = Math.max(1, Math.floor(DRAWS_PER_TURN / profits.value.length));
  while (paths.doneCount < pathCount) {
    paths.advance(atOnce);
    onProgress(paths.doneCount, pathCount);
    await nextTurn(); // the window is answered in between
    if (signal.aborted) return err(CANCELLED);
  }
  const summary = paths.summary();
  const { finalEquity, maxDrawdown, lossShare, ruinShare } = summary;
  return ok({
    outcome: {
      kind: 'monte-carlo',
      pathCount,
      seed,
      tradeCount: profits.value.length,
      startEquity: spec.cash,
      runEquity: statistics.finalEquity,
      runDrawdown: statistics.maxDrawdown,
      quantiles: [...QUANTILES],
      finalEquity: [...finalEquity],
      maxDrawdown: [...maxDrawdown],
      lossShare,
      ruinShare,
      equityBars: histogramOf(paths.finals),
      drawdownBars: histogramOf(paths.falls),
    },
    trials: [],
    finding: `Half of ${words(pathCount)} paths end above ${words(Math.round(finalEquity[2]!))}; ${(lossShare * 100).toFixed(1)} % lose money`,
  });
}

async function closedProfits(
  library: StudyServices['library'],
  runId: RunId,
): Promise<Result<readonly number[], ServiceFailure>> {
  const trades: Trade[] = [];
  for (;;) {
    const page = await library.listTrades(runId, trades.length, TRADES_PER_PAGE);
    if (!page.ok) return page;
    trades.push(...page.value.trades);
    if (page.value.trades.length === 0 || trades.length >= page.value.total) break;
  }
  return ok(trades.filter(({ exitTime }) => exitTime !== null).map(({ pnl }) => pnl));
}

function words(figure: number): string {
  return figure.toLocaleString('en-US');
}
