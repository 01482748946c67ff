import { basename, join, resolve } from 'node:path';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { placeOf } from '#shared/model/user-strategy.ts';
import { strategies as shipped } from '#shared/strategies/library.ts';
import { StrategyChecker } from '../user-strategies/checker.ts';
import { readSource } from '../user-strategies/read-folder.ts';
import { userDefinition, type UserStrategyDefinition } from '../user-strategies/user-definition.ts';
import { UserStrategies } from '../user-strategies/user-strategies.ts';
import type { CommandHost } from './command-host.ts';
import type { RunSettings } from './run-arguments.ts';

interface NamesStrategy {
  readonly settings: RunSettings;
  readonly dataDirectory: string | undefined;
}

export interface FoundStrategy<Args> {
  /** With the id of the strategy and the text it runs on. */
  readonly args: Args;
  /** Undefined: one of the application's, or none that there is. */
  readonly userStrategy: UserStrategyDefinition | undefined;
}

/** `--strategy FILE.ts`, or the id of a strategy in the folder of the data directory. An error is a sentence. */
export async function findUserStrategy<Args extends NamesStrategy>(
  args: Args,
  host: CommandHost,
): Promise<Result<FoundStrategy<Args>, string>> {
  const { strategyFile, ...settings } = args.settings;
  if (strategyFile === undefined && shipped.some(({ id }) => id === settings.strategyId))
    return ok({ args, userStrategy: undefined });
  const checker = new StrategyChecker({ entry: join(host.entryDirectory, 'user-strategy.js') });
  try {
    const found =
      strategyFile === undefined
        ? await inFolder(args, host, checker)
        : await fromFile(resolve(host.workingDirectory, strategyFile), checker);
    if (!found.ok || found.value === undefined)
      return found.ok ? ok({ args, userStrategy: undefined }) : found;
    const { id, code } = found.value;
    return ok({
      args: { ...args, settings: { ...settings, strategyId: id, strategyHash: code.hash } },
      userStrategy: found.value,
    });
  } finally {
    await checker.close();
  }
}

async function fromFile(
  path: string,
  checker: StrategyChecker,
): Promise<Result<UserStrategyDefinition, string>> {
  const file = basename(path);
  try {
    const source = await readSource(path, file);
    if (source === null) return err(`--strategy: there is no file ${path}.`);
    const checked = await checker.check({ file, text: source.text });
    if (!checked.ok) return err(`${placeOf({ file, ...checked.error })}: ${checked.error.message}`);
    if (shipped.some(({ id }) => id === checked.value.strategyId))
      return err(`${file}: its id '${checked.value.strategyId}' is that of a strategy of the application.`);
    return ok(userDefinition(source, checked.value));
  } catch (error) {
    return err(`--strategy ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function inFolder(
  { settings, dataDirectory }: NamesStrategy,
  host: CommandHost,
  checker: StrategyChecker,
): Promise<Result<UserStrategyDefinition | undefined, string>> {
  const directory = host.openDataDirectory(dataDirectory);
  if (!directory.ok) return err(directory.error.message);
  const all = new UserStrategies({ folder: directory.value.strategies, checker });
  await all.refresh();
  const found = all.definitions.find(({ id }) => id === settings.strategyId);
  // One of these may be the one that was meant.
  if (found === undefined)
    for (const one of all.problems.slice(0, 10)) host.tell(`${placeOf(one)}: ${one.message}`);
  return ok(found);
}
