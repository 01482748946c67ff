import type { BrowserWindow } from 'electron';
import { lowerPriority } from '#shared/node/process-priority.ts';
import type { Logger } from '#shared/telemetry/logger.ts';

/** Nice value: a third of main's share of a core that both want. Windows goes by which window is in front and keeps to that. */
const WINDOW_PRIORITY = 5;

/** Where cores are short, orders and the kill switch, which are main's, come before pictures; with cores to spare nobody notices. */
export function standBehindMain({ webContents }: BrowserWindow, log: Logger): void {
  // Each load may have a process of its own.
  webContents.on('did-finish-load', () => {
    try {
      lowerPriority(webContents.getOSProcessId(), WINDOW_PRIORITY);
    } catch (error) {
      log.warn({ error }, 'the window has the same priority as orders');
    }
  });
}
