import type { connectionRequests } from '#shared/ipc/connection.ts';
import type { ServiceFailure } from '#shared/ipc/errors.ts';
import type { Handlers } from '#shared/ipc/server.ts';
import { ok, type Result } from '#shared/kernel/result.ts';
import type { Connections } from '../connection/connections.ts';

export function connectionHandlers(connections: Connections): Handlers<typeof connectionRequests> {
  return {
    'connection.connect': async ({ profileId }) => nothing(await connections.connect(profileId)),
    'connection.disconnect'() {
      connections.disconnect();
      return ok({});
    },
    'connection.retry'() {
      connections.retry();
      return ok({});
    },
    'connection.useAccount': async ({ account }) => nothing(await connections.useAccount(account)),
    'connection.saveProfile': async ({ profile }) => nothing(await connections.saveProfile(profile)),
    'connection.deleteProfile': ({ profileId }) => nothing(connections.deleteProfile(profileId)),
    'connection.setConnectAtStart': ({ isOn }) => nothing(connections.setConnectsAtStart(isOn)),
  };
}

function nothing(result: Result<null, ServiceFailure>): Result<Record<string, never>, ServiceFailure> {
  return result.ok ? ok({}) : result;
}
