import { mkdtemp, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { BacktestSpec, RunDetail } from '#shared/model/backtest.ts';
import type { SeriesSummary } from '#shared/model/series.ts';
import type { BacktestArguments } from './arguments.ts';
import { EXIT, failed, misused, type CommandHost } from './command-host.ts';
import { progressBar } from './progress-bar.ts';
import { resolveSeries } from './resolve-series.ts';
import { resultJson, resultTable } from './result-output.ts';
import { openSession, type Session } from './session.ts';

/** Runs one back-test, prints its result, and returns the exit code. */
export async function backtestCommand(args: BacktestArguments, host: CommandHost): Promise<number> {
  return args.dataFile === undefined ? onLibrary(args, host) : onFile(args, args.dataFile, host);
}

async function onLibrary(args: BacktestArguments, host: CommandHost): Promise<number> {
  const directory = host.openDataDirectory(args.dataDirectory);
  if (!directory.ok) return failed(host, directory.error);
  return withSession(args, host, directory.value.root, host.seedCsvPath, async (session) => {
    const series = resolveSeries(args.symbols, args.facts, await session.library.listSeries());
    if (!series.ok) return misused(host, series.error.message);
    return run(args, host, session, series.value, 0);
  });
}

/** A library of its own, for one file and one run; gone afterwards. */
async function onFile(args: BacktestArguments, file: string, host: CommandHost): Promise<number> {
  // From here on Ctrl+C ends the command in order, so that the folder goes with it.
  const stopListening = host.onInterrupt(() => Atomics.store(new Int32Array(host.cancelCell), 0, 1));
  const directory = await mkdtemp(join(tmpdir(), 'tradewind-'));
  try {
    return await withSession(args, host, directory, undefined, async (session) => {
      const path = resolve(host.workingDirectory, file);
      const preview = await session.library.previewImport(path, undefined);
      if (!preview.ok) return failed(host, preview.error);
      const { dialect, guess, remarks } = preview.value;
      for (const remark of remarks) host.tell(`${file}: ${remark}`);
      const imported = await session.library.importFile({
        importId: randomUUID(),
        path,
        spec: { facts: { ...guess, ...args.facts }, dialect, existing: 'refuse', allOrNothing: false },
        cancel: host.cancelCell,
      });
      if (!imported.ok) return failed(host, imported.error);
      const { outcome, series, message, refused, refusedCount } = imported.value;
      if (outcome === 'cancelled') return interrupted(host);
      for (const row of refused.slice(0, 10)) host.tell(`${file}, line ${row.line}: ${row.reason}`);
      if (refusedCount > 10) host.tell(`... ${refusedCount} rows refused in all.`);
      if (series === null) return failed(host, { kind: 'failed', code: 'nothing-imported', message });
      return run(args, host, session, [series], refusedCount);
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
    stopListening();
  }
}

async function withSession(
  args: BacktestArguments,
  host: CommandHost,
  dataDirectory: string,
  seedCsvPath: string | undefined,
  use: (session: Session) => Promise<number>,
): Promise<number> {
  const bar = args.json ? undefined : progressBar('Bars', host);
  const session = await openSession({
    dataDirectory,
    seedCsvPath,
    entryDirectory: host.entryDirectory,
    codeVersion: host.codeVersion,
    onNotice: (sentence) => {
      host.tell(sentence);
    },
    onRunProgress: (progress) => bar?.show(progress.barsDone, progress.barsTotal),
  });
  if (!session.ok) {
    const { help } = session.error;
    const offer = 'Or back-test a file without the library: --data FILE.csv.';
    return failed(host, { ...session.error, help: help === undefined ? offer : `${help} ${offer}` });
  }
  for (const notice of session.value.notices) host.tell(notice);
  try {
    return await use(session.value);
  } finally {
    bar?.stop();
    await session.value.close();
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
  const spec: BacktestSpec = { ...args.settings, seriesIds: series.map((one) => one.seriesId) };
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
  if (outcome.status === 'failed') {
    return failed(host, { kind: 'failed', code: 'run-failed', message: outcome.reason });
  }
  const detail = await session.library.getRun(runId);
  if (!detail.ok) return failed(host, detail.error);
  print(args, host, detail.value, refusedRowCount);
  return EXIT.done;
}

function isInterrupted(host: CommandHost): boolean {
  return Atomics.load(new Int32Array(host.cancelCell), 0) !== 0;
}

function interrupted(host: CommandHost): number {
  host.tell('Cancelled by the user.');
  return EXIT.interrupted;
}

function print(args: BacktestArguments, host: CommandHost, detail: RunDetail, refusedRowCount: number): void {
  if (args.json) host.print(JSON.stringify(resultJson(detail, refusedRowCount)) + '\n');
  else host.print(resultTable(detail));
}
