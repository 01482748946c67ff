import type { mainRequests } from '#shared/ipc/contract.ts';
import type { Handlers } from '#shared/ipc/server.ts';
import { ok } from '#shared/kernel/result.ts';
import type { Files } from '../files/files.ts';

type FilesRequest = Extract<keyof typeof mainRequests, `files.${string}`>;

export function filesHandlers(files: Files): Pick<Handlers<typeof mainRequests>, FilesRequest> {
  return {
    async 'files.chooseImport'({ what }) {
      const chosen = await files.chooseImport(what);
      return chosen.ok ? ok({ grant: chosen.value }) : chosen;
    },
    async 'files.chooseSave'({ suggestedName, kind }) {
      const chosen = await files.chooseSave(suggestedName, kind);
      return chosen.ok ? ok({ grant: chosen.value }) : chosen;
    },
    async 'files.open'({ grantId }) {
      const opened = await files.open(grantId);
      return opened.ok ? ok({}) : opened;
    },
    async 'files.reveal'({ grantId }) {
      const revealed = await files.reveal(grantId);
      return revealed.ok ? ok({}) : revealed;
    },
  };
}
