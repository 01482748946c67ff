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

export async function loadSettings(): Promise<void> {
  const result = await main.invoke('settings.get', {});
  if (result.ok) {
    useSettings.setState(result.value);
    useSettingsKnown.setState({ isKnown: true });
  } else notifyProblem(result.error, 'read the settings; the defaults are used');
}

export async function changeSettings(patch: z.input<typeof settingsPatchSchema>): Promise<void> {
  const result = await main.invoke('settings.set', patch);
  if (result.ok) useSettings.setState(result.value);
  else notifyProblem(result.error, 'save the settings');
}
