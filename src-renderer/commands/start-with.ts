import type { StartWith } from '#shared/model/settings.ts';
import { changeSettings, useSettings } from '../stores/settings.ts';

/** Keeps the choice. Main does what it means, now and at every start: the gateway of who practises, the connection. */
export function chooseStartWith(
  startWith: StartWith,
  twsAddress = useSettings.getState().twsAddress,
): Promise<void> {
  return changeSettings({ startWith, twsAddress });
}
