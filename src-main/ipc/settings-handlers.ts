import type { mainRequests } from '#shared/ipc/contract.ts';
import type { Handlers } from '#shared/ipc/server.ts';
import { ok } from '#shared/kernel/result.ts';
import type { SettingsService } from '../settings/settings.ts';

type SettingsRequest = Extract<keyof typeof mainRequests, `settings.${string}`>;

export function settingsHandlers(
  settings: SettingsService,
): Pick<Handlers<typeof mainRequests>, SettingsRequest> {
  return {
    'settings.get': () => ok(settings.current),
    'settings.set': (patch) => settings.change(patch),
  };
}
