import { join } from 'node:path';
import type { mainRequests } from '#shared/ipc/contract.ts';
import { failure } from '#shared/ipc/errors.ts';
import type { Handlers } from '#shared/ipc/server.ts';
import { err, ok } from '#shared/kernel/result.ts';
import type { Desktop } from '../ports/desktop.ts';
import type { StrategyFolder } from '../ports/strategy-folder.ts';

type StrategiesRequest = Extract<keyof typeof mainRequests, `strategies.${string}`>;

/** The window names no path: it says what it wants, and hears the name of a file. */
export function strategiesHandlers(
  folder: StrategyFolder,
  desktop: Desktop,
): Pick<Handlers<typeof mainRequests>, StrategiesRequest> {
  return {
    async 'strategies.openFolder'() {
      const prepared = await folder.prepare();
      if (!prepared.ok) return prepared;
      const reason = await desktop.open(folder.path);
      if (reason === null) return ok({});
      return err(
        failure(
          'open-failed',
          `${folder.path} could not be opened: ${reason}.`,
          'Open it in the file manager.',
        ),
      );
    },
    async 'strategies.create'() {
      const created = await folder.create();
      // Shown, not opened: many systems take a .ts file for a film.
      if (created.ok) desktop.reveal(join(folder.path, created.value.file));
      return created;
    },
  };
}
