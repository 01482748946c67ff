import { app, globalShortcut } from 'electron';
import type { Logger } from '#shared/telemetry/logger.ts';
import type { Trading } from './compose-trading.ts';

/** A combination that nobody presses by accident and no other program uses. */
export const KILL_SWITCH_KEY = 'CommandOrControl+Alt+Shift+K';

/**
 * Registers the kill switch's global hotkey. It works with another program in front and with a window that hangs, as the
 * renderer has no part in it.
 */
export function listenForKillSwitch(trading: Pick<Trading, 'halt' | 'setHotkey'>, log: Logger): void {
  const isHeard = globalShortcut.register(KILL_SWITCH_KEY, () => trading.halt('hotkey'));
  if (isHeard) trading.setHotkey(KILL_SWITCH_KEY, null);
  else {
    log.warn({ key: KILL_SWITCH_KEY }, 'the key of the kill switch is taken');
    trading.setHotkey(null, `${KILL_SWITCH_KEY} belongs to another program: use the button or the menu.`);
  }
  app.on('will-quit', () => {
    globalShortcut.unregister(KILL_SWITCH_KEY);
  });
}
