import type { ServiceFailure } from '#shared/ipc/errors.ts';
import { failure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { RunId } from '#shared/model/backtest.ts';
import type { LibraryCalls } from '../bar-library/library-api.ts';
import type { RunReport } from './run-report.ts';

const TRADES_PER_PAGE = 50_000;

/** Everything a report of a finished run needs. */
export async function loadReport(
  library: LibraryCalls,
  runId: RunId,
): Promise<Result<RunReport, ServiceFailure>> {
  const detail = await library.getRun(runId);
  if (!detail.ok) return detail;
  if (detail.value.summary.status !== 'done') {
    return err(
      failure(
        'run-not-done',
        `That run has no result: it is ${detail.value.summary.status}.`,
        'Run it again.',
      ),
    );
  }
  const fills = await library.loadFills(runId);
  if (!fills.ok) return fills;
  const equity = await library.loadEquity(runId);
  if (!equity.ok) return equity;

  const trades: RunReport['trades'][number][] = [];
  for (;;) {
    const page = await library.listTrades(runId, trades.length, TRADES_PER_PAGE);
    if (!page.ok) return page;
    trades.push(...page.value.trades);
    if (page.value.trades.length === 0 || trades.length >= page.value.total) break;
  }
  return ok({ detail: detail.value, fills: fills.value, equity: equity.value, trades });
}
