import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { ImportReport } from '#shared/model/import.ts';
import type { ImportArguments } from './arguments.ts';
import { EXIT, failed, type CommandHost } from './command-host.ts';
import { progressBar } from './progress-bar.ts';
import { openSession, type Session } from './session.ts';

const REFUSED_ROWS_TOLD = 20;

/** Imports files one after the other; one that fails does not keep the next from being tried. Returns the exit code. */
export async function importCommand(args: ImportArguments, host: CommandHost): Promise<number> {
  const directory = host.openDataDirectory(args.dataDirectory);
  if (!directory.ok) return failed(host, directory.error);
  const bar = args.json ? undefined : progressBar('Bytes', host);
  const session = await openSession({
    dataDirectory: directory.value.root,
    seedCsvPath: host.seedCsvPath,
    entryDirectory: host.entryDirectory,
    codeVersion: host.codeVersion,
    onImportProgress: (progress) => bar?.show(progress.bytesDone, progress.bytesTotal),
  });
  if (!session.ok) return failed(host, session.error);
  for (const notice of session.value.notices) host.tell(notice);
  const stopListening = host.onInterrupt(() => Atomics.store(new Int32Array(host.cancelCell), 0, 1));
  try {
    let exitCode: number = EXIT.done;
    for (const file of args.files) {
      const code = await importOne(args, host, session.value, file);
      bar?.stop();
      exitCode = Math.max(exitCode, code);
      if (code === EXIT.interrupted) break;
    }
    return exitCode;
  } finally {
    bar?.stop();
    stopListening();
    await session.value.close();
  }
}

async function importOne(
  args: ImportArguments,
  host: CommandHost,
  { library }: Session,
  file: string,
): Promise<number> {
  const path = resolve(host.workingDirectory, file);
  const preview = await library.previewImport(path, undefined);
  if (!preview.ok) return failed(host, preview.error);
  for (const remark of preview.value.remarks) host.tell(`${file}: ${remark}`);
  const imported = await library.importFile({
    importId: randomUUID(),
    path,
    spec: {
      facts: { ...preview.value.guess, ...args.facts },
      dialect: preview.value.dialect,
      existing: args.existing,
      allOrNothing: args.allOrNothing,
    },
    cancel: host.cancelCell,
  });
  if (!imported.ok) return failed(host, imported.error);
  const report = imported.value;
  if (args.json) host.print(JSON.stringify({ file, ...report }) + '\n');
  else tellReport(host, file, report);
  if (report.outcome === 'cancelled') return EXIT.interrupted;
  return report.outcome === 'imported' ? EXIT.done : EXIT.failed;
}

function tellReport(host: CommandHost, file: string, report: ImportReport): void {
  host.print(`${file}: ${report.message}\n`);
  for (const row of report.refused.slice(0, REFUSED_ROWS_TOLD))
    host.tell(`  line ${row.line}: ${row.reason}`);
  if (report.refusedCount > REFUSED_ROWS_TOLD) {
    host.tell(`  ... ${report.refusedCount} rows refused in all; --json lists more of them.`);
  }
}
