import { create } from 'zustand';
import { type Settings, settingsSchema } from '#shared/model/settings.ts';
import type { z } from 'zod';
import type { settingsPatchSchema } from '#shared/model/settings.ts';
import { main } from '../ipc/services.ts';
import { notifyProblem } from './notices.ts';

/** The settings of trading.db; the defaults until they have arrived. */
export const useSettings = create<Settings>(() => settingsSchema.parse({}));

/** Whether they have arrived. */
export const useSettingsKnown = create(() => ({ isKnown: false }));

let tellAnswered: () => void = () => undefined;
const answered = new Promise<void>((resolve) => {
  tellAnswered = resolve;
});

/** They have been asked for once: what is in the store are the user's, or the defaults where they cannot be read. */
export function settingsAnswered(): Promise<void> {
  return answered;
}

export async function loadSettings(): Promise<void> {
  const result = await main.invoke('settings.get', {});
  if (result.ok) {
    useSettings.setState(result.value);
    useSettingsKnown.setState({ isKnown: true });
  } else notifyProblem(result.error, 'read the settings; the defaults are used');
  tellAnswered();
}

export async function changeSettings(patch: z.input<typeof settingsPatchSchema>): Promise<void> {
  const result = await main.invoke('settings.set', patch);
  if (result.ok) useSettings.setState(result.value);
  else notifyProblem(result.error, 'save the settings');
}
