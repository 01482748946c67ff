import { resolve } from 'node:path';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { readActions } from '../bar-library/csv/read-actions.ts';
import type { CommandHost } from './command-host.ts';
import type { RunSettings } from './run-arguments.ts';

/** The settings with the actions of `--actions` in them, where a file is named. Errors are sentences. */
export async function withActions<
  A extends { readonly actionsFile: string | undefined; readonly settings: RunSettings },
>(args: A, host: Pick<CommandHost, 'workingDirectory'>): Promise<Result<A, string>> {
  const file = args.actionsFile;
  if (file === undefined) return ok(args);
  const actions = await readActions(resolve(host.workingDirectory, file));
  if (!actions.ok)
    return err(`--actions ${file}: ${actions.error.message} ${actions.error.help ?? ''}`.trim());
  return ok({ ...args, settings: { ...args.settings, actions: actions.value } });
}
