/** The command line: parses, calls a command, exits with its code. */
import { failure } from '#shared/ipc/errors.ts';
import { buildFiles } from '#shared/node/build-files.ts';
import { openDataDirectory } from '#shared/node/data-directory.ts';
import { describeStrategies } from '#shared/strategies/library.ts';
import { withActions } from './cli/actions-file.ts';
import { parseArguments, type BacktestArguments } from './cli/arguments.ts';
import { backtestCommand } from './cli/backtest-command.ts';
import { EXIT, failed, misused, type CommandHost } from './cli/command-host.ts';
import { helpText } from './cli/help.ts';
import { importCommand } from './cli/import-command.ts';
import { screenCommand } from './cli/screen-command.ts';
import type { SweepArguments, WalkForwardArguments } from './cli/study-arguments.ts';
import { findUserStrategy } from './cli/user-strategy.ts';
import { sweepCommand } from './cli/sweep-command.ts';
import { walkForwardCommand } from './cli/walk-forward-command.ts';

const { seedCsvPath, codeVersion } = buildFiles(import.meta.dirname);

const host: CommandHost = {
  workingDirectory: process.cwd(),
  entryDirectory: import.meta.dirname,
  seedCsvPath,
  codeVersion,
  canDraw: process.stderr.isTTY,
  cancelCell: new SharedArrayBuffer(4),
  openDataDirectory: (argument) => openDataDirectory({ argument, env: process.env }),
  print: (text) => process.stdout.write(text),
  tell: (line) => process.stderr.write(`${line}\n`),
  onInterrupt(listener) {
    process.on('SIGINT', listener);
    process.on('SIGTERM', listener);
    return () => {
      process.off('SIGINT', listener);
      process.off('SIGTERM', listener);
    };
  },
};

process.exitCode = await main().catch((error: unknown) => {
  // The library's thread is gone, its disk is full at the very end, or a bug: one sentence, not a stack.
  const why = error instanceof Error ? error.message : String(error);
  return failed(host, failure('stopped', `Tradewind stopped: ${why}`));
});

async function main(): Promise<number> {
  const args = parseArguments(process.argv.slice(2));
  if (!args.ok) return misused(host, args.error.message);
  switch (args.value.command) {
    case 'backtest':
      return withFiles(args.value, backtestCommand);
    case 'sweep':
      return withFiles(args.value, sweepCommand);
    case 'walk-forward':
      return withFiles(args.value, walkForwardCommand);
    case 'screen':
      return screenCommand(args.value, host);
    case 'import':
      return importCommand(args.value, host);
    case 'help':
      host.print(helpText(describeStrategies()));
      return EXIT.done;
  }
}

async function withFiles<Args extends BacktestArguments | SweepArguments | WalkForwardArguments>(
  args: Args,
  command: (args: Args, host: CommandHost) => Promise<number>,
): Promise<number> {
  const whole = await withActions(args, host);
  if (!whole.ok) return misused(host, whole.error);
  const found = await findUserStrategy(whole.value, host);
  if (!found.ok) return misused(host, found.error);
  return command(found.value.args, { ...host, userStrategy: found.value.userStrategy });
}
