import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { RunProgress } from '#shared/model/backtest.ts';
import type { ImportReport, ImportSpec } from '#shared/model/import.ts';
import type { SeriesSummary } from '#shared/model/series.ts';
import { EXIT, failed, misused, type CommandHost } from './command-host.ts';
import { resolveSeries } from './resolve-series.ts';
import type { DataArguments } from './run-arguments.ts';
import { seriesNameText, type SeriesName } from './series-name.ts';
import { openSession, type Session } from './session.ts';
import { parseUniverse } from './universe.ts';

/** The series that a command works on, and what was asked for and is not there. */
export interface ChosenSeries {
  readonly series: readonly SeriesSummary[];
  /** Of a universe or a folder: names and files that came to nothing, each with its reason. */
  readonly missing: readonly { readonly name: string; readonly reason: string }[];
  /** Rows of `--data` that were refused. */
  readonly refusedRowCount: number;
}

/**
 * Opens the library (a temporary one for `--data`), finds or imports the series that the arguments name, and hands both over.
 * Everything is closed, and the temporary library gone, when `use` has ended. Returns its exit code, or that of what failed.
 */
export async function withSeries(
  args: DataArguments,
  host: CommandHost,
  onRunProgress: (progress: RunProgress) => void,
  use: (session: Session, chosen: ChosenSeries) => Promise<number>,
): Promise<number> {
  if (args.dataFile !== undefined) return onFile(args, args.dataFile, host, onRunProgress, use);
  const directory = host.openDataDirectory(args.dataDirectory);
  if (!directory.ok) return failed(host, directory.error);
  return withSession(args, host, directory.value.root, host.seedCsvPath, onRunProgress, async (session) => {
    if (args.importFolder !== undefined) {
      const chosen = await importFolder(args, args.importFolder, host, session);
      if (!chosen.ok) return failed(host, chosen.error);
      return isInterrupted(host) ? interrupted(host) : use(session, chosen.value);
    }
    const library = await session.library.listSeries();
    if (args.universeFile !== undefined) {
      const names = await readUniverse(args.universeFile, host);
      if (!names.ok) return misused(host, names.error);
      return use(session, eachIfThere(names.value, args, library));
    }
    const series = resolveSeries(args.symbols, args.facts, library);
    if (!series.ok) return misused(host, series.error.message);
    return use(session, { series: series.value, missing: [], refusedRowCount: 0 });
  });
}

