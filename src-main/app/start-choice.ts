import { isDeepStrictEqual } from 'node:util';
import type { Settings } from '#shared/model/settings.ts';

type StartChoice = Pick<Settings, 'startWith' | 'twsAddress'>;

/**
 * Tells when the user has changed how the program begins: what it connects to, or where TWS is.
 *
 * @returns to be called with the settings after each change of any of them
 */
export function watchStartChoice(
  initial: Settings,
  onChange: (choice: StartChoice) => void,
): (changed: Settings) => void {
  let { startWith, twsAddress }: StartChoice = initial;
  return (changed) => {
    const isSame = changed.startWith === startWith && isDeepStrictEqual(changed.twsAddress, twsAddress);
    ({ startWith, twsAddress } = changed);
    if (!isSame) onChange({ startWith, twsAddress });
  };
}
