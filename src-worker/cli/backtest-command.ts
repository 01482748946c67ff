import type { BacktestSpec, RunDetail } from '#shared/model/backtest.ts';
import type { SeriesSummary } from '#shared/model/series.ts';
import { CheckFailed } from '../orchestrator/studies/honesty-checks.ts';
import type { BacktestArguments } from './arguments.ts';
import { EXIT, failed, misused, type CommandHost } from './command-host.ts';
import { findingLines, findMore, type ExtraFindings } from './extra-findings.ts';
import { perSymbolCommand } from './per-symbol-command.ts';
import { planCommand } from './plan-command.ts';
import { progressBar } from './progress-bar.ts';
import { resultJson, resultTable } from './result-output.ts';
import type { Session } from './session.ts';
import { settingsFor } from './settings-for.ts';
import { interrupted, isInterrupted, withSeries } from './with-series.ts';

/** Runs one back-test, prints its result, and returns the exit code. */
export async function backtestCommand(args: BacktestArguments, host: CommandHost): Promise<number> {
  if (args.perSymbol) return perSymbolCommand(args, host);
  const bar = args.json ? undefined : progressBar('Bars', host);
  try {
    return await withSeries(
      args,
      host,
      (progress) => bar?.show(progress.barsDone, progress.barsTotal),
      async (session, chosen) => {
        try {
          return await run(args, host, session, chosen.series, chosen.refusedRowCount);
        } finally {
          bar?.stop();
        }
      },
    );
  } finally {
    bar?.stop();
  }
}

async function run(
  args: BacktestArguments,
  host: CommandHost,
  session: Session,
  series: readonly SeriesSummary[],
  refusedRowCount: number,
): Promise<number> {
  if (isInterrupted(host)) return interrupted(host);
  const settings = settingsFor(args.settings, session.services.strategies);
  const spec: BacktestSpec = { ...settings, seriesIds: series.map((one) => one.seriesId) };
  if (args.planOnly) return planCommand({ kind: 'single', spec }, args.json, host, session);
  const started = await session.backtests.start(spec);
  if (!started.ok && started.error.code === 'run-not-stored') return failed(host, started.error);
  // What else the orchestrator refuses before it starts are the settings.
  if (!started.ok)
    return misused(host, [started.error.message, started.error.help].filter(Boolean).join(' '));
  const { runId, finished } = started.value;
  const stopListening = host.onInterrupt(() => void session.backtests.cancel(runId));
  if (isInterrupted(host)) await session.backtests.cancel(runId); // while it was being stored
  const outcome = await finished;
  stopListening();
  if (outcome.status === 'cancelled') return interrupted(host);
  if (outcome.status !== 'done') {
    return failed(host, { kind: 'failed', code: 'run-failed', message: outcome.reason });
  }
  const detail = await session.library.getRun(runId);
  if (!detail.ok) return failed(host, detail.error);
  const abort = new AbortController();
  const stopAsking = host.onInterrupt(() => {
    abort.abort();
  });
  try {
    const more = await findMore(args, session, spec, series, outcome.result, abort.signal);
    print(args, host, detail.value, refusedRowCount, more);
    return more.lookAhead === undefined || more.lookAhead.firstDifference === null ? EXIT.done : EXIT.failed;
  } catch (error) {
    if (abort.signal.aborted) return interrupted(host);
    if (!(error instanceof CheckFailed)) throw error;
    return failed(host, { kind: 'failed', code: 'check-failed', message: error.message });
  } finally {
    stopAsking();
  }
}

function print(
  args: BacktestArguments,
  host: CommandHost,
  detail: RunDetail,
  refusedRowCount: number,
  more: ExtraFindings,
): void {
  if (args.json) host.print(JSON.stringify({ ...resultJson(detail, refusedRowCount), ...more }) + '\n');
  else
    host.print(
      resultTable(detail) +
        findingLines(more)
          .map((line) => `${line}\n`)
          .join(''),
    );
}
