import type { AppInfo } from '#shared/ipc/contract.ts';
import type { mainRequests } from '#shared/ipc/contract.ts';
import { failure, type ServiceFailure } from '#shared/ipc/errors.ts';
import type { Handlers } from '#shared/ipc/server.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { Desktop } from '../ports/desktop.ts';

export interface AppServices {
  readonly info: AppInfo;
  readonly desktop: Desktop;
  readonly readLicences: () => Promise<Result<string, ServiceFailure>>;
  /** Versions, folders, state of each process and the last log lines, as text. */
  readonly diagnostics: () => string;
  readonly restartResearch: () => Result<null, ServiceFailure>;
}

type AppRequest = Extract<keyof typeof mainRequests, `app.${string}`>;

export function appHandlers(services: AppServices): Pick<Handlers<typeof mainRequests>, AppRequest> {
  const { info, desktop } = services;
  return {
    'app.info': () => ok(info),
    async 'app.licences'() {
      const text = await services.readLicences();
      return text.ok ? ok({ text: text.value }) : text;
    },
    'app.copyDiagnostics'() {
      const text = services.diagnostics();
      desktop.writeClipboard(text);
      return ok({ text });
    },
    async 'app.openFolder'({ folder }) {
      const path = folder === 'data' ? info.dataDirectory : info.logDirectory;
      const reason = await desktop.open(path);
      if (reason === null) return ok({});
      return err(
        failure('open-failed', `${path} could not be opened: ${reason}.`, 'Open it in the file manager.'),
      );
    },
    'app.restartResearch'() {
      const restarted = services.restartResearch();
      return restarted.ok ? ok({}) : restarted;
    },
  };
}
