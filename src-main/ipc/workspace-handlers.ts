import type { mainRequests } from '#shared/ipc/contract.ts';
import type { Handlers } from '#shared/ipc/server.ts';
import { ok } from '#shared/kernel/result.ts';
import type { WorkspaceStore } from '../ports/stores.ts';

type WorkspaceRequest = Extract<keyof typeof mainRequests, `workspace.${string}`>;

export function workspaceHandlers(
  store: WorkspaceStore,
): Pick<Handlers<typeof mainRequests>, WorkspaceRequest> {
  return {
    'workspace.load': () => ok({ layouts: store.load() }),
    'workspace.save'({ workspace, layout }) {
      const saved = store.save(workspace, layout);
      return saved.ok ? ok({}) : saved;
    },
  };
}
