import type { ServiceFailure } from '#shared/ipc/errors.ts';
import type { Result } from '#shared/kernel/result.ts';
import type { UserStrategyDefinition } from '../user-strategies/user-definition.ts';
import type { DataDirectory } from '#shared/node/data-directory.ts';

export const EXIT = { done: 0, failed: 1, misused: 2, interrupted: 130 } as const;

/** What a command needs of the process it runs in. */
export interface CommandHost {
  /** Where files named on the command line are looked for. */
  readonly workingDirectory: string;
  /** Where the built worker entries lie. */
  readonly entryDirectory: string;
  readonly seedCsvPath: string;
  readonly codeVersion: string;
  /** True when standard error is a terminal that a progress bar can be drawn on. */
  readonly canDraw: boolean;
  /** What the command runs where it is a strategy of the user. */
  readonly userStrategy?: UserStrategyDefinition | undefined;
  /** One Int32, not 0 once the user has interrupted. */
  readonly cancelCell: SharedArrayBuffer;
  openDataDirectory(argument: string | undefined): Result<DataDirectory, ServiceFailure>;
  /** Results, to standard output. */
  print(text: string): void;
  /** Everything else, one line to standard error. */
  tell(line: string): void;
  /** Calls the listener at Ctrl+C until the returned function is called. */
  onInterrupt(listener: () => void): () => void;
}

export function failed(host: CommandHost, failure: ServiceFailure): number {
  host.tell([failure.message, failure.help].filter(Boolean).join(' '));
  return EXIT.failed;
}

export function misused(host: CommandHost, message: string): number {
  host.tell(message);
  return EXIT.misused;
}