async function readUniverse(file: string, host: CommandHost): Promise<Result<readonly SeriesName[], string>> {
  let text: string;
  try {
    text = await readFile(resolve(host.workingDirectory, file), 'utf8');
  } catch (error) {
    return err(
      `--universe ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
  const names = parseUniverse(text);
  if (names === undefined)
    return err(`--universe ${file} has a name in it that is not written SYMBOL or SYMBOL@SOURCE.`);
  return names.length === 0 ? err(`--universe ${file} names no symbol.`) : ok(names);
}

function eachIfThere(
  names: readonly SeriesName[],
  args: DataArguments,
  library: readonly SeriesSummary[],
): ChosenSeries {
  const series: SeriesSummary[] = [];
  const missing: { name: string; reason: string }[] = [];
  for (const name of names) {
    const found = resolveSeries([name], args.facts, library);
    if (!found.ok) missing.push({ name: seriesNameText(name), reason: found.error.message });
    else if (!series.includes(found.value[0]!)) series.push(found.value[0]!);
  }
  return { series, missing, refusedRowCount: 0 };
}

/** Every CSV of the folder, in the order of their names; one that cannot be imported does not keep the next from being tried. */
async function importFolder(
  args: DataArguments,
  folder: string,
  host: CommandHost,
  session: Session,
): Promise<Result<ChosenSeries, ServiceFailure>> {
  const path = resolve(host.workingDirectory, folder);
  let files: string[];
  try {
    files = (await readdir(path)).filter((name) => /\.csv$/i.test(name)).sort();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return err(failure('folder-not-read', `--import ${folder} cannot be read: ${why}.`));
  }
  if (files.length === 0) return err(failure('folder-empty', `--import ${folder} has no CSV file in it.`));
  const series = new Map<number, SeriesSummary>();
  const missing: { name: string; reason: string }[] = [];
  const stopListening = host.onInterrupt(() => Atomics.store(new Int32Array(host.cancelCell), 0, 1));
  try {
    for (const file of files) {
      if (isInterrupted(host)) break;
      const report = await importOne(join(path, file), 'keep', args, host, session);
      if (!report.ok) missing.push({ name: file, reason: report.error.message });
      else if (report.value.series === null) missing.push({ name: file, reason: report.value.message });
      else series.set(report.value.series.seriesId, report.value.series);
    }
  } finally {
    stopListening();
  }
  return ok({ series: [...series.values()], missing, refusedRowCount: 0 });
}

/** A library of its own, for one file and one command; gone afterwards. */
async function onFile(
  args: DataArguments,
  file: string,
  host: CommandHost,
  onRunProgress: (progress: RunProgress) => void,
  use: (session: Session, chosen: ChosenSeries) => Promise<number>,
): Promise<number> {
  // From here on Ctrl+C ends the command in order, so that the folder goes with it.
  const stopListening = host.onInterrupt(() => Atomics.store(new Int32Array(host.cancelCell), 0, 1));
  const directory = await mkdtemp(join(tmpdir(), 'tradewind-'));
  try {
    return await withSession(args, host, directory, undefined, onRunProgress, async (session) => {
      const path = resolve(host.workingDirectory, file);
      const imported = await importOne(path, 'refuse', args, host, session, file);
      if (!imported.ok) return failed(host, imported.error);
      const { outcome, series, message, refused, refusedCount } = imported.value;
      if (outcome === 'cancelled') return interrupted(host);
      for (const row of refused.slice(0, 10)) host.tell(`${file}, line ${row.line}: ${row.reason}`);
      if (refusedCount > 10) host.tell(`... ${refusedCount} rows refused in all.`);
      if (series === null) return failed(host, { kind: 'failed', code: 'nothing-imported', message });
      return use(session, { series: [series], missing: [], refusedRowCount: refusedCount });
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
    stopListening();
  }
}

/** @param tellAs the file as remarks name it; absent: remarks are not told */
async function importOne(
  path: string,
  existing: ImportSpec['existing'],
  { facts }: DataArguments,
  host: CommandHost,
  { library }: Session,
  tellAs?: string,
): Promise<Result<ImportReport, ServiceFailure>> {
  const preview = await library.previewImport(path, undefined);
  if (!preview.ok) return preview;
  const { dialect, guess, remarks } = preview.value;
  if (tellAs !== undefined) for (const remark of remarks) host.tell(`${tellAs}: ${remark}`);
  return library.importFile({
    importId: randomUUID(),
    path,
    spec: { facts: { ...guess, ...facts }, dialect, existing, allOrNothing: false },
    cancel: host.cancelCell,
  });
}

async function withSession(
  args: DataArguments,
  host: CommandHost,
  dataDirectory: string,
  seedCsvPath: string | undefined,
  onRunProgress: (progress: RunProgress) => void,
  use: (session: Session) => Promise<number>,
): Promise<number> {
  const session = await openSession({
    dataDirectory,
    seedCsvPath,
    entryDirectory: host.entryDirectory,
    codeVersion: host.codeVersion,
    userStrategy: host.userStrategy,
    workers: args.workers,
    onNotice: (sentence) => {
      host.tell(sentence);
    },
    onRunProgress,
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
    await session.value.close();
  }
}

export function isInterrupted(host: CommandHost): boolean {
  return Atomics.load(new Int32Array(host.cancelCell), 0) !== 0;
}

export function interrupted(host: CommandHost): number {
  host.tell('Cancelled by the user.');
  return EXIT.interrupted;
}
